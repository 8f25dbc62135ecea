// SPDX-License-Identifier: Apache-2.0
#include "storage/session_pool.hpp"

#include "metrics/registry.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::storage {

namespace {

// Deadlines were set against the process's own steady clock.
steady_time now() {
  return std::chrono::steady_clock::now();
}

metrics::gauge& active() {
  static auto& gauge = metrics::process_registry().gauge_of(
    "db_connections_active", "Sessions of storage that work now.");
  return gauge;
}

metrics::histogram& waited() {
  static auto& histogram = metrics::process_registry().histogram_of(
    "db_connection_wait_time_seconds", "How long work waited for a session.");
  return histogram;
}

} // namespace

session_pool::session_pool(session_pool_options options) : options_{options} {
  options_.threads = std::max<std::size_t>(options_.threads, 1);
  metrics::process_registry()
    .gauge_of("db_connection_pool_size", "Sessions of storage.")
    .set(static_cast<std::int64_t>(options_.threads));
  for (auto i = std::size_t{0}; i < options_.threads; ++i)
    threads_.emplace_back([this] { serve(); });
}

session_pool::~session_pool() {
  stop();
}

result<void> session_pool::run(steady_time not_after, work x) {
  auto guard = std::lock_guard{mutex_};
  if (stopping_)
    return failure{ec::unavailable, "store: stopping", 1'000};
  if (queue_.size() >= options_.waiting_max)
    return failure{ec::overloaded,
                   "store: too many reads wait (at most "
                     + std::to_string(options_.waiting_max)
                     + "), come back later",
                   100};
  queue_.push_back({now(), not_after, std::move(x)});
  wake_.notify_one();
  return {};
}

bool session_pool::run_owed(work x) {
  auto guard = std::lock_guard{mutex_};
  if (stopping_)
    return false;
  queue_.push_back({now(), steady_time::max(), std::move(x)});
  wake_.notify_one();
  return true;
}

void session_pool::serve() {
  auto guard = std::unique_lock{mutex_};
  while (true) {
    wake_.wait(guard, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty())
      return;
    auto next = std::move(queue_.front());
    queue_.pop_front();
    const auto late = stopping_ || now() >= next.not_after;
    guard.unlock();
    waited().record(static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now()
                                                            - next.arrived)
        .count()));
    active().add(1);
    next.run(late);
    active().add(-1);
    guard.lock();
  }
}

void session_pool::stop() {
  {
    auto guard = std::lock_guard{mutex_};
    stopping_ = true;
    wake_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable())
      thread.join();
}

} // namespace nightfloat::storage

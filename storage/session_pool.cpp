// SPDX-License-Identifier: Apache-2.0
#include "storage/session_pool.hpp"

#include "metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

namespace {

/// How often storage that recovers is looked at while somebody waits for it.
constexpr auto recovery_look = std::chrono::milliseconds{5};

// Deadlines were set against the process's own steady clock.
session_table::time_point now() {
  return std::chrono::steady_clock::now();
}

/// What the process counts of its sessions.
struct pool_metrics {
  metrics::registry& all = metrics::process_registry();
  metrics::gauge& size = all.gauge_of("db_connection_pool_size",
                                      "Sessions of storage.");
  metrics::gauge& active = all.gauge_of("db_connections_active",
                                        "Sessions of storage that work now.");
  metrics::gauge& waiting = all.gauge_of(
    "db_connections_waiting", "Work that waits for a session of storage.");
  metrics::histogram& waited = all.histogram_of(
    "db_connection_wait_time_seconds", "How long work waited for a session.");
  metrics::counter& timed_out
    = all.counter_of("db_connection_timeouts_total",
                     "Work whose time was up before it had a session.");
  metrics::counter& refused
    = all.counter_of("db_connections_refused_total",
                     "Work that was refused because too much waits.");
  metrics::counter& invalidated = all.counter_of(
    "db_connections_invalidated_total",
    "Sessions found to be of before a recovery, and made anew.");
};

pool_metrics& counted() {
  static auto all = pool_metrics{};
  return all;
}

std::uint64_t us_since(session_table::time_point from) {
  return static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::microseconds>(now() - from)
      .count());
}

} // namespace

session_pool::session_pool(session_pool_options options)
  : options_{std::move(options)}, table_{options_.limits} {
  const auto sessions = table_.counts().sessions;
  counted().size.set(static_cast<std::int64_t>(sessions));
  for (auto i = std::size_t{0}; i < sessions; ++i)
    threads_.emplace_back([this] { serve(); });
  threads_.emplace_back([this] { watch(); });
}

session_pool::~session_pool() {
  stop();
}

std::uint64_t session_pool::incarnation() const {
  return options_.incarnation ? options_.incarnation() : 1;
}

result<void> session_pool::run(time_point not_after, work x) {
  const auto arrived = now();
  auto guard = std::lock_guard{mutex_};
  auto who = table_.ask(arrived, not_after);
  if (!who) {
    if (who.error().code == ec::overloaded)
      counted().refused.add();
    else if (who.error().code == ec::timed_out)
      counted().timed_out.add();
    return who.error();
  }
  waiting_.emplace(*who, waiting{arrived, std::move(x)});
  counted().waiting.add(1);
  wake_.notify_one();
  // Who finds a free session will not be late: a thread is on its way.
  const auto counts = table_.counts();
  if (counts.in_use + counts.waiting > counts.sessions)
    look_by(not_after);
  return {};
}

bool session_pool::run_owed(work x) {
  auto guard = std::lock_guard{mutex_};
  auto who = table_.ask_owed();
  if (!who)
    return false;
  waiting_.emplace(*who, waiting{now(), std::move(x)});
  counted().waiting.add(1);
  wake_.notify_one();
  return true;
}

void session_pool::look_by(time_point when) {
  if (when >= watch_at_)
    return;
  watch_at_ = when;
  watch_wake_.notify_one();
}

session_pool::work session_pool::take(session_ticket who) {
  auto x = waiting_.extract(who);
  counted().waiting.add(-1);
  counted().waited.record(us_since(x.mapped().arrived));
  return std::move(x.mapped().run);
}

void session_pool::enter(std::unique_lock<std::mutex>& guard,
                         const session_table::checkout& x) {
  {
    auto run = take(x.who);
    if (x.renewed)
      counted().invalidated.add();
    guard.unlock();
    counted().active.add(1);
    run({});
    counted().active.add(-1);
    // What the work holds goes before the session is another's.
  }
  guard.lock();
  table_.give_back(x.session);
}

void session_pool::serve() {
  auto guard = std::unique_lock{mutex_};
  while (!stopping_) {
    if (auto x = table_.next(now(), incarnation())) {
      enter(guard, *x);
      continue;
    }
    // It is late, or storage recovers: the watching thread wakes all again.
    if (table_.counts().waiting > 0)
      look_by(std::min(table_.next_deadline(), now() + recovery_look));
    wake_.wait(guard);
  }
}

void session_pool::watch() {
  auto guard = std::unique_lock{mutex_};
  while (!stopping_) {
    const auto at = now();
    const auto late = table_.expire(at);
    for (auto who : late) {
      auto run = take(who);
      counted().timed_out.add();
      guard.unlock();
      run(failure{ec::timed_out, "store: no session was free in time"});
      guard.lock();
    }
    if (!late.empty())
      continue;
    const auto counts = table_.counts();
    watch_at_ = table_.next_deadline();
    if (counts.waiting > 0 && counts.in_use < counts.sessions) {
      // Storage recovers, or a thread is on its way.
      wake_.notify_all();
      watch_at_ = std::min(watch_at_, at + recovery_look);
    }
    // A copy: others bring it forward meanwhile.
    if (const auto until = watch_at_; until == time_point::max())
      watch_wake_.wait(guard);
    else
      watch_wake_.wait_until(guard, until);
  }
}

void session_pool::stop() {
  auto left = std::vector<work>{};
  {
    auto guard = std::lock_guard{mutex_};
    stopping_ = true;
    for (auto who : table_.stop())
      left.push_back(take(who));
    wake_.notify_all();
    watch_wake_.notify_all();
  }
  for (auto& run : left)
    run(failure{ec::unavailable, "store: stopping", 1'000});
  for (auto& thread : threads_)
    if (thread.joinable())
      thread.join();
}

session_counts session_pool::counts() const {
  auto guard = std::lock_guard{mutex_};
  return table_.counts();
}

} // namespace nightfloat::storage

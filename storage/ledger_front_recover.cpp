// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_front.hpp"
#include "storage/logger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::storage {

using std::chrono::milliseconds;

namespace {

constexpr auto pause_first = milliseconds{20};
constexpr auto pause_max = milliseconds{1'000};
constexpr auto come_back_ms = std::uint32_t{100};

/// Trying again does not heal these.
bool is_final(ec code) {
  return code == ec::corrupt || code == ec::bad_version || code == ec::in_use
         || code == ec::fenced || code == ec::configuration;
}

/// Takes out of `from` what may not wait beyond `at`.
template <class Queue>
Queue take_late(Queue& from, steady_time at) {
  const auto first = std::stable_partition(
    from.begin(), from.end(),
    [&](const auto& one) { return at < one.not_after; });
  auto late = Queue(std::make_move_iterator(first),
                    std::make_move_iterator(from.end()));
  from.erase(first, from.end());
  return late;
}

template <class Queue>
void refuse_all(Queue& from, const failure& why) {
  for (auto& one : from)
    if (one.answer)
      one.answer(why);
}

} // namespace

result<void> ledger_front::start() {
  if (auto done = try_recover(); !done)
    return done;
  committer_ = std::thread{[this] {
    run();
  }};
  return {};
}

result<void> ledger_front::start_stepped() {
  stepped_ = true;
  return try_recover();
}

result<void> ledger_front::try_recover() {
  auto done = engine_->reopen();
  if (done)
    done = core_.recover(*engine_, now());
  if (!done)
    return done;
  auto guard = std::lock_guard{core_mutex_};
  epoch_.store(core_.epoch(), std::memory_order_relaxed);
  serving_.store(true, std::memory_order_release);
  return done;
}

void ledger_front::stop_serving() {
  auto guard = std::lock_guard{core_mutex_};
  serving_.store(false, std::memory_order_release);
}

bool ledger_front::recover() {
  stop_serving();
  recoveries_.fetch_add(1, std::memory_order_relaxed);
  metrics_.recoveries.add();
  if (stepped_) {
    recover_at_ = clock_->steady() + next_pause();
    return true;
  }
  while (true) {
    // A row that fails every first batch must not have it recover for ever.
    if (const auto length = next_pause(); length.count() > 0 && !pause(length))
      return false;
    turns_.fetch_add(1, std::memory_order_relaxed);
    auto done = try_recover();
    if (done)
      break;
    answer_late();
    const auto why = done.error();
    logger()->warn("recovery failed: why=\"{}\"", why.detail);
    if (is_final(why.code)) {
      answer_all(why);
      return false;
    }
  }
  resumed();
  return true;
}

void ledger_front::resumed() {
  logger()->info("recovered: epoch={}", epoch_.load());
  readers_.wake_all();
  kick();
}

steady_time ledger_front::step_recovery() {
  if (clock_->steady() < recover_at_)
    return recover_at_;
  turns_.fetch_add(1, std::memory_order_relaxed);
  auto done = try_recover();
  if (done) {
    resumed();
    return {};
  }
  answer_late();
  if (is_final(done.error().code)) {
    answer_all(done.error());
    return steady_time::max();
  }
  recover_at_ = clock_->steady() + next_pause();
  return recover_at_;
}

milliseconds ledger_front::next_pause() {
  const auto longer = std::clamp(recover_pause_ * 2, pause_first, pause_max);
  return std::exchange(recover_pause_, longer);
}

bool ledger_front::pause(milliseconds length) {
  auto guard = std::unique_lock{inbox_mutex_};
  idle_.store(true, std::memory_order_relaxed);
  wake_.wait_for(guard, length, [&] { return stopping_; });
  idle_.store(false, std::memory_order_relaxed);
  return !stopping_;
}

ledger_front::all_waiting ledger_front::take_waiting(steady_time at) {
  auto x = all_waiting{};
  {
    auto guard = std::lock_guard{core_mutex_};
    x.claims = take_late(claims_, at);
    x.awaits = take_late(awaits_, at);
  }
  auto guard = std::lock_guard{inbox_mutex_};
  x.members = take_late(inbox_, at);
  x.commands = take_late(commands_, at);
  for (const auto& one : x.members)
    inbox_bytes_ -= one.bytes;
  return x;
}

void ledger_front::refuse(all_waiting x, const failure& why) {
  for (auto& one : x.members)
    one.answer({.outcome = domain::commit_outcome::refused,
                .code = why.code,
                .detail = why.detail,
                .retry_after_ms = why.retry_after_ms});
  refuse_all(x.commands, why);
  refuse_all(x.claims, why);
  refuse_all(x.awaits, why);
}

void ledger_front::answer_late() {
  refuse(take_waiting(clock_->steady()),
         {ec::timed_out, "store: the remaining time was used up while it "
                         "recovered, nothing was written, ask again"});
}

void ledger_front::answer_all(const failure& why) {
  {
    auto guard = std::lock_guard{inbox_mutex_};
    trouble_ = why.detail;
    deferred_.clear();
  }
  refuse(take_waiting(steady_time::max()),
         {ec::unavailable, why.detail, 1'000});
}

failure ledger_front::not_serving() const {
  auto guard = std::lock_guard{inbox_mutex_};
  if (!trouble_.empty())
    return {ec::unavailable, trouble_, 1'000};
  return recovering();
}

failure ledger_front::recovering() {
  return {ec::unavailable, "store: it recovers, try again", come_back_ms};
}

std::uint64_t ledger_front::incarnation() const {
  if (serving_.load(std::memory_order_acquire))
    return epoch_.load(std::memory_order_relaxed);
  auto guard = std::lock_guard{inbox_mutex_};
  return trouble_.empty() && !stopping_ ? 0 : epoch_.load();
}

void ledger_front::close() {
  {
    auto guard = std::lock_guard{inbox_mutex_};
    stopping_ = true;
    wake_.notify_all();
  }
  if (committer_.joinable())
    committer_.join();
  stop_serving();
  answer_all({ec::unavailable, "store: stopping", 1'000});
  engine_->close();
}

} // namespace nightfloat::storage

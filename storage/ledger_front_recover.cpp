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
  auto guard = std::lock_guard{core_mutex_};
  auto done = engine_->reopen();
  if (done)
    done = core_.recover(*engine_, now());
  if (!done)
    return done;
  epoch_.store(core_.epoch(), std::memory_order_relaxed);
  serving_.store(true, std::memory_order_release);
  return done;
}

bool ledger_front::recover() {
  serving_.store(false, std::memory_order_release);
  recoveries_.fetch_add(1, std::memory_order_relaxed);
  metrics_.recoveries.add();
  if (stepped_) {
    recover_at_ = clock_->steady();
    recover_pause_ = pause_first;
    return true;
  }
  auto length = pause_first;
  while (true) {
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
    if (!pause(length))
      return false;
    length = std::min(length * 2, pause_max);
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
  recover_at_ = clock_->steady() + recover_pause_;
  recover_pause_ = std::min(recover_pause_ * 2, pause_max);
  return recover_at_;
}

bool ledger_front::pause(milliseconds length) {
  auto guard = std::unique_lock{inbox_mutex_};
  idle_.store(true, std::memory_order_relaxed);
  wake_.wait_for(guard, length, [&] { return stopping_; });
  idle_.store(false, std::memory_order_relaxed);
  return !stopping_;
}

void ledger_front::answer_late() {
  auto late = std::vector<member>{};
  {
    auto guard = std::lock_guard{inbox_mutex_};
    const auto at = clock_->steady();
    auto first = std::stable_partition(
      inbox_.begin(), inbox_.end(),
      [&](const member& one) { return at < one.not_after; });
    late.assign(std::make_move_iterator(first),
                std::make_move_iterator(inbox_.end()));
    inbox_.erase(first, inbox_.end());
    for (const auto& one : late)
      inbox_bytes_ -= one.bytes;
  }
  for (auto& one : late)
    one.answer({.outcome = domain::commit_outcome::refused,
                .code = ec::timed_out,
                .detail = "commit: its remaining time was used up while the "
                          "store recovered, nothing was written"});
}

void ledger_front::answer_all(const failure& why) {
  auto members = std::deque<member>{};
  auto commands = std::deque<command>{};
  auto claims = std::list<waiting_claim>{};
  auto awaits = std::list<waiting_end>{};
  {
    auto guard = std::lock_guard{core_mutex_};
    claims.swap(claims_);
    awaits.swap(awaits_);
  }
  {
    auto guard = std::lock_guard{inbox_mutex_};
    trouble_ = why.detail;
    members.swap(inbox_);
    inbox_bytes_ = 0;
    deferred_.clear();
    commands.swap(commands_);
  }
  auto gone = failure{ec::unavailable, why.detail, 1'000};
  for (auto& one : members)
    one.answer({.outcome = domain::commit_outcome::refused,
                .code = gone.code,
                .detail = gone.detail,
                .retry_after_ms = gone.retry_after_ms});
  for (auto& one : commands)
    if (one.answer)
      one.answer(gone);
  for (auto& one : claims)
    one.answer(gone);
  for (auto& one : awaits)
    one.answer(gone);
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
  serving_.store(false, std::memory_order_release);
  answer_all({ec::unavailable, "store: stopping", 1'000});
  engine_->close();
}

} // namespace nightfloat::storage

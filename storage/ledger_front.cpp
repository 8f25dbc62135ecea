// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_front.hpp"

#include "storage/acknowledge.hpp"
#include "storage/crash_point.hpp"
#include "storage/limits.hpp"
#include "storage/logger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::storage {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

core_options core_options_of(const ledger_options& x) {
  return {
    .visibility_timeout = milliseconds{x.store.visibility_timeout_ms},
    .history_items = x.store.history_items,
    .history_retention = std::chrono::seconds{x.store.history_retention_s},
    .reply_retention = std::chrono::seconds{x.store.reply_retention_s},
    .result_retention = std::chrono::seconds{x.store.result_retention_s},
    .pause = {.base_ms = x.store.retry_base_ms, .max_ms = x.store.retry_max_ms},
    .retries = {.share_percent = x.store.retry_share_percent,
                .floor = x.store.retry_floor},
    .schedules = x.schedules,
    .jobs_live_max = x.jobs_live_max,
    .seed = x.seed};
}

/// How long a group may keep renewals and claims from the core: what is left
/// of it then is the next group.
constexpr auto decide_time_max = milliseconds{100};

/// What is to be written anyhow is not tried again at once on a full disk.
constexpr auto failed_pause = milliseconds{100};

std::uint64_t us_between(steady_time from, steady_time to) {
  return static_cast<std::uint64_t>(
    duration_cast<microseconds>(to - from).count());
}

} // namespace

result<std::unique_ptr<ledger>> ledger::open(std::unique_ptr<engine> from,
                                             ledger_options options,
                                             const metrics::clock& clock) {
  auto front = std::make_unique<ledger_front>(std::move(from),
                                              std::move(options), clock);
  if (auto done = front->start(); !done)
    return done.error();
  return std::unique_ptr<ledger>{std::move(front)};
}

ledger_front::ledger_front(std::unique_ptr<engine> from, ledger_options options,
                           const metrics::clock& clock)
  : engine_{std::move(from)}, options_{std::move(options)}, clock_{&clock},
    readers_{options_.watches_max}, core_{*engine_, core_options_of(options_)} {
  options_.store.group_max = std::max(options_.store.group_max, 1u);
}

ledger_front::~ledger_front() {
  close();
}

moment ledger_front::now() const {
  return {clock_->steady(), clock_->wall_ms()};
}

void ledger_front::kick() {
  auto guard = std::lock_guard{inbox_mutex_};
  kicked_ = true;
  wake_.notify_one();
}

void ledger_front::look_again() {
  auto guard = std::lock_guard{inbox_mutex_};
  look_again_ = true;
  wake_.notify_one();
}

void ledger_front::commit(domain::transaction change, on_committed answer) {
  auto x = member{.change = std::move(change),
                  .arrived = clock_->steady(),
                  .answer = std::move(answer)};
  if (x.change.remaining_ms != 0)
    x.not_after = x.arrived + milliseconds{x.change.remaining_ms};
  x.bytes = memory_of(x.change);
  auto taken = admit(x);
  if (taken)
    return;
  auto why = taken.error();
  x.said = {.outcome = domain::commit_outcome::refused,
            .code = why.code,
            .detail = std::move(why.detail),
            .retry_after_ms = why.retry_after_ms};
  metrics_.answered(x.change, x.said, 0);
  x.answer(std::move(x.said));
}

result<void> ledger_front::check_open(const char* operation) const {
  if (!stopping_ && trouble_.empty())
    return {};
  return failure{ec::unavailable,
                 std::string{operation} + ": the store does not serve ("
                   + (stopping_ ? "stopping" : trouble_)
                   + "), ask again when it does",
                 1'000};
}

result<void> ledger_front::admit(member& x) {
  auto guard = std::lock_guard{inbox_mutex_};
  if (auto open = check_open("commit"); !open)
    return open;
  if (inbox_.size() >= options_.store.waiting_max
      || inbox_bytes_ >= options_.waiting_bytes_max)
    return failure{ec::overloaded,
                   "commit: too much waits (at most "
                     + std::to_string(options_.store.waiting_max)
                     + " transactions and "
                     + std::to_string(options_.waiting_bytes_max)
                     + " bytes), come back later",
                   retry_after_ms()};
  inbox_bytes_ += x.bytes;
  inbox_.push_back(std::move(x));
  wake_.notify_one();
  return {};
}

// -- the committer ------------------------------------------------------------

void ledger_front::run() {
  auto sound = true;
  while (sound && wait_for_work()) {
    turns_.fetch_add(1, std::memory_order_relaxed);
    sound = write_group(take_group());
  }
  // So that a clean stop forgets no claim.
  if (sound && owes_claim_rows())
    (void)write_group(take_group());
  idle_.store(true, std::memory_order_relaxed);
}

bool ledger_front::owes_claim_rows() const {
  auto guard = std::lock_guard{core_mutex_};
  return core_.owes_claim_rows();
}

steady_time ledger_front::look_at() const {
  const auto look = core_.due(now()) ? steady_time{} : next_look();
  return std::max(look, hold_off_);
}

bool ledger_front::wait_for_work() {
  const auto wanted = [&] {
    return stopping_ || kicked_ || !inbox_.empty() || !commands_.empty();
  };
  auto guard = std::unique_lock{inbox_mutex_};
  while (!wanted()) {
    look_again_ = false;
    guard.unlock();
    const auto look = plan_look();
    guard.lock();
    const auto length = look - clock_->steady();
    if (length.count() <= 0)
      break;
    idle_.store(true, std::memory_order_relaxed);
    wake_.wait_for(guard, length, [&] { return look_again_ || wanted(); });
    idle_.store(false, std::memory_order_relaxed);
  }
  const auto group_wait = microseconds{options_.store.group_wait_us};
  if (group_wait.count() > 0 && !inbox_.empty() && !stopping_)
    wake_.wait_for(guard, group_wait, [&] {
      return stopping_ || inbox_.size() >= options_.store.group_max;
    });
  kicked_ = false;
  return !stopping_ || !inbox_.empty() || !commands_.empty();
}

steady_time ledger_front::plan_look() {
  auto guard = std::lock_guard{core_mutex_};
  looks_at_ = look_at();
  // Where one claims others will: none of them has to wake the committer.
  if (const auto at = clock_->steady(); at < claimed_at_ + claim_rows_wait)
    looks_at_ = std::min(looks_at_, at + claim_rows_wait);
  return looks_at_;
}

steady_time ledger_front::step() {
  const auto at = clock_->steady();
  if (!serving_.load(std::memory_order_relaxed))
    return trouble_.empty() ? step_recovery() : steady_time::max();
  const auto wanted = kicked_ || !inbox_.empty() || !commands_.empty();
  if (const auto next = look_at(); !wanted && at < next)
    return next;
  kicked_ = false;
  turns_.fetch_add(1, std::memory_order_relaxed);
  (void)write_group(take_group());
  if (!serving_.load(std::memory_order_relaxed) || kicked_ || !inbox_.empty()
      || !commands_.empty())
    return at;
  return look_at();
}

ledger_front::group ledger_front::take_group() {
  auto x = group{};
  auto bytes = std::size_t{0};
  auto guard = std::lock_guard{inbox_mutex_};
  while (!inbox_.empty() && x.members.size() < options_.store.group_max
         && bytes < options_.group_bytes_max) {
    bytes += inbox_.front().bytes;
    inbox_bytes_ -= inbox_.front().bytes;
    x.members.push_back(std::move(inbox_.front()));
    inbox_.pop_front();
  }
  x.commands.assign(std::make_move_iterator(commands_.begin()),
                    std::make_move_iterator(commands_.end()));
  commands_.clear();
  if (clock_->steady() >= hold_off_)
    for (auto& one : std::exchange(deferred_, {}))
      x.commands.push_back(std::move(one));
  return x;
}

result<write_batch> ledger_front::decide(group& x) {
  auto guard = std::lock_guard{core_mutex_};
  end_graces();
  if (auto done = core_.begin(now()); !done)
    return done.error();
  for (auto& one : x.commands)
    one.said = one.run(core_);
  auto at = clock_->steady();
  const auto until = at + decide_time_max;
  for (auto i = x.members.begin(); i != x.members.end(); ++i) {
    if (i != x.members.begin() && at >= until) {
      give_back(x, i);
      break;
    }
    i->said = core_.decide(i->change, i->not_after);
    const auto before = std::exchange(at, clock_->steady());
    metrics_.looked_up(i->change, i->said, us_between(before, at));
  }
  return core_.seal();
}

void ledger_front::give_back(group& x, std::vector<member>::iterator from) {
  auto guard = std::lock_guard{inbox_mutex_};
  for (auto i = from; i != x.members.end(); ++i)
    inbox_bytes_ += i->bytes;
  inbox_.insert(inbox_.begin(), std::make_move_iterator(from),
                std::make_move_iterator(x.members.end()));
  x.members.erase(from, x.members.end());
}

bool ledger_front::write_group(group x) {
  auto batch = decide(x);
  if (!batch) {
    answer(x, {apply_outcome::failed, batch.error()});
    return recover();
  }
  crash_point("commit.decided");
  const auto before = clock_->steady();
  const auto done = settle(*engine_, *batch,
                           {.adopt = [&] { adopt(); },
                            .answer =
                              [&](const apply_result& outcome) {
                                answer(x, outcome);
                              }});
  if (!batch->empty())
    metrics_.sync.record(us_between(before, clock_->steady()));
  if (!x.members.empty()) {
    const auto each = us_between(before, clock_->steady()) / x.members.size();
    drain_us_.store((drain_us_.load() * 7 + each) / 8 + 1);
    metrics_.group_size.record(x.members.size());
    groups_.fetch_add(1, std::memory_order_relaxed);
  }
  return after(done);
}

void ledger_front::adopt() {
  auto guard = std::lock_guard{core_mutex_};
  core_.adopt();
}

void ledger_front::answer(group& x, const apply_result& done) {
  using domain::commit_outcome;
  const auto at = clock_->steady();
  for (auto& one : x.members) {
    if (done.outcome != apply_outcome::ok)
      one.said = {.outcome = done.outcome == apply_outcome::unknown
                               ? commit_outcome::unknown
                               : commit_outcome::refused,
                  .code = done.outcome == apply_outcome::unknown
                            ? ec::unknown_outcome
                            : done.why.code,
                  .detail = done.why.detail,
                  .retry_after_ms = done.why.retry_after_ms};
    if (one.said.outcome == commit_outcome::committed)
      commits_.fetch_add(1, std::memory_order_relaxed);
    metrics_.answered(one.change, one.said, us_between(one.arrived, at));
    one.answer(std::move(one.said));
  }
  for (auto& one : x.commands) {
    if (done.outcome != apply_outcome::ok && one.must_happen) {
      auto guard = std::lock_guard{inbox_mutex_};
      deferred_.push_back(std::move(one));
      continue;
    }
    if (one.answer)
      one.answer(done.outcome == apply_outcome::ok
                   ? std::move(one.said)
                   : result<void>{failure{done.why}});
  }
}

std::size_t ledger_front::waiting() const {
  auto guard = std::lock_guard{inbox_mutex_};
  return inbox_.size();
}

bool ledger_front::after(const apply_result& done) {
  if (done.outcome == apply_outcome::ok)
    recover_pause_ = {};
  if (done.outcome == apply_outcome::unknown) {
    logger()->warn("sync failed, reopening: why=\"{}\"", done.why.detail);
    return recover();
  }
  auto moved = std::vector<std::string>{};
  auto out = answers{};
  {
    auto guard = std::lock_guard{core_mutex_};
    if (done.outcome == apply_outcome::failed) {
      core_.drop();
      hold_off_ = clock_->steady() + failed_pause;
    }
    for (const auto& [programme, version] : core_.moved())
      moved.push_back(programme);
    serve_claims(out);
    serve_awaits(out);
    metrics_.show(core_.jobs(), waiting());
  }
  for (const auto& programme : moved)
    readers_.wake(programme);
  for (const auto& one : out)
    one();
  if (done.outcome == apply_outcome::failed && done.why.code != ec::no_space) {
    logger()->error("write refused: why=\"{}\"", done.why.detail);
    return recover();
  }
  return true;
}

bool ledger_front::progressed() {
  const auto turns = turns_.load(std::memory_order_relaxed);
  const auto moved = turns != turns_seen_;
  turns_seen_ = turns;
  return moved || idle_.load(std::memory_order_relaxed);
}

} // namespace nightfloat::storage

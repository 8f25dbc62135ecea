// SPDX-License-Identifier: Apache-2.0
#include "storage/job_view.hpp"
#include "storage/ledger_front.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::storage {

using std::chrono::milliseconds;

namespace {

constexpr auto clean_grace = milliseconds{250};
constexpr auto claim_count_max = std::uint32_t{64};
constexpr auto claim_kinds_max = std::size_t{64};
constexpr auto commands_max = std::size_t{4'096};
constexpr auto jobs_limit_max = std::uint32_t{1'000};

/// The newest of `found`, as many as fit.
job_page page_of(std::vector<numbered_view> found, std::size_t limit) {
  std::stable_sort(found.begin(), found.end(),
                   [](const numbered_view& a, const numbered_view& b) {
                     return a.first > b.first;
                   });
  auto page = job_page{};
  auto room = page_room{};
  // One that ended between the two looks is met twice; the later is right.
  auto last = std::uint64_t{0};
  for (auto& [sequence, one] : found) {
    const auto again = sequence == last;
    if (!again && (page.jobs.size() == limit || room.is_full())) {
      page.more = true;
      break;
    }
    // Both are counted: past a list that ended early there are gaps.
    room.add(one);
    if (again)
      page.jobs.back() = std::move(one);
    else
      page.jobs.push_back(std::move(one));
    last = sequence;
  }
  return page;
}

} // namespace

std::uint32_t ledger_front::retry_after_ms() const {
  // How long the present queue takes to drain, within reason.
  const auto us = drain_us_.load(std::memory_order_relaxed)
                  * options_.store.waiting_max;
  return static_cast<std::uint32_t>(
    std::clamp<std::uint64_t>(us / 1'000, 10, 5'000));
}

void ledger_front::enqueue(command x) {
  if (auto taken = admit(x); !taken && x.answer)
    x.answer(taken.error());
}

result<void> ledger_front::admit(command& x) {
  auto guard = std::lock_guard{inbox_mutex_};
  if (auto open = check_open("queue"); !open)
    return open;
  if (!x.must_happen && commands_.size() >= commands_max)
    return failure{ec::overloaded,
                   "queue: too much waits (at most "
                     + std::to_string(commands_max) + "), come back later",
                   retry_after_ms()};
  commands_.push_back(std::move(x));
  wake_.notify_one();
  return {};
}

void ledger_front::claim(claim_wish wish, on_claimed answer) {
  if (!serving_.load(std::memory_order_acquire))
    return answer(not_serving());
  wish.count = std::clamp(wish.count, 1u, claim_count_max);
  if (wish.kinds.empty() || wish.kinds.size() > claim_kinds_max
      || !std::ranges::all_of(wish.kinds, is_kind))
    return answer(failure{ec::invalid_argument,
                          "claim: name 1 to " + std::to_string(claim_kinds_max)
                            + " kinds of job, each as a job's may be"});
  auto said = result<std::vector<domain::lease>>{};
  auto sooner = false;
  {
    auto guard = std::lock_guard{core_mutex_};
    said = core_serves()
             ? core_.claim(wish.session, wish.kinds, wish.count, now())
             : result<std::vector<domain::lease>>{recovering()};
    const auto wait = said && said->empty() && wish.wait_ms != 0;
    if (wait && claims_.size() >= options_.claims_waiting_max) {
      said = failure{ec::overloaded,
                     "claim: too many wait for a job (at most "
                       + std::to_string(options_.claims_waiting_max) + ")",
                     1'000};
    } else if (wait) {
      const auto until = clock_->steady() + milliseconds{wish.wait_ms};
      claims_.push_back({std::move(wish), until, std::move(answer)});
      sooner = until < looks_at_;
    }
    claimed_at_ = clock_->steady();
    sooner |= core_serves() && core_.next_event(now()) < looks_at_;
  }
  if (sooner)
    look_again();
  if (answer)
    answer(std::move(said));
}

void ledger_front::serve_claims(answers& out) {
  const auto at = now();
  for (auto i = claims_.begin(); i != claims_.end();) {
    auto leases = core_.claim(i->wish.session, i->wish.kinds, i->wish.count,
                              at);
    if (leases && leases->empty() && at.steady < i->not_after) {
      ++i;
      continue;
    }
    out.push_back(
      [answer = std::move(i->answer), said = std::move(leases)]() mutable {
        answer(std::move(said));
      });
    i = claims_.erase(i);
  }
}

steady_time ledger_front::next_look() const {
  auto at = core_.next_event(now());
  for (const auto& one : claims_)
    at = std::min(at, one.not_after);
  for (const auto& one : awaits_)
    at = std::min(at, one.not_after);
  for (const auto& [session, until] : graces_)
    at = std::min(at, until);
  return at;
}

void ledger_front::end_graces() {
  const auto at = clock_->steady();
  for (auto i = graces_.begin(); i != graces_.end();) {
    if (at < i->second) {
      ++i;
      continue;
    }
    enqueue({.run =
               [session = i->first](ledger_core& core) {
                 return core.end_session(session, attempt_end::uncounted);
               },
             .answer = {},
             .said = {},
             .must_happen = true});
    i = graces_.erase(i);
  }
}

std::vector<held_state> ledger_front::renew(const domain::session_id& session,
                                            const std::vector<held>& leases) {
  // Not lost: after recovery each lease gets one full lease time.
  auto kept = [&] {
    auto out = std::vector<held_state>{};
    for (const auto& one : leases)
      out.push_back({.fence = one.fence});
    return out;
  };
  if (!serving_.load(std::memory_order_acquire))
    return kept();
  auto said = std::vector<held_state>{};
  auto listed = std::vector<std::pair<domain::fence, domain::job_progress>>{};
  for (const auto& one : leases)
    listed.emplace_back(one.fence, one.progress);
  auto missing = std::vector<domain::fence>{};
  {
    auto guard = std::lock_guard{core_mutex_};
    if (!core_serves())
      return kept();
    graces_.erase(session);
    auto renewed = core_.renew(session, listed, now());
    for (const auto& [fence, cancel] : renewed.states)
      said.push_back({.fence = fence, .cancel_wanted = cancel});
    for (const auto& fence : renewed.lost)
      said.push_back({.fence = fence, .lost = true});
    missing = std::move(renewed.missing);
  }
  if (!missing.empty())
    release(std::move(missing), {});
  return said;
}

void ledger_front::release(std::vector<domain::fence> leases, on_done answer) {
  enqueue({.run = [leases = std::move(leases)](
                    ledger_core& core) { return core.release(leases); },
           .answer = std::move(answer)});
}

steady_time ledger_front::deadline_of(const command_key& x) const {
  return x.remaining_ms == 0 ? steady_time::max()
                             : clock_->steady() + milliseconds{x.remaining_ms};
}

void ledger_front::requeue(domain::job_id job, command_key by, on_done answer) {
  const auto until = deadline_of(by);
  enqueue({.run = [job, by = std::move(by), until](
                    ledger_core& core) { return core.requeue(job, by, until); },
           .answer = std::move(answer),
           .not_after = until});
}

void ledger_front::pause(std::string kind, bool paused, on_done answer) {
  enqueue({.run = [kind = std::move(kind), paused](
                    ledger_core& core) { return core.pause(kind, paused); },
           .answer = std::move(answer)});
}

result<domain::job_explanation> ledger_front::explain(domain::job_id job) {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto guard = std::lock_guard{core_mutex_};
  if (!core_serves())
    return recovering();
  return core_.explain(job, now());
}

result<std::vector<domain::kind_stats>> ledger_front::kinds() {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto guard = std::lock_guard{core_mutex_};
  if (!core_serves())
    return recovering();
  return core_.kinds(now());
}

void ledger_front::session_opened(const domain::session_id& session) {
  auto guard = std::lock_guard{core_mutex_};
  graces_.erase(session);
}

void ledger_front::session_ended(const domain::session_id& session,
                                 bool clean) {
  auto out = answers{};
  {
    auto guard = std::lock_guard{core_mutex_};
    for (auto i = claims_.begin(); i != claims_.end();) {
      if (i->wish.session != session) {
        ++i;
        continue;
      }
      out.push_back([answer = std::move(i->answer)] {
        answer(failure{ec::cancelled, "claim: the session has ended"});
      });
      i = claims_.erase(i);
    }
    end_awaits(session, out);
    // After a recovery nobody holds anything before it is renewed.
    if (clean && core_serves() && !core_.jobs().held_by(session).empty())
      graces_.insert_or_assign(session, clock_->steady() + clean_grace);
  }
  for (const auto& one : out)
    one();
  if (clean)
    return look_again();
  enqueue({.run =
             [session](ledger_core& core) {
               return core.end_session(session, attempt_end::worker_died);
             },
           .answer = {},
           .said = {},
           .must_happen = true});
}

result<job_page> ledger_front::jobs(const jobs_wish& wish) const {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto page = job_page{};
  auto found = std::vector<numbered_view>{};
  const auto limit = std::clamp(wish.limit, 1u, jobs_limit_max);
  {
    auto guard = std::lock_guard{core_mutex_};
    if (!core_serves())
      return recovering();
    if (wish.job.assigned()) {
      auto one = core_.show(wish.job);
      if (!one)
        return one.error();
      page.jobs.push_back(std::move(*one));
      return page;
    }
    found = core_.list(wish.programme, limit + 1);
  }
  auto ended = ended_jobs(*engine_, wish.programme, limit + 1);
  if (!ended)
    return ended.error();
  found.insert(found.end(), std::make_move_iterator(ended->begin()),
               std::make_move_iterator(ended->end()));
  return page_of(std::move(found), limit);
}

result<void> ledger_front::set_fault(const fault& x) {
  if (!options_.faults)
    return failure{ec::forbidden,
                   "fault: the store was not started with faults = true"};
  return engine_->set_fault(x);
}

ledger_stats ledger_front::stats() const {
  auto x = ledger_stats{};
  x.commits = commits_.load();
  x.groups = groups_.load();
  x.recoveries = recoveries_.load();
  x.epoch = epoch_.load();
  x.watches = readers_.count();
  if (auto guard = std::lock_guard{core_mutex_}; core_serves()) {
    x.serving = true;
    x.jobs_ready = core_.jobs().ready();
    x.jobs_delayed = core_.jobs().delayed();
    x.jobs_leased = core_.jobs().leased();
    x.jobs_waiting = core_.jobs().waiting();
  }
  auto guard = std::lock_guard{inbox_mutex_};
  x.waiting = inbox_.size();
  x.trouble = trouble_;
  return x;
}

} // namespace nightfloat::storage

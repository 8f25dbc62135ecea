// SPDX-License-Identifier: Apache-2.0
// Checkers of the queue and of what the processes need.

#include "chaos/bounded_uses.hpp"
#include "chaos/checkers.hpp"
#include "chaos/finding_list.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace nightfloat::chaos {

namespace {

// Ends of acknowledged operations, by second; generations, which take many of
// them, say nothing of one.
std::vector<std::uint64_t> goodput(const evidence& x) {
  auto out = std::vector<std::uint64_t>{};
  for (const auto& op : x.history) {
    if (op.end != operation_end::ok || op.kind == operation_kind::generate)
      continue;
    auto second = op.ended_us / 1'000'000;
    if (out.size() <= second)
      out.resize(second + 1);
    ++out[second];
  }
  // The clients ran until the end, however early the last of them had luck.
  out.resize(std::max<std::size_t>(out.size(), x.calm.ended_us / 1'000'000));
  return out;
}

// Whole seconds of [from, until).
std::vector<std::uint64_t> between(const std::vector<std::uint64_t>& xs,
                                   std::uint64_t from_us,
                                   std::uint64_t until_us) {
  auto first = std::min<std::size_t>((from_us + 999'999) / 1'000'000,
                                     xs.size());
  auto last = std::min<std::size_t>(until_us / 1'000'000, xs.size());
  if (first >= last)
    return {};
  return {xs.begin() + static_cast<std::ptrdiff_t>(first),
          xs.begin() + static_cast<std::ptrdiff_t>(last)};
}

/// The jobs of other programmes, in the order of the ledger: by its own clock,
/// which never goes back, and by the tokens of its leases.
class other_jobs {
public:
  explicit other_jobs(const evidence& x) {
    for (const auto& end : x.jobs) {
      const auto& view = end.view;
      if (!end.found || view.work.programme == x.control
          || !domain::has_ended(view.state))
        continue;
      submitted_.push_back(view.submitted_ms);
      ended_.push_back(view.changed_ms);
      leases_.push_back({view.fence, view.changed_ms, 0});
    }
    std::ranges::sort(submitted_);
    std::ranges::sort(ended_);
    std::ranges::sort(leases_, {}, &lease::token);
    auto until = std::int64_t{0};
    for (auto& one : leases_)
      one.all_ended_ms = until = std::max(until, one.ended_ms);
  }

  /// How many stood in the queue at that time.
  [[nodiscard]] std::size_t there_at(std::int64_t ms) const {
    auto until = [ms](const std::vector<std::int64_t>& xs) {
      return std::ranges::upper_bound(xs, ms) - xs.begin();
    };
    return static_cast<std::size_t>(until(submitted_) - until(ended_));
  }

  /// How many were leased before `x` and ended after it had come.
  [[nodiscard]] std::size_t before(const domain::job_view& x) const {
    auto count = std::size_t{0};
    auto i = std::ranges::lower_bound(leases_, x.fence, {}, &lease::token);
    while (i != leases_.begin()) {
      --i;
      // Of an earlier start of the store, or so long ago that all had ended.
      if (i->token.epoch != x.fence.epoch || i->all_ended_ms <= x.submitted_ms)
        break;
      count += i->ended_ms > x.submitted_ms ? 1 : 0;
    }
    return count;
  }

private:
  struct lease {
    domain::token token;
    std::int64_t ended_ms = 0;
    /// When it and all leases before it had ended.
    std::int64_t all_ended_ms = 0;
  };

  std::vector<std::int64_t> submitted_;
  std::vector<std::int64_t> ended_;
  std::vector<lease> leases_;
};

void check_waits(const evidence& x, finding_list& out) {
  for (const auto& one : x.waits) {
    const auto in_time = one.waited_ms <= x.asked.wait_bound_ms;
    if (in_time && !one.ended)
      continue;
    out.examine();
    if (!in_time)
      out.broken(job_name(one.job)
                 + (one.ended ? ": ended " : ": had not ended ")
                 + std::to_string(one.waited_ms)
                 + " ms after it was acknowledged, at most "
                 + std::to_string(x.asked.wait_bound_ms) + " are allowed");
  }
}

// In turns, not in time: a slow machine serves everybody late, and is fair.
void check_turns(const evidence& x, finding_list& out) {
  const auto others = other_jobs{x};
  const auto most = std::size_t{x.asked.jobs_before_max};
  auto stood_behind = false;
  for (const auto& end : x.jobs) {
    const auto& view = end.view;
    // Of a job that was leased again the first lease is not known.
    if (!end.found || view.work.programme != x.control
        || !domain::has_ended(view.state) || view.attempts != 1
        || others.there_at(view.submitted_ms) <= most)
      continue;
    stood_behind = true;
    out.examine();
    if (auto before = others.before(view); before > most)
      out.broken(job_name(end.job) + ": " + std::to_string(before)
                 + " jobs of other programmes were served before it, at most "
                 + std::to_string(most) + " are allowed");
  }
  if (!stood_behind)
    out.doubt("no job of the control programme found more than "
              + std::to_string(most) + " of others there");
}

} // namespace

check_result check_accounting(const evidence& x) {
  auto out = finding_list{"accounting", "accepted jobs are completed, dead "
                                        "letters or cancelled; none is live "
                                        "or gone"};
  auto gone = std::uint64_t{0};
  auto counts = std::map<domain::job_state, std::uint64_t>{};
  for (const auto& end : x.jobs) {
    out.examine();
    if (!end.found) {
      ++gone;
      out.broken(job_name(end.job) + ": accepted, and the queue does not know "
                 + "it");
      continue;
    }
    ++counts[end.view.state];
    if (!domain::has_ended(end.view.state))
      out.broken(job_name(end.job) + " of " + end.view.work.programme
                 + ": accepted, and not ended after the drain");
  }
  using domain::job_state;
  auto ended = counts[job_state::completed] + counts[job_state::dead_letter]
               + counts[job_state::cancelled];
  if (ended != x.jobs.size())
    out.trace(std::to_string(x.jobs.size())
              + " accepted = " + std::to_string(counts[job_state::completed])
              + " completed + " + std::to_string(counts[job_state::dead_letter])
              + " dead letters + "
              + std::to_string(counts[job_state::cancelled]) + " cancelled + "
              + std::to_string(x.jobs.size() - ended - gone) + " live + "
              + std::to_string(gone) + " gone");
  return out.take();
}

std::optional<scheduled_job> scheduled_by(const domain::job& work) {
  constexpr auto word = std::string_view{"cron "};
  auto cut = work.unique.rfind(' ');
  if (!work.unique.starts_with(word) || cut < word.size())
    return std::nullopt;
  return scheduled_job{
    work.programme, work.unique.substr(word.size(), cut - word.size()),
    std::strtoll(work.unique.c_str() + cut, nullptr, 10), work.id};
}

check_result check_schedules(const evidence& x) {
  auto out = finding_list{"schedules", "a time of a schedule submits one job, "
                                       "never two"};
  auto first = std::map<std::tuple<std::string, std::string, std::int64_t>,
                        domain::job_id>{};
  for (const auto& one : x.scheduled) {
    out.examine();
    auto [i, fresh]
      = first.try_emplace({one.programme, one.schedule, one.due_ms}, one.job);
    if (!fresh && i->second != one.job)
      out.broken(one.schedule + " of " + one.programme + ", due at "
                 + std::to_string(one.due_ms) + " ms: " + job_name(i->second)
                 + " and " + job_name(one.job));
  }
  return out.take();
}

check_result check_starvation(const evidence& x) {
  auto out = finding_list{"starvation", "no job of the control programme waits "
                                        "longer than is allowed"};
  if (x.asked.wait_bound_ms != 0)
    check_waits(x, out);
  if (x.asked.jobs_before_max != 0)
    check_turns(x, out);
  return out.take();
}

check_result check_bounded(const evidence& x) {
  auto out = finding_list{"bounded", "no process uses or keeps waiting more "
                                     "than it may"};
  for (const auto& one : x.bounded) {
    out.examine();
    if (one.highest > one.bound)
      out.broken(one.what + ": " + std::to_string(one.highest) + ", at most "
                 + std::to_string(one.bound) + " are allowed");
  }
  for (const auto& what : never_shown(x.bounded))
    out.doubt(what + ": no process showed it");
  return out.take();
}

namespace {

/// The most in so many seconds in a row. REQUIRES as many.
std::uint64_t best_run(std::span<const std::uint64_t> xs, std::size_t length) {
  auto best = std::uint64_t{0};
  for (auto i = std::size_t{0}; i + length <= xs.size(); ++i) {
    auto some = xs.subspan(i, length);
    best = std::max(
      best, std::accumulate(some.begin(), some.end(), std::uint64_t{0}));
  }
  return best;
}

} // namespace

check_result check_liveness(const evidence& x) {
  auto out = finding_list{"liveness", "after the heal goodput comes back to "
                                      "what it was before the faults"};
  auto all = goodput(x);
  // The first second warms up.
  auto before = between(all, 1'000'000, x.calm.warm_until_us);
  auto after = between(all, x.calm.healed_us, x.calm.ended_us);
  // Fewer seconds say nothing, nor does a load of nothing, nor one of which
  // nothing could be demanded: the verdict is unknown.
  if (before.size() < 3 || after.size() < 2)
    return out.take();
  std::ranges::sort(before);
  auto baseline = before[before.size() / 2];
  // No more is demanded than what a tenth of the calm seconds fell short of.
  auto demanded = std::min(baseline * x.asked.goodput_percent / 100,
                           before[before.size() / 10]);
  if (demanded == 0)
    return out.take();
  // What it had at first and lost again has not come back, nor does one lucky
  // second show it.
  auto lasting = std::span{after}.subspan(after.size() / 2);
  auto run = std::min<std::size_t>(lasting.size(), 3);
  auto best = best_run(lasting, run);
  out.examine();
  if (best < demanded * run)
    out.broken(
      "at best " + std::to_string(best) + " operations in "
      + std::to_string(run) + " s of the last " + std::to_string(lasting.size())
      + " of " + std::to_string(after.size()) + " after the heal, "
      + std::to_string(baseline) + " a second before the faults (at least "
      + std::to_string(demanded) + " a second are demanded)");
  return out.take();
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
//
// What the queue says about itself.
#include "storage/ledger_core.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::storage {

using domain::job_state;
using domain::obstacle;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {

/// An idle worker asks at least every five seconds.
constexpr auto asked_lately = std::chrono::seconds{15};

std::string number_of(std::uint64_t x) {
  return std::to_string(x);
}

std::string in_ms(std::int64_t x) {
  return x < 10'000 ? number_of(static_cast<std::uint64_t>(x)) + " ms"
                    : number_of(static_cast<std::uint64_t>(x) / 1'000) + " s";
}

std::string how_it_ended(const domain::job_view& x) {
  auto id = number_of(x.work.id.value);
  if (x.state == job_state::completed)
    return "it has completed, there is nothing left to do";
  if (x.state == job_state::cancelled)
    return "it was cancelled, submit another";
  return "it is a dead letter after " + number_of(x.attempts) + " of "
         + number_of(x.work.attempts_max) + " attempts ("
         + to_string(x.last.code) + "), see its history and `nightfloat queue "
         + "requeue " + id + "`";
}

void explain_waiting(domain::job_explanation& x) {
  x.why = obstacle::other_jobs;
  x.detail = "it waits for jobs to complete (";
  for (const auto& one : x.awaits)
    x.detail += (&one == &x.awaits.front() ? "" : ", ")
                + number_of(one.job.value);
  x.detail += "), explain those";
}

void explain_delayed(domain::job_explanation& x, std::int64_t now_ms,
                     std::uint32_t stretched_ms) {
  const auto failed = x.job.attempts > 0 && x.job.last.failed;
  const auto left = std::max<std::int64_t>(x.job.work.run_at_ms - now_ms, 0);
  x.why = failed ? obstacle::backoff : obstacle::run_at;
  x.starts_in_ms = left;
  x.detail = failed ? "attempt " + number_of(x.job.attempts) + " of "
                        + number_of(x.job.work.attempts_max) + " failed ("
                        + to_string(x.job.last.code)
                        + "), it is tried again in " + in_ms(left)
                    : "its time has not come, it may run in " + in_ms(left);
  if (failed && stretched_ms != 0)
    x.detail += "; the retry budget of its kind was used up, so its backoff "
                "was stretched by "
                + in_ms(stretched_ms);
}

} // namespace

void ledger_core::explain_ready(domain::job_explanation& x, moment now) {
  const auto& kind = x.job.work.kind;
  const auto* job = jobs_.find(x.job.work.id);
  x.before = job == nullptr ? 0 : jobs_.ready_before(*job, time_.now_ms());
  auto& watch = watch_of(kind);
  const auto asked = watch.asked && now.steady - *watch.asked <= asked_lately;
  if (paused_.contains(kind)) {
    x.why = obstacle::paused;
    x.detail = "jobs of kind " + kind + " are paused, `nightfloat queue resume "
               + kind + "` hands them out again";
    return;
  }
  const auto wait_ms = (rate_wait_us(kind, now, x.before + 1) + 999) / 1'000;
  if (rate_wait_us(kind, now) > 0) {
    x.why = obstacle::rate_limit;
    x.starts_in_ms = wait_ms;
    x.detail = "jobs of kind " + kind + " are handed out at a limited rate, it "
               + "may start in " + in_ms(wait_ms) + "; `nightfloat queue limit "
               + kind + " 0` lifts the limit";
    return;
  }
  // Workers that are all busy ask for nothing.
  if (!asked && jobs_.leased() == 0) {
    x.why = obstacle::no_worker;
    x.detail = "no worker asks for jobs of kind " + kind
               + ", start one that has it in `worker.kinds`";
    return;
  }
  if (watch.ends.is_known(now.steady))
    x.starts_in_ms = std::max<std::int64_t>(
      watch.ends.wait_ms(x.before, now.steady), wait_ms);
  x.why = x.before == 0 ? obstacle::next_to_claim : obstacle::jobs_before;
  x.detail = x.before == 0
               ? "it is the next of its kind, a worker that comes free gets it"
               : "up to " + number_of(x.before)
                   + " jobs of its kind are served before it";
}

result<domain::job_explanation> ledger_core::explain(domain::job_id id,
                                                     moment now) {
  const auto now_ms = pass_to(now);
  auto view = show(id);
  if (!view)
    return view.error();
  auto x = domain::job_explanation{.job = std::move(*view)};
  // What was asked for was a word, not the work itself.
  x.job.work.payload.clear();
  for (auto other : jobs_.awaited_by(id)) {
    const auto* job = jobs_.find(other);
    x.awaits.push_back(
      {.job = other,
       .state = job == nullptr ? job_state::dead_letter : job->state.state});
  }
  if (has_ended(x.job.state)) {
    x.why = obstacle::ended;
    x.detail = how_it_ended(x.job);
  } else if (x.job.state == job_state::leased) {
    x.starts_in_ms = 0;
    x.detail = "it runs, attempt " + number_of(x.job.attempts) + " of "
               + number_of(x.job.work.attempts_max);
  } else if (x.job.state == job_state::waiting) {
    explain_waiting(x);
  } else if (x.job.state == job_state::delayed) {
    const auto* job = jobs_.find(id);
    explain_delayed(x, now_ms, job == nullptr ? 0 : job->state.stretched_ms);
  } else {
    explain_ready(x, now);
  }
  return x;
}

std::vector<domain::kind_stats> ledger_core::kinds(moment now) {
  (void)pass_to(now);
  auto found = std::map<std::string, domain::kind_stats>{};
  for (const auto& [kind, count] : jobs_.by_kind()) {
    auto& x = found[kind];
    x.ready = count.ready;
    x.delayed = count.delayed;
    x.waiting = count.waiting;
    x.leased = count.leased;
  }
  for (const auto& kind : paused_)
    found[kind].paused = true;
  for (const auto& [kind, rate] : rates_) {
    found[kind].rate = rate.terms;
    found[kind].rate_wait_ms = (rate_wait_us(kind, now) + 999) / 1'000;
  }
  for (auto& [kind, watch] : watches_) {
    auto& x = found[kind];
    x.retry_wait_ms = watch.retries.wait_ms(options_.retries, time_.now_ms());
    if (watch.asked)
      x.asked_ms_ago
        = duration_cast<milliseconds>(now.steady - *watch.asked).count();
    if (watch.ends.is_known(now.steady))
      x.drains_in_ms = x.ready == 0 ? 0
                                    : watch.ends.wait_ms(x.ready, now.steady);
  }
  auto all = std::vector<domain::kind_stats>{};
  for (auto& [kind, x] : found) {
    x.kind = kind;
    all.push_back(std::move(x));
  }
  return all;
}

} // namespace nightfloat::storage

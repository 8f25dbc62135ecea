// SPDX-License-Identifier: Apache-2.0
#include "actors/job_run.hpp"

#include "actors/contingency_run.hpp"
#include "actors/fallback_run.hpp"
#include "actors/generate_run.hpp"
#include "actors/health_run.hpp"
#include "actors/job_commits.hpp"
#include "actors/purge_run.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

bool may_pass(ec code) noexcept {
  return code == ec::overloaded || code == ec::unavailable || code == ec::held
         || code == ec::in_progress || code == ec::timed_out
         || code == ec::no_space || code == ec::storage_failed;
}

job_run::job_run(domain::lease under) : under_(std::move(under)) {
  // nop
}

run_step job_run::on_programme(const result<snapshot_ptr>&, time_point) {
  return step_of(run_step::verb::none);
}

run_step job_run::on_slice(time_point) {
  return step_of(run_step::verb::none);
}

run_step job_run::on_records(const result<client::records>&) {
  return step_of(run_step::verb::none);
}

run_step job_run::on_job(const result<domain::job_view>&) {
  return step_of(run_step::verb::none);
}

run_step job_run::step_of(run_step::verb what) {
  auto out = run_step{};
  out.what = what;
  return out;
}

run_step job_run::commit(domain::transaction change) {
  last_ = std::move(change);
  repeats_ = 0;
  auto out = step_of(run_step::verb::commit);
  out.change = last_;
  return out;
}

run_step job_run::end_with(domain::transaction change) {
  ending_ = true;
  let_go();
  return commit(std::move(change));
}

run_step job_run::fail(const failure& why, bool final) {
  return end_with(failure_commit(under_, why, final));
}

run_step job_run::cut_off() {
  auto out = step_of(run_step::verb::end);
  out.why = ec::lease_lost;
  return out;
}

/// What is on its way says that the attempt has failed.
bool job_run::is_failing() const noexcept {
  return ending_ && last_.complete && last_.complete->failed;
}

run_step job_run::repeat(std::chrono::milliseconds delay) {
  // The lease decides how long it is worth it; this only bounds the count.
  if (++repeats_ > repeats_max)
    return step_of(run_step::verb::end);
  auto out = step_of(run_step::verb::commit);
  out.change = last_;
  out.delay = std::max(delay, repeat_after);
  return out;
}

run_step job_run::on_commit(const domain::commit_answer& got) {
  ++counter_;
  switch (got.outcome) {
    case domain::commit_outcome::committed:
    case domain::commit_outcome::replayed:
      has_ended_ = last_.complete.has_value();
      return ending_ ? step_of(run_step::verb::end) : committed();
    case domain::commit_outcome::conflict:
      return conflicted(got.key);
    case domain::commit_outcome::fenced:
      return cut_off();
    case domain::commit_outcome::unknown:
      return repeat(repeat_after);
    case domain::commit_outcome::refused:
      break;
  }
  // What cannot end the attempt as it wished ends it as a failure: without an
  // end it would not count, and begin again for ever. So does what has not
  // passed by waiting.
  if (is_failing() || (may_pass(got.code) && repeats_ < repeats_max))
    return repeat(std::chrono::milliseconds{got.retry_after_ms});
  return fail({got.code, got.detail}, false);
}

run_step job_run::on_cancel() {
  if (is_failing())
    return step_of(run_step::verb::none);
  return fail({ec::cancelled, under_.work.kind + ": cancelled on request"},
              true);
}

std::string_view job_run::outcome() const noexcept {
  if (!has_ended_)
    return "lost";
  if (!last_.complete->failed)
    return deed();
  return last_.complete->code == ec::cancelled ? "cancelled" : "failed";
}

std::unique_ptr<job_run> make_run(const domain::lease& under) {
  if (under.work.kind == client::purge_job::kind)
    return std::make_unique<purge_run>(under);
  if (under.work.kind == client::contingency_job::kind)
    return std::make_unique<contingency_run>(under);
  if (under.work.kind == client::health_job::kind)
    return std::make_unique<health_run>(under);
  if (under.work.kind == client::fallback_job::kind)
    return std::make_unique<fallback_run>(under);
  return std::make_unique<generate_run>(under);
}

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
// What a generation says of itself: to the queue while it runs, and beside the
// roster that it puts by.
#include "actors/generate_run.hpp"
#include "actors/job_commits.hpp"

#include <algorithm>

namespace nightfloat::actors {

domain::draft_head generate_run::describe() const {
  auto out = domain::draft_head{.roster = roster_of(under_.work)};
  out.data = made_of_->head.data;
  out.version = made_of_->version;
  out.in_force = made_of_->roster_head.roster;
  out.first = wish_.first;
  out.last = wish_.last;
  out.seed = wish_.seed;
  out.made_ms = std::max(lies_.read_ms(), made_of_->ledger_time_ms);
  out.whole = true;
  out.plan_cost = plan_cost_;
  out.spent_ms = static_cast<std::uint64_t>(spent_.count());
  out.unmet = open_places_;
  return out;
}

void generate_run::tell_work(domain::job_progress& to) const {
  to.resumed = outcome_.resumed;
  to.checkpoints = outcome_.checkpoints;
  to.spent_ms = static_cast<std::uint64_t>(spent_.count());
  to.unmet = open_places_;
  to.cost = outcome_.search_cost;
  to.bound = outcome_.search_bound;
  to.iterations = outcome_.iterations;
  to.restarts = outcome_.restarts;
  if (!work_)
    return;
  auto far = work_->progress();
  to.cost = {far.has_duties, far.hard, far.soft};
  to.bound = {far.has_bound, 0, far.bound};
  to.iterations = far.iterations;
  to.restarts = far.restarts;
  to.permille = static_cast<std::uint16_t>(far.permille * 9 / 10);
  to.phase = far.phase;
}

std::string_view generate_run::deed() const noexcept {
  return outcome_.draft ? "draft" : outcome_.published ? "published" : "kept";
}

domain::job_progress generate_run::progress() const {
  auto out = domain::job_progress{.counter = counter_};
  auto at = [&](std::uint16_t permille, const char* phase) {
    out.permille = permille;
    out.phase = phase;
  };
  switch (stage_) {
    case stage::loading:
    case stage::recalling:
    case stage::working:
    case stage::putting_by:
      at(0, "load");
      break;
    case stage::judging:
      at(940, "judge");
      break;
    case stage::staging:
      at(950, "stage");
      break;
    case stage::rebasing:
      at(980, "rebase");
      break;
    case stage::publishing:
    case stage::holding:
      at(990, holds_ ? "hold" : "publish");
      break;
  }
  tell_work(out);
  if (is_ending())
    at(1'000, "end");
  return out;
}

} // namespace nightfloat::actors

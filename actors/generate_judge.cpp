// SPDX-License-Identifier: Apache-2.0
// Whether a roster that was made is worth having, and what is said of it.
#include "actors/generate_run.hpp"
#include "actors/job_commits.hpp"
#include "codec/bytes.hpp"
#include "domain/solve/frame.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

namespace nightfloat::actors {

namespace {

/// A job's result is small: these many sentences, and how many more there are.
constexpr std::size_t unmet_max = 50;

/// Duties that only one of them has, whatever their numbers and sources.
std::uint64_t duties_changed(const domain::roster& a, const domain::roster& b) {
  auto keys = [](const domain::roster& x) {
    auto out = std::vector<
      std::tuple<domain::person_id, domain::instant, domain::template_id>>{};
    for (const auto& d : x.duties)
      out.emplace_back(d.person, d.start, d.from);
    std::ranges::sort(out);
    return out;
  };
  auto first = keys(a);
  auto second = keys(b);
  auto only_one = decltype(first){};
  std::ranges::set_symmetric_difference(first, second,
                                        std::back_inserter(only_one));
  return only_one.size();
}

/// Told apart: no roster does with so few, or none was found.
std::string cap_words(const client::generate_job& wish, std::uint64_t needed) {
  if (wish.changes_max && needed > *wish.changes_max)
    return "infeasible: at least " + std::to_string(needed)
           + " days of people have to change for every place to be filled, "
             "and "
           + std::to_string(*wish.changes_max) + " may";
  return "unknown: no roster that meets everything was found within the "
         "changes that may be, which does not prove that there is none";
}

} // namespace

/// What it costs by constraint; one that is hard and broken is as unmet as a
/// demand, but keeps no roster from being published.
result<void> generate_run::judge_constraints() {
  if (wish_.constraints.constraints.empty())
    return {};
  auto where = domain::make_frame(*made_of_->programme, wish_.first,
                                  wish_.last);
  if (!where)
    return where.error();
  auto parts = wish_.stages == 0 ? domain::stage::every_part : wish_.stages;
  auto costs = domain::stage::constraint_costs(*where, roster_, parts,
                                               wish_.constraints);
  if (!costs)
    return costs.error();
  for (const auto& one : *costs)
    if (one.hard > 0) {
      outcome_.feasible = false;
      outcome_.unmet.push_back("constraint " + one.name + " is broken ("
                               + std::to_string(one.hard) + " hard units)");
    }
  outcome_.constraint_costs = std::move(*costs);
  return {};
}

/// How much is other than in the roster in force. Where that was to be little
/// and what is in force moved meanwhile, it may be too much now.
result<void> generate_run::judge_changes() {
  if (!made_of_->has_roster())
    return {};
  outcome_.changes = duties_changed(*made_of_->roster, roster_);
  auto where = domain::make_frame(*made_of_->programme, wish_.first,
                                  wish_.last);
  if (!where)
    return where.error();
  auto n = domain::count_changes(*where, *made_of_->roster, roster_);
  outcome_.changed_days = n.all;
  outcome_.changed_days_each = n.most_each;
  if ((wish_.changes_max && n.all > *wish_.changes_max)
      || (wish_.changes_max_each && n.most_each > *wish_.changes_max_each))
    return failure{ec::conflict,
                   "generate: the roster in force changed while another was "
                   "made, which is now further from it than it may be",
                   0};
  return {};
}

/// Fills the outcome; why the roster should not be published, or nothing.
result<std::string> generate_run::judge() {
  auto made = domain::measure(*made_of_->programme, roster_, wish_.first,
                              wish_.last);
  if (!made)
    return made.error();
  outcome_.version = made_of_->version;
  outcome_.duties = made->duties;
  if (auto ok = judge_changes(); !ok)
    return ok.error();
  // A search that the budget ended may well have met everything.
  outcome_.feasible = made->feasible();
  outcome_.unmet = made->sentences;
  if (auto ok = judge_constraints(); !ok)
    return ok.error();
  if ((wish_.changes_max || wish_.changes_max_each) && !outcome_.feasible)
    outcome_.cap_told = cap_words(wish_, changes_needed_);
  if (outcome_.unmet.size() > unmet_max) {
    auto more = outcome_.unmet.size() - unmet_max;
    outcome_.unmet.resize(unmet_max);
    outcome_.unmet.push_back("and " + std::to_string(more) + " more");
  }
  // A year plan alone is what was asked for, without a duty.
  auto plans_only = wish_.stages == domain::stage::plan_part && made->planned;
  auto why = plans_only ? std::string{} : domain::why_empty(*made);
  outcome_.draft = wish_.draft && why.empty()
                   && (made->duties > 0 || made->planned);
  if (wish_.publish_worse)
    return wish_.draft && !outcome_.draft ? why : std::string{};
  if (!why.empty() || !made_of_->has_roster())
    return why;
  auto there = domain::measure(*made_of_->programme, *made_of_->roster,
                               wish_.first, wish_.last);
  if (!there)
    return there.error();
  return domain::why_worse(*made, *there);
}

/// Stages what may be published or is wanted as a draft; else the job is done
/// with saying why.
run_step generate_run::settle() {
  auto why = judge();
  if (!why)
    return fail(why.error(), why.error().code != ec::conflict);
  outcome_.published = !wish_.draft && why->empty();
  if (outcome_.draft)
    outcome_.kept_why = *why;
  if (outcome_.draft || outcome_.published)
    return stage_all();
  if (why->empty())
    *why = "the new one has neither duties nor a plan";
  outcome_.kept_why = (made_of_->has_roster() ? "kept the roster in force: "
                                              : "put no roster in force: ")
                      + *why;
  return end_with(
    kept_commit(under_, outcome_.kept_why, codec::encode(outcome_)));
}

} // namespace nightfloat::actors

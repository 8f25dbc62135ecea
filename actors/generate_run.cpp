// SPDX-License-Identifier: Apache-2.0
#include "actors/generate_run.hpp"

#include "actors/job_commits.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nightfloat::actors {

namespace {

failure changed(const std::string& what) {
  return {ec::conflict, "generate: " + what};
}

/// A roster in force would lose all days outside of the part.
failure beside_a_roster() {
  return {ec::unsupported,
          "generate: a part of the year cannot be made while a roster is in "
          "force, leave the dates out"};
}

void count_assignments(std::uint64_t duties) {
  metrics::process_registry()
    .counter_of("schedule_assignments_created_total",
                "Duties of generated rosters that came into force.")
    .add(duties);
}

} // namespace

generate_run::generate_run(domain::lease under) : job_run(std::move(under)) {
  // nop
}

// -- making it ----------------------------------------------------------------

run_step generate_run::begin(time_point now) {
  began_ = now;
  if (under_.work.kind != client::generate_job::kind)
    return fail({ec::unsupported, "worker: does not know jobs of kind "
                                    + under_.work.kind
                                    + ", run a build that does"},
                true);
  auto wish = codec::decode<client::generate_job>(under_.work.payload);
  if (!wish)
    return fail(at("generate", wish.error()), true);
  wish_ = *wish;
  return step_of(run_step::verb::programme);
}

run_step generate_run::on_programme(const result<snapshot_ptr>& got,
                                    time_point now) {
  ++counter_;
  if (is_ending() || (stage_ != stage::loading && stage_ != stage::publishing))
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), got.error().code == ec::not_found);
  return stage_ == stage::publishing ? look(*got) : recall(*got, now);
}

bool generate_run::is_part(const domain::programme_info& x) const noexcept {
  auto whole = wish_.first == domain::date{} && wish_.last == domain::date{};
  return !whole && (wish_.first > x.first || wish_.last < x.last);
}

/// Asks what earlier attempts have left under the same number. The count of
/// attempts does not tell: those that nobody is blamed for are not in it.
run_step generate_run::recall(const snapshot_ptr& where, time_point now) {
  made_of_ = where;
  began_ = looked_ = counted_ = now;
  if (where->has_roster() && is_part(where->programme->info))
    return fail(beside_a_roster(), true);
  stage_ = stage::recalling;
  lies_ = staged_roster{roster_of(under_.work)};
  return *lies_.next_page();
}

run_step generate_run::on_records(const result<client::records>& got) {
  ++counter_;
  if (is_ending() || stage_ != stage::recalling)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  lies_.take(*got);
  if (auto page = lies_.next_page())
    return std::move(*page);
  return start();
}

run_step generate_run::start() {
  auto options = domain::generation_options{};
  options.seed = wish_.seed;
  options.first = wish_.first;
  options.last = wish_.last;
  options.id = roster_of(under_.work);
  // The budget is time: it goes on for as long as there is something better.
  options.moves_max = std::numeric_limits<std::uint64_t>::max();
  if (wish_.stages != 0)
    options.stages = wish_.stages;
  options.constraints = wish_.constraints;
  options.keep_price = wish_.keep_price;
  options.frozen_to = wish_.frozen_to;
  options.changes_max = wish_.changes_max;
  options.changes_max_each = wish_.changes_max_each;
  auto from = lies_.start(*made_of_);
  auto made = domain::generation::begin(*made_of_->programme, options,
                                        made_of_->roster.get(),
                                        from ? &*from : nullptr);
  if (!made)
    return fail(made.error(), true);
  work_ = std::move(*made);
  if (from) {
    const auto& head = *lies_.head();
    outcome_.resumed = true;
    // What was torn or is of other data has another cost than it says.
    if (head.whole && !from->what.plan.empty()) {
      outcome_.resumed_from = put_by_ = head.cost;
      spent_before_ = std::chrono::milliseconds{head.spent_ms};
    }
  }
  stage_ = stage::working;
  return step_of(run_step::verb::slice);
}

run_step generate_run::on_slice(time_point now) {
  const auto judges = stage_ == stage::judging;
  if (is_ending() || (!work_ && !rebase_ && !judges))
    return step_of(run_step::verb::none);
  ++counter_;
  if (judges)
    return settle();
  if (!rebase_)
    return work(now);
  if (rebase_->step(slice_moves))
    return step_of(run_step::verb::slice);
  roster_ = rebase_->best();
  rebase_.reset();
  rebased_ = true;
  return judge_next();
}

/// In a slice of its own: a cancel is heard before it.
run_step generate_run::judge_next() {
  stage_ = stage::judging;
  return step_of(run_step::verb::slice);
}

run_step generate_run::work(time_point now) {
  auto more = work_->step(slice_moves) == domain::generation::state::more;
  spent_
    = spent_before_
      + std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
  if (const auto& why = work_->refused(); why)
    return fail(*why, true);
  if (!more || spent_ >= std::chrono::milliseconds{wish_.budget_ms})
    return finish_work(now);
  work_->used(static_cast<double>(spent_.count())
              / static_cast<double>(wish_.budget_ms));
  auto first = !has_counted_ && work_->progress().has_duties;
  if (first || now - counted_ >= count_every) {
    counted_ = now;
    has_counted_ = has_counted_ || first;
    open_places_ = work_->open_places();
  }
  auto every = wish_.checkpoint_ms == 0
                 ? checkpoint_every
                 : std::chrono::milliseconds{wish_.checkpoint_ms};
  if (now - looked_ >= every)
    return put_by(now);
  return step_of(run_step::verb::slice);
}

/// They are of another roster, or of another plan.
void generate_run::forget_bounds() {
  outcome_.search_bound = {};
  outcome_.stages.clear();
}

/// Puts the best so far by, if it is better than what lies there.
run_step generate_run::put_by(time_point now) {
  looked_ = now;
  auto far = work_->progress();
  auto cost = domain::job_cost{far.has_duties, far.hard, far.soft};
  if (!cost.computed || (put_by_.computed && !(cost < put_by_)))
    return step_of(run_step::verb::slice);
  put_by_ = cost;
  plan_cost_ = far.plan_cost;
  open_places_ = work_->open_places();
  auto best = work_->best();
  auto head = describe();
  head.cost = cost;
  head.duties = best.duties.size();
  head.iterations = far.iterations;
  staged_ = lies_.put_by(under_, made_of_->name, best, head);
  best_put_by_ = std::move(best);
  staged_done_ = 0;
  stage_ = stage::putting_by;
  return next_stage();
}

run_step generate_run::finish_work(time_point now) {
  auto progress = work_->progress();
  roster_ = work_->best();
  roster_.id = roster_of(under_.work);
  open_places_ = work_->open_places();
  outcome_.left_out.clear();
  for (auto& one : work_->left_out())
    outcome_.left_out.push_back(std::move(one.why));
  changes_needed_ = work_->changes_needed();
  auto bound = work_->open_bound();
  if (!bound)
    return fail(bound.error(), true);
  outcome_.bound_told = domain::stage::bound_words(*bound);
  outcome_.stages = work_->stage_costs();
  work_.reset();
  looked_ = now;
  plan_cost_ = progress.plan_cost;
  outcome_.roster = roster_.id;
  outcome_.seed = wish_.seed;
  outcome_.cost = progress.cost;
  outcome_.search_cost = {progress.has_duties, progress.hard, progress.soft};
  outcome_.search_bound = {progress.has_bound, 0, progress.bound};
  // A stage that made room for another may have become worse since.
  if (best_put_by_ && put_by_ < outcome_.search_cost) {
    roster_ = std::move(*best_put_by_);
    outcome_.search_cost = put_by_;
    forget_bounds();
  }
  best_put_by_.reset();
  outcome_.restarts = progress.restarts;
  outcome_.iterations = progress.iterations;
  outcome_.spent_ms = static_cast<std::uint64_t>(spent_.count());
  return judge_next();
}

// -- staging it ---------------------------------------------------------------

run_step generate_run::stage_all() {
  stage_ = stage::staging;
  staged_done_ = 0;
  if (!lies_.head()) {
    staged_ = lies_.turn_into(under_, made_of_->name, roster_);
    return next_stage();
  }
  // What is said of the checkpoint would not be true of this one.
  auto head = describe();
  head.cost = rebased_ ? domain::job_cost{} : outcome_.search_cost;
  head.duties = outcome_.duties;
  staged_ = lies_.put_by(under_, made_of_->name, roster_, head);
  return next_stage();
}

run_step generate_run::next_stage() {
  if (staged_done_ < staged_.size())
    return commit(staged_[staged_done_]);
  staged_.clear();
  if (stage_ == stage::putting_by) {
    ++outcome_.checkpoints;
    stage_ = stage::working;
    return step_of(run_step::verb::slice);
  }
  // A rebase was made for what was looked at just now.
  return rebased_ ? publish() : look_again();
}

// -- publishing it ------------------------------------------------------------

run_step generate_run::look_again() {
  if (publishes_ >= 2 * publishes_max)
    return fail(changed("other rosters kept being published meanwhile"), false);
  if (publishes_ >= publishes_max && !holds_) {
    stage_ = stage::holding;
    return commit(hold_commit(under_, made_of_->name));
  }
  stage_ = stage::publishing;
  auto step = step_of(run_step::verb::programme);
  step.once = holds_;
  return step;
}

run_step generate_run::look(const snapshot_ptr& where) {
  // One that came into force meanwhile.
  if (where->has_roster() && is_part(where->programme->info))
    return fail(beside_a_roster(), true);
  auto before = std::exchange(made_of_, where);
  auto moved = domain::compare_ground(*before->programme, *before->roster,
                                      *where->programme, *where->roster);
  auto switched = where->roster_head != before->roster_head
                  && !moved.people.empty();
  if (where->head != before->head || moved.all || switched)
    return fail(changed("the programme changed while the roster was made"),
                false);
  if (!moved.people.empty())
    return rebase(moved.people);
  // The roster in force may have become better than it was.
  if (where->roster != before->roster) {
    rebased_ = true;
    return judge_next();
  }
  outcome_.version = where->version;
  return publish();
}

run_step generate_run::rebase(const std::vector<domain::person_id>& people) {
  auto begun = domain::roster_rebase::begin(
    *made_of_->programme, *made_of_->roster, roster_, people, wish_.first,
    wish_.last, wish_.seed + publishes_, wish_.constraints,
    {wish_.changes_max, wish_.changes_max_each});
  if (!begun)
    return fail(begun.error(), true);
  rebase_ = std::move(*begun);
  forget_bounds();
  stage_ = stage::rebasing;
  return step_of(run_step::verb::slice);
}

run_step generate_run::publish() {
  ++publishes_;
  rebased_ = false;
  stage_ = stage::publishing;
  if (outcome_.draft)
    return keep();
  auto change = publish_commit(under_, *made_of_, wish_.seed,
                               codec::encode(outcome_));
  // What is in force is no draft.
  if (lies_.head())
    change.erase = {domain::keys::draft(roster_.id)};
  return commit(std::move(change));
}

/// Nothing is expected: whoever publishes it expects what it was made on.
run_step generate_run::keep() {
  auto days = std::clamp(wish_.keep_days, 1u, keep_days_max);
  auto head = describe();
  head.keep_until_ms = head.made_ms + std::int64_t{days} * 86'400'000;
  head.cost = outcome_.search_cost;
  head.iterations = outcome_.iterations;
  head.duties = outcome_.duties;
  head.feasible = outcome_.feasible;
  head.unmet = outcome_.unmet.size();
  outcome_.keep_until_ms = head.keep_until_ms;
  return end_with(draft_commit(under_, head, codec::encode(outcome_)));
}

run_step generate_run::committed() {
  switch (stage_) {
    case stage::putting_by:
    case stage::staging:
      ++staged_done_;
      return next_stage();
    case stage::holding:
      holds_ = true;
      return look_again();
    case stage::publishing:
      count_assignments(outcome_.duties);
      return step_of(run_step::verb::end);
    default:
      return step_of(run_step::verb::end);
  }
}

run_step generate_run::conflicted(const std::string& key) {
  return stage_ == stage::publishing ? look_again()
                                     : fail(changed(key + " changed"), false);
}

void generate_run::let_go() {
  work_.reset();
  rebase_.reset();
  staged_.clear();
}

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#include "actors/generate_run.hpp"

#include "actors/job_commits.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nightfloat::actors {

namespace {

/// A job's result is small: these many sentences, and how many more there are.
constexpr std::size_t unmet_max = 50;

failure changed(const std::string& what) {
  return {ec::conflict, "generate: " + what};
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
  return stage_ == stage::publishing ? look(*got) : start(*got, now);
}

bool generate_run::is_part(const domain::programme_info& x) const noexcept {
  auto whole = wish_.first == domain::date{} && wish_.last == domain::date{};
  return !whole && (wish_.first > x.first || wish_.last < x.last);
}

run_step generate_run::start(const snapshot_ptr& where, time_point now) {
  made_of_ = where;
  began_ = now;
  // A roster in force would lose all days outside of the part.
  if (where->has_roster() && is_part(where->programme->info))
    return fail({ec::unsupported,
                 "generate: a part of the year cannot be made while a roster "
                 "is in force, leave the dates out"},
                true);
  auto options = domain::generation_options{};
  options.seed = wish_.seed;
  options.first = wish_.first;
  options.last = wish_.last;
  options.id = roster_of(under_.work);
  // The budget is time: it goes on for as long as there is something better.
  options.moves_max = std::numeric_limits<std::uint64_t>::max();
  if (wish_.stages != 0)
    options.stages = wish_.stages;
  auto made = domain::generation::begin(*where->programme, options,
                                        where->roster.get());
  if (!made)
    return fail(made.error(), true);
  work_ = std::move(*made);
  stage_ = stage::working;
  return step_of(run_step::verb::slice);
}

run_step generate_run::on_slice(time_point now) {
  if (!work_ && !rebase_)
    return step_of(run_step::verb::none);
  ++counter_;
  if (rebase_) {
    if (rebase_->step(slice_moves))
      return step_of(run_step::verb::slice);
    roster_ = rebase_->best();
    rebase_.reset();
    rebased_ = true;
    return settle();
  }
  auto more = work_->step(slice_moves) == domain::generation::state::more;
  auto spent = now - began_;
  if (more && spent < std::chrono::milliseconds{wish_.budget_ms})
    return step_of(run_step::verb::slice);
  return finish_work(now);
}

run_step generate_run::finish_work(time_point now) {
  auto progress = work_->progress();
  roster_ = work_->best();
  roster_.id = roster_of(under_.work);
  work_.reset();
  outcome_.roster = roster_.id;
  outcome_.seed = wish_.seed;
  outcome_.cost = progress.cost;
  outcome_.iterations = progress.iterations;
  outcome_.spent_ms = static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::milliseconds>(now - began_)
      .count());
  return settle();
}

// -- judging it ---------------------------------------------------------------

/// Fills the outcome; why the roster should not be published, or nothing.
result<std::string> generate_run::judge() {
  auto made = domain::measure(*made_of_->programme, roster_, wish_.first,
                              wish_.last);
  if (!made)
    return made.error();
  outcome_.version = made_of_->version;
  outcome_.duties = made->duties;
  // A search that the budget ended may well have met everything.
  outcome_.feasible = made->feasible();
  outcome_.unmet = made->sentences;
  if (outcome_.unmet.size() > unmet_max) {
    auto more = outcome_.unmet.size() - unmet_max;
    outcome_.unmet.resize(unmet_max);
    outcome_.unmet.push_back("and " + std::to_string(more) + " more");
  }
  if (wish_.publish_worse)
    return std::string{};
  auto why = domain::why_empty(*made);
  if (!why.empty() || !made_of_->has_roster())
    return why;
  auto there = domain::measure(*made_of_->programme, *made_of_->roster,
                               wish_.first, wish_.last);
  if (!there)
    return there.error();
  return domain::why_worse(*made, *there);
}

/// Stages what may be published; else the job is done with saying why.
run_step generate_run::settle() {
  auto why = judge();
  if (!why)
    return fail(why.error(), true);
  if (why->empty())
    return rebased_ ? stage_all() : clear();
  outcome_.published = false;
  outcome_.kept_why = (made_of_->has_roster() ? "kept the roster in force: "
                                              : "put no roster in force: ")
                      + *why;
  return end_with(
    kept_commit(under_, outcome_.kept_why, codec::encode(outcome_)));
}

// -- staging it ---------------------------------------------------------------

/// Asks what earlier attempts have staged under the same number. The count of
/// attempts does not tell: those that nobody is blamed for are not in it.
run_step generate_run::clear() {
  stage_ = stage::clearing;
  prefixes_ = {domain::keys::plans(roster_.id),
               domain::keys::duties(roster_.id)};
  auto out = step_of(run_step::verb::scan);
  out.prefix = prefixes_.back();
  return out;
}

run_step generate_run::on_records(const result<client::records>& got) {
  ++counter_;
  if (is_ending() || stage_ != stage::clearing)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  for (const auto& x : got->found)
    there_[x.key].clear();
  auto out = step_of(run_step::verb::scan);
  if (got->more && !got->found.empty()) {
    out.prefix = prefixes_.back();
    out.after = got->found.back().key;
    return out;
  }
  prefixes_.pop_back();
  if (prefixes_.empty())
    return stage_all();
  out.prefix = prefixes_.back();
  return out;
}

run_step generate_run::stage_all() {
  stage_ = stage::staging;
  staged_ = stage_commits(under_, made_of_->name, roster_, there_, parts_);
  parts_ += staged_.size();
  staged_done_ = 0;
  return next_stage();
}

run_step generate_run::next_stage() {
  if (staged_done_ < staged_.size())
    return commit(staged_[staged_done_]);
  staged_.clear();
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
  return step_of(run_step::verb::programme);
}

run_step generate_run::look(const snapshot_ptr& where) {
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
    return settle();
  }
  outcome_.version = where->version;
  return publish();
}

run_step generate_run::rebase(const std::vector<domain::person_id>& people) {
  auto begun = domain::roster_rebase::begin(
    *made_of_->programme, *made_of_->roster, roster_, people, wish_.first,
    wish_.last, wish_.seed + publishes_);
  if (!begun)
    return fail(begun.error(), true);
  rebase_ = std::move(*begun);
  stage_ = stage::rebasing;
  return step_of(run_step::verb::slice);
}

run_step generate_run::publish() {
  ++publishes_;
  rebased_ = false;
  stage_ = stage::publishing;
  return commit(
    publish_commit(under_, *made_of_, wish_.seed, codec::encode(outcome_)));
}

run_step generate_run::committed() {
  switch (stage_) {
    case stage::staging:
      ++staged_done_;
      return next_stage();
    case stage::holding:
      holds_ = true;
      return look_again();
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

domain::job_progress generate_run::progress() const {
  if (is_ending())
    return {counter_, 1'000, "end"};
  if (work_) {
    auto inner = work_->progress();
    return {counter_, static_cast<std::uint16_t>(inner.permille * 9 / 10),
            inner.phase};
  }
  switch (stage_) {
    case stage::loading:
    case stage::working:
      return {counter_, 0, "load"};
    case stage::clearing:
    case stage::staging:
      return {counter_, 950, "stage"};
    case stage::rebasing:
      return {counter_, 980, "rebase"};
    case stage::publishing:
    case stage::holding:
      return {counter_, 990, holds_ ? "hold" : "publish"};
  }
  return {counter_, 0, {}};
}

} // namespace nightfloat::actors

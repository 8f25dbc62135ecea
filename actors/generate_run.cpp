// SPDX-License-Identifier: Apache-2.0
#include "actors/generate_run.hpp"

#include "actors/roster_publish.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::actors {

namespace {

constexpr std::uint32_t repeat_ms = 100;
/// A job's result is small: these many sentences, and how many more there are.
constexpr std::size_t unmet_max = 50;

bool is_locked(domain::duty_source x) noexcept {
  return x == domain::duty_source::manual || x == domain::duty_source::preload;
}

run_step step_of(run_step::verb what) {
  auto out = run_step{};
  out.what = what;
  return out;
}

/// What may pass by waiting, rather than by another attempt.
bool may_pass(ec code) noexcept {
  return code == ec::overloaded || code == ec::unavailable || code == ec::held
         || code == ec::in_progress || code == ec::timed_out;
}

} // namespace

domain::roster locked_of(const domain::roster& x) {
  auto out = domain::roster{};
  std::copy_if(x.duties.begin(), x.duties.end(), std::back_inserter(out.duties),
               [](const auto& d) { return is_locked(d.source); });
  std::copy_if(x.plan.begin(), x.plan.end(), std::back_inserter(out.plan),
               [](const auto& a) { return is_locked(a.source); });
  return out;
}

generate_run::generate_run(domain::lease under) : under_(std::move(under)) {
  // nop
}

run_step generate_run::begin(time_point now) {
  began_ = now;
  auto wish = codec::decode<client::generate_job>(under_.work.payload);
  if (!wish)
    return fail(at("generate", wish.error()), true);
  wish_ = *wish;
  return step_of(run_step::verb::programme);
}

run_step generate_run::on_programme(const result<snapshot_ptr>& got,
                                    time_point now) {
  ++counter_;
  if (stage_ != stage::loading && stage_ != stage::publishing)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), got.error().code == ec::not_found);
  return stage_ == stage::publishing ? publish(*got) : start(*got, now);
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
  auto made = domain::generation::begin(*where->programme, options,
                                        where->roster.get());
  if (!made)
    return fail(made.error(), true);
  work_ = std::move(*made);
  stage_ = stage::working;
  return step_of(run_step::verb::slice);
}

run_step generate_run::on_slice(time_point now) {
  if (stage_ != stage::working)
    return step_of(run_step::verb::none);
  ++counter_;
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
  outcome_.roster = roster_.id;
  outcome_.version = made_of_->version;
  outcome_.duties = roster_.duties.size();
  outcome_.seed = wish_.seed;
  outcome_.cost = progress.cost;
  outcome_.iterations = progress.iterations;
  outcome_.spent_ms = static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::milliseconds>(now - began_)
      .count());
  outcome_.unmet = work_->unmet();
  // A search that the budget ended may well have met everything.
  outcome_.feasible = outcome_.unmet.empty();
  if (outcome_.unmet.size() > unmet_max) {
    auto more = outcome_.unmet.size() - unmet_max;
    outcome_.unmet.resize(unmet_max);
    outcome_.unmet.push_back("and " + std::to_string(more) + " more");
  }
  work_.reset();
  if (under_.attempt <= 1)
    return stage_all();
  stage_ = stage::clearing;
  prefixes_ = {domain::keys::plans(roster_.id),
               domain::keys::duties(roster_.id)};
  auto out = step_of(run_step::verb::leftovers);
  out.prefix = prefixes_.back();
  return out;
}

run_step generate_run::on_leftovers(const result<client::records>& got) {
  ++counter_;
  if (stage_ != stage::clearing)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  for (const auto& x : got->found)
    leftovers_.insert(x.key);
  auto out = step_of(run_step::verb::leftovers);
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
  staged_ = stage_commits(under_, made_of_->name, roster_,
                          std::exchange(leftovers_, {}));
  roster_ = {};
  staged_done_ = 0;
  return next_stage();
}

run_step generate_run::next_stage() {
  if (staged_done_ < staged_.size())
    return commit(staged_[staged_done_]);
  staged_.clear();
  return look_again();
}

run_step generate_run::look_again() {
  stage_ = stage::publishing;
  if (publishes_++ < publishes_max)
    return step_of(run_step::verb::programme);
  return fail({ec::conflict, "generate: the programme kept changing while the "
                             "roster was published"},
              false);
}

run_step generate_run::publish(const snapshot_ptr& where) {
  auto same = where->head == made_of_->head
              && *where->programme == *made_of_->programme
              && locked_of(*where->roster) == locked_of(*made_of_->roster);
  if (!same)
    return fail({ec::conflict, "generate: the programme changed while the "
                               "roster was made"},
                false);
  return commit(
    publish_commit(under_, *where, wish_.seed, codec::encode(outcome_)));
}

run_step generate_run::commit(domain::transaction change) {
  last_ = std::move(change);
  repeats_ = 0;
  auto out = step_of(run_step::verb::commit);
  out.change = last_;
  return out;
}

run_step generate_run::repeat(std::uint32_t delay_ms) {
  // The lease decides how long it is worth it; this only bounds the count.
  if (++repeats_ > commits_max)
    return step_of(run_step::verb::end);
  auto out = step_of(run_step::verb::commit);
  out.change = last_;
  out.delay = std::chrono::milliseconds{std::max(delay_ms, repeat_ms)};
  return out;
}

run_step generate_run::on_commit(const domain::commit_answer& got) {
  ++counter_;
  switch (got.outcome) {
    case domain::commit_outcome::committed:
    case domain::commit_outcome::replayed:
      if (stage_ != stage::staging)
        return step_of(run_step::verb::end);
      ++staged_done_;
      return next_stage();
    case domain::commit_outcome::conflict:
      return stage_ == stage::publishing
               ? look_again()
               : fail({ec::conflict, "generate: " + got.key + " changed"},
                      false);
    case domain::commit_outcome::fenced:
      return step_of(run_step::verb::end);
    case domain::commit_outcome::unknown:
      return repeat(repeat_ms);
    case domain::commit_outcome::refused:
      break;
  }
  if (may_pass(got.code) || stage_ == stage::ending)
    return repeat(got.retry_after_ms);
  return fail({got.code, got.detail}, false);
}

run_step generate_run::on_cancel() {
  return fail({ec::cancelled, "generate: cancelled on request"}, true);
}

run_step generate_run::fail(const failure& why, bool final) {
  stage_ = stage::ending;
  work_.reset();
  staged_.clear();
  return commit(failure_commit(under_, why, final));
}

domain::job_progress generate_run::progress() const {
  auto out = domain::job_progress{};
  if (work_) {
    auto inner = work_->progress();
    out.permille = static_cast<std::uint16_t>(inner.permille * 9 / 10);
    out.phase = inner.phase;
    out.counter = counter_;
    return out;
  }
  out.counter = counter_;
  if (stage_ == stage::loading)
    out.phase = "load";
  else if (stage_ == stage::publishing)
    out = {counter_, 990, "publish"};
  else if (stage_ == stage::ending)
    out = {counter_, 1'000, "end"};
  else
    out = {counter_, 950, "stage"};
  return out;
}

} // namespace nightfloat::actors

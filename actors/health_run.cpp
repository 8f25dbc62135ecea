// SPDX-License-Identifier: Apache-2.0
#include "actors/health_run.hpp"

#include "actors/job_commits.hpp"
#include "actors/job_days.hpp"
#include "client/answers.hpp"
#include "codec/bytes.hpp"
#include "codec/text.hpp"
#include "domain/keys.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace nightfloat::actors {

namespace {

/// A sentence names so many; the result has all.
constexpr std::size_t told_max = 5;

std::vector<client::health_count>
counts_of(const std::vector<domain::finding>& all) {
  auto counts
    = std::map<std::pair<domain::severity, std::string>, std::uint32_t>{};
  for (const auto& x : all)
    ++counts[{x.severity, x.rule}];
  auto out = std::vector<client::health_count>{};
  for (const auto& [what, count] : counts)
    out.push_back({what.first, what.second, count});
  return out;
}

std::string open_places(std::uint32_t missing, std::uint32_t needed) {
  return std::to_string(missing) + " of " + std::to_string(needed);
}

std::string counts_told(const std::vector<client::health_count>& all) {
  if (all.empty())
    return "nothing found";
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < std::min(all.size(), told_max); ++i)
    out += (i == 0 ? "" : ", ") + all[i].rule + ' '
           + std::to_string(all[i].findings) + " ("
           + std::string{codec::name_of(all[i].severity)} + ')';
  if (all.size() > told_max)
    out += " and of " + std::to_string(all.size() - told_max) + " more rules";
  return out;
}

std::string sentence_of(const client::health_result& x) {
  if (!x.unknown.empty())
    return "nothing was judged: " + x.unknown;
  return "defence " + std::string{codec::name_of(x.level)} + ", "
         + open_places(x.missing, x.needed) + " places open from "
         + domain::to_string(x.over.first) + " to "
         + domain::to_string(x.over.last) + ", in the first seven days "
         + open_places(x.week_missing, x.week_needed) + "; "
         + counts_told(x.counts);
}

} // namespace

health_run::health_run(domain::lease under) : job_run(std::move(under)) {
  // nop
}

run_step health_run::begin(time_point) {
  auto wish = codec::decode<client::health_job>(under_.work.payload);
  if (!wish)
    return fail(at("health", wish.error()), true);
  wish_ = *wish;
  return step_of(run_step::verb::programme);
}

run_step health_run::on_programme(const result<snapshot_ptr>& got, time_point) {
  ++counter_;
  if (is_ending() || where_)
    return step_of(run_step::verb::none);
  if (!got && got.error().code == ec::not_found) {
    // Every ledger has the schedule, also one to which nothing was imported:
    // a dead letter each quarter of an hour would tell nobody anything.
    outcome_.unknown = "there is no programme, import one";
    return finish();
  }
  if (!got)
    return fail(got.error(), false);
  where_ = *got;
  auto out = step_of(run_step::verb::read);
  out.keys = {std::string{domain::keys::health_check}};
  return out;
}

run_step health_run::on_records(const result<client::records>& got) {
  ++counter_;
  if (is_ending() || !where_ || lies_)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  if (got->found.size() != 1)
    return fail({ec::malformed, "health: the store answered no record"}, false);
  lies_ = got->found.front();
  outcome_.checked_ms = std::max(got->ledger_time_ms, under_.work.run_at_ms);
  return begin_judging();
}

run_step health_run::on_slice(time_point) {
  ++counter_;
  if (is_ending() || !lies_)
    return step_of(run_step::verb::none);
  // A cancel is heard between the two.
  if (auto ok = is_judged_ ? judge_places() : judge_rules(); !ok)
    return fail(ok.error(), true);
  if (!std::exchange(is_judged_, true))
    return step_of(run_step::verb::slice);
  return finish();
}

run_step health_run::begin_judging() {
  outcome_.over = job_days(where_->programme->info, outcome_.checked_ms,
                           wish_.days);
  outcome_.version = where_->version;
  outcome_.roster = where_->roster_head.roster;
  if (outcome_.over.first <= outcome_.over.last)
    return step_of(run_step::verb::slice);
  outcome_.unknown = "the programme's days are over";
  return finish();
}

/// REQUIRES days in order.
result<void> health_run::judge_rules() {
  const auto& over = outcome_.over;
  auto said = client::answer_from(
    client::validate_request{.first = over.first, .last = over.last},
    {*where_->programme, *where_->roster, where_->version},
    [] { return time_point{}; });
  if (!said)
    return said.error();
  outcome_.counts = counts_of(said->findings);
  return {};
}

/// REQUIRES days in order.
result<void> health_run::judge_places() {
  const auto& over = outcome_.over;
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return pack.error();
  auto context = domain::rule_context::make(*where_->programme, *pack);
  // A zone that nobody knows is a finding already.
  if (!context)
    return {};
  const auto week = domain::window{
    over.first, std::min(over.last, over.first + domain::date::duration{6})};
  const auto all = domain::count_places(*context, *where_->roster, over);
  const auto soon = domain::count_places(*context, *where_->roster, week);
  outcome_.needed = all.needed;
  outcome_.missing = all.missing;
  outcome_.week_needed = soon.needed;
  outcome_.week_missing = soon.missing;
  outcome_.level = domain::defence_of(all, soon);
  return {};
}

/// Whether it says something else than what lies there, or that is old.
bool health_run::is_news() const {
  if (lies_->revision == 0)
    return true;
  auto known = codec::decode<client::health_result>(lies_->bytes);
  if (!known || known->checked_ms + record_ms_max <= outcome_.checked_ms)
    return true;
  known->version = outcome_.version;
  known->checked_ms = outcome_.checked_ms;
  return *known != outcome_;
}

run_step health_run::finish() {
  auto bytes = codec::encode(outcome_);
  auto change = done_commit(under_, bytes);
  change.complete->detail = sentence_of(outcome_);
  if (lies_ && is_news()) {
    change.expect = {{lies_->key, lies_->revision}};
    change.put = {{lies_->key, std::move(bytes)}};
  }
  return end_with(std::move(change));
}

run_step health_run::committed() {
  return step_of(run_step::verb::none);
}

run_step health_run::conflicted(const std::string& key) {
  return fail({ec::conflict, "health: " + key + " changed"}, false);
}

void health_run::let_go() {
  where_.reset();
}

domain::job_progress health_run::progress() const {
  const auto permille = is_ending() ? 1'000 : is_judged_ ? 500 : 0;
  return {counter_, static_cast<std::uint16_t>(permille),
          is_ending() ? "end" : "health"};
}

} // namespace nightfloat::actors

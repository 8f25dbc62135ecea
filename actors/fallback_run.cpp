// SPDX-License-Identifier: Apache-2.0
#include "actors/fallback_run.hpp"

#include "actors/job_commits.hpp"
#include "actors/job_days.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/ledger_time.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

using client::fallback_state;

/// Beside what is written; what lies beyond goes with the run after this one.
constexpr std::size_t erased_most = domain::writes_max
                                    - client::fallback_job::people_max;

std::string fallback_told(const client::fallback_note& x) {
  switch (x.state) {
    case fallback_state::whole:
      return x.code + " whole";
    case fallback_state::partial:
      return x.code + " with " + std::to_string(x.open) + " open";
    case fallback_state::none:
      return x.code + " none";
    case fallback_state::oversize:
      return x.code + " too large to keep";
  }
  return x.code;
}

std::string fallbacks_told(const client::fallback_result& x) {
  auto out = std::string{};
  for (const auto& one : x.people)
    out += (out.empty() ? "fallbacks from " + domain::to_string(x.over.first)
                            + " to " + domain::to_string(x.over.last) + ": "
                        : ", ")
           + fallback_told(one);
  if (x.missed > x.people.size())
    out += ", of " + std::to_string(x.missed) + " whose loss costs a place";
  if (x.missed == 0)
    out = "no fallback: "
          + (x.unknown.empty() ? "nobody's loss costs a place" : x.unknown);
  else if (!x.unknown.empty())
    out += "; " + x.unknown;
  return out;
}

} // namespace

fallback_run::fallback_run(domain::lease under) : job_run(std::move(under)) {
  // nop
}

run_step fallback_run::begin(time_point) {
  auto wish = codec::decode<client::fallback_job>(under_.work.payload);
  if (!wish)
    return fail(at("fallback", wish.error()), true);
  wish_ = *wish;
  // Who is away longer is replaced by a new roster.
  wish_.days = std::min<std::uint32_t>(wish_.days, domain::absence_days_max);
  wish_.people = std::clamp(wish_.people, 1u, client::fallback_job::people_max);
  return step_of(run_step::verb::programme);
}

run_step fallback_run::on_programme(const result<snapshot_ptr>& got,
                                    time_point) {
  ++counter_;
  if (is_ending() || stage_ != stage::programme)
    return step_of(run_step::verb::none);
  if (!got && got.error().code == ec::not_found) {
    // The schedule is there before anything was imported.
    outcome_.unknown = "there is no programme, import one";
    return finish();
  }
  if (!got)
    return fail(got.error(), false);
  where_ = *got;
  stage_ = stage::there;
  return next_page();
}

run_step fallback_run::next_page() const {
  auto out = step_of(run_step::verb::scan);
  out.prefix = domain::keys::fallbacks;
  out.after = after_;
  return out;
}

run_step fallback_run::on_records(const result<client::records>& got) {
  ++counter_;
  if (is_ending() || stage_ != stage::there)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  if (after_.empty())
    read_version_ = got->version;
  now_ms_ = std::max({now_ms_, got->ledger_time_ms, under_.work.run_at_ms});
  for (const auto& x : got->found)
    there_.push_back(x.key);
  if (got->more && !got->found.empty() && there_.size() < erased_most) {
    after_ = there_.back();
    return next_page();
  }
  there_.resize(std::min(there_.size(), erased_most));
  stage_ = stage::losses;
  return step_of(run_step::verb::slice);
}

run_step fallback_run::on_slice(time_point) {
  ++counter_;
  if (is_ending())
    return step_of(run_step::verb::none);
  if (stage_ == stage::losses)
    return search_ ? lose_next() : begin_losses();
  if (stage_ == stage::people)
    return mend_next();
  return step_of(run_step::verb::none);
}

run_step fallback_run::begin_losses() {
  outcome_.over = job_days(where_->programme->info, now_ms_, wish_.days);
  outcome_.version = where_->version;
  outcome_.roster = where_->roster_head.roster;
  if (outcome_.over.first > outcome_.over.last) {
    outcome_.unknown = "the programme's days are over";
    return finish();
  }
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return fail(pack.error(), true);
  pack_ = *std::move(pack);
  search_.emplace(*where_->programme, *where_->roster, pack_, outcome_.over);
  return step_of(run_step::verb::slice);
}

run_step fallback_run::lose_next() {
  if (search_->step())
    return step_of(run_step::verb::slice);
  auto found = search_->take();
  outcome_.unknown = std::move(found.unknown);
  outcome_.missed = static_cast<std::uint32_t>(found.people.size());
  losses_ = std::move(found.people);
  losses_.resize(std::min<std::size_t>(losses_.size(), wish_.people));
  stage_ = stage::people;
  return step_of(run_step::verb::slice);
}

run_step fallback_run::mend_next() {
  if (outcome_.people.size() == losses_.size())
    return finish();
  const auto& loss = losses_[outcome_.people.size()];
  const auto& where = *where_->programme;
  const auto site = domain::zone::find(where.info.zone);
  if (!site)
    return fail(at("fallback", site.error()), true);
  const auto now = domain::instant_of(now_ms_);
  auto found
    = domain::mend_absence(where, *where_->roster, pack_,
                           {.person = loss.person,
                            .first = outcome_.over.first,
                            .last = outcome_.over.last,
                            .ways = 1,
                            .now = now,
                            .how = {.today = site->local_date(now),
                                    .code = domain::change_code::sick_call,
                                    .reason = {}}});
  if (!found)
    return fail(at("fallback", found.error()), true);
  auto note = client::fallback_note{};
  note.person = loss.person;
  if (const auto* who = domain::find(where, loss.person))
    note.code = who->code;
  note.lost = loss.lost;
  outcome_.people.push_back(keep(*found, std::move(note)));
  return step_of(run_step::verb::slice);
}

/// Notes the best way, and keeps it if it changes anything.
client::fallback_note fallback_run::keep(const domain::absence_answer& x,
                                         client::fallback_note note) {
  if (x.ways.empty())
    return note;
  const auto& way = x.ways.front();
  note.moves = static_cast<std::uint32_t>(way.moves.size());
  note.open = static_cast<std::uint32_t>(way.open.size());
  auto bytes
    = codec::encode(client::fallback_roster{.roster = outcome_.roster,
                                            .version = outcome_.version,
                                            .made_ms = now_ms_,
                                            .person = note.person,
                                            .code = note.code,
                                            .over = outcome_.over,
                                            .moves = way.moves,
                                            .open = way.open,
                                            .sentence = way.sentence});
  note.state = bytes.size() > fallback_bytes_max ? fallback_state::oversize
               : way.open.empty()                ? fallback_state::whole
                                                 : fallback_state::partial;
  if (note.state != fallback_state::oversize)
    made_.push_back(
      {domain::keys::fallback(outcome_.roster, note.person), std::move(bytes)});
  return note;
}

run_step fallback_run::finish() {
  auto change = done_commit(under_, codec::encode(outcome_));
  change.complete->detail = fallbacks_told(outcome_);
  if (where_) {
    change.expect
      = {{std::string{domain::keys::programme_current}, where_->head_revision},
         {std::string{domain::keys::roster_current}, where_->roster_revision}};
    change.expect_unchanged
      = {{std::string{domain::keys::fallbacks}, read_version_}};
    for (auto& key : there_)
      if (std::ranges::find(made_, key, &domain::write::key) == made_.end())
        change.erase.push_back(std::move(key));
    change.put = std::move(made_);
  }
  return end_with(std::move(change));
}

run_step fallback_run::committed() {
  return step_of(run_step::verb::none);
}

run_step fallback_run::conflicted(const std::string& key) {
  return fail({ec::conflict, "fallback: " + key + " changed"}, false);
}

void fallback_run::let_go() {
  search_.reset();
  where_.reset();
  losses_.clear();
}

domain::job_progress fallback_run::progress() const {
  if (is_ending())
    return {counter_, 1'000, "end"};
  const auto done = outcome_.people.size() * 900 / (losses_.size() + 1);
  return {counter_, static_cast<std::uint16_t>(done), "fallback"};
}

} // namespace nightfloat::actors

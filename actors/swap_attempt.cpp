// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_attempt.hpp"

#include "actors/answering.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

swap_step done(answer reply) {
  auto out = swap_step{};
  out.reply = std::move(reply);
  return out;
}

swap_step done(const failure& why) {
  return done(refusal(why));
}

/// The business's own no: stored, and given again to every repeat.
bool is_final(ec code) noexcept {
  return code == ec::refused || code == ec::not_found
         || code == ec::invalid_argument;
}

bool is_revert(const call& x) {
  return x.frame.operation == client::swap_revert_request::operation;
}

std::vector<domain::person_id> people_of(const domain::swap_record& x) {
  auto out = std::vector<domain::person_id>{};
  for (const auto& move : x.moves)
    for (auto who : {move.from, move.to})
      if (std::find(out.begin(), out.end(), who) == out.end())
        out.push_back(who);
  return out;
}

answer from_stored(const domain::commit_answer& x) {
  auto out = answer{};
  out.status = x.status;
  out.revision = x.version;
  out.replayed = x.outcome == domain::commit_outcome::replayed;
  if (x.status == ec::none)
    out.body = x.body;
  else
    out.detail = x.body;
  return out;
}

} // namespace

swap_attempt::swap_attempt(parcel<call> x, domain::swap_id fresh)
  : call_(std::move(x)), fresh_(fresh) {
  // nop
}

swap_step swap_attempt::begin() {
  const auto& frame = call_->frame;
  if (frame.key.empty())
    return done(failure{ec::invalid_argument,
                        frame.operation + ": carries no idempotency key"});
  auto out = swap_step{};
  out.what = swap_step::verb::programme;
  // Any cached version will do: what it lacks comes back as a conflict.
  out.at_least = std::max<std::uint64_t>(frame.revision, 1);
  return out;
}

swap_step swap_attempt::on_programme(const result<snapshot_ptr>& got,
                                     time_point now) {
  if (!got)
    return done(got.error());
  auto stop = still_wanted(*call_, now);
  if (stop.code != ec::none)
    return done(stop);
  where_ = *got;
  if (!is_revert(*call_))
    return plan_execute(now);
  auto asked = codec::decode<client::swap_revert_request>(call_->frame.body);
  if (!asked)
    return done(asked.error());
  auto out = swap_step{};
  out.what = swap_step::verb::record;
  out.key = domain::keys::swap(asked->swap);
  out.at_least = where_->version;
  return out;
}

swap_step swap_attempt::plan_execute(time_point now) {
  auto asked = codec::decode<client::swap_execute_request>(call_->frame.body);
  if (!asked)
    return done(asked.error());
  if (!where_->has_roster())
    return refuse({ec::refused, "swap: no roster is in force"}, now, {});
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return done(pack.error());
  auto plan = domain::plan_swap(*where_->programme, *where_->roster, *pack,
                                asked->owner, asked->shift, asked->counterpart,
                                asked->in_return);
  if (!plan)
    return refuse(plan.error(), now, {asked->owner, asked->counterpart});
  auto x = swap_decision{};
  x.record.id = fresh_;
  x.record.kind = plan->kind;
  x.record.roster = where_->roster_head.roster;
  x.record.moves = plan->moves;
  x.record.requested_by = call_->frame.caller;
  x.plan = std::move(*plan);
  return carry_out(std::move(x), now);
}

swap_step swap_attempt::on_record(const result<client::records>& got,
                                  time_point now) {
  if (!got)
    return done(got.error());
  if (got->found.size() != 1)
    return done(failure{ec::malformed, "swap: the store answered no record"});
  const auto& record = got->found.front();
  record_revision_ = record.revision;
  record_key_ = record.key;
  if (record.revision == 0)
    return refuse({ec::not_found, "swap: there is no such swap"}, now, {});
  auto before = codec::decode<domain::swap_record>(record.bytes);
  if (!before)
    return done(at(record.key, {ec::corrupt, before.error().detail}));
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return done(pack.error());
  auto plan = domain::plan_revert(*where_->programme, *where_->roster, *pack,
                                  *before);
  if (!plan)
    return refuse(plan.error(), now, people_of(*before));
  auto x = swap_decision{};
  x.record = std::move(*before);
  x.record.state = domain::swap_state::reverted;
  x.record_revision = record_revision_;
  x.plan = std::move(*plan);
  return carry_out(std::move(x), now);
}

domain::owed_reply swap_attempt::owed(ec status, std::string body) const {
  const auto& frame = call_->frame;
  auto out = domain::owed_reply{};
  out.scope = frame.caller + ' ' + frame.operation;
  out.key = frame.key;
  // The whole request is a few dozen bytes, so it is its own fingerprint.
  out.fingerprint = frame.programme + '\n' + frame.body;
  out.status = status;
  out.body = std::move(body);
  return out;
}

swap_step swap_attempt::carry_out(swap_decision x, time_point now) {
  x.where = where_;
  x.trace = call_->frame.trace;
  x.owed = owed(ec::none, codec::encode(client::swap_reply{x.record}));
  changes_ = swap_commits(x);
  committed_ = 0;
  return commit(now);
}

swap_step swap_attempt::refuse(const failure& why, time_point now,
                               const std::vector<domain::person_id>& read) {
  if (!is_final(why.code))
    return done(why);
  // It holds only for what was read: the same expectations as a success.
  auto change = domain::transaction{};
  change.programme = where_->name;
  change.expect = {
    {std::string{domain::keys::programme_current}, where_->head_revision},
    {std::string{domain::keys::roster_current}, where_->roster_revision},
  };
  for (auto who : read) {
    auto guard = domain::keys::person_guard(who);
    change.expect.push_back({guard, where_->guard(guard)});
  }
  if (is_revert(*call_) && record_revision_ > 0)
    change.expect.push_back({record_key_, record_revision_});
  change.reply = owed(why.code, why.detail);
  change.trace = call_->frame.trace;
  changes_ = {std::move(change)};
  committed_ = 0;
  return commit(now);
}

swap_step swap_attempt::commit(time_point now) {
  auto stop = still_wanted(*call_, now);
  if (stop.code == ec::timed_out)
    return done(stop);
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    call_->deadline - now);
  auto out = swap_step{};
  out.what = swap_step::verb::commit;
  out.change = changes_[committed_];
  out.change.remaining_ms = static_cast<std::uint32_t>(left.count()) + 1;
  return out;
}

swap_step swap_attempt::on_commit(const domain::commit_answer& got,
                                  time_point now) {
  switch (got.outcome) {
    case domain::commit_outcome::committed:
    case domain::commit_outcome::replayed:
      if (++committed_ < changes_.size())
        return commit(now);
      return done(from_stored(got));
    case domain::commit_outcome::conflict: {
      if (++conflicts_ > conflicts_max)
        return done(failure{ec::conflict, "swap: " + got.key + " changed "
                                            + std::to_string(conflicts_)
                                            + " times meanwhile, try again"});
      auto out = swap_step{};
      out.what = swap_step::verb::programme;
      out.at_least = got.actual;
      return out;
    }
    case domain::commit_outcome::unknown:
      if (now < call_->deadline)
        return commit(now);
      return done(failure{ec::unknown_outcome,
                          "swap: the store did not say what became of it, "
                          "ask again with the same key"});
    case domain::commit_outcome::fenced:
    case domain::commit_outcome::refused:
      break;
  }
  return done(failure{got.code, got.detail, got.retry_after_ms});
}

} // namespace nightfloat::actors

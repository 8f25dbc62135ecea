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

failure not_known() {
  return {ec::unknown_outcome, "swap: the store did not say what became of it, "
                               "ask again with the same key"};
}

template <class Request>
bool asks(const call& x) {
  return x.frame.operation == Request::operation;
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

swap_attempt::swap_attempt(parcel<call> x, domain::swap_id fresh,
                           swap_rules& rules)
  : call_(std::move(x)), fresh_(fresh), rules_(&rules) {
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
  record_.reset();
  auto which = about();
  if (!which.assigned())
    return decide(now);
  if (const auto* live = where_->swaps->find(which)) {
    record_ = {live->record, live->revision};
    return decide(now);
  }
  auto out = swap_step{};
  out.what = swap_step::verb::record;
  out.key = domain::keys::swap(which);
  out.at_least = where_->version;
  return out;
}

domain::swap_id swap_attempt::about() const {
  const auto& body = call_->frame.body;
  if (asks<client::swap_revert_request>(*call_))
    if (auto x = codec::decode<client::swap_revert_request>(body))
      return x->swap;
  if (asks<client::swap_act_request>(*call_))
    if (auto x = codec::decode<client::swap_act_request>(body))
      return x->swap;
  return {};
}

swap_step swap_attempt::on_record(const result<client::records>& got,
                                  time_point now) {
  if (!got)
    return done(got.error());
  auto stop = still_wanted(*call_, now);
  if (stop.code != ec::none)
    return done(stop);
  if (got->found.size() != 1)
    return done(failure{ec::malformed, "swap: the store answered no record"});
  const auto& record = got->found.front();
  if (record.revision == 0)
    return say_no_such(now);
  auto before = codec::decode<domain::swap_record>(record.bytes);
  if (!before)
    return done(at(record.key, {ec::corrupt, before.error().detail}));
  record_ = {std::move(*before), record.revision};
  return decide(now);
}

swap_step swap_attempt::decide(time_point now) {
  if (!where_->has_roster()) {
    auto none = domain::swap_change{};
    none.refusal = failure{ec::refused, "swap: no roster is in force"};
    return carry_out(std::move(none), now);
  }
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return done(pack.error());
  auto change = plan(*pack);
  if (!change)
    return done(change.error());
  return carry_out(std::move(*change), now);
}

swap_attempt::planned swap_attempt::plan(const domain::rule_pack& pack) const {
  auto at = domain::swap_scene{*where_->programme,
                               *where_->roster,
                               pack,
                               *where_->swaps,
                               std::max(where_->ledger_time_ms, told_ms_),
                               rules_->of(*where_, pack)};
  if (asks<client::swap_act_request>(*call_))
    return plan_act(at);
  if (asks<client::swap_revert_request>(*call_))
    return plan_revert(at);
  if (asks<client::swap_offer_request>(*call_))
    return plan_offer(at);
  return plan_direct(at);
}

swap_attempt::planned swap_attempt::plan_about(const domain::swap_scene& at,
                                               domain::swap_command how) const {
  how.by = call_->frame.caller;
  if (!record_)
    return failure{ec::invalid_argument, call_->frame.operation
                                           + ": names no swap, see "
                                             "`nightfloat swap list`"};
  auto who = domain::speaker_of(at.where, how.by, how.person);
  if (!who)
    return who.error();
  how.person = *who;
  return domain::plan_act(at, *record_, how);
}

swap_attempt::planned
swap_attempt::plan_act(const domain::swap_scene& at) const {
  auto x = codec::decode<client::swap_act_request>(call_->frame.body);
  if (!x)
    return x.error();
  if (x->act == domain::swap_act::offer)
    return failure{ec::invalid_argument,
                   "swap.act: begins nothing, ask for swap.offer"};
  return plan_about(at, {.act = x->act,
                         .person = x->person,
                         .in_return = x->in_return,
                         .counter = x->counter,
                         .code = x->code,
                         .reason = std::move(x->reason)});
}

swap_attempt::planned
swap_attempt::plan_revert(const domain::swap_scene& at) const {
  auto x = codec::decode<client::swap_revert_request>(call_->frame.body);
  if (!x)
    return x.error();
  return plan_about(at, {.act = domain::swap_act::revert,
                         .person = x->person,
                         .code = x->code,
                         .reason = std::move(x->reason)});
}

swap_attempt::planned
swap_attempt::plan_offer(const domain::swap_scene& at) const {
  auto x = codec::decode<client::swap_offer_request>(call_->frame.body);
  if (!x)
    return x.error();
  auto offer = domain::swap_offer{.id = fresh_,
                                  .legs = std::move(x->legs),
                                  .taker = x->taker,
                                  .wish = x->wish,
                                  .hours = x->hours};
  auto owner = offer.legs.empty() ? domain::person_id{}
                                  : offer.legs.front().person;
  const auto& caller = call_->frame.caller;
  auto who = domain::speaker_of(at.where, caller, owner);
  if (!who)
    return who.error();
  return domain::plan_offer(
    at, offer, {.act = domain::swap_act::offer, .person = *who, .by = caller});
}

swap_attempt::planned
swap_attempt::plan_direct(const domain::swap_scene& at) const {
  auto x = codec::decode<client::swap_execute_request>(call_->frame.body);
  if (!x)
    return x.error();
  auto offer = domain::swap_offer{.id = fresh_, .legs = {{x->owner, x->shift}}};
  if (x->in_return.assigned())
    offer.legs.push_back({x->counterpart, x->in_return});
  else
    offer.taker = x->counterpart;
  const auto& caller = call_->frame.caller;
  auto who = domain::speaker_of(at.where, caller, {});
  if (!who)
    return who.error();
  return domain::plan_direct(at, offer,
                             {.act = domain::swap_act::execute,
                              .person = *who,
                              .by = caller,
                              .code = x->code,
                              .reason = std::move(x->reason)});
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

swap_step swap_attempt::carry_out(domain::swap_change x, time_point now) {
  if (x.refusal && !is_final(x.refusal->code))
    return done(*x.refusal);
  auto decided = swap_decision{};
  decided.where = where_;
  decided.trace = call_->frame.trace;
  decided.owed = x.refusal ? owed(x.refusal->code, x.refusal->detail)
                           : owed(ec::none,
                                  codec::encode(client::swap_reply{x.record}));
  decided.change = std::move(x);
  changes_ = swap_commits(decided);
  committed_ = 0;
  return commit(now);
}

/// It holds only while there is none, live or over.
swap_step swap_attempt::say_no_such(time_point now) {
  auto change = domain::transaction{};
  change.programme = where_->name;
  for (auto key :
       {domain::keys::swap_live(about()), domain::keys::swap(about())})
    change.expect.push_back({std::move(key), 0});
  change.reply = owed(ec::not_found, "swap: there is no such swap ("
                                       + std::to_string(about().value)
                                       + "), see `nightfloat swap list`");
  change.trace = call_->frame.trace;
  changes_ = {std::move(change)};
  committed_ = 0;
  return commit(now);
}

/// Also of a call that was cancelled: what was sent may have happened, and
/// only the store can say. But not once it is late, when no time is left.
swap_step swap_attempt::commit(time_point now) {
  if (now >= call_->deadline)
    return done(failure{ec::timed_out, call_->frame.operation
                                         + ": the remaining time was used up"});
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    call_->deadline - now);
  auto out = swap_step{};
  out.what = swap_step::verb::commit;
  out.change = changes_[committed_];
  out.change.remaining_ms = static_cast<std::uint32_t>(left.count()) + 1;
  return out;
}

swap_step swap_attempt::plan_again(const domain::commit_answer& got) {
  if (++conflicts_ > conflicts_max)
    return done(failure{ec::conflict, "swap: " + got.key + " changed "
                                        + std::to_string(conflicts_)
                                        + " times meanwhile, try again"});
  auto out = swap_step{};
  out.what = swap_step::verb::programme;
  if (got.key == domain::ledger_time_key) {
    told_ms_ = static_cast<std::int64_t>(got.actual);
    out.at_least = where_->version;
  } else {
    // Erased since, and then no version is named: ask for the newest.
    out.at_least = got.actual;
    out.in_turn = true;
  }
  return out;
}

swap_step swap_attempt::on_commit(const domain::commit_answer& got,
                                  time_point now) {
  const auto was_open
    = std::exchange(open_fate_, got.outcome == domain::commit_outcome::unknown);
  switch (got.outcome) {
    case domain::commit_outcome::committed:
    case domain::commit_outcome::replayed:
      if (++committed_ < changes_.size())
        return commit(now);
      return done(from_stored(got));
    case domain::commit_outcome::conflict:
      return plan_again(got);
    case domain::commit_outcome::unknown:
      return now < call_->deadline ? commit(now) : done(not_known());
    case domain::commit_outcome::fenced:
    case domain::commit_outcome::refused:
      break;
  }
  if (was_open)
    return done(not_known());
  return done(failure{got.code, got.detail, got.retry_after_ms});
}

} // namespace nightfloat::actors

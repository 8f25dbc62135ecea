// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/negotiate.hpp"

#include "domain/clock.hpp"
#include "domain/ledger_time.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

std::string spoken(swap_state x) {
  switch (x) {
    case swap_state::executed:
      return "executed";
    case swap_state::reverted:
      return "reverted";
    case swap_state::open:
      return "open";
    case swap_state::countered:
      return "open, with counter-offers that wait";
    case swap_state::proposed:
      return "proposed";
    case swap_state::consented:
      return "agreed by everybody";
    case swap_state::awaiting_approval:
      return "waiting for approval";
    case swap_state::approved:
      return "approved";
    case swap_state::declined:
      return "declined";
    case swap_state::withdrawn:
      return "withdrawn";
    case swap_state::expired:
      return "expired";
  }
  return "unknown";
}

class machine {
public:
  machine(const swap_record& x, const swap_command& how,
          const swap_terms& terms)
    : x_{x}, how_{how}, terms_{terms} {
  }

  swap_outcome run() {
    auto out = swap_outcome{.record = x_, .refusal = {}, .before_ms = 0};
    if (is_live(x_.state) && terms_.now_ms >= x_.expires_ms) {
      expire(out.record);
      if (how_.act != swap_act::expire)
        out.refusal = no("ended at " + moment_of(terms_.site, x_.expires_ms)
                         + ", offer it anew");
      return out;
    }
    if (is_live(x_.state))
      out.before_ms = x_.expires_ms;
    out.refusal = act();
    if (!out.refusal) {
      note(x_, how_, terms_);
      out.record = std::move(x_);
    }
    if (how_.act == swap_act::revert && !out.refusal)
      out.before_ms = out.record.executed_ms + swap_revert_ms;
    return out;
  }

private:
  using refusal = std::optional<failure>;

  failure no(std::string why) const {
    return {ec::refused, name_of(x_) + ": " + std::move(why)};
  }

  failure not_now(const std::string& what) const {
    return no("is " + spoken(x_.state) + ", so " + what);
  }

  void expire(swap_record& to) const {
    to.state = swap_state::expired;
    to.counters.clear();
    auto how = swap_command{.act = swap_act::expire, .by = how_.by};
    note(to, how, terms_);
  }

  refusal act() {
    if (how_.act != swap_act::revert && !is_live(x_.state))
      return no("is " + spoken(x_.state) + " already, offer it anew");
    auto talks = how_.act == swap_act::counter || how_.act == swap_act::accept;
    if (talks && x_.trail.size() >= swap_trail_max)
      return no("went back and forth " + std::to_string(x_.trail.size())
                + " times, withdraw it and offer anew");
    switch (how_.act) {
      case swap_act::counter:
        return counter();
      case swap_act::accept:
        return accept();
      case swap_act::decline:
        return decline();
      case swap_act::withdraw:
        return withdraw();
      case swap_act::approve:
        return approve();
      case swap_act::execute:
        return execute();
      case swap_act::revert:
        return revert();
      case swap_act::expire:
        return no("lasts until " + moment_of(terms_.site, x_.expires_ms)
                  + ", withdraw it to end it before");
      case swap_act::offer:
        break;
    }
    NIGHTFLOAT_EXPECT(how_.act != swap_act::offer);
    return {};
  }

  [[nodiscard]] bool is_owner() const {
    return how_.person == x_.owner;
  }

  [[nodiscard]] bool has_agreed(person_id who) const {
    return std::ranges::find(x_.consents, who) != x_.consents.end();
  }

  /// Named by the owner, for a swap of two.
  [[nodiscard]] bool is_counterpart() const {
    return !x_.market && x_.kind != swap_kind::cycle && !is_owner()
           && is_party(x_, how_.person);
  }

  refusal counter() {
    auto open = x_.state == swap_state::open
                || (x_.state == swap_state::countered && x_.market);
    auto asked = is_counterpart()
                 && (x_.state == swap_state::proposed
                     || x_.state == swap_state::countered);
    if (!how_.person.assigned())
      return no("a counter-offer is somebody's, name who makes it");
    if (is_owner())
      return no("is your own, withdraw it and offer another");
    if (!open && !asked)
      return not_now("there is nothing to make a counter-offer to");
    std::erase_if(x_.counters,
                  [&](const auto& one) { return one.by == how_.person; });
    if (x_.counters.size() >= swap_counters_max)
      return no("has " + std::to_string(x_.counters.size())
                + " counter-offers, wait for its owner to decline some");
    x_.counters.push_back({.number = ++x_.counters_made,
                           .by = how_.person,
                           .in_return = how_.in_return,
                           .month = how_.month});
    x_.state = swap_state::countered;
    return {};
  }

  /// Everybody has agreed.
  void settle() {
    x_.counters.clear();
    x_.state = terms_.approval_wanted ? swap_state::awaiting_approval
                                      : swap_state::consented;
  }

  void match_with(person_id other, shift_id back, std::uint32_t month) {
    auto given = x_.moves.front();
    given.to = other;
    x_.moves = {given};
    if (back.assigned())
      x_.moves.push_back(
        {.shift = back, .month = month, .from = other, .to = x_.owner});
    x_.kind = back.assigned() ? swap_kind::one_to_one : swap_kind::absorb;
    x_.consents = {x_.owner, other};
    settle();
  }

  refusal accept() {
    if (!how_.person.assigned())
      return no("consent is somebody's, name who accepts");
    if (how_.counter != 0)
      return accept_counter();
    auto is_open = x_.state == swap_state::open
                   || (x_.state == swap_state::countered && x_.market);
    if (is_open && is_owner())
      return no(x_.counters.empty() ? "waits for others, nobody can accept "
                                      "their own offer"
                                    : "has counter-offers, name the one that "
                                      "you accept");
    if (is_open && !x_.wish.gift)
      return no("asks for a shift in return, counter with one of yours");
    if (is_open) {
      match_with(how_.person, {}, 0);
      return {};
    }
    if (x_.state != swap_state::proposed)
      return not_now("there is nothing to accept");
    if (!is_party(x_, how_.person))
      return no("is between others, only its parties accept it");
    if (has_agreed(how_.person))
      return no("has your consent already");
    x_.consents.push_back(how_.person);
    if (x_.consents.size() == parties_of(x_).size())
      settle();
    return {};
  }

  refusal accept_counter() {
    if (!is_owner())
      return no("only its owner accepts a counter-offer");
    auto found = std::ranges::find(x_.counters, how_.counter,
                                   &swap_counter::number);
    if (found == x_.counters.end())
      return no("has no counter-offer " + std::to_string(how_.counter)
                + ", see `nightfloat swap history`");
    match_with(found->by, found->in_return, found->month);
    return {};
  }

  /// As it stood before anybody answered.
  void reopen() {
    x_.moves.resize(1);
    x_.moves.front().to = {};
    x_.kind = swap_kind::open;
    x_.consents = {x_.owner};
    x_.approved_by.clear();
    x_.state = swap_state::open;
  }

  refusal decline() {
    if (!how_.person.assigned()) {
      x_.state = swap_state::declined;
      x_.counters.clear();
      return {};
    }
    auto mine = std::ranges::find(x_.counters, how_.person, &swap_counter::by);
    if (how_.counter != 0 || (mine != x_.counters.end() && !is_owner()))
      return decline_counter();
    if (is_owner())
      return no("is your own, withdraw it");
    if (!is_party(x_, how_.person))
      return no("does not ask for anything of yours");
    if (x_.market) {
      reopen();
      return {};
    }
    x_.state = swap_state::declined;
    x_.counters.clear();
    return {};
  }

  refusal decline_counter() {
    auto found = std::ranges::find_if(x_.counters, [&](const auto& one) {
      return is_owner() ? one.number == how_.counter : one.by == how_.person;
    });
    if (found == x_.counters.end())
      return no("has no such counter-offer (" + std::to_string(how_.counter)
                + ")");
    x_.counters.erase(found);
    if (x_.counters.empty())
      x_.state = x_.market ? swap_state::open : swap_state::proposed;
    return {};
  }

  refusal withdraw() {
    if (how_.person.assigned() && !is_owner())
      return no("is not yours, decline it");
    x_.state = swap_state::withdrawn;
    x_.counters.clear();
    return {};
  }

  refusal approve() {
    if (how_.person.assigned())
      return no("is approved by a coordinator, not by its parties");
    if (x_.state != swap_state::awaiting_approval)
      return not_now("there is nothing to approve");
    x_.state = swap_state::approved;
    x_.approved_by = how_.by;
    return {};
  }

  refusal execute() {
    if (how_.person.assigned() && !is_party(x_, how_.person))
      return no("is between others, a party or a coordinator executes it");
    if (x_.state != swap_state::consented && x_.state != swap_state::approved)
      return not_now(x_.state == swap_state::awaiting_approval
                       ? "a coordinator must approve it first"
                       : "not everybody has agreed");
    x_.state = swap_state::executed;
    x_.executed_ms = terms_.now_ms;
    return {};
  }

  refusal revert() {
    if (x_.state == swap_state::reverted)
      return no("is reverted already");
    if (x_.state != swap_state::executed)
      return not_now("there is nothing to revert");
    if (how_.person.assigned() && !is_party(x_, how_.person))
      return no("is between others, a party or a coordinator reverts it");
    if (terms_.now_ms >= x_.executed_ms + swap_revert_ms)
      return no("was executed at " + moment_of(terms_.site, x_.executed_ms)
                + ", more than 24 hours ago, swap anew");
    x_.state = swap_state::reverted;
    return {};
  }

  swap_record x_;
  const swap_command& how_;
  const swap_terms& terms_;
};

} // namespace

std::vector<person_id> parties_of(const swap_record& x) {
  auto out = std::vector<person_id>{};
  auto add = [&](person_id who) {
    if (who.assigned() && std::ranges::find(out, who) == out.end())
      out.push_back(who);
  };
  for (const auto& one : x.moves) {
    add(one.from);
    add(one.to);
  }
  return out;
}

std::vector<shift_id> promised_shifts(const swap_record& x) {
  auto out = std::vector<shift_id>{};
  if (is_live(x.state))
    for (const auto& one : x.moves)
      if (std::ranges::find(x.consents, one.from) != x.consents.end())
        out.push_back(one.shift);
  return out;
}

bool is_party(const swap_record& x, person_id who) {
  return std::ranges::any_of(
    x.moves, [&](const auto& one) { return one.from == who || one.to == who; });
}

swap_outcome negotiate(const swap_record& x, const swap_command& how,
                       const swap_terms& terms) {
  return machine{x, how, terms}.run();
}

void note(swap_record& x, const swap_command& how, const swap_terms& terms) {
  x.trail.push_back({.at_ms = terms.now_ms,
                     .act = how.act,
                     .state = x.state,
                     .person = how.person,
                     .by = how.by,
                     .code = how.code,
                     .reason = how.reason,
                     .glass_broken = how.glass_broken,
                     .after = terms.revision});
}

std::string name_of(const swap_record& x) {
  return "swap " + std::to_string(x.id.value);
}

std::string moment_of(const zone& site, std::int64_t ms) {
  return local_text(site, instant_of(ms));
}

} // namespace nightfloat::domain

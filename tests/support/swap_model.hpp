// SPDX-License-Identifier: Apache-2.0
#pragma once

// A request for a swap as one would keep it on paper, in sets and a map: what
// the state machine is held against. It knows no expiry.

#include "domain/swap/request.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

namespace nightfloat::test {

struct swap_model {
  using act = domain::swap_act;
  using stage = domain::swap_state;

  stage state = stage::open;
  bool market = false;
  bool gift = false;
  bool approval = false;
  /// Person 1 owns it; 0 is the coordinator.
  std::set<unsigned> parties{1};
  std::set<unsigned> agreed{1};
  /// Number to who made it.
  std::map<unsigned, unsigned> counters;
  unsigned made = 0;
  /// Acts that were not refused.
  unsigned said = 0;
  std::int64_t executed_ms = 0;

  /// False: refused, and nothing changes.
  bool apply(act how, unsigned who, unsigned number, std::int64_t now) {
    auto good = how == act::revert
                  ? revert(who, now)
                  : is_live(state) && live(how, who, number, now);
    said += good ? 1 : 0;
    if (!is_live(state))
      counters.clear();
    return good;
  }

private:
  bool party(unsigned who) const {
    return parties.contains(who);
  }

  bool offered() const {
    return state == stage::open || (state == stage::countered && market);
  }

  bool go(bool may, stage to) {
    state = may ? to : state;
    return may;
  }

  bool revert(unsigned who, std::int64_t now) {
    return go(state == stage::executed && (who == 0 || party(who))
                && now < executed_ms + domain::swap_revert_ms,
              stage::reverted);
  }

  bool live(act how, unsigned who, unsigned number, std::int64_t now) {
    auto talks = how == act::counter || how == act::accept;
    if (talks && said >= domain::swap_trail_max)
      return false;
    switch (how) {
      case act::counter:
        return counter(who);
      case act::accept:
        return who != 0 && accept(who, number);
      case act::decline:
        return decline(who, number);
      case act::withdraw:
        return go(who <= 1, stage::withdrawn);
      case act::approve:
        return go(who == 0 && state == stage::awaiting_approval,
                  stage::approved);
      case act::execute:
        executed_ms = now;
        return go((who == 0 || party(who))
                    && (state == stage::consented || state == stage::approved),
                  stage::executed);
      default:
        return false;
    }
  }

  bool counter(unsigned who) {
    auto asked = !market && parties.size() == 2 && party(who)
                 && (state == stage::proposed || state == stage::countered);
    auto others = counters;
    std::erase_if(others, [&](const auto& x) { return x.second == who; });
    if (who <= 1 || !(offered() || asked)
        || others.size() >= domain::swap_counters_max)
      return false;
    counters = others;
    counters[++made] = who;
    return go(true, stage::countered);
  }

  bool accept(unsigned who, unsigned number) {
    if (number != 0)
      return who == 1 && counters.contains(number)
             && taken_by(counters[number]);
    if (offered())
      return who != 1 && gift && taken_by(who);
    if (state != stage::proposed || !party(who) || !agreed.insert(who).second)
      return false;
    return agreed != parties || all_agreed();
  }

  bool taken_by(unsigned who) {
    parties = {1, who};
    agreed = parties;
    return all_agreed();
  }

  bool all_agreed() {
    counters.clear();
    return go(true, approval ? stage::awaiting_approval : stage::consented);
  }

  bool decline(unsigned who, unsigned number) {
    if (who == 0)
      return go(true, stage::declined);
    auto mine = who != 1
                && std::any_of(counters.begin(), counters.end(),
                               [&](auto& x) { return x.second == who; });
    if (number != 0 || mine)
      return drop_counter(who, number);
    if (who == 1 || !party(who))
      return false;
    if (!market)
      return go(true, stage::declined);
    parties = {1};
    agreed = {1};
    return go(true, stage::open);
  }

  bool drop_counter(unsigned who, unsigned number) {
    auto gone = std::erase_if(counters, [&](const auto& x) {
      return who == 1 ? x.first == number : x.second == who;
    });
    go(gone != 0 && counters.empty(), market ? stage::open : stage::proposed);
    return gone != 0;
  }
};

} // namespace nightfloat::test

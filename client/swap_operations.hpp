// SPDX-License-Identifier: Apache-2.0
#pragma once

// The operations about swaps, which workers serve. `docs/swaps.md` says what
// they promise.

#include "client/ledger_operations.hpp"
#include "domain/swap/match.hpp"
#include "domain/swap/request.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

struct swap_candidate {
  domain::swap_kind kind = domain::swap_kind::one_to_one;
  domain::person_id person{};
  std::string code;
  /// The shift taken in return; not assigned for absorb.
  domain::shift_id shift{};
  domain::instant start{};
  /// Higher is better, 0 to 1000.
  std::uint32_t score = 0;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(swap_candidate, (),
                      (kind, person, code, shift, start, score, why))

struct swap_find_reply {
  std::uint64_t version = 0;
  std::vector<swap_candidate> candidates;
};
BOOST_DESCRIBE_STRUCT(swap_find_reply, (), (version, candidates))

/// Who could take `shift` from its owner, with or without one in return.
struct swap_find_request {
  static constexpr std::string_view operation = "swap.find";
  static constexpr auto served = served_by::worker;
  using reply = swap_find_reply;

  domain::person_id owner{};
  domain::shift_id shift{};
  std::uint32_t limit = 20;
};
BOOST_DESCRIBE_STRUCT(swap_find_request, (), (owner, shift, limit))

struct swap_match_reply {
  std::uint64_t version = 0;
  std::vector<domain::swap_match> matches;
  /// Live offers of others that were looked at.
  std::uint32_t considered = 0;
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(swap_match_reply, (),
                      (version, matches, considered, spent_us))

/// Which live offers would do for `shift`, in swaps of two and in rings.
struct swap_match_request {
  static constexpr std::string_view operation = "swap.match";
  static constexpr auto served = served_by::worker;
  using reply = swap_match_reply;

  domain::person_id owner{};
  domain::shift_id shift{};
  std::uint32_t limit = 5;
};
BOOST_DESCRIBE_STRUCT(swap_match_request, (), (owner, shift, limit))

struct swap_reply {
  domain::swap_record done;
};
BOOST_DESCRIBE_STRUCT(swap_reply, (), (done))

/// A coordinator moves `shift` to `counterpart`, and `in_return` (absorb: not
/// assigned) back, without asking either. Mutating: carries an idempotency
/// key. `conflict` after the worker's own retries means that a party's duty
/// keeps changing.
struct swap_execute_request {
  static constexpr std::string_view operation = "swap.execute";
  static constexpr auto served = served_by::worker;
  using reply = swap_reply;

  domain::person_id owner{};
  domain::shift_id shift{};
  domain::person_id counterpart{};
  domain::shift_id in_return{};
  /// Why days change that do not change without a reason.
  domain::change_code code = domain::change_code::none;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(swap_execute_request, (),
                      (owner, shift, counterpart, in_return, code, reason))

/// Undoes a swap of the last 24 hours whose shifts nothing has touched since.
/// Mutating.
struct swap_revert_request {
  static constexpr std::string_view operation = "swap.revert";
  static constexpr auto served = served_by::worker;
  using reply = swap_reply;

  domain::swap_id swap{};
  /// Who wants it; not assigned: a coordinator.
  domain::person_id person{};
  domain::change_code code = domain::change_code::none;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(swap_revert_request, (), (swap, person, code, reason))

/// Begins a request: the first of `legs` is the owner's. Mutating.
struct swap_offer_request {
  static constexpr std::string_view operation = "swap.offer";
  static constexpr auto served = served_by::worker;
  using reply = swap_reply;

  std::vector<domain::swap_leg> legs;
  /// Who is to get the shift for nothing; not assigned and alone: anybody.
  domain::person_id taker{};
  domain::swap_wish wish;
  std::uint32_t hours = domain::swap_hours_default;
};
BOOST_DESCRIBE_STRUCT(swap_offer_request, (), (legs, taker, wish, hours))

/// Does something about a request: all but `offer`. Mutating.
struct swap_act_request {
  static constexpr std::string_view operation = "swap.act";
  static constexpr auto served = served_by::worker;
  using reply = swap_reply;

  domain::swap_act act = domain::swap_act::accept;
  domain::swap_id swap{};
  /// Who says so; not assigned: a coordinator.
  domain::person_id person{};
  /// For `counter`: what they give.
  domain::shift_id in_return{};
  /// For `accept` and `decline`: the number of a counter-offer.
  std::uint32_t counter = 0;
  domain::change_code code = domain::change_code::none;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(swap_act_request, (),
                      (act, swap, person, in_return, counter, code, reason))

} // namespace nightfloat::client

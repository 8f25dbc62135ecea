// SPDX-License-Identifier: Apache-2.0
#pragma once

// The operation that mends an absence, which workers serve. `docs/repair.md`
// says what it promises.

#include "client/ledger_operations.hpp"
#include "domain/repair/absence.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::client {

struct repair_reply {
  std::uint64_t version = 0;
  domain::absence_answer found;
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(repair_reply, (), (version, found, spent_us))

/// Who works the shifts of `person`, who is away; both dates included.
struct repair_request {
  static constexpr std::string_view operation = "roster.repair";
  static constexpr auto served = served_by::worker;
  using reply = repair_reply;

  domain::person_id person{};
  domain::date first{};
  domain::date last{};
  /// At most `domain::absence_ways_max`.
  std::uint32_t ways = 3;
  std::uint64_t seed = 1;
  /// What began before it is past; the epoch: nothing is.
  domain::instant now{};
  /// Why days change that do not change without a reason.
  domain::change_code code = domain::change_code::sick_call;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(repair_request, (),
                      (person, first, last, ways, seed, now, code, reason))

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts a way to mend an absence into force: the absence and the duties of all
// whom it touches, in one transaction, if none of them has changed since it
// was worked out.

#include "client/ledger_port.hpp"
#include "domain/repair/publication.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace nightfloat::client {

struct mend_request {
  std::string programme;
  domain::absence_mend what;
  /// The version of the answer that `what` is of.
  std::uint64_t worked_out_on = 0;
  /// Random and fresh: names the key.
  std::uint64_t number = 0;
  std::string trace;
};

struct mend_report {
  std::string programme;
  std::uint64_t version = 0;
  /// Not assigned: approved leave covered it already.
  domain::absence_id absence{};
  /// Shifts that passed on or were taken off.
  std::uint32_t shifts = 0;
};
BOOST_DESCRIBE_STRUCT(mend_report, (), (programme, version, absence, shifts))

/// Fails with `not_found` where no roster is in force, `conflict` where
/// somebody whose duty it changes, a unit's cover or a head changed since,
/// `oversize` where it is more than one transaction holds.
[[nodiscard]] result<mend_report> mend(ledger_port& ledger,
                                       const mend_request& request);

} // namespace nightfloat::client

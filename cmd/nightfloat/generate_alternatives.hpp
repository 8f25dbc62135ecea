// SPDX-License-Identifier: Apache-2.0
#pragma once

// Several rosters to choose from: what each costs, how evenly it shares, and
// how far it is from the others.

#include "client/ledger_port.hpp"
#include "cmd/nightfloat/generate_page.hpp"
#include "domain/compare/rosters.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// One of them, held against all.
struct roster_choice {
  /// Days of people that differ, and thousandths of all days with duty in
  /// either, from each other one; 0 from itself.
  std::vector<std::uint32_t> changed;
  std::vector<std::uint32_t> permille;
  /// Differs enough from each that stands before it.
  bool is_apart = true;
  std::uint32_t open_places = 0;
  std::uint32_t breaches = 0;
  std::vector<domain::group_spread> groups;
};
BOOST_DESCRIBE_STRUCT(roster_choice, (),
                      (changed, permille, is_apart, open_places, breaches,
                       groups))

struct choices_page {
  std::string programme;
  std::uint32_t apart_percent = 0;
  std::vector<generate_page> rosters;
  /// By roster.
  std::vector<roster_choice> choices;
};
BOOST_DESCRIBE_STRUCT(choices_page, (),
                      (programme, apart_percent, rosters, choices))

/// REQUIRES all sorted. Fails as compare_rosters does.
[[nodiscard]] result<std::vector<roster_choice>>
hold_against_each_other(const domain::programme& x,
                        std::span<const domain::roster> rosters,
                        domain::window over, std::uint32_t apart_percent);

/// Reads the drafts of `page.rosters` and fills `page.choices`. Fails where one
/// is gone or they are of other data.
[[nodiscard]] result<void> compare_drafts(client::ledger_port& ledger,
                                          choices_page& page);

/// The numbers of the jobs of which no end is known; empty: there are none.
[[nodiscard]] std::string jobs_under_way(const choices_page& page);

/// `why`, with the jobs that were submitted and of which no end is known: they
/// go on all the same.
[[nodiscard]] failure with_jobs(failure why, const choices_page& page);

void print(const choices_page& page);

/// The exit code: all were made, meet everything and are apart.
[[nodiscard]] int verdict_of(const choices_page& page);

} // namespace nightfloat::cmd

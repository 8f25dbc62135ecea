// SPDX-License-Identifier: Apache-2.0
#pragma once

// `--alternatives N` of `nightfloat solve`: several rosters to choose from.

#include "cmd/nightfloat/solving.hpp"
#include "domain/solve/alternatives.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace nightfloat::cmd {

struct cost_part {
  std::string kind;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
};
BOOST_DESCRIBE_STRUCT(cost_part, (), (kind, broken, cost))

struct alternative_view {
  std::int64_t broken = 0;
  std::int64_t cost = 0;
  std::vector<cost_part> parts;
  /// Percent of the cells that differ from each, in their order.
  std::vector<double> apart;
  bool is_near_best = false;
  bool is_apart = false;
  std::string wrote;
};
BOOST_DESCRIBE_STRUCT(alternative_view, (),
                      (broken, cost, parts, apart, is_near_best, is_apart,
                       wrote))

struct alternatives_view {
  std::uint64_t wanted = 0;
  double within_percent = 0;
  double apart_percent = 0;
  std::vector<alternative_view> rosters;
};
BOOST_DESCRIBE_STRUCT(alternatives_view, (),
                      (wanted, within_percent, apart_percent, rosters))

/// Costs by kind of rule, those that are not nothing.
[[nodiscard]] std::vector<cost_part>
parts_of(const domain::solve::evaluation& x);

/// Where number `i` goes beside `out`, which is that of 0: `roster-2.txt`.
[[nodiscard]] std::string path_of(const std::string& out, std::size_t i);

[[nodiscard]] alternatives_view
view(const domain::solve::alternatives_result& x,
     const domain::solve::alternatives_options& options);

void print(const alternatives_view& x);

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where `nightfloat solve` found no feasible roster: which requirements cannot
// hold together.

#include "domain/solve/conflict_set.hpp"
#include "exchange/instance.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace nightfloat::cmd {

struct requirement_view {
  std::string rule;
  std::string who;
  std::string day;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(requirement_view, (), (rule, who, day, sentence))

struct conflict_view {
  /// Without any one of them the rest can hold together.
  bool minimal = false;
  std::vector<requirement_view> requirements;
  /// For people: what says the same of several in one.
  std::vector<std::string> sentences;
};
BOOST_DESCRIBE_STRUCT(conflict_view, (), (minimal, requirements, sentences))

struct conflicts_view {
  /// `possible`, `impossible` or `unknown`.
  std::string roster;
  std::vector<conflict_view> conflicts;
};
BOOST_DESCRIBE_STRUCT(conflicts_view, (), (roster, conflicts))

[[nodiscard]] result<conflicts_view>
conflicts_of(const exchange::instance& x,
             const domain::solve::conflict_options& options,
             const domain::solve::naming& names);

void print(const conflicts_view& x, std::size_t show);

} // namespace nightfloat::cmd

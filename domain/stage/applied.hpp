// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which constraint each rule of a problem came from, so that what a roster
// costs can be told by the constraints' names. What has no origin is of the
// stage itself.

#include "domain/solve/evaluate.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace nightfloat::domain::stage {

/// A part of a price that one constraint has put there.
struct tagged_price {
  /// A cell and task, or a contract's two tasks; see `rule_tags`.
  std::uint64_t at = 0;
  /// An index of `applied::names`.
  std::uint32_t from = 0;
  solve::score price;
};

class rule_tags {
public:
  /// `contract` is 0 where the rule is of none.
  void rule(solve::rule_kind kind, std::uint32_t contract, std::uint32_t which,
            std::uint32_t from);
  void cell(std::uint64_t at, std::uint32_t from, solve::score price);
  void next(std::uint32_t contract, std::uint64_t at, std::uint32_t from,
            solve::score price);

  /// `to` has all rules of `contract` so far.
  void copied(std::uint32_t contract, std::uint32_t to);

  /// The index of the constraint, or `nobody`.
  [[nodiscard]] std::uint32_t of_rule(solve::rule_kind kind,
                                      std::uint32_t contract,
                                      std::uint32_t which) const;

  /// Who has put what there, in the order in which it was put.
  [[nodiscard]] std::vector<tagged_price> of_cell(std::uint64_t at) const;
  [[nodiscard]] std::vector<tagged_price> of_next(std::uint32_t contract,
                                                  std::uint64_t at) const;

  static constexpr auto nobody = std::numeric_limits<std::uint32_t>::max();

private:
  using key = std::tuple<solve::rule_kind, std::uint32_t, std::uint32_t>;

  std::map<key, std::uint32_t> rules_;
  std::map<std::uint64_t, std::vector<tagged_price>> cells_;
  std::map<std::uint32_t, std::vector<tagged_price>> nexts_;
};

struct skipped_constraint {
  std::string name;
  /// Why it could not be applied, in one sentence.
  std::string why;
  /// It could be said, but there is no room for all of it.
  bool too_much = false;
};

/// What became of a set in one problem.
struct applied {
  /// Of the constraints in the order in which they were applied.
  std::vector<std::string> names;
  /// Those that are optional and could not be applied.
  std::vector<skipped_constraint> skipped;
  rule_tags tags;
};

struct cost_share {
  /// Empty: what the stage itself asks for.
  std::string constraint;
  solve::score price;
};

/// One share a constraint, the dearest first; what costs nothing is left out.
[[nodiscard]] std::vector<cost_share> sum_by_name(std::vector<cost_share> all);

/// Whose price `x` is; several where several put theirs on one cell or step.
/// REQUIRES a fault of that problem and roster.
[[nodiscard]] std::vector<cost_share>
shares_of(const applied& from, const solve::problem& in,
          const solve::grid& roster, const solve::fault& x);

/// What the roster costs, by constraint; those that cost nothing are left out,
/// the dearest come first.
[[nodiscard]] std::vector<cost_share>
cost_by_constraint(const applied& from, const solve::problem& in,
                   const solve::grid& roster);

} // namespace nightfloat::domain::stage

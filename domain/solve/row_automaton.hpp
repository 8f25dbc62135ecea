// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules of a row that look at neighbouring days only - succession, runs,
// spans of days, short windows - as one automaton: a node is all that the next
// day must know of the days before. Nodes are found by walking from the first
// day, so only what can be reached exists. Tasks that no kept rule tells apart
// are one class; days on which the automaton has the same edges are one kind.

#include "domain/solve/problem.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

/// Which rules of a contract are minded: bit by total, then group, then window.
/// Successions and runs always are.
using kept_rules = std::uint64_t;

/// Where a total, group or window has its bit; 64 and above: it has none.
struct rule_bits {
  explicit rule_bits(const contract& x) noexcept
    : groups{x.totals.size()}, windows{groups + x.groups.size()},
      end{windows + x.windows.size()} {
  }

  static constexpr bool within(kept_rules kept, std::size_t bit) noexcept {
    return bit < 64 && (kept >> bit & 1) != 0;
  }

  std::size_t groups;
  std::size_t windows;
  std::size_t end;
};

struct row_edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  /// Of tasks.
  std::uint16_t kind = 0;
  /// Bit by group of the contract: a span of it has its first day here.
  std::uint32_t begun = 0;
  score price;
};

struct row_automaton {
  /// By task.
  std::vector<std::uint16_t> class_of;
  std::size_t classes = 0;
  /// By day.
  std::vector<std::uint16_t> kind_of;
  std::size_t nodes = 0;
  /// By kind of day, those from node n at [first[n], first[n + 1]).
  struct day_edges {
    std::vector<row_edge> edges;
    std::vector<std::uint32_t> first;
  };
  std::vector<day_edges> kinds;
};

/// More nodes than that are not worth walking.
constexpr std::size_t automaton_nodes_max = 3'000;

/// Asks now and then whether to leave what is being built.
class build_watch {
public:
  /// Null or empty: nobody says so.
  explicit build_watch(const std::function<bool()>* stop) noexcept
    : stop_{stop} {
  }

  /// So many more pieces, some tens of nanoseconds each, are to be built; true:
  /// they are not.
  bool ends(std::size_t pieces);

  /// It was told to.
  [[nodiscard]] bool ended() const noexcept {
    return ended_;
  }

private:
  const std::function<bool()>* stop_;
  std::size_t pieces_ = 0;
  bool ended_ = false;
};

/// The automaton of `who`; node 0 is where the first day begins. `signs` are
/// what tells tasks apart beside the rules (what kept totals weigh), a vector
/// a task. With `strict`, what breaks a hard rule has no edge. Nothing where
/// it would need more than `automaton_nodes_max` nodes, or `watch` ended it.
[[nodiscard]] std::optional<row_automaton>
automaton_of(const problem& x, const person& who, kept_rules kept, bool strict,
             std::span<const std::vector<std::int32_t>> signs,
             build_watch& watch);

} // namespace nightfloat::domain::solve

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The live offers of a board as a graph. A node is somebody, the shift that
// they give, and what they wish for; the first is the one that was asked
// about. An edge says that one could take what another gives, cheaply judged
// and scored: the rules have the last word.

#include "domain/clock.hpp"
#include "domain/swap/judge.hpp"
#include "domain/swap/match.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace nightfloat::domain {

struct offer_node {
  /// Not assigned where the shift is not offered.
  swap_id offer{};
  const person_facts* who = nullptr;
  passing given;
  swap_wish wish;
  /// On which it begins, at the site.
  date day{};
  /// Minutes of the shift, and of their work around it.
  std::int64_t length = 0;
  std::int64_t load = 0;
};

/// Not thread-safe.
class offer_graph {
public:
  /// All three must outlive the graph.
  offer_graph(const swap_scene& at, const swap_judge& judge, const zone& site)
    : at_{at}, judge_{judge}, site_{site} {
  }

  /// The node of `wanted`, and of each open offer of others that still holds.
  /// Fails as `swap_judge::take` does, and with `refused` where the shift of
  /// `wanted` has begun.
  [[nodiscard]] result<void> read(swap_leg wanted);

  [[nodiscard]] std::size_t size() const noexcept {
    return nodes_.size();
  }
  [[nodiscard]] const offer_node& operator[](std::size_t i) const noexcept {
    return nodes_[i];
  }

  /// How well `from` would do with what `to` gives, leaving aside whether they
  /// may; nothing: it lies too far, or is not what they wish.
  [[nodiscard]] std::optional<swap_score> glance(std::size_t from,
                                                 std::size_t to) const;

  /// The same once it is seen that they are there, and how they lie around it.
  [[nodiscard]] std::optional<swap_score> look(std::size_t from,
                                               std::size_t to);

private:
  result<offer_node> node_of(swap_id offer, swap_leg leg,
                             const swap_wish& wish) const;
  void read_board(swap_leg wanted);
  void measure_loads();
  bool is_busy(const offer_node& from, const offer_node& to);
  /// Whether there is no other work close by.
  [[nodiscard]] bool has_room(const offer_node& from,
                              const offer_node& to) const;

  const swap_scene& at_;
  const swap_judge& judge_;
  const zone& site_;
  std::vector<offer_node> nodes_;
  std::int64_t mean_load_ = 0;
  /// Of `is_busy`, kept for their memory.
  duty_change change_;
  before_and_after room_;
};

} // namespace nightfloat::domain

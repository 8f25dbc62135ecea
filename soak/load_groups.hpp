// SPDX-License-Identifier: Apache-2.0
#pragma once

// The states of load.cpp: a virtual user, and the users of one load.

#include "domain/solve/random.hpp"
#include "soak/load.hpp"

namespace nightfloat::soak {

struct load::user {
  std::uint32_t number = 0;
  group* of = nullptr;
  std::unique_ptr<visitor> who;
  domain::random_source rng{0};
  const ready_flow* flow = nullptr;
  std::size_t step = 0;
  /// When the step should begin, when it did, and when the iteration did.
  time_point due{};
  time_point sent{};
  time_point iteration{};
  std::uint64_t seen = 0;
  std::uint64_t iterations_left = 0;
  bool active = false;
  /// The event that it waits for; 0: none. One that was given up is ignored.
  std::uint64_t awaited = 0;

  double draw() {
    return rng.unit();
  }
};

struct load::group {
  const ready_load* what = nullptr;
  std::vector<std::unique_ptr<user>> users;
  std::vector<user*> idle;
  time_point start{};
  time_point end{};
  std::uint32_t active = 0;
  std::uint32_t wanted = 0;
  std::uint64_t shared_left = 0;
  std::uint64_t arrived = 0;
  bool over = false;
  /// What is under way may take no further step.
  bool cut = false;
};

} // namespace nightfloat::soak

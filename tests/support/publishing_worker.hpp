// SPDX-License-Identifier: Apache-2.0
#pragma once

// A worker over a programme that is filled at once, and others who change duty
// meanwhile.

#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace nightfloat::test {

/// Three months that are soon filled, 92 days of them.
domain::programme quarter();

struct publishing_worker : local_worker {
  publishing_worker();

  static client::generate_job wish(std::uint64_t seed = 1);

  domain::roster_head head();

  domain::job_state state(domain::job_id job);

  client::generate_result result_of(domain::job_id job);

  /// Ends before it has come to any duty.
  static client::generate_job hasty();

  /// Puts a roster in force whose first shift was set by hand.
  void by_hand(std::uint32_t months);

  /// The months of `who` in the roster in force become `duties`.
  domain::transaction rewrite(std::uint32_t who,
                              const std::vector<domain::duty>& duties);

  std::vector<domain::duty> july_of(std::uint32_t who);
};

bool is_publishing(const domain::transaction& x);

} // namespace nightfloat::test

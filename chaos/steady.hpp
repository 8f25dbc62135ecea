// SPDX-License-Identifier: Apache-2.0
#pragma once

// Before the first fault: is this a cluster in a steady state? Pure.

#include "chaos/history.hpp"
#include "chaos/plan.hpp"
#include "report/run_report.hpp"

#include <cstdint>
#include <vector>

namespace nightfloat::chaos {

/// What a run is measured against.
struct baseline {
  double operations_per_s = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p99_us = 0;
};

/// The baseline of what ended between `from_us` and `until_us`. Fails with
/// `refused` where the state is not steady: too few operations, too many that
/// did not end well, or one half of the time with less than half of the other.
[[nodiscard]] result<baseline>
fit_baseline(const steady_plan& wanted, const std::vector<operation>& seen,
             std::uint64_t from_us, std::uint64_t until_us);

/// How many operations a second were answered between the two.
[[nodiscard]] double answered_per_s(const std::vector<operation>& seen,
                                    std::uint64_t from_us,
                                    std::uint64_t until_us);

/// Adds what was answered a second, before the faults and under them, and the
/// one as a part of the other. Until the last of `seen` where that is before
/// the planned end.
void add_goodput(report::run_report& to, const plan& what,
                 const baseline& before, const std::vector<operation>& seen);

/// Whether an operation of the bystanders ended well, and when.
struct bystander_call {
  std::uint64_t ended_us = 0;
  bool ok = false;
};

/// Why the run is to be given up at `now_us`; empty: it is not.
[[nodiscard]] std::string
reason_to_abort(const abort_plan& wanted,
                const std::vector<bystander_call>& seen, std::uint64_t now_us);

} // namespace nightfloat::chaos

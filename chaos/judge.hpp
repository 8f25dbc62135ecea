// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns what happened into the report. Pure.

#include "chaos/checkers.hpp"
#include "chaos/fault_record.hpp"
#include "chaos/plan.hpp"
#include "report/run_report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// A fault and how long its target was away, in us; 0: not measured.
struct judged_fault {
  fault_record done;
  std::uint64_t recovery_us = 0;
};

/// `back_us` after `x`, if its process was not struck again before; 0, not
/// measured, if it was: the kernel gives numbers of processes again, so what is
/// seen later may be another one.
[[nodiscard]] std::uint64_t within_life(const std::vector<fault_record>& all,
                                        const fault_record& x,
                                        std::uint64_t back_us);

/// Fills verdict, checks, counts, recovery, faults, phases and timeline. The
/// run is `invalid` where a check is, where a fault did not take effect or
/// heal, and where fewer processes were killed than the plan demands.
[[nodiscard]] report::run_report judge(const plan& what, const evidence& seen,
                                       const std::vector<check_result>& checks,
                                       const std::vector<judged_fault>& faults);

/// What speaks against a run whatever its invariants say, a sentence: it was
/// cut, or is `invalid` though none of them is broken. Empty: nothing.
[[nodiscard]] std::string other_objection(const report::run_report& x);

} // namespace nightfloat::chaos

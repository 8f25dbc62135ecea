// SPDX-License-Identifier: Apache-2.0
#pragma once

// One chaos run: a cluster, its own or one of `nightfloat up` that runs
// already, a roster, load, faults, heal, drain, and the verdict of the
// checkers. First safety, then liveness: after the heal it must converge
// within the plan's time.

#include "chaos/plan.hpp"
#include "chaos/schedule.hpp"
#include "report/run_report.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::chaos {

struct run_options {
  plan what;
  std::uint64_t seed = 1;
  /// Carried out instead of one that is drawn. REQUIRES its plan and seed in
  /// `what` and `seed`.
  std::optional<schedule> replayed;
  /// Where cluster, history and report go; made, and REQUIRED to be empty.
  std::string directory;
  /// State directory of a cluster that runs; empty: its own. Refused without
  /// `i_own_this`.
  std::string against;
  bool i_own_this = false;
  /// Path of the daemon; empty: `nightfloatd` beside this program.
  std::string daemon;
  /// For the report: how to run it again, and which build this is.
  std::string command;
  std::string build;
  /// Set from a signal handler: the run is cut, healed and reported partial.
  const std::atomic<bool>* stop = nullptr;
  /// Told each phase and second: a phase's name and permille of the run.
  std::function<void(std::string_view, std::uint32_t)> on_progress;
};

/// Runs it. REQUIRES the calling thread to live on while the cluster does.
/// Writes `schedule.json`, `history.jsonl` and the forms of the report
/// (`report/written.hpp`) into the directory, and leaves no process of its own
/// cluster behind, whatever happened. A cluster that is not its own is refused
/// before anything is touched, without `i_own_this` or with a plan that it
/// cannot bear (`check_foreign`); what was killed of it runs again afterwards,
/// and the run's programmes stay in its ledger. A report that says that it is
/// partial is there from the start on, a newer one each minute. Fails where the
/// run could not be made at all, and with `no_space` or `io_failed` where its
/// history could not be written: it is given up within a second then, and its
/// partial report, `invalid`, is there as far as the disk lets it. A broken
/// invariant is no failure but a report whose verdict is `invalid`.
[[nodiscard]] result<report::run_report> run(const run_options& options);

} // namespace nightfloat::chaos

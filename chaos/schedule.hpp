// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which fault comes when: a pure function of plan and seed, written down before
// the run, so that the run is made again from that file alone.

#include "chaos/plan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// One fault, relative to the end of the steady state. What a field means, the
/// rule's of the same name says.
struct scheduled_fault {
  std::uint32_t at_ms = 0;
  fault_kind fault = fault_kind::kill;
  target_role target = target_role::worker;
  /// Which worker, from 1; 1 for the others; of a partition the first.
  std::uint32_t instance = 1;
  std::uint32_t lasting_ms = 0;
  std::uint32_t delay_ms = 0;
  std::uint32_t jitter_ms = 0;
  std::uint32_t permille = 0;
  std::uint64_t bytes_per_s = 0;
  link_way way = link_way::both;
  std::uint32_t count = 1;
  std::string point;
  std::int64_t jump_ms = 0;
  std::int32_t drift_permille = 0;
  std::uint32_t limit = 0;
  /// For `partition`: the workers that are cut off.
  std::vector<std::uint32_t> cut_off;

  bool operator==(const scheduled_fault&) const = default;
};
BOOST_DESCRIBE_STRUCT(scheduled_fault, (),
                      (at_ms, fault, target, instance, lasting_ms, delay_ms,
                       jitter_ms, permille, bytes_per_s, way, count, point,
                       jump_ms, drift_permille, limit, cut_off))

/// The name of a fault's target in the cluster: `store`, `worker-2`, ...
[[nodiscard]] std::string member_name(const scheduled_fault& x);

/// The names of all that it strikes: of a partition those that are cut off.
[[nodiscard]] std::string struck(const scheduled_fault& x);

/// Whether one must not begin while the other lasts.
[[nodiscard]] bool excludes(const scheduled_fault& x, const scheduled_fault& y);

struct schedule {
  static constexpr std::uint32_t format_now = 2;

  std::uint32_t format = format_now;
  std::uint64_t seed = 0;
  /// As it was drawn, so that a replay needs no other file.
  chaos::plan plan;
  std::vector<scheduled_fault> faults;

  bool operator==(const schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(schedule, (), (format, seed, plan, faults))

/// Draws the schedule, ordered by time. No process is hit while an earlier
/// fault of its own lasts, nor within its respite; of storage, network, clock
/// and machine one fault lasts at a time: what would meet another comes after
/// it, and its successor is due so much later. REQUIRES check(x).
[[nodiscard]] schedule make_schedule(const plan& x, std::uint64_t seed);

/// Whose replay file a text is.
enum class replay_kind : std::uint8_t {
  run,       ///< Of `chaos run`: a `schedule`.
  simulation ///< Of `chaos simulate`: a `simulation::schedule`.
};

/// Whether a build that knows the formats from `least` to `now` of `kind` may
/// read `text`, before anything else of it is read: what is new in a format
/// reads as a mistake. Fails with `bad_version` for another format, and
/// `malformed` for the other kind and for what is none.
[[nodiscard]] result<void> check_replay(std::string_view text, replay_kind kind,
                                        std::uint32_t least, std::uint32_t now);

/// Reads a schedule written before. Fails with `bad_version` for another
/// version's, `malformed` for a simulation's and what is none, and as `check`
/// does.
[[nodiscard]] result<schedule> read_schedule(std::string_view text);

} // namespace nightfloat::chaos

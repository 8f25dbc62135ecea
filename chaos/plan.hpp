// SPDX-License-Identifier: Apache-2.0
#pragma once

// A chaos plan names cluster, load and faults; with a seed it becomes a
// schedule, printed before the run. The schedule is a pure function of both,
// so a run is replayed from its plan and seed alone.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

enum class fault_kind : std::uint8_t {
  kill = 1,          ///< SIGKILL; the cluster starts it again.
  pause = 2,         ///< SIGSTOP, and SIGCONT after a time.
  terminate = 3,     ///< SIGTERM: drains, then is started again.
  storage_delay = 4, ///< Each sync takes `delay_ms` longer for a time.
  lose_unsynced = 5, ///< One sync fails and its bytes are gone.
};
BOOST_DESCRIBE_ENUM(fault_kind, kill, pause, terminate, storage_delay,
                    lose_unsynced)

enum class target_role : std::uint8_t { worker = 1, store = 2, broker = 3 };
BOOST_DESCRIBE_ENUM(target_role, worker, store, broker)

/// A span from which a value is drawn, both ends included, in ms.
struct span_ms {
  std::uint32_t least = 0;
  std::uint32_t most = 0;

  bool operator==(const span_ms&) const = default;
};
BOOST_DESCRIBE_STRUCT(span_ms, (), (least, most))

/// One recurring fault.
struct fault_rule {
  fault_kind fault = fault_kind::kill;
  target_role target = target_role::worker;
  /// Time from one to the next.
  span_ms every{1'000, 2'000};
  /// How long it lasts; for `pause` and `storage_delay`.
  span_ms lasting{};
  /// For `storage_delay`.
  std::uint32_t delay_ms = 50;

  bool operator==(const fault_rule&) const = default;
};
BOOST_DESCRIBE_STRUCT(fault_rule, (), (fault, target, every, lasting, delay_ms))

struct cluster_plan {
  std::uint32_t workers = 3;
  std::uint32_t residents = 40;
  std::uint32_t faculty = 12;
  /// Days of the programme's year that are rostered.
  std::uint32_t days = 56;
  std::uint32_t visibility_timeout_ms = 2'000;

  bool operator==(const cluster_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(cluster_plan, (),
                      (workers, residents, faculty, days,
                       visibility_timeout_ms))

/// Closed loops of clients: each waits for its answer, thinks, goes on.
struct load_plan {
  std::uint32_t swappers = 6;
  std::uint32_t validators = 1;
  std::uint32_t generators = 1;
  std::uint32_t think_ms = 20;
  /// A generator thinks this long between jobs.
  std::uint32_t generate_think_ms = 2'000;
  /// How long a generation may search; it ends when it has a roster.
  std::uint32_t generate_budget_ms = 10'000;
  std::uint32_t timeout_ms = 5'000;
  /// Clients that read and write so many records of their own, compare-and-set.
  std::uint32_t writers = 2;
  std::uint32_t readers = 1;
  std::uint32_t records = 4;
  /// Followers of the programme's feed.
  std::uint32_t watchers = 1;
  /// Clients of a programme outside the faults' reach that submit a light job,
  /// wait for its end and think.
  std::uint32_t controls = 1;
  /// A third programme keeps so many light jobs ready.
  std::uint32_t flood = 0;
  /// A schedule that fires every minute.
  bool schedule = false;
  /// The longest that a job of the control programme may take; 0: any time.
  std::uint32_t wait_bound_ms = 0;
  /// The part of the goodput of before the faults that must come back after
  /// the heal; 0: not asked.
  std::uint32_t goodput_percent = 0;
  /// What no process may ever need.
  std::uint32_t memory_max_mib = 1'024;
  std::uint32_t descriptors_max = 1'024;

  bool operator==(const load_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(load_plan, (),
                      (swappers, validators, generators, think_ms,
                       generate_think_ms, generate_budget_ms, timeout_ms,
                       writers, readers, records, watchers, controls, flood,
                       schedule, wait_bound_ms, goodput_percent, memory_max_mib,
                       descriptors_max))

struct plan {
  std::string name;
  /// Load without faults before the first one.
  std::uint32_t warm_up_s = 5;
  /// Load with faults.
  std::uint32_t duration_s = 60;
  /// After the faults: how long the cluster may take to converge.
  std::uint32_t drain_s = 30;
  /// A process just hit is left alone this long.
  std::uint32_t respite_ms = 1'500;
  /// The run is invalid with fewer kills than this.
  std::uint32_t kills_min = 0;
  cluster_plan cluster;
  load_plan load;
  std::vector<fault_rule> faults;

  bool operator==(const plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(plan, (),
                      (name, warm_up_s, duration_s, drain_s, respite_ms,
                       kills_min, cluster, load, faults))

/// Says what is wrong with a plan, naming the field: no faults, an empty or
/// reversed span, no workers, a pause that lasts nothing, ...
[[nodiscard]] result<void> check(const plan& x);

/// One fault of a schedule, relative to the end of the warm-up.
struct scheduled_fault {
  std::uint32_t at_ms = 0;
  fault_kind fault = fault_kind::kill;
  target_role target = target_role::worker;
  /// Which worker, from 1; 1 for the others.
  std::uint32_t instance = 1;
  std::uint32_t lasting_ms = 0;
  std::uint32_t delay_ms = 0;

  bool operator==(const scheduled_fault&) const = default;
};
BOOST_DESCRIBE_STRUCT(scheduled_fault, (),
                      (at_ms, fault, target, instance, lasting_ms, delay_ms))

/// The name of a fault's target in the cluster: `store`, `worker-2`, ...
[[nodiscard]] std::string member_name(const scheduled_fault& x);

struct schedule {
  std::string plan;
  std::uint64_t seed = 0;
  std::vector<scheduled_fault> faults;

  bool operator==(const schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(schedule, (), (plan, seed, faults))

/// Draws the schedule, ordered by time. No process is hit while an earlier
/// fault of its own lasts, nor within its respite. REQUIRES check(x).
[[nodiscard]] schedule make_schedule(const plan& x, std::uint64_t seed);

} // namespace nightfloat::chaos

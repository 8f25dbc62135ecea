// SPDX-License-Identifier: Apache-2.0
#pragma once

// A chaos plan names cluster, load, phases and faults, and what must hold. With
// a seed it becomes a schedule (chaos/schedule.hpp).

#include "chaos/proxy.hpp"
#include "domain/error.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

enum class fault_kind : std::uint8_t {
  kill = 1,              ///< SIGKILL; the cluster starts it again.
  pause = 2,             ///< SIGSTOP, and SIGCONT after a time.
  terminate = 3,         ///< SIGTERM: drains, then is started again.
  storage_delay = 4,     ///< Each sync takes longer for a time.
  lose_unsynced = 5,     ///< A sync fails and its bytes are gone.
  restart_loop = 6,      ///< SIGKILL `count` times, `delay_ms` apart.
  crash_point = 7,       ///< The store aborts at `point`, on its n-th hit.
  slow = 8,              ///< Stopped `permille` of each 100 ms: slow, not dead.
  sync_error = 10,       ///< A sync fails; its bytes may reappear.
  write_error = 11,      ///< An append fails.
  no_space = 12,         ///< The disk says that it is full.
  torn_tail = 13,        ///< A sync fails and half of its bytes are gone.
  short_write = 14,      ///< An append writes half and fails.
  read_error = 15,       ///< A read of a table file fails.
  bit_flip = 16,         ///< A read of a table file has one bit wrong.
  latency = 20,          ///< `delay_ms` and up to `jitter_ms` more.
  loss = 21,             ///< Of messages, `permille`.
  duplicate = 22,        ///< Of messages, `permille`.
  reorder = 23,          ///< Of messages, `permille`.
  blackhole = 24,        ///< Nothing passes, `way` alone or both.
  partition = 25,        ///< `count` workers are cut off from the rest.
  bandwidth = 26,        ///< `bytes_per_s`.
  reset = 27,            ///< Every connection is cut.
  packet_loss = 28,      ///< Of IP packets, `permille`.
  rate_limit = 29,       ///< Of IP packets, `bytes_per_s`.
  clock_jump = 30,       ///< The store's wall clock is `jump_ms` off.
  clock_drift = 31,      ///< It gains `drift_permille`; -1000: it stands still.
  cpu_hog = 40,          ///< `count` threads that only burn.
  memory_limit = 41,     ///< `limit` MiB anew at most, then none.
  descriptor_limit = 42, ///< No descriptor more than there are.
  full_disk = 43,        ///< The store's own disk is filled.
  power_loss = 44,       ///< It loses power, and is mounted again.
};
BOOST_DESCRIBE_ENUM(fault_kind, kill, pause, terminate, storage_delay,
                    lose_unsynced, restart_loop, crash_point, slow, sync_error,
                    write_error, no_space, torn_tail, short_write, read_error,
                    bit_flip, latency, loss, duplicate, reorder, blackhole,
                    partition, bandwidth, reset, clock_jump, clock_drift,
                    cpu_hog, memory_limit, descriptor_limit, full_disk,
                    power_loss, packet_loss, rate_limit)

/// `clients` and `machine` are no processes: the load's own links, and what
/// all share.
enum class target_role : std::uint8_t {
  worker = 1,
  store = 2,
  broker = 3,
  clients = 4,
  machine = 5,
};
BOOST_DESCRIBE_ENUM(target_role, worker, store, broker, clients, machine)

/// What a fault is one of; of those of one family that are not of processes,
/// one runs at a time.
enum class fault_family : std::uint8_t {
  process = 1,
  storage = 2,
  network = 3,
  clock = 4,
  machine = 5,
};
BOOST_DESCRIBE_ENUM(fault_family, process, storage, network, clock, machine)

[[nodiscard]] fault_family family_of(fault_kind x) noexcept;

/// Whether it is one of packets between network namespaces.
[[nodiscard]] bool is_of_packets(fault_kind x) noexcept;

/// Whether it needs a disk of the store's own.
[[nodiscard]] bool is_of_disk(fault_kind x) noexcept;

/// Whether a process ends of it by SIGKILL, as is counted.
[[nodiscard]] bool kills(fault_kind x) noexcept;

/// Whether it goes on for a time.
[[nodiscard]] bool lasts(fault_kind x) noexcept;

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
  /// How long it lasts, for those that do.
  span_ms lasting{};
  std::uint32_t delay_ms = 50;
  /// `storage_delay`: the mean of a long tail on top. `latency`: at most so
  /// much more.
  std::uint32_t jitter_ms = 0;
  std::uint32_t permille = 0;
  std::uint64_t bytes_per_s = 0;
  link_way way = link_way::both;
  /// How often (`restart_loop`), how many operations (storage), on which hit
  /// at most (`crash_point`), how many workers or threads.
  std::uint32_t count = 1;
  /// Empty: drawn anew each time.
  std::string point;
  std::int64_t jump_ms = 0;
  std::int32_t drift_permille = 0;
  std::uint32_t limit = 0;

  bool operator==(const fault_rule&) const = default;
};
BOOST_DESCRIBE_STRUCT(fault_rule, (),
                      (fault, target, every, lasting, delay_ms, jitter_ms,
                       permille, bytes_per_s, way, count, point, jump_ms,
                       drift_permille, limit))

/// Where the members of a cluster meet.
enum class cluster_network : std::uint8_t {
  sockets = 1,    ///< Unix sockets, with a proxy where a fault needs it.
  namespaces = 2, ///< tcp with CURVE between network namespaces; needs root.
};
BOOST_DESCRIBE_ENUM(cluster_network, sockets, namespaces)

struct cluster_plan {
  std::uint32_t workers = 3;
  std::uint32_t residents = 40;
  std::uint32_t faculty = 12;
  /// Days of the programme's year that are rostered.
  std::uint32_t days = 56;
  std::uint32_t visibility_timeout_ms = 2'000;
  /// The store gets an ext4 of its own of this size, on a loop device; 0: the
  /// disk that is there. Needs root, and 300 or more.
  std::uint32_t disk_mib = 0;
  cluster_network network = cluster_network::sockets;

  bool operator==(const cluster_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(cluster_plan, (),
                      (workers, residents, faculty, days, visibility_timeout_ms,
                       disk_mib, network))

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
  /// How long the flood rests once `flood` jobs are ready; 0: not at all.
  std::uint32_t flood_think_ms = 0;
  /// How many jobs of other programmes may be served before one of the control
  /// programme; 0: any number. It is the same on a slow machine as on a fast
  /// one. Only for plans that lose no message: a lease that nobody heard of is
  /// given anew, and is not counted.
  std::uint32_t jobs_before_max = 0;
  /// What must never wait for a worker's actors of one name: as many messages
  /// as the link that they come from may queue (`network.peer_queue_max`).
  std::uint32_t mailbox_max = 4'096;
  /// Above what it lets wait (the same), the broker refuses calls.
  std::uint32_t calls_waiting_max = 4'096;
  /// As many as 16 workers take (`worker.calls_max` is 64).
  std::uint32_t calls_running_max = 1'024;

  bool operator==(const load_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(load_plan, (),
                      (swappers, validators, generators, think_ms,
                       generate_think_ms, generate_budget_ms, timeout_ms,
                       writers, readers, records, watchers, controls, flood,
                       schedule, wait_bound_ms, goodput_percent, memory_max_mib,
                       descriptors_max, flood_think_ms, jobs_before_max,
                       mailbox_max, calls_waiting_max, calls_running_max))

/// What must hold before the first fault, or there will be none.
struct steady_plan {
  /// Load without faults, after the warm-up, from which the baseline is taken;
  /// 0: not asked.
  std::uint32_t time_s = 0;
  std::uint32_t operations_per_s_min = 1;
  /// Of all operations, those that did not end well.
  std::uint32_t errors_permille_max = 100;

  bool operator==(const steady_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(steady_plan, (),
                      (time_s, operations_per_s_min, errors_permille_max))

/// When the run is given up: programmes that no fault aims at suffer.
struct abort_plan {
  /// Of the control programme's operations in the window that ended, those
  /// that did not end well; 1000: never.
  std::uint32_t errors_permille_max = 1'000;
  std::uint32_t window_s = 10;
  /// Fewer say nothing.
  std::uint32_t operations_min = 20;

  bool operator==(const abort_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(abort_plan, (),
                      (errors_permille_max, window_s, operations_min))

/// Draws from the seed how many workers there are, which of the rules are
/// left (one at least) and how often they strike (half, once, twice). Where
/// some of them need the network that `cluster.network` does not name, one
/// seed in four gets that one; the rules that need the other are left out.
struct swarm_plan {
  bool draw = false;
  std::uint32_t workers_min = 1;
  std::uint32_t workers_max = 4;

  bool operator==(const swarm_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(swarm_plan, (), (draw, workers_min, workers_max))

/// Phases: warm-up, steady, impact (`duration_s`), heal, drain.
struct plan {
  std::string name;
  /// Load without faults before the steady state is asked for.
  std::uint32_t warm_up_s = 5;
  /// Load with faults.
  std::uint32_t duration_s = 60;
  /// Load after the last fault.
  std::uint32_t heal_s = 2;
  /// After the load: how long the cluster may take to converge.
  std::uint32_t drain_s = 30;
  /// A process just hit is left alone this long.
  std::uint32_t respite_ms = 1'500;
  /// The run is invalid with fewer faults of a kind than this.
  std::uint32_t kills_min = 0;
  std::uint32_t storage_faults_min = 0;
  std::uint32_t network_faults_min = 0;
  /// Of all faults, those that may have taken no effect: a process may end of
  /// an earlier one a moment before. None of them is counted for what it is.
  std::uint32_t ineffective_permille_max = 0;
  cluster_plan cluster;
  load_plan load;
  steady_plan steady;
  abort_plan abort;
  swarm_plan swarm;
  /// Checks that must have been made, by name, of those that its load asks
  /// for; empty: what there is.
  std::vector<std::string> invariants;
  std::vector<fault_rule> faults;

  bool operator==(const plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(plan, (),
                      (name, warm_up_s, duration_s, heal_s, drain_s, respite_ms,
                       kills_min, storage_faults_min, network_faults_min,
                       ineffective_permille_max, cluster, load, steady, abort,
                       swarm, invariants, faults))

struct demands;

/// What the checkers are asked of a run with this load.
[[nodiscard]] demands demands_of(const load_plan& x);

/// The impact takes `duration_s` instead; the demanded faults scale with it,
/// and what would be too rare to come comes more often.
[[nodiscard]] plan scaled(plan x, std::uint32_t duration_s);

/// Carries out `swarm`; without it, the plan as it is.
[[nodiscard]] plan drawn(plan x, std::uint64_t seed);

/// The steps of a commit at which a store may be made to die.
[[nodiscard]] const std::vector<std::string>& crash_point_names();

/// Says what is wrong with a plan, naming the field: no client, an empty or
/// reversed span, no workers, a pause that lasts nothing, ...
[[nodiscard]] result<void> check(const plan& x);

/// Whether a cluster that runs already can bear a plan: of the faults those of
/// processes alone that need no proxy, no disk and no daemon made for them
/// (kill, restart_loop, pause, slow), and nothing that stays at work when the
/// run is over. Fails with `invalid_argument`, naming the field.
[[nodiscard]] result<void> check_foreign(const plan& x);

} // namespace nightfloat::chaos

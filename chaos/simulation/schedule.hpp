// SPDX-License-Identifier: Apache-2.0
#pragma once

// All that a seed draws before a run: how large the cluster is, what is asked
// of it and what breaks when. A run is a pure function of it, so it is what a
// replay file holds, and what is shrunk.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::simulation {

enum class fault : std::uint8_t {
  kill = 1,         ///< Starts again after `lasting_ms`.
  pause = 2,        ///< Stopped for `lasting_ms`.
  cut = 3,          ///< Its connections to `other` break.
  partition = 4,    ///< Nothing passes between it and `other`.
  one_way = 5,      ///< Nothing gets from it to `other`.
  slow_net = 6,     ///< Its frames take `amount` ms longer.
  sync_fails = 7,   ///< `amount` syncs fail; their bytes may reappear.
  disk_full = 8,    ///< `amount` writes are refused.
  slow_disk = 9,    ///< Syncs take `amount` ms longer.
  clock_jump = 10,  ///< The store's wall clock steps by `amount` s, or back.
  clock_freeze = 11 ///< Its steady clock stands; `amount`: a `freeze_form`.
};
BOOST_DESCRIBE_ENUM(fault, kill, pause, cut, partition, one_way, slow_net,
                    sync_fails, disk_full, slow_disk, clock_jump, clock_freeze)

/// What becomes of a steady clock that stood, and of its process meanwhile.
/// Each is lawful: nobody compares the steady clocks of two processes, and
/// none of them goes back.
enum class freeze_form : std::int64_t {
  jumps_on = 0,     ///< Its process worked on; then it shows the time again.
  goes_on_late = 1, ///< Its process worked on; it stays behind for ever.
  suspended = 2     ///< So does a suspended host's, whose process stood too.
};

/// Processes are numbered: 1 store, 2 broker, then workers, then clients.
struct planned_fault {
  std::uint32_t at_ms = 0;
  fault what = fault::kill;
  std::uint32_t target = 1;
  std::uint32_t other = 0;
  std::uint32_t lasting_ms = 0;
  std::int64_t amount = 0;

  bool operator==(const planned_fault&) const = default;
};
BOOST_DESCRIBE_STRUCT(planned_fault, (),
                      (at_ms, what, target, other, lasting_ms, amount))

enum class act : std::uint8_t {
  exchange = 1, ///< Two owners change places, by the client itself.
  order = 2,    ///< The same, through the broker by a worker.
  submit = 3,   ///< A job; `a` shapes it.
  again = 4,    ///< What it asked `a` operations ago, under the same key.
  look = 5,     ///< Reads all owners.
  cancel = 6,   ///< A job that it submitted.
  pause = 7,    ///< The kind of job, and resumes it with the next.
  requeue = 8,  ///< A job that it submitted, if it is a dead letter.
  sweep = 9,    ///< Nothing; schedules that hold it are kept.
  cron = 10,    ///< Puts or pauses a schedule of every minute.
};
BOOST_DESCRIBE_ENUM(act, exchange, order, submit, again, look, cancel, pause,
                    requeue, sweep, cron)

struct planned_act {
  std::uint32_t at_ms = 0;
  std::uint32_t client = 0;
  act what = act::exchange;
  std::uint32_t a = 0;
  std::uint32_t b = 0;

  bool operator==(const planned_act&) const = default;
};
BOOST_DESCRIBE_STRUCT(planned_act, (), (at_ms, client, what, a, b))

struct dimensions {
  std::uint32_t workers = 2;
  std::uint32_t clients = 2;
  std::uint32_t slots = 2;
  std::uint32_t owners = 4;
  std::uint32_t visibility_ms = 600;
  std::uint32_t heartbeat_ms = 200;
  std::uint32_t liveness_ms = 600;
  std::uint32_t credit = 32;
  std::uint32_t latency_us_min = 50;
  std::uint32_t latency_us_max = 500;
  std::uint32_t slow_permille = 0;
  std::uint32_t again_permille = 300;
  std::uint32_t sync_us_max = 2'000;
  std::uint32_t group_max = 256;
  std::uint32_t history_items = 100'000;
  std::uint32_t timeout_ms = 3'000;
  /// How long the cluster may take to converge once it is healed.
  std::uint32_t liveness_bound_ms = 180'000;
  /// Workers are the real ones, with all their actors, on a real programme.
  bool actors = false;

  bool operator==(const dimensions&) const = default;
};
BOOST_DESCRIBE_STRUCT(dimensions, (),
                      (workers, clients, slots, owners, visibility_ms,
                       heartbeat_ms, liveness_ms, credit, latency_us_min,
                       latency_us_max, slow_permille, again_permille,
                       sync_us_max, group_max, history_items, timeout_ms,
                       liveness_bound_ms, actors))

struct schedule {
  /// 2 has `clock_freeze`.
  static constexpr std::uint32_t format_least = 1;
  static constexpr std::uint32_t format_now = 2;

  std::uint32_t format = format_now;
  std::uint64_t seed = 0;
  /// Why it is kept, where somebody wrote it down.
  std::string note;
  dimensions size;
  /// The safety phase; then everything is healed.
  std::uint32_t faults_ms = 10'000;
  std::vector<planned_fault> faults;
  std::vector<planned_act> acts;

  bool operator==(const schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(schedule, (),
                      (format, seed, note, size, faults_ms, faults, acts))

struct draw_options {
  /// Simulated seconds under load and faults; 0: drawn, 3 to 12.
  std::uint32_t seconds = 0;
  /// Of a thousand seeds so many have real workers; they take longer.
  std::uint32_t actors_permille = 20;
};

/// Swarm: each seed leaves out most kinds of fault, so that each of those it
/// has gets room.
[[nodiscard]] schedule draw(std::uint64_t seed, const draw_options& options);

/// Reads a replay file. Fails with `bad_version` for a format that this build
/// does not know, `malformed` for what is none, and `invalid_argument`, naming
/// the field, for what no run can be made of.
[[nodiscard]] result<schedule> read_schedule(const std::string& file);

/// Fails with `io_failed`.
[[nodiscard]] result<void> write_schedule(const std::string& file,
                                          const schedule& x);

} // namespace nightfloat::simulation

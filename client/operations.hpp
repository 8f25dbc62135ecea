// SPDX-License-Identifier: Apache-2.0
#pragma once

// The operations of Nightfloat: a request names its operation, who serves it
// and what answers it. `docs/protocol.md` lists them. Bodies travel as
// `codec` bytes; the programme, key and remaining time are in the envelope.

#include "client/generate_operations.hpp"
#include "client/ledger_operations.hpp"
#include "client/store_operations.hpp"
#include "client/swap_operations.hpp"
#include "domain/conflict/conflict.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/candidate.hpp"
#include "domain/rules/finding.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

// -- what workers compute -----------------------------------------------------

struct validate_reply {
  std::uint64_t version = 0;
  std::vector<domain::finding> findings;
  std::uint64_t duties = 0;
  std::uint32_t people = 0;
  /// Time in the rules alone, in microseconds.
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(validate_reply, (),
                      (version, findings, duties, people, spent_us))

/// Both dates included; one that is the epoch is the programme's own.
struct validate_request {
  static constexpr std::string_view operation = "roster.validate";
  static constexpr auto served = served_by::worker;
  using reply = validate_reply;

  /// More are refused: each may take some milliseconds.
  static constexpr std::uint32_t repairs_max = 100;

  domain::date first{};
  domain::date last{};
  /// Of so many findings, the worst first, repairs are looked for.
  std::uint32_t repairs = 0;
  /// What is said of these alone; empty: of everybody and of units.
  std::vector<domain::person_id> people;
  /// By their names; empty: all.
  std::vector<std::string> rules;
  /// A shipped rule pack; empty: the programme's own.
  std::string pack;
};
BOOST_DESCRIBE_STRUCT(validate_request, (),
                      (first, last, repairs, people, rules, pack))

struct conflicts_reply {
  std::uint64_t version = 0;
  std::vector<domain::conflict> conflicts;
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(conflicts_reply, (), (version, conflicts, spent_us))

/// Dates as above.
struct conflicts_request {
  static constexpr std::string_view operation = "roster.conflicts";
  static constexpr auto served = served_by::worker;
  using reply = conflicts_reply;

  /// More are refused: each may take some tens of milliseconds.
  static constexpr std::uint32_t resolve_max = 100;

  domain::date first{};
  domain::date last{};
  /// Of so many conflicts, in their order, resolutions are looked for.
  std::uint32_t resolve = 0;
  /// These alone; empty: all.
  std::vector<domain::conflict_kind> kinds;
};
BOOST_DESCRIBE_STRUCT(conflicts_request, (), (first, last, resolve, kinds))

struct who_can_reply {
  std::uint64_t version = 0;
  /// What was asked about; of nobody where nobody holds it.
  std::vector<domain::duty> parts;
  std::vector<domain::candidate> candidates;
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(who_can_reply, (), (version, parts, candidates, spent_us))

/// Either a shift that somebody holds, or a template and a day.
struct who_can_request {
  static constexpr std::string_view operation = "roster.who_can";
  static constexpr auto served = served_by::worker;
  using reply = who_can_reply;

  domain::shift_id shift{};
  domain::template_id what{};
  domain::date day{};
  /// Who is asked; empty: everybody.
  std::vector<domain::person_id> people;
};
BOOST_DESCRIBE_STRUCT(who_can_request, (), (shift, what, day, people))

struct vulnerability {
  domain::person_id person{};
  std::string code;
  /// Demands that fall short by losing this person.
  std::uint32_t lost = 0;
  /// Of those, filled again by others.
  std::uint32_t redispatched = 0;
  /// Still short when matching alone decides (hour limits ignored).
  std::uint32_t short_optimistic = 0;
  /// Still short when rules hold too.
  std::uint32_t short_achievable = 0;
};
BOOST_DESCRIBE_STRUCT(vulnerability, (),
                      (person, code, lost, redispatched, short_optimistic,
                       short_achievable))

struct risk_reply {
  std::uint64_t version = 0;
  /// Demands short before anybody is lost.
  std::uint32_t base_gaps = 0;
  bool n1_pass = false;
  /// Why it could not be computed, or not for which days; empty: it was.
  std::string unknown;
  std::vector<vulnerability> people;
  std::uint64_t spent_us = 0;
};
BOOST_DESCRIBE_STRUCT(risk_reply, (),
                      (version, base_gaps, n1_pass, unknown, people, spent_us))

/// N-1: each person is lost for the whole window, both dates included.
struct risk_request {
  static constexpr std::string_view operation = "roster.risk";
  static constexpr auto served = served_by::worker;
  using reply = risk_reply;

  domain::date first{};
  domain::date last{};
};
BOOST_DESCRIBE_STRUCT(risk_request, (), (first, last))

// -- jobs that workers run ----------------------------------------------------

/// Payload of a job of kind `purge`: erases the programme's drafts whose jobs
/// have ended. Submitted with every end of a generation, and by a schedule.
struct purge_job {
  static constexpr std::string_view kind = "purge";

  /// Those as well of which no job is known: imports that were given up, and
  /// rosters that are older than the results of their jobs.
  bool jobless = false;
};
BOOST_DESCRIBE_STRUCT(purge_job, (), (jobless))

/// Its result.
struct purge_result {
  /// Erased records, and the drafts that they were of.
  std::uint64_t records = 0;
  std::uint64_t drafts = 0;
  /// Drafts that stay: a job still works on them, or none is known.
  std::uint64_t spared = 0;
};
BOOST_DESCRIBE_STRUCT(purge_result, (), (records, drafts, spared))

/// Payload of a job of kind `contingency`: N-1 from the day of the job's own
/// time on (none: the programme's first), so many days, as far as the
/// programme goes.
struct contingency_job {
  static constexpr std::string_view kind = "contingency";

  std::uint32_t days = 90;
};
BOOST_DESCRIBE_STRUCT(contingency_job, (), (days))

/// Its result, which lies as `check/contingency` in the programme as well.
struct contingency_result {
  domain::window over;
  risk_reply found;
};
BOOST_DESCRIBE_STRUCT(contingency_result, (), (over, found))

// -- every process ------------------------------------------------------------

struct process_status {
  std::string role;
  std::string instance;
  std::uint64_t pid = 0;
  std::string build;
  std::string state;
  std::uint64_t up_ms = 0;
  std::uint64_t rss_bytes = 0;
  std::uint32_t descriptors = 0;
  std::uint32_t threads = 0;
  std::uint32_t actors = 0;
  std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(process_status, (),
                      (role, instance, pid, build, state, up_ms, rss_bytes,
                       descriptors, threads, actors, notes))

struct status_reply {
  /// The broker answers for itself and all workers, the store for itself.
  std::vector<process_status> processes;
};
BOOST_DESCRIBE_STRUCT(status_reply, (), (processes))

struct status_request {
  static constexpr std::string_view operation = "status";
  static constexpr auto served = served_by::any;
  using reply = status_reply;
};
BOOST_DESCRIBE_STRUCT(status_request, (), ())

struct metrics_reply {
  /// Prometheus text, one block a process, each sample labelled with `role`
  /// and `instance`.
  std::string text;
};
BOOST_DESCRIBE_STRUCT(metrics_reply, (), (text))

struct metrics_request {
  static constexpr std::string_view operation = "metrics";
  static constexpr auto served = served_by::any;
  using reply = metrics_reply;
};
BOOST_DESCRIBE_STRUCT(metrics_request, (), ())

enum class fault_kind : std::uint8_t {
  none = 0,
  sync_delay = 1,
  sync_error = 2,
  write_error = 3,
  no_space = 4,
  lose_unsynced = 5,
  torn_tail = 6,
  crash_point = 7,
  short_write = 8,
  read_error = 9,
  bit_flip = 10,
  wall_clock = 11,
};
BOOST_DESCRIBE_ENUM(fault_kind, none, sync_delay, sync_error, write_error,
                    no_space, lose_unsynced, torn_tail, crash_point,
                    short_write, read_error, bit_flip, wall_clock)

/// Sets one fault of the disk in place of another (`none`: clears it), or the
/// wall clock's. Refused unless the process was started with `faults = true`
/// and the sender is the operator.
struct fault_request {
  static constexpr std::string_view operation = "fault.set";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  fault_kind fault = fault_kind::none;
  /// For `sync_delay`.
  std::uint32_t delay_ms = 0;
  /// How many operations it hits; 0: until cleared.
  std::uint32_t count = 0;
  /// For `crash_point`: its name; the process aborts on the `count`-th hit.
  std::string point;
  /// For `sync_delay`: the mean of an exponential tail on top.
  std::uint32_t jitter_ms = 0;
  /// For `wall_clock`: a jump from the true time, then so many thousandths
  /// faster (-1000: it stands still). Both 0: true again.
  std::int64_t jump_ms = 0;
  std::int32_t drift_permille = 0;
};
BOOST_DESCRIBE_STRUCT(fault_request, (),
                      (fault, delay_ms, count, point, jitter_ms, jump_ms,
                       drift_permille))

} // namespace nightfloat::client

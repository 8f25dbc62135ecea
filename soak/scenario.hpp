// SPDX-License-Identifier: Apache-2.0
#pragma once

// A load test as written in TOML: which cluster, which flows of steps, how
// many virtual users or arrivals run them, what must hold. What an operation
// is, only the target knows (`soak/target.hpp`); docs/soak.md has every field.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::soak {

enum class executor : std::uint8_t {
  constant_vus,
  ramping_vus,
  per_vu_iterations,
  shared_iterations,
  constant_arrival_rate,
  ramping_arrival_rate,
};

/// `constant-vus`, ...; an underscore will do for a dash. Fails with
/// `configuration`, naming them all.
[[nodiscard]] result<executor> parse_executor(std::string_view text);

/// Iterations begin on time, however late others are.
[[nodiscard]] constexpr bool is_open(executor x) noexcept {
  return x == executor::constant_arrival_rate
         || x == executor::ramping_arrival_rate;
}

/// A time to think, drawn evenly, both ends included.
struct think_time {
  double least_s = 0;
  double most_s = 0;
};
BOOST_DESCRIBE_STRUCT(think_time, (), (least_s, most_s))

struct step {
  std::string operation;
  /// Shown and thresholded as; empty: the operation.
  std::string name;
  /// `ok`, `found`, `fresh`, or `under MS`.
  std::vector<std::string> checks;
  /// Failures that are an answer here: `conflict`, `refused`, ...
  std::vector<std::string> allow;
  /// Before the step.
  think_time think;
  std::uint32_t timeout_ms = 30'000;
  /// The share of iterations that take it.
  double chance = 1;
};
BOOST_DESCRIBE_STRUCT(step, (),
                      (operation, name, checks, allow, think, timeout_ms,
                       chance))

struct flow {
  std::string name;
  /// How often it is drawn, against the others.
  std::uint32_t weight = 1;
  /// After each iteration.
  think_time think;
  std::vector<step> steps;
};
BOOST_DESCRIBE_STRUCT(flow, (), (name, weight, think, steps))

/// From the target before linearly to this one.
struct stage {
  double duration_s = 0;
  double target = 0;
};
BOOST_DESCRIBE_STRUCT(stage, (), (duration_s, target))

/// One of k6's scenarios.
struct load_rule {
  std::string name = "default";
  std::string executor = "constant-vus";
  double start_s = 0;
  double duration_s = 0;
  /// Closed: so many. Ramping: at the start.
  std::uint32_t vus = 1;
  /// Open: at most so many at once; an arrival above is dropped.
  std::uint32_t max_vus = 100;
  std::uint64_t iterations = 0;
  /// Arrivals a second; ramping: at the start.
  double rate = 0;
  std::vector<stage> stages;
  /// After the end, what has begun may go on for so long.
  double graceful_stop_s = 30;
  /// Names; empty: all.
  std::vector<std::string> flows;
  /// `name:value`
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(load_rule, (),
                      (name, executor, start_s, duration_s, vus, max_vus,
                       iterations, rate, stages, graceful_stop_s, flows, tags))

struct threshold_rule {
  std::string metric;
  std::string expression;
  bool abort_on_fail = false;
  /// Not judged before.
  double delay_s = 0;
};
BOOST_DESCRIBE_STRUCT(threshold_rule, (),
                      (metric, expression, abort_on_fail, delay_s))

/// The cluster that is started, and what lies in it.
struct cluster_terms {
  std::uint32_t workers = 2;
  std::uint32_t residents = 40;
  std::uint32_t faculty = 12;
  /// Days of the programme's year that are rostered.
  std::uint32_t days = 56;
  std::uint32_t generate_budget_ms = 2'000;
  std::uint32_t visibility_timeout_ms = 10'000;
  /// Connections that the virtual users share.
  std::uint32_t connections = 4;
};
BOOST_DESCRIBE_STRUCT(cluster_terms, (),
                      (workers, residents, faculty, days, generate_budget_ms,
                       visibility_timeout_ms, connections))

/// A fault that comes again and again under the load.
struct fault_terms {
  /// `kill`, `terminate` (both are started again at once), `pause`; `slow` (of
  /// the store: each sync takes `delay_ms` longer), `cold` (terminated, and
  /// started again with nothing in its caches nor in the system's), or
  /// `reconnect` (of `clients`: all their connections are cut at once).
  std::string fault = "kill";
  /// `store`, `broker`, `worker-1`, ..., `clients`
  std::string target = "worker-1";
  /// Of the load; not scaled, nor are the others.
  double first_s = 10;
  double every_s = 8;
  /// Of `pause` and `slow`.
  double lasting_s = 0;
  /// 1 to 10 000.
  std::uint32_t repetitions = 9;
  /// Of `slow`.
  std::uint32_t delay_ms = 50;
};
BOOST_DESCRIBE_STRUCT(fault_terms, (),
                      (fault, target, first_s, every_s, lasting_s, repetitions,
                       delay_ms))

/// When something is a leak, after the warm-up.
struct leak_terms {
  bool judged = true;
  double warm_up_s = 60;
  /// What a process may hold; 1 % of it a day is no leak.
  std::uint64_t memory_limit_mb = 1'024;
  double bytes_per_operation = 16;
};
BOOST_DESCRIBE_STRUCT(leak_terms, (),
                      (judged, warm_up_s, memory_limit_mb, bytes_per_operation))

struct scenario {
  std::string name;
  /// `--short` runs at this scale.
  double short_scale = 0.02;
  cluster_terms cluster;
  /// Run once, by one user, before and after the load; none may think, be
  /// left to chance, find nothing to do or fail a check.
  std::vector<step> setup;
  std::vector<step> teardown;
  std::vector<flow> flows;
  std::vector<load_rule> loads;
  std::vector<threshold_rule> thresholds;
  std::vector<fault_terms> faults;
  leak_terms leak;
  /// After the load: how long the queue may take to empty.
  double drain_s = 30;
  /// How long the idle cluster is looked at before and after.
  double rest_s = 5;
};
BOOST_DESCRIBE_STRUCT(scenario, (),
                      (name, short_scale, cluster, setup, teardown, flows,
                       loads, thresholds, faults, leak, drain_s, rest_s))

/// Says what is wrong, naming the field: no flows, an unknown executor, a
/// negative rate, a stage without a time, a field that its executor would not
/// look at, a threshold's grammar, ...
[[nodiscard]] result<void> check(const scenario& x);

/// By `by`: when loads begin and how long they and their stages take, their
/// iterations, the delays of thresholds and the warm-up. All else stays.
[[nodiscard]] scenario scaled(scenario x, double by);

/// True: one of its faults is of this kind.
[[nodiscard]] bool has_fault(const scenario& x, std::string_view fault);

/// When the last load ends, without its graceful stop.
[[nodiscard]] double length_s(const scenario& x);

} // namespace nightfloat::soak

// SPDX-License-Identifier: Apache-2.0
#include "soak/scenario.hpp"

#include "soak/pacing.hpp"
#include "soak/step_check.hpp"
#include "soak/text.hpp"
#include "soak/threshold.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace nightfloat::soak {

namespace {

using std::string;
using namespace std::string_view_literals;

constexpr auto executors = std::array{
  std::pair{"constant-vus"sv, executor::constant_vus},
  std::pair{"ramping-vus"sv, executor::ramping_vus},
  std::pair{"per-vu-iterations"sv, executor::per_vu_iterations},
  std::pair{"shared-iterations"sv, executor::shared_iterations},
  std::pair{"constant-arrival-rate"sv, executor::constant_arrival_rate},
  std::pair{"ramping-arrival-rate"sv, executor::ramping_arrival_rate},
};

/// No machine of ours drives more, and a slip of the pen would.
constexpr auto vus_max = 100'000u;
constexpr auto rate_max = 1e6;
constexpr auto seconds_max = 30 * 86'400.0;
constexpr auto repetitions_max = 10'000u;

failure wrong(const string& field, const string& what) {
  return {ec::configuration, field + ": " + what, 0};
}

string place(const char* list, std::size_t i) {
  return string{list} + "[" + std::to_string(i) + "]";
}

result<void> check_time(const string& field, double x) {
  if (std::isfinite(x) && x >= 0 && x <= seconds_max)
    return {};
  return wrong(field, "is no time (" + std::to_string(x)
                        + " s), write 0 to 30 days in seconds");
}

result<void> check_think(const string& field, const think_time& x) {
  if (auto ok = check_time(field + ".least_s", x.least_s); !ok)
    return ok;
  if (auto ok = check_time(field + ".most_s", x.most_s); !ok)
    return ok;
  if (x.least_s > x.most_s)
    return wrong(field, "is reversed (least_s is above most_s), exchange them");
  return {};
}

result<void> check_steps(const string& field, const std::vector<step>& steps) {
  for (auto i = std::size_t{0}; i != steps.size(); ++i) {
    const auto& one = steps[i];
    auto here = field + "[" + std::to_string(i) + "]";
    if (one.operation.empty())
      return wrong(here + ".operation", "is missing, name one");
    if (one.timeout_ms == 0)
      return wrong(here + ".timeout_ms", "is 0, give it time");
    if (!(one.chance >= 0 && one.chance <= 1))
      return wrong(here + ".chance", "is no share, write 0 to 1");
    for (const auto& text : one.checks)
      if (auto ok = parse_step_check(text); !ok)
        return at(here + ".checks", ok.error());
    for (const auto& text : one.allow)
      if (auto ok = parse_code(text); !ok)
        return at(here + ".allow", ok.error());
    if (auto ok = check_think(here + ".think", one.think); !ok)
      return ok;
  }
  return {};
}

/// Steps that are taken once: always, and without a thought.
result<void> check_once(const string& field, const std::vector<step>& steps) {
  for (auto i = std::size_t{0}; i != steps.size(); ++i) {
    auto here = field + "[" + std::to_string(i) + "]";
    if (steps[i].think.most_s != 0)
      return wrong(here + ".think", "nobody thinks here, leave it out");
    if (steps[i].chance != 1)
      return wrong(here + ".chance", "each step is taken here, leave it out");
  }
  return {};
}

result<void> check_flows(const scenario& x) {
  if (x.flows.empty())
    return wrong("flows", "there are none, write [[flows]] with steps");
  auto names = std::set<string>{};
  auto weight = std::uint64_t{0};
  for (auto i = std::size_t{0}; i != x.flows.size(); ++i) {
    const auto& one = x.flows[i];
    auto here = place("flows", i);
    if (one.name.empty() || !names.insert(one.name).second)
      return wrong(here + ".name", "is empty or there twice (" + one.name
                                     + "), give each its own");
    if (one.steps.empty())
      return wrong(here + ".steps", "there are none, write [[flows.steps]]");
    if (auto ok = check_steps(here + ".steps", one.steps); !ok)
      return ok;
    if (auto ok = check_think(here + ".think", one.think); !ok)
      return ok;
    weight += one.weight;
  }
  if (weight == 0)
    return wrong("flows.weight", "all are 0, so none would run");
  return {};
}

result<void> check_rate(const string& here, const load_rule& x, executor how) {
  if (!is_open(how))
    return {};
  if (!(x.rate >= 0 && x.rate <= rate_max))
    return wrong(here + ".rate", "is no rate (" + std::to_string(x.rate)
                                   + "), write 0 to 1000000 a second");
  if (how == executor::constant_arrival_rate && x.rate == 0)
    return wrong(here + ".rate", "is missing, write arrivals a second");
  if (x.max_vus == 0 || x.max_vus > vus_max)
    return wrong(here + ".max_vus", "is out of range ("
                                      + std::to_string(x.max_vus)
                                      + ", 1 to 100000)");
  return {};
}

result<void> check_stages(const string& here, const load_rule& x,
                          executor how) {
  auto ramps = how == executor::ramping_vus
               || how == executor::ramping_arrival_rate;
  if (ramps == x.stages.empty())
    return wrong(here + ".stages",
                 ramps ? "there are none, write stages = [{ duration_s = 30, "
                         "target = 10 }]"
                       : x.executor + " has none, use a ramping executor");
  for (auto i = std::size_t{0}; i != x.stages.size(); ++i) {
    auto field = here + "." + place("stages", i);
    if (auto ok = check_time(field + ".duration_s", x.stages[i].duration_s);
        !ok)
      return ok;
    auto most = is_open(how) ? rate_max : double{vus_max};
    if (!(x.stages[i].target >= 0 && x.stages[i].target <= most))
      return wrong(field + ".target",
                   "is out of range (" + std::to_string(x.stages[i].target)
                     + ", 0 to " + std::to_string(most) + ")");
  }
  return {};
}

/// No field that the executor would not look at; iterations where it does.
result<void> check_unused(const string& here, const load_rule& x,
                          executor how) {
  const auto usual = load_rule{};
  auto iterates = how == executor::per_vu_iterations
                  || how == executor::shared_iterations;
  for (auto [name, unused] :
       {std::pair{".iterations", !iterates && x.iterations != 0},
        std::pair{".rate", !is_open(how) && x.rate != 0},
        std::pair{".vus", is_open(how) && x.vus != usual.vus},
        std::pair{".max_vus", !is_open(how) && x.max_vus != usual.max_vus}})
    if (unused)
      return wrong(here + name,
                   "is of no use to " + x.executor + ", leave it out");
  if (!x.stages.empty() && x.duration_s != 0)
    return wrong(here + ".duration_s",
                 "the stages say how long it takes, leave it out");
  if (iterates && x.iterations == 0)
    return wrong(here + ".iterations", "is missing, write how many");
  return {};
}

result<void> check_load(const string& here, const load_rule& x,
                        const scenario& of) {
  auto how = parse_executor(x.executor);
  if (!how)
    return at(here + ".executor", how.error());
  for (auto [name, value] : {std::pair{".start_s", x.start_s},
                             std::pair{".duration_s", x.duration_s},
                             std::pair{".graceful_stop_s", x.graceful_stop_s}})
    if (auto ok = check_time(here + name, value); !ok)
      return ok;
  if (auto ok = check_rate(here, x, *how); !ok)
    return ok;
  if (auto ok = check_stages(here, x, *how); !ok)
    return ok;
  if (x.stages.empty() && x.duration_s == 0)
    return wrong(here + ".duration_s", "is missing, write seconds");
  if (auto ok = check_unused(here, x, *how); !ok)
    return ok;
  if (!is_open(*how) && (x.vus > vus_max || (x.vus == 0 && x.stages.empty())))
    return wrong(here + ".vus", "is out of range (" + std::to_string(x.vus)
                                  + ", 1 to 100000)");
  for (const auto& name : x.flows)
    if (std::ranges::none_of(of.flows,
                             [&](const flow& f) { return f.name == name; }))
      return wrong(here + ".flows", "there is no flow " + name);
  for (const auto& text : x.tags)
    if (text.find(':') == string::npos)
      return wrong(here + ".tags",
                   "\"" + text + "\" is none, write name:value");
  return {};
}

/// What may be struck by it: `slow` the store, `reconnect` the clients.
result<void> check_target(const fault_terms& one, std::uint32_t workers,
                          const std::string& here) {
  auto fits = [&](const std::string& name) {
    return one.target == name;
  };
  auto there = one.fault == "reconnect" ? fits("clients") : fits("store");
  if (one.fault != "reconnect" && one.fault != "slow") {
    there |= fits("broker");
    for (auto w = 1u; w <= workers; ++w)
      there |= fits("worker-" + std::to_string(w));
  }
  if (there)
    return {};
  return wrong(here + ".target",
               one.fault == "reconnect" ? "must be clients for reconnect"
               : one.fault == "slow"    ? "must be store for slow"
                                        : "there is no process " + one.target
                                         + ", one of: store, broker, worker-1 "
                                           "to worker-"
                                         + std::to_string(workers));
}

/// When it comes, how often and for how long.
result<void> check_course(const fault_terms& one, const string& here) {
  for (auto [name, value] :
       {std::pair{".first_s", one.first_s}, std::pair{".every_s", one.every_s},
        std::pair{".lasting_s", one.lasting_s}})
    if (auto ok = check_time(here + name, value); !ok)
      return ok;
  auto lasts = one.fault == "pause" || one.fault == "slow";
  if (lasts && one.lasting_s == 0)
    return wrong(here + ".lasting_s", "is 0, a " + one.fault + " takes a time");
  if (!lasts && one.lasting_s != 0)
    return wrong(here + ".lasting_s",
                 "a " + one.fault + " takes no time, leave it out");
  if (one.repetitions == 0 || one.repetitions > repetitions_max)
    return wrong(here + ".repetitions", "is out of bounds ("
                                          + std::to_string(one.repetitions)
                                          + "), write 1 to 10000");
  if (one.delay_ms == 0 || one.delay_ms > 60'000)
    return wrong(here + ".delay_ms", "is out of bounds ("
                                       + std::to_string(one.delay_ms)
                                       + "), write 1 to 60000");
  if (one.every_s <= one.lasting_s)
    return wrong(here + ".every_s",
                 "leaves no time to recover, write more than lasting_s");
  return {};
}

result<void> check_faults(const scenario& x) {
  constexpr auto known = std::array{"kill"sv, "terminate"sv, "pause"sv,
                                    "slow"sv, "cold"sv,      "reconnect"sv};
  for (auto i = std::size_t{0}; i != x.faults.size(); ++i) {
    const auto& one = x.faults[i];
    auto here = place("faults", i);
    if (std::ranges::find(known, one.fault) == known.end())
      return wrong(here + ".fault", "no such fault (" + one.fault
                                      + "), one of: kill, terminate, pause, "
                                        "slow, cold, reconnect");
    if (auto ok = check_target(one, x.cluster.workers, here); !ok)
      return ok;
    if (auto ok = check_course(one, here); !ok)
      return ok;
  }
  return {};
}

result<void> check_thresholds(const scenario& x) {
  for (auto i = std::size_t{0}; i != x.thresholds.size(); ++i) {
    const auto& one = x.thresholds[i];
    auto here = place("thresholds", i);
    if (auto ok = parse_metric_name(one.metric); !ok)
      return at(here + ".metric", ok.error());
    if (auto ok = parse_threshold(one.expression); !ok)
      return at(here + ".expression", ok.error());
    if (auto ok = check_time(here + ".delay_s", one.delay_s); !ok)
      return ok;
  }
  return {};
}

result<void> check_looks(const scenario& x) {
  for (auto [name, value] :
       {std::pair{"drain_s", x.drain_s}, std::pair{"rest_s", x.rest_s},
        std::pair{"leak.warm_up_s", x.leak.warm_up_s}})
    if (auto ok = check_time(name, value); !ok)
      return ok;
  if (auto bytes = x.leak.bytes_per_operation;
      !std::isfinite(bytes) || bytes < 0)
    return wrong("leak.bytes_per_operation", "is no size ("
                                               + std::to_string(bytes)
                                               + "), write 0 or more bytes");
  return {};
}

} // namespace

result<executor> parse_executor(std::string_view text) {
  auto plain = string{text};
  std::ranges::replace(plain, '_', '-');
  for (const auto& [name, how] : executors)
    if (plain == name)
      return how;
  return failure{ec::configuration,
                 "no such executor (" + string{text} + "), one of: "
                   + listed(executors, [](auto& x) { return x.first; }),
                 0};
}

result<void> check(const scenario& x) {
  if (x.name.empty())
    return wrong("name", "is missing, the report wants one");
  if (!(x.short_scale > 0 && x.short_scale <= 1))
    return wrong("short_scale", "is no scale, write more than 0, at most 1");
  if (x.cluster.workers == 0 || x.cluster.connections == 0)
    return wrong("cluster", "wants at least one worker and one connection");
  if (auto ok = check_flows(x); !ok)
    return ok;
  for (auto [name, steps] :
       {std::pair{"setup", &x.setup}, std::pair{"teardown", &x.teardown}}) {
    if (auto ok = check_steps(name, *steps); !ok)
      return ok;
    if (auto ok = check_once(name, *steps); !ok)
      return ok;
  }
  if (x.loads.empty())
    return wrong("loads", "there are none, write [[loads]] with an executor");
  auto names = std::set<string>{};
  for (auto i = std::size_t{0}; i != x.loads.size(); ++i) {
    auto here = place("loads", i);
    if (!names.insert(x.loads[i].name).second)
      return wrong(here + ".name", "is there twice (" + x.loads[i].name + ")");
    if (auto ok = check_load(here, x.loads[i], x); !ok)
      return ok;
  }
  if (auto ok = check_faults(x); !ok)
    return ok;
  if (auto ok = check_thresholds(x); !ok)
    return ok;
  return check_looks(x);
}

scenario scaled(scenario x, double by) {
  for (auto& one : x.loads) {
    one.start_s *= by;
    one.duration_s *= by;
    if (one.iterations != 0)
      one.iterations = std::max<std::uint64_t>(
        1,
        static_cast<std::uint64_t>(static_cast<double>(one.iterations) * by));
    for (auto& s : one.stages)
      s.duration_s *= by;
  }
  for (auto& one : x.thresholds)
    one.delay_s *= by;
  x.leak.warm_up_s *= by;
  return x;
}

bool has_fault(const scenario& x, std::string_view fault) {
  return std::ranges::find(x.faults, fault, &fault_terms::fault)
         != x.faults.end();
}

double length_s(const scenario& x) {
  auto until = 0.0;
  for (const auto& one : x.loads) {
    auto length = one.duration_s;
    if (!one.stages.empty()) {
      length = 0;
      for (const auto& s : one.stages)
        length += s.duration_s;
    }
    until = std::max(until, one.start_s + length);
  }
  return until;
}

} // namespace nightfloat::soak

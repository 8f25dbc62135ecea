// SPDX-License-Identifier: Apache-2.0
#include "chaos/judge.hpp"

#include "chaos/nearest_rank.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace nightfloat::chaos {

namespace {

template <class Enum>
std::string word(Enum x) {
  return boost::describe::enum_to_string(x, "?");
}

report::check_line line_of(const check_result& x) {
  return {x.name, word(x.verdict), x.claim, x.examined, x.broken, x.traces};
}

report::fault_line line_of(const judged_fault& x) {
  auto line = report::fault_line{};
  line.at_ms = x.done.at_us / 1'000;
  line.until_ms = std::max(x.done.until_us, x.done.at_us) / 1'000;
  line.fault = word(x.done.planned.fault);
  line.target = struck(x.done.planned);
  line.took_effect = x.done.took_effect;
  line.healed = x.done.healed;
  line.recovery_ms = (x.recovery_us + 500) / 1'000;
  line.detail = x.done.detail;
  return line;
}

double in_seconds(std::uint64_t us) {
  return static_cast<double>(us) / 1e6;
}

// Sorted times in us as a distribution in s.
report::spread_line spread_of(std::string name,
                              const std::vector<std::uint64_t>& times) {
  auto x = report::spread_line{.name = std::move(name), .unit = "s"};
  x.count = times.size();
  x.mean = in_seconds(std::accumulate(times.begin(), times.end(), 0ull))
           / static_cast<double>(times.size());
  x.p50 = in_seconds(nearest_rank(times, 500));
  x.p90 = in_seconds(nearest_rank(times, 900));
  x.p95 = in_seconds(nearest_rank(times, 950));
  x.p99 = in_seconds(nearest_rank(times, 990));
  x.p999 = in_seconds(nearest_rank(times, 999));
  x.max = in_seconds(times.back());
  return x;
}

std::vector<report::recovery_spread>
recoveries(const std::vector<judged_fault>& faults) {
  auto by_role = std::map<std::string, std::vector<std::uint64_t>>{};
  for (const auto& x : faults)
    if (x.done.planned.fault == fault_kind::kill && x.recovery_us != 0)
      by_role[word(x.done.planned.target)].push_back(x.recovery_us);
  auto result = std::vector<report::recovery_spread>{};
  for (auto& [role, times] : by_role) {
    std::ranges::sort(times);
    result.push_back(
      {word(fault_kind::kill), role, "recovered", {spread_of("TTR", times)}});
  }
  return result;
}

// What the clients saw, a value a second: of each end how many, and latency.
std::vector<report::series> timeline_of(const std::vector<operation>& history) {
  struct second {
    std::array<double, 3> ends{};
    std::vector<std::uint64_t> times;
  };
  constexpr auto ends = std::array{operation_end::ok, operation_end::fail,
                                   operation_end::unknown};
  auto seconds = std::map<std::uint64_t, second>{};
  for (const auto& op : history) {
    auto& at = seconds[op.ended_us / 1'000'000];
    at.ends[static_cast<std::size_t>(std::ranges::find(ends, op.end)
                                     - ends.begin())]
      += 1;
    at.times.push_back(op.ended_us - op.invoked_us);
  }
  auto made = [](std::string name, report::panel panel, std::string unit) {
    return report::series{std::move(name), "", std::move(unit), panel, {}, {}};
  };
  auto result = std::vector{made("ok", report::panel::throughput, "/s"),
                            made("failed", report::panel::throughput, "/s"),
                            made("unknown", report::panel::throughput, "/s"),
                            made("p50", report::panel::latency, "ms"),
                            made("p99", report::panel::latency, "ms")};
  for (auto& [at, x] : seconds) {
    std::ranges::sort(x.times);
    auto values
      = std::array{x.ends[0], x.ends[1], x.ends[2],
                   static_cast<double>(nearest_rank(x.times, 500)) / 1e3,
                   static_cast<double>(nearest_rank(x.times, 990)) / 1e3};
    for (auto i = std::size_t{0}; i < values.size(); ++i) {
      result[i].at_s.push_back(static_cast<double>(at));
      result[i].value.push_back(values[i]);
    }
  }
  return result;
}

std::uint64_t broken_in(const std::vector<check_result>& checks,
                        std::string_view name) {
  auto i = std::ranges::find(checks, name, &check_result::name);
  return i == checks.end() ? 0 : i->broken;
}

std::vector<report::phase_line> phases_of(const plan& what) {
  auto result = std::vector<report::phase_line>{};
  auto at = 0.0;
  auto add = [&](const char* name, std::uint32_t lasting) {
    if (lasting != 0)
      result.push_back({name, at, at + lasting});
    at += lasting;
  };
  add("warm-up", what.warm_up_s);
  add("steady", what.steady.time_s);
  add("impact", what.duration_s);
  add("heal", what.heal_s);
  return result;
}

// How many faults for which `counts` holds took effect.
template <class Condition>
std::uint64_t
count_faults(const std::vector<judged_fault>& faults, Condition counts) {
  return static_cast<std::uint64_t>(
    std::ranges::count_if(faults, [&](const judged_fault& x) {
      return x.done.took_effect && counts(x.done.planned.fault);
    }));
}

void count_families(report::run_report& x,
                    const std::vector<judged_fault>& faults) {
  auto of = [&](fault_family family) {
    return count_faults(
      faults, [=](fault_kind kind) { return family_of(kind) == family; });
  };
  add_count(x, "kills", count_faults(faults, kills));
  add_count(x, "storage faults", of(fault_family::storage));
  add_count(x, "network faults", of(fault_family::network));
  add_count(x, "clock faults", of(fault_family::clock));
  add_count(x, "machine faults", of(fault_family::machine));
  add_count(x, "faults without effect",
            static_cast<std::uint64_t>(
              std::ranges::count_if(faults, [](const judged_fault& f) {
                return !f.done.skipped && !f.done.took_effect;
              })));
  add_count(x, "skipped faults",
            static_cast<std::uint64_t>(std::ranges::count_if(
              faults, [](const judged_fault& f) { return f.done.skipped; })));
}

// A demanded check that was not made, or fewer faults than demanded.
std::string unmet(const plan& what, const report::run_report& x) {
  for (const auto& name : what.invariants)
    if (std::ranges::find(x.checks, name, &report::check_line::name)
        == x.checks.end())
      return "the plan demands a check that was not made (" + name + ")";
  const auto wanted = {std::pair{"kills", what.kills_min},
                       std::pair{"storage faults", what.storage_faults_min},
                       std::pair{"network faults", what.network_faults_min}};
  for (const auto& [name, least] : wanted)
    if (auto count = report::count_of(x, name); count < least)
      return "only " + std::to_string(count) + " " + name
             + " took effect, the plan demands " + std::to_string(least);
  return {};
}

// Why the run proves nothing or something bad, whatever the checkers say.
std::string objection(const plan& what, const report::run_report& x,
                      const std::vector<judged_fault>& faults) {
  auto without = report::count_of(x, "faults without effect");
  auto borne = without * 1'000
               <= faults.size() * std::uint64_t{what.ineffective_permille_max};
  for (auto i = std::size_t{0}; i != faults.size(); ++i) {
    const auto& f = x.faults[i];
    if (faults[i].done.skipped)
      continue;
    if (!f.took_effect && !borne)
      return f.fault + " of " + f.target + " at " + std::to_string(f.at_ms)
             + " ms did not take effect: " + f.detail;
    if (!f.healed)
      return f.fault + " of " + f.target + " at " + std::to_string(f.at_ms)
             + " ms did not heal: " + f.detail;
  }
  return unmet(what, x);
}

} // namespace

std::uint64_t within_life(const std::vector<fault_record>& all,
                          const fault_record& x, std::uint64_t back_us) {
  auto again = std::ranges::any_of(all, [&](const fault_record& other) {
    return family_of(other.planned.fault) == fault_family::process
           && member_name(other.planned) == member_name(x.planned)
           && other.at_us > x.at_us && other.at_us < x.at_us + back_us;
  });
  return again ? 0 : back_us;
}

report::run_report judge(const plan& what, const evidence& seen,
                         const std::vector<check_result>& checks,
                         const std::vector<judged_fault>& faults) {
  auto x = report::run_report{};
  x.kind = "chaos";
  x.name = what.name;
  auto acknowledged = std::ranges::count_if(seen.history, [](auto& op) {
    return op.end == operation_end::ok && changes(op.kind);
  });
  for (const auto& c : checks)
    x.checks.push_back(line_of(c));
  for (const auto& f : faults)
    x.faults.push_back(line_of(f));
  x.recovery = recoveries(faults);
  x.timeline = timeline_of(seen.history);
  x.phases = phases_of(what);
  add_count(x, "operations", seen.history.size());
  add_count(x, "acknowledged", static_cast<std::uint64_t>(acknowledged));
  count_families(x, faults);
  add_count(x, "lost", broken_in(checks, "nothing_lost"));
  add_count(x, "duplicated", broken_in(checks, "nothing_twice"));
  add_count(x, "half-done",
            broken_in(checks, "conservation") + broken_in(checks, "rebuilt"));
  add_count(x, "leaked", broken_in(checks, "leftovers"));
  auto outcome = worst(checks);
  x.because = outcome == verdict::valid ? "every invariant held"
              : outcome == verdict::invalid
                ? "an invariant was broken"
                : "an invariant could not be examined";
  if (auto why = objection(what, x, faults);
      !why.empty() && outcome != verdict::invalid) {
    outcome = verdict::invalid;
    x.because = why;
  }
  x.verdict = word(outcome);
  return x;
}

std::string other_objection(const report::run_report& x) {
  if (x.partial)
    return "it was cut (" + x.because + ")";
  auto any_broken = std::ranges::any_of(x.checks, [](const auto& c) {
    return c.verdict == word(verdict::invalid);
  });
  return x.verdict == word(verdict::invalid) && !any_broken ? x.because : "";
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "chaos/judge.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace nightfloat::chaos {

namespace {

template <class Enum>
std::string word(Enum x) {
  return boost::describe::enum_to_string(x, "?");
}

// The value below which `permille` of the sorted `xs` lie (nearest rank).
std::uint64_t rank(const std::vector<std::uint64_t>& xs, std::size_t permille) {
  if (xs.empty())
    return 0;
  auto i = (xs.size() * permille + 999) / 1'000;
  return xs[std::min(xs.size(), std::max<std::size_t>(i, 1)) - 1];
}

report::check_line line_of(const check_result& x) {
  return {x.name, word(x.verdict), x.claim, x.examined, x.broken, x.traces};
}

report::fault_line line_of(const judged_fault& x) {
  auto line = report::fault_line{};
  line.at_ms = x.done.at_us / 1'000;
  line.until_ms = std::max(x.done.until_us, x.done.at_us) / 1'000;
  line.fault = word(x.done.planned.fault);
  line.target = member_name(x.done.planned);
  line.took_effect = x.done.took_effect;
  line.healed = x.done.healed;
  line.recovery_ms = (x.recovery_us + 500) / 1'000;
  line.detail = x.done.detail;
  return line;
}

std::vector<report::recovery_line>
recoveries(const std::vector<judged_fault>& faults) {
  auto by_role = std::map<std::string, std::vector<std::uint64_t>>{};
  for (const auto& x : faults)
    if (x.done.planned.fault == fault_kind::kill && x.recovery_us != 0)
      by_role[word(x.done.planned.target)].push_back(x.recovery_us);
  auto result = std::vector<report::recovery_line>{};
  for (auto& [role, times] : by_role) {
    std::ranges::sort(times);
    result.push_back({role, times.size(), rank(times, 500) / 1'000,
                      rank(times, 990) / 1'000, times.back() / 1'000});
  }
  return result;
}

std::vector<report::second_line>
seconds_of(const std::vector<operation>& history) {
  auto lines = std::map<std::uint64_t, report::second_line>{};
  auto times = std::map<std::uint64_t, std::vector<std::uint64_t>>{};
  for (const auto& op : history) {
    auto second = op.ended_us / 1'000'000;
    auto& line = lines[second];
    line.second = second;
    line.ok += op.end == operation_end::ok;
    line.failed += op.end == operation_end::fail;
    line.unknown += op.end == operation_end::unknown;
    times[second].push_back(op.ended_us - op.invoked_us);
  }
  auto result = std::vector<report::second_line>{};
  for (auto& [second, line] : lines) {
    std::ranges::sort(times[second]);
    line.p50_us = rank(times[second], 500);
    line.p99_us = rank(times[second], 990);
    result.push_back(line);
  }
  return result;
}

std::uint64_t broken(const std::vector<check_result>& checks,
                     std::string_view name) {
  auto i = std::ranges::find(checks, name, &check_result::name);
  return i == checks.end() ? 0 : i->broken;
}

// Why the run proves nothing or something bad, whatever the checkers say.
std::string objection(const plan& what, const report::chaos_report& x) {
  for (const auto& f : x.faults) {
    if (!f.took_effect)
      return f.fault + " of " + f.target + " at " + std::to_string(f.at_ms)
             + " ms did not take effect: " + f.detail;
    if (!f.healed)
      return f.fault + " of " + f.target + " at " + std::to_string(f.at_ms)
             + " ms did not heal: " + f.detail;
  }
  if (x.kills < what.kills_min)
    return "only " + std::to_string(x.kills)
           + " kills took effect, the plan "
             "demands "
           + std::to_string(what.kills_min);
  return {};
}

} // namespace

report::chaos_report judge(const plan& what, const evidence& seen,
                           const std::vector<check_result>& checks,
                           const std::vector<judged_fault>& faults) {
  auto x = report::chaos_report{};
  x.plan = what.name;
  x.operations = seen.history.size();
  for (const auto& op : seen.history)
    x.acknowledged += op.end == operation_end::ok
                      && op.kind != operation_kind::validate;
  for (const auto& c : checks)
    x.checks.push_back(line_of(c));
  for (const auto& f : faults) {
    x.faults.push_back(line_of(f));
    x.kills += f.done.planned.fault == fault_kind::kill && f.done.took_effect;
  }
  x.recovery = recoveries(faults);
  x.seconds = seconds_of(seen.history);
  x.lost = broken(checks, "nothing_lost");
  x.duplicated = broken(checks, "nothing_twice");
  x.leaked = broken(checks, "leftovers");
  auto outcome = worst(checks);
  x.because = outcome == verdict::valid ? "every invariant held"
              : outcome == verdict::invalid
                ? "an invariant was broken"
                : "an invariant could not be examined";
  if (auto why = objection(what, x);
      !why.empty() && outcome != verdict::invalid) {
    outcome = verdict::invalid;
    x.because = why;
  }
  x.verdict = word(outcome);
  return x;
}

} // namespace nightfloat::chaos

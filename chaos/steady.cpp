// SPDX-License-Identifier: Apache-2.0
#include "chaos/steady.hpp"

#include "chaos/nearest_rank.hpp"

#include <algorithm>
#include <string>

namespace nightfloat::chaos {

namespace {

failure unsteady(const std::string& what) {
  return {ec::refused, "steady state: " + what
                         + ", no fault was injected; look at the cluster's "
                           "logs, or lengthen warm_up_s"};
}

} // namespace

result<baseline> fit_baseline(const steady_plan& wanted,
                              const std::vector<operation>& seen,
                              std::uint64_t from_us, std::uint64_t until_us) {
  auto times = std::vector<std::uint64_t>{};
  auto all = std::uint64_t{0};
  std::uint64_t halves[2] = {0, 0};
  for (const auto& op : seen) {
    if (op.ended_us < from_us || op.ended_us >= until_us)
      continue;
    ++all;
    if (op.end != operation_end::ok && op.end != operation_end::fail)
      continue;
    times.push_back(op.ended_us - op.invoked_us);
    ++halves[op.ended_us - from_us >= (until_us - from_us) / 2];
  }
  std::ranges::sort(times);
  auto x = baseline{};
  x.operations_per_s = static_cast<double>(times.size()) * 1e6
                       / static_cast<double>(until_us - from_us);
  if (x.operations_per_s < wanted.operations_per_s_min || times.empty())
    return unsteady("only " + std::to_string(times.size())
                    + " operations were answered, the plan demands "
                    + std::to_string(wanted.operations_per_s_min)
                    + " a second");
  auto errors = (all - times.size()) * 1'000 / all;
  if (errors > wanted.errors_permille_max)
    return unsteady(std::to_string(errors)
                    + " of 1000 operations were not answered");
  if (std::min(halves[0], halves[1]) * 2 < std::max(halves[0], halves[1]))
    return unsteady("its first half answered " + std::to_string(halves[0])
                    + " operations and its second "
                    + std::to_string(halves[1]));
  x.p50_us = nearest_rank(times, 500);
  x.p99_us = nearest_rank(times, 990);
  return x;
}

double answered_per_s(const std::vector<operation>& seen, std::uint64_t from_us,
                      std::uint64_t until_us) {
  if (until_us <= from_us)
    return 0;
  auto answered = std::ranges::count_if(seen, [&](const operation& op) {
    return op.end != operation_end::unknown && op.ended_us >= from_us
           && op.ended_us < until_us;
  });
  return static_cast<double>(answered) * 1e6
         / static_cast<double>(until_us - from_us);
}

void add_goodput(report::run_report& to, const plan& what,
                 const baseline& before, const std::vector<operation>& seen) {
  auto from = std::uint64_t{what.warm_up_s + what.steady.time_s} * 1'000'000;
  // A report of a run that was cut, or of its first minutes, knows no more.
  auto last = from;
  for (const auto& op : seen)
    last = std::max(last, op.ended_us + 1);
  auto until = std::min(from + std::uint64_t{what.duration_s} * 1'000'000,
                        last);
  auto under = answered_per_s(seen, from, until);
  auto whole = [](double x) {
    return static_cast<std::uint64_t>(x + 0.5);
  };
  report::add_count(to, "operations a second before",
                    whole(before.operations_per_s));
  report::add_count(to, "operations a second under faults", whole(under));
  if (before.operations_per_s > 0)
    report::add_count(to, "goodput_permille",
                      whole(under * 1'000 / before.operations_per_s));
}

std::string reason_to_abort(const abort_plan& wanted,
                            const std::vector<bystander_call>& seen,
                            std::uint64_t now_us) {
  auto window = std::uint64_t{wanted.window_s} * 1'000'000;
  auto from = now_us > window ? now_us - window : 0;
  auto all = std::uint64_t{0};
  auto bad = std::uint64_t{0};
  for (const auto& x : seen) {
    if (x.ended_us < from)
      continue;
    ++all;
    bad += !x.ok;
  }
  if (all < wanted.operations_min || wanted.errors_permille_max >= 1'000
      || bad * 1'000 <= all * wanted.errors_permille_max)
    return {};
  return "the error budget of the bystanders was spent: " + std::to_string(bad)
         + " of " + std::to_string(all) + " calls of the last "
         + std::to_string(wanted.window_s) + " s failed";
}

} // namespace nightfloat::chaos

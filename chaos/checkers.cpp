// SPDX-License-Identifier: Apache-2.0
#include "chaos/checkers.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::chaos {

std::vector<check_result> check_all(const evidence& x) {
  auto all = std::vector<check_result>{
    check_versions(x),     check_nothing_lost(x), check_nothing_twice(x),
    check_conservation(x), check_replies(x),      check_jobs(x),
    check_fences(x),       check_leftovers(x),    check_falls(x),
    check_rebuilt(x)};
  if (x.asked.records) {
    all.push_back(check_linearizable(x));
    all.push_back(check_sessions(x));
    all.push_back(check_reads(x));
    all.push_back(check_watched(x));
    all.push_back(check_accounting(x));
    all.push_back(check_bounded(x));
  }
  if (x.asked.schedules)
    all.push_back(check_schedules(x));
  if (x.asked.wait_bound_ms != 0 || x.asked.jobs_before_max != 0)
    all.push_back(check_starvation(x));
  if (x.asked.goodput_percent != 0)
    all.push_back(check_liveness(x));
  return all;
}

std::vector<std::string> check_names(const demands& asked) {
  // Each says its name itself, of nothing too.
  auto nothing = evidence{};
  nothing.asked = asked;
  auto out = std::vector<std::string>{};
  for (auto& x : check_all(nothing))
    out.push_back(std::move(x.name));
  return out;
}

verdict worst(const std::vector<check_result>& xs) noexcept {
  auto any = [&](verdict v) {
    return std::ranges::any_of(xs, [v](auto& x) { return x.verdict == v; });
  };
  if (any(verdict::invalid))
    return verdict::invalid;
  return xs.empty() || any(verdict::unknown) ? verdict::unknown
                                             : verdict::valid;
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "report/run_summary.hpp"

#include <algorithm>
#include <set>

namespace nightfloat::report {

run_summary summary_of(const run_report& x) {
  return {x.kind,  x.name,    x.verdict, x.partial,
          x.build, x.started, x.seed,    scalars_of(x)};
}

std::vector<scalar> metrics_of(const std::vector<run_summary>& runs) {
  auto seen = std::set<std::string_view>{};
  auto out = std::vector<scalar>{};
  for (const auto& run : runs)
    for (const auto& x : run.values)
      if (seen.insert(x.name).second)
        out.push_back(x);
  return out;
}

const scalar* value_of(const run_summary& run, std::string_view metric) {
  auto i = std::ranges::find(run.values, metric, &scalar::name);
  return i == run.values.end() ? nullptr : &*i;
}

} // namespace nightfloat::report

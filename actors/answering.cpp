// SPDX-License-Identifier: Apache-2.0
#include "actors/answering.hpp"

#include "metrics/registry.hpp"

namespace nightfloat::actors {

failure still_wanted(const call& x, std::chrono::steady_clock::time_point now) {
  if (x.cancelled->load(std::memory_order_relaxed))
    return {ec::cancelled, x.frame.operation + ": the caller no longer waits"};
  if (now >= x.deadline)
    return {ec::timed_out,
            x.frame.operation + ": the remaining time was used up"};
  return {};
}

void record(std::string_view metric, std::string_view what_it_is,
            std::uint64_t spent_us) {
  metrics::process_registry().histogram_of(metric, what_it_is).record(spent_us);
}

answer run(const computation& compute, const call& x,
           const programme_snapshot& where, const now_function& now) {
  auto stop = still_wanted(x, now());
  if (stop.code != ec::none)
    return refusal(stop);
  auto got = compute(x, where, now);
  return got ? std::move(*got) : refusal(got.error());
}

} // namespace nightfloat::actors

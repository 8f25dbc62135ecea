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

snapshot_ptr at_hand(const environment& world, std::string_view programme,
                     std::uint64_t at_least) {
  const auto counted = [](const char* result) -> metrics::counter& {
    return metrics::process_registry().counter_of(
      "cache_operations_total",
      "Looks for a programme in the worker's cache, by whether it was there.",
      {{"operation", "find"}, {"result", result}});
  };
  static auto& hits = counted("hit");
  static auto& misses = counted("miss");
  auto found = world.shelf.find(programme, at_least);
  (found ? hits : misses).add();
  return found;
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

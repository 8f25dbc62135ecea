// SPDX-License-Identifier: Apache-2.0
#include "soak/summary.hpp"

#include <map>

namespace nightfloat::soak {

namespace {

std::vector<point> since(std::vector<point> all, double from_s) {
  for (auto& x : all)
    x.at_s -= from_s;
  return all;
}

} // namespace

void add_recovery(const timeline& seen, const faults_done& faults,
                  const load& under, const load_window& window,
                  report::run_report& to) {
  for (auto line : faults.lines) {
    if (!line.took_effect || !line.healed)
      to.findings.push_back(
        {"fault",
         line.fault + " of " + line.target
           + (line.took_effect ? " did not heal: " : " had no effect: ")
           + line.detail,
         {}});
    auto shift = static_cast<std::uint64_t>(window.from_s * 1'000);
    line.at_ms += shift;
    line.until_ms += shift;
    to.faults.push_back(std::move(line));
  }
  if (faults.episodes.empty())
    return;
  auto of = [&](const char* name, const char* member) {
    return since(seen.points(name, member, window.from_s, window.until_s),
                 window.from_s);
  };
  auto all = seen_by_users{.ok = of("ok", ""),
                           .failed = of("failed", ""),
                           .refused = of("refused", ""),
                           .p99_ms = of("p99", ""),
                           .queue_age_s = of("queue age", "store"),
                           .tenths = under.tenths()};
  // Also one that did not heal ends the time before.
  auto first_s = static_cast<double>(faults.lines[0].at_ms) / 1'000;
  auto before = baseline_of(all, settled_s, first_s);
  auto known = static_cast<double>(before.seconds) * seen.step_s()
               >= static_cast<double>(baseline_seconds_min);
  auto kinds = std::map<std::pair<std::string, std::string>,
                        std::vector<episode_recovery>>{};
  for (const auto& x : faults.episodes) {
    auto& each = kinds[{x.fault, x.target}];
    if (auto got = recover(x, all, before, seen.step_s()); got.has_room)
      each.push_back(got);
  }
  for (const auto& [what, each] : kinds) {
    auto spread = spread_of_recovery(what.first, what.second, each);
    if (!known || each.empty())
      spread.verdict = "unknown";
    if (spread.verdict == "metastable" || spread.verdict == "degraded")
      to.findings.push_back({spread.verdict,
                             what.first + " of " + what.second
                               + ": not every recovery ended within its time",
                             {}});
    to.recovery.push_back(std::move(spread));
  }
  // A spike comes of the load's form, also of a short run's; a fault was asked
  // for.
  if (!known && faults.episodes[0].fault != "spike")
    to.findings.push_back(
      {"baseline",
       "fewer than five seconds before the first fault had a success, so there "
       "is nothing to come back to: give a later first_s, or more load",
       {}});
}

} // namespace nightfloat::soak

// SPDX-License-Identifier: Apache-2.0
#pragma once

// A queue bench with one schedule, `sweep` of programme `p`.

#include "codec/bytes.hpp"
#include "domain/ledger_time.hpp"
#include "tests/support/queue_bench.hpp"

#include <string>
#include <vector>

namespace nightfloat::test {

using domain::misfire_policy;

/// 2027-01-15T08:00Z, when the bench begins.
inline constexpr auto begin_ms = std::int64_t{1'800'000'000'000};

inline domain::schedule every(const std::string& line,
                              misfire_policy misfire = misfire_policy::once,
                              const std::string& zone = "UTC") {
  auto x = domain::schedule{};
  x.name = "sweep";
  x.line = line;
  x.zone = zone;
  x.misfire = misfire;
  x.work.kind = "purge";
  x.work.payload = "all";
  x.work.priority = 7;
  return x;
}

inline std::int64_t ms_of(const char* text) {
  return domain::ms_of(domain::parse_instant(text).value());
}

struct cron_bench : queue_bench {
  using queue_bench::queue_bench;

  result<void> put(const domain::schedule& x, bool replace = false,
                   const std::string& programme = "p") {
    begin();
    auto done = core->put_schedule(programme, x, replace);
    finish();
    return done;
  }

  result<void> pause_it(bool paused) {
    begin();
    auto done = core->pause_schedule("p", "sweep", paused);
    finish();
    return done;
  }

  domain::schedule_view schedule() {
    return core->schedules("p").at(0);
  }

  std::size_t jobs() {
    return core->jobs().size();
  }

  /// The clock on the wall alone goes on.
  void step(std::chrono::milliseconds by) {
    now.wall_ms += by.count();
  }

  /// Completes all that is ready; the times that it was submitted for.
  std::vector<std::int64_t> run_all() {
    auto found = std::vector<std::int64_t>{};
    for (const auto& one : claim(alice, 64, {"purge"})) {
      found.push_back(
        std::stoll(one.work.unique.substr(std::string{"cron sweep "}.size())));
      BOOST_TEST(commit(completion_of(one)).outcome
                 == commit_outcome::committed);
    }
    return found;
  }
};

} // namespace nightfloat::test

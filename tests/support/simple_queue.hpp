// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the queue promises, by looking at all jobs each time.

#include "domain/queue.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace nightfloat::test {

using domain::job_state;

struct simple_job {
  domain::job work;
  std::string programme;
  job_state state = job_state::ready;
  std::int64_t run_at_ms = 0;
  bool has_run = false;
  bool cancel_wanted = false;
  domain::session_id worker;
  domain::lease lease;
  std::uint32_t attempts = 0;
};

struct simple_queue {
  std::map<std::uint64_t, simple_job> jobs;
  std::set<std::string> paused;

  [[nodiscard]] bool is_live(std::uint64_t id) const {
    auto i = jobs.find(id);
    return i != jobs.end() && !has_ended(i->second.state);
  }

  /// Whoever has the unique name of `x`; 0: nobody.
  [[nodiscard]] std::uint64_t holder_of(const simple_job& x) const {
    for (const auto& [id, one] : jobs)
      if (is_live(id) && !x.work.unique.empty() && id != x.work.id.value
          && one.work.unique == x.work.unique && one.work.kind == x.work.kind
          && one.programme == x.programme)
        return id;
    return 0;
  }

  /// What time and the ends of others bring about.
  void settle(std::int64_t now_ms) {
    for (auto again = true; again;) {
      again = false;
      for (auto& [id, x] : jobs) {
        const auto before = x.state;
        if (x.state == job_state::waiting)
          x.state = after_others(x);
        if (x.state == job_state::delayed && x.run_at_ms <= now_ms)
          x.state = job_state::ready;
        again = again || x.state != before;
      }
    }
  }

  [[nodiscard]] job_state after_others(const simple_job& x) const {
    auto state = job_state::delayed;
    for (auto id : x.work.after) {
      const auto there = jobs.at(id.value).state;
      if (there == job_state::dead_letter || there == job_state::cancelled)
        return job_state::dead_letter;
      if (there != job_state::completed)
        state = job_state::waiting;
    }
    return state;
  }

  /// The attempt ends without a word from its worker.
  static void abandon(simple_job& x, bool counted) {
    x.attempts -= counted ? 0 : 1;
    x.state = x.cancel_wanted                     ? job_state::cancelled
              : x.attempts >= x.work.attempts_max ? job_state::dead_letter
                                                  : job_state::ready;
  }

  void abandon_all(const domain::session_id& worker, bool counted) {
    for (auto& [id, x] : jobs)
      if (x.state == job_state::leased && x.worker == worker)
        abandon(x, counted);
  }

  [[nodiscard]] bool can_run(const simple_job& x) const {
    return x.state == job_state::ready && !paused.contains(x.work.kind);
  }
};

} // namespace nightfloat::test

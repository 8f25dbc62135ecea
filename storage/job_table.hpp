// SPDX-License-Identifier: Apache-2.0
#pragma once

// The live jobs of a store, in memory: which is ready, which is delayed, which
// waits for others, whose lease ends when. A job is indexed by what it is now;
// a job that a batch being written has changed is `busy` and is not handed
// out. The table reads no clock and no disk.

#include "storage/layout.hpp"
#include "storage/ready_jobs.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace nightfloat::storage {

using steady_time = std::chrono::steady_clock::time_point;

/// What is known of a lease in memory alone.
struct lease_clock {
  steady_time deadline{};
  /// The attempt's hard limit.
  steady_time hard_end{};
  /// From when on its worker is asked to stop; a restart forgets it.
  steady_time soft_end = steady_time::max();
  domain::job_progress progress;
  /// Found in the log after a restart, and not yet taken up again.
  bool from_log = false;
  /// Its worker has listed it: it surely has the token.
  bool listed = false;
  /// Renewals without it since the claim was answered.
  std::uint32_t missed = 0;
};

/// A store holds 200 000 of them: what few have at a time lies elsewhere.
struct live_job {
  std::uint64_t sequence = 0;
  stored_state state;
  bool busy = false;
};

/// Not thread-safe.
class job_table {
public:
  [[nodiscard]] live_job* find(domain::job_id id);
  [[nodiscard]] const live_job* find(domain::job_id id) const;

  /// Adds or replaces, and indexes anew; a lease that goes on keeps its clock.
  live_job& put(live_job x);
  void erase(domain::job_id id);
  void clear();

  /// A change to an entry that moves it in an index goes through here.
  template <class Change>
  void change(live_job& x, Change&& how) {
    unlink(x);
    how(x);
    link(x);
  }

  /// Delayed jobs whose time has come at ledger time `now_ms` become ready.
  /// False: there were none.
  bool promote(std::int64_t now_ms);

  /// The ready job of these kinds that is served next at ledger time `now_ms`,
  /// as `ready_jobs` says; the turn passes on. Null if there is none.
  [[nodiscard]] live_job* next(std::span<const std::string> kinds,
                               std::int64_t now_ms);

  // -- leases -----------------------------------------------------------------

  /// The clock of its lease; a fresh one where it had none. A deadline is set
  /// before `put` or inside `change`.
  [[nodiscard]] lease_clock& lease_of(const live_job& x) {
    return leases_[x.sequence];
  }

  /// Null where it is not leased.
  [[nodiscard]] const lease_clock* find_lease(const live_job& x) const;

  /// Jobs whose leases have run out at `now`, at most `count`.
  [[nodiscard]] std::vector<domain::job_id> overdue(steady_time now,
                                                    std::size_t count) const;

  /// The leases of a session.
  [[nodiscard]] std::vector<domain::job_id>
  held_by(const domain::session_id& session) const;

  // -- jobs that wait for others ----------------------------------------------

  /// `id`, which is `waiting`, runs once all of `open` have completed; none
  /// left: it becomes delayed until its own time. Replaces what it waited for.
  void await(domain::job_id id, std::vector<domain::job_id> open);

  /// `id` has ended: who waits for it goes on, or is doomed.
  void settle(domain::job_id id, bool completed);

  /// A job that it waits for has ended without completing.
  void doom(domain::job_id id);

  /// Doomed jobs, at most `count`.
  [[nodiscard]] std::vector<domain::job_id> doomed(std::size_t count) const;

  [[nodiscard]] bool has_doomed() const noexcept {
    return !doomed_.empty();
  }

  /// What a waiting job still waits for; empty for any other.
  [[nodiscard]] std::vector<domain::job_id> awaited_by(domain::job_id id) const;

  // -- all of them ------------------------------------------------------------

  /// When the first lease runs out, and when the first delayed job may run.
  [[nodiscard]] std::optional<steady_time> next_deadline() const;
  [[nodiscard]] std::optional<std::int64_t> next_run_at_ms() const;

  /// The lowest sequence of a live job; `otherwise` if there is none.
  [[nodiscard]] std::uint64_t
  first_sequence(std::uint64_t otherwise) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept {
    return jobs_.size();
  }
  [[nodiscard]] std::size_t ready() const noexcept {
    return ready_.size();
  }
  [[nodiscard]] std::size_t ready(std::string_view kind) const {
    return ready_.size(kind);
  }
  [[nodiscard]] std::size_t delayed() const noexcept {
    return delayed_.size();
  }
  [[nodiscard]] std::size_t waiting() const noexcept {
    return awaits_.size();
  }
  [[nodiscard]] std::size_t leased() const noexcept {
    return deadlines_.size();
  }

  /// Live jobs of one kind, by state.
  struct counts {
    std::uint64_t ready = 0;
    std::uint64_t delayed = 0;
    std::uint64_t waiting = 0;
    std::uint64_t leased = 0;
  };

  /// Of each kind that has any.
  [[nodiscard]] std::map<std::string, counts> by_kind() const;

  /// Ready jobs that may be served before `x`, at most.
  [[nodiscard]] std::size_t ready_before(const live_job& x,
                                         std::int64_t now_ms) const;

  /// From the newest down, until `visit` returns false.
  template <class Visit>
  void newest_first(Visit&& visit) const {
    for (auto i = jobs_.rbegin(); i != jobs_.rend(); ++i)
      if (!visit(i->second))
        return;
  }

private:
  static ready_jobs::place place_of(const live_job& x) noexcept;
  void link(live_job& x);
  void unlink(live_job& x);
  void forget_awaits(const live_job& x);

  std::map<std::uint64_t, live_job> jobs_;
  std::unordered_map<std::uint64_t, std::uint64_t> sequences_;
  ready_jobs ready_;
  std::set<std::pair<std::int64_t, std::uint64_t>> delayed_;
  /// By sequence.
  std::unordered_map<std::uint64_t, lease_clock> leases_;
  std::set<std::pair<steady_time, std::uint64_t>> deadlines_;
  std::map<domain::session_id, std::set<std::uint64_t>> held_;
  /// By sequence: the jobs that each waiting one still waits for.
  std::map<std::uint64_t, std::set<std::uint64_t>> awaits_;
  /// The other way round: by number, the sequences of those that wait for it.
  std::unordered_map<std::uint64_t, std::set<std::uint64_t>> dependents_;
  /// Sequences.
  std::set<std::uint64_t> doomed_;
};

} // namespace nightfloat::storage

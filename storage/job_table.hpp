// SPDX-License-Identifier: Apache-2.0
#pragma once

// The live jobs of a store, in memory: which is ready, which is delayed, whose
// lease ends when. A job is indexed by what it is now; a job that a batch
// being written has changed is `busy` and is not handed out. The table reads
// no clock and no disk.

#include "storage/layout.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace nightfloat::storage {

using steady_time = std::chrono::steady_clock::time_point;

/// What is known of a lease in memory alone.
struct lease_clock {
  steady_time deadline{};
  /// The attempt's hard limit.
  steady_time hard_end{};
  domain::job_progress progress;
  /// Found in the log after a restart, and not yet taken up again.
  bool from_log = false;
  /// Its worker has listed it: it surely has the token.
  bool listed = false;
  /// Renewals without it since the claim was answered.
  std::uint32_t missed = 0;
};

struct live_job {
  std::uint64_t sequence = 0;
  stored_state state;
  lease_clock lease;
  bool busy = false;
};

/// Not thread-safe.
class job_table {
public:
  [[nodiscard]] live_job* find(domain::job_id id);
  [[nodiscard]] const live_job* find(domain::job_id id) const;

  /// Adds or replaces, and indexes anew.
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
  void promote(std::int64_t now_ms);

  /// The best ready job of these kinds at ledger time `now_ms`: the highest
  /// priority, then the oldest. Null if there is none.
  [[nodiscard]] live_job* best(std::span<const std::string> kinds,
                               std::int64_t now_ms);

  /// Jobs whose leases have run out at `now`, at most `count`.
  [[nodiscard]] std::vector<domain::job_id> overdue(steady_time now,
                                                    std::size_t count) const;

  /// The leases of a session.
  [[nodiscard]] std::vector<domain::job_id>
  held_by(const domain::session_id& session) const;

  /// When the first lease runs out, and when the first delayed job may run.
  [[nodiscard]] std::optional<steady_time> next_deadline() const;
  [[nodiscard]] std::optional<std::int64_t> next_run_at_ms() const;

  /// The lowest sequence of a live job; `otherwise` if there is none.
  [[nodiscard]] std::uint64_t
  first_sequence(std::uint64_t otherwise) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept {
    return jobs_.size();
  }
  [[nodiscard]] std::size_t ready() const noexcept;
  [[nodiscard]] std::size_t delayed() const noexcept {
    return delayed_.size();
  }
  [[nodiscard]] std::size_t leased() const noexcept {
    return deadlines_.size();
  }

  /// From the newest down, until `visit` returns false.
  template <class Visit>
  void newest_first(Visit&& visit) const {
    for (auto i = jobs_.rbegin(); i != jobs_.rend(); ++i)
      if (!visit(i->second))
        return;
  }

private:
  /// Inverted priority, then sequence: the first is the best.
  using rank = std::pair<std::uint8_t, std::uint64_t>;

  static rank rank_of(const live_job& x) noexcept;
  void link(live_job& x);
  void unlink(live_job& x);

  std::map<std::uint64_t, live_job> jobs_;
  std::unordered_map<std::uint64_t, std::uint64_t> sequences_;
  std::map<std::string, std::set<rank>, std::less<>> ready_;
  std::set<std::pair<std::int64_t, std::uint64_t>> delayed_;
  std::set<std::pair<steady_time, std::uint64_t>> deadlines_;
  std::map<domain::session_id, std::set<std::uint64_t>> held_;
};

} // namespace nightfloat::storage

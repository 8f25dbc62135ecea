// SPDX-License-Identifier: Apache-2.0
#pragma once

// The schedules of a store, in memory, by their rows: which is due next. The
// book reads no clock and no disk.

#include "domain/cron.hpp"
#include "storage/layout.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace nightfloat::storage {

/// How late a time may be dealt with and still is not missed.
constexpr auto misfire_grace_ms = std::int64_t{60'000};
/// Jobs that `misfire_policy::all` makes up for at one time.
constexpr auto made_up_max = std::size_t{16};

/// When a schedule is due, of a line and zone that were read.
class due_rule {
public:
  /// Fails with `invalid_argument` or `not_found` as the two do.
  [[nodiscard]] static result<due_rule> of(const domain::schedule& x);

  /// The first time after `after_ms`; 0: none any more.
  [[nodiscard]] std::int64_t next(std::int64_t after_ms) const;

  /// What is to be done at a time.
  struct verdict {
    /// The times to submit a job for, the oldest first.
    std::vector<std::int64_t> run;
    /// The newest that is not made up for; 0: none.
    std::int64_t missed_ms = 0;
    std::int64_t next_ms = 0;
  };

  /// Of the times from `first_ms`, which is one, up to `now_ms`, by `policy`.
  [[nodiscard]] verdict judge(std::int64_t first_ms, std::int64_t now_ms,
                              domain::misfire_policy policy) const;

private:
  domain::cron_line line_;
  domain::zone where_;
};

/// Not thread-safe.
class schedule_book {
public:
  struct entry {
    stored_schedule row;
    /// None: `trouble` says why, and it is never due.
    std::optional<due_rule> rule;
    std::string trouble;
  };

  /// Adds or replaces the one whose row has the key `at`.
  void put(const std::string& at, stored_schedule x);
  void erase(const std::string& at);
  void clear();

  /// Null if there is none.
  [[nodiscard]] const entry* find(const std::string& at) const;

  /// When the first is due.
  [[nodiscard]] std::optional<std::int64_t> next_ms() const;

  /// The rows of those that are due at `now_ms`, at most `count`.
  [[nodiscard]] std::vector<std::string> due(std::int64_t now_ms,
                                             std::size_t count) const;

  [[nodiscard]] const std::map<std::string, entry>& all() const noexcept {
    return all_;
  }

private:
  std::map<std::string, entry> all_;
  std::set<std::pair<std::int64_t, std::string>> due_;
};

} // namespace nightfloat::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

// In which order ready jobs are served. Jobs of one kind and priority form a
// class. A class rises by one priority for each minute that its longest
// waiting programme has waited, up to 9, so that nothing starves below a flood
// of better jobs; classes that have risen to the same priority take turns.
// Inside a class the programmes take turns, each with its oldest job, so that
// nobody starves behind another's flood: deficit round robin in which every
// job costs the same.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace nightfloat::storage {

/// Ledger time in ms after which a waiting class rises by one priority.
constexpr std::int64_t ageing_step_ms = 60'000;

/// Not thread-safe.
class ready_jobs {
public:
  /// Where a job stands, while it is ready.
  struct place {
    std::string_view kind;
    std::uint8_t priority = 0;
    std::string_view programme;
    std::uint64_t sequence = 0;
    /// Ledger time from which it ages.
    std::int64_t since_ms = 0;
  };

  void insert(const place& x);
  /// Nothing happens if it is not there.
  void erase(const place& x);

  /// The sequence of the job that is served next; the turn passes on.
  [[nodiscard]] std::optional<std::uint64_t>
  next(std::span<const std::string> kinds, std::int64_t now_ms);

  /// How many of its kind may be served before `x`, at most: all that stand in
  /// a higher class or have risen, and in its own class as many of each
  /// programme as stand before it in its own.
  [[nodiscard]] std::size_t before(const place& x, std::int64_t now_ms) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  [[nodiscard]] std::size_t size(std::string_view kind) const;

private:
  static constexpr auto priorities = std::size_t{10};

  /// Jobs of one programme, the oldest first, each with its time.
  using line = std::map<std::uint64_t, std::int64_t>;

  struct job_class {
    std::map<std::string, line, std::less<>> lines;
    /// Since when the first of each line waits.
    std::multiset<std::int64_t> heads;
    /// The programme that was served last.
    std::string turn;
    /// When it was served last, counted in turns.
    std::uint64_t served = 0;
    std::size_t size = 0;

    [[nodiscard]] std::size_t risen_to(std::size_t priority,
                                       std::int64_t now_ms) const;
  };

  using classes = std::array<job_class, priorities>;

  /// The class to be served next; null if all are empty.
  job_class* best(std::span<const std::string> kinds, std::int64_t now_ms);

  std::map<std::string, classes, std::less<>> kinds_;
  std::uint64_t turns_ = 0;
  std::size_t size_ = 0;
};

} // namespace nightfloat::storage

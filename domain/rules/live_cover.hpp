// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many people each shift of each day has, kept under edits.

#include "domain/rules/coverage.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// What is said of coverage that was not said before, or no more; crowds
/// without their shifts.
struct cover_changes {
  std::vector<crowd> gone;
  std::vector<crowd> come;
  std::vector<window> unknown_gone;
  std::vector<window> unknown_come;
};

class live_cover {
public:
  /// `context` outlives it.
  live_cover(const rule_context& context, window over);

  /// `work` came to or went from a person whose duties, sorted, are now `own`.
  void came(std::span<const duty> own, const duty& work);
  void went(std::span<const duty> own, const duty& work);

  /// Adds what is different since it was last asked.
  void settle(cover_changes& out);

  /// All that is to say now, by day and template; crowds without shifts.
  [[nodiscard]] cover all() const;

  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  /// A shift of a day as it was when an edit first touched it.
  struct touch {
    date day{};
    std::uint16_t shift = 0;
    std::uint16_t present = 0;
  };

  [[nodiscard]] bool has(date day) const noexcept {
    return first_ <= day && day <= last_;
  }

  [[nodiscard]] std::size_t place(date day, std::size_t shift) const noexcept;
  [[nodiscard]] window generated() const noexcept;
  [[nodiscard]] bool is_wrong(const touch& x, window generated) const noexcept;
  void count(std::span<const duty> own, const duty& work, int sign);
  void add_wrong(const touch& x, std::vector<crowd>& out) const;
  void settle_all(window was, cover_changes& out);
  [[nodiscard]] std::vector<window> unknown(window generated) const;

  const rule_context& context_;
  date first_;
  date last_;
  /// By day, then template.
  std::vector<std::uint16_t> present_;
  /// Duties that shifts ask for, by the day to which they belong.
  std::map<date, std::uint32_t> begun_;
  std::vector<touch> touched_;
  /// When last asked.
  window generated_;
};

} // namespace nightfloat::domain

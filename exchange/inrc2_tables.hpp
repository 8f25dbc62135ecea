// SPDX-License-Identifier: Apache-2.0
#pragma once

// The files of INRC-II as they stand, before they mean anything to the search.
// Internal to `inrc2.cpp`.

#include "domain/solve/problem.hpp"
#include "exchange/inrc2.hpp"
#include "exchange/instance_text.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::exchange {

/// The most people of one kind, the most of anything that is counted.
constexpr std::int32_t inrc2_heads_max = domain::solve::people_max;
constexpr std::int32_t inrc2_count_max = 100'000;

/// The least and the most.
struct inrc2_range {
  std::int32_t min = 0;
  std::int32_t max = 0;
};

struct inrc2_shift {
  std::string name;
  inrc2_range run;
  /// Numbers of shifts that may not follow.
  std::set<std::size_t> not_after;
};

struct inrc2_contract {
  std::string name;
  inrc2_range total;
  inrc2_range work;
  inrc2_range off;
  std::int32_t weekends_max = 0;
  bool whole_weekends = false;
};

/// What was before the first day.
struct inrc2_past {
  std::int32_t total = 0;
  std::int32_t weekends = 0;
  /// The number of the last day's shift; none: off.
  std::optional<std::size_t> last;
  /// Days of that shift, of work and off, that ended there.
  std::int32_t same = 0;
  std::int32_t work = 0;
  std::int32_t off = 0;
};

struct inrc2_nurse {
  std::string name;
  std::size_t contract = 0;
  std::vector<std::size_t> skills;
  std::optional<inrc2_past> past;
};

struct inrc2_wish {
  std::size_t nurse = 0;
  /// None: any.
  std::optional<std::size_t> shift;
  std::int32_t day = 0;
};

struct inrc2_cover {
  std::int32_t day = 0;
  std::size_t shift = 0;
  std::size_t skill = 0;
  inrc2_range heads;
};

struct inrc2_tables {
  std::string name;
  std::int32_t weeks = 0;
  std::vector<std::string> skills;
  std::vector<inrc2_shift> shifts;
  std::vector<inrc2_contract> contracts;
  std::vector<inrc2_nurse> nurses;
  std::vector<inrc2_cover> covers;
  std::vector<inrc2_wish> wishes;
};

/// The shortest names of the days, Monday first.
constexpr std::array<std::string_view, 7> inrc2_days
  = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// The number of a day that may be written in full; none: it is no day.
[[nodiscard]] std::optional<std::int32_t> inrc2_day(std::string_view text);

/// `(2,5)`
[[nodiscard]] result<inrc2_range>
inrc2_pair(const text_lines& at, std::string_view text, const std::string& what,
           std::int32_t max);

/// Fails unless a line has as many fields as it should have.
[[nodiscard]] result<void> inrc2_fields(const text_lines& at, std::size_t given,
                                        std::size_t wanted, const char* of);

/// That many lines, each to `take`.
[[nodiscard]] result<void>
inrc2_lines(text_lines& in, std::int32_t count, const char* what,
            const std::function<result<void>()>& take);

/// `KEY = VALUE`; the value is empty where there is no sign.
[[nodiscard]] std::pair<std::string, std::string_view>
inrc2_entry(std::string_view line);

/// The names of what a file may speak of, with their numbers.
class inrc2_names {
public:
  /// False where it is there already.
  bool add(const std::string& name);

  /// Fails, naming the line, where there is none: `what` is what it would be.
  [[nodiscard]] result<std::size_t>
  find(const text_lines& at, std::string_view name, const char* what) const;

private:
  std::map<std::string, std::size_t, std::less<>> numbers_;
};

/// The files in the order in which each speaks of the one before it. All fail
/// as `read_inrc2` does.
class inrc2_reader {
public:
  [[nodiscard]] result<void> scenario(const named_text& x);
  [[nodiscard]] result<void> history(const named_text& x);
  /// The week of that number, counted from 0.
  [[nodiscard]] result<void> week(const named_text& x, std::int32_t number);

  /// REQUIRES that all were read.
  [[nodiscard]] const inrc2_tables& tables() const noexcept {
    return out_;
  }

private:
  using lines = text_lines;

  result<void> entry(lines& in, const std::string& key, std::string_view value);
  result<void> skill(const lines& in);
  result<void> shift(const lines& in);
  result<void> successions(const lines& in);
  result<void> contract(const lines& in);
  result<void> nurse(const lines& in);
  result<void> past(const lines& in);
  result<void> week_lines(lines& in, std::int32_t first);
  result<void> requirement(const lines& in, std::int32_t first,
                           std::set<std::pair<std::size_t, std::size_t>>& seen);
  result<void> wish(const lines& in, std::int32_t first);

  inrc2_names skills_;
  inrc2_names shifts_;
  inrc2_names contracts_;
  inrc2_names nurses_;
  std::set<std::string> seen_;
  inrc2_tables out_;
};

} // namespace nightfloat::exchange

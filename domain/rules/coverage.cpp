// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/coverage.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto one_day = date::duration{1};
constexpr auto nobody = std::uint32_t{0};

/// Who is there on one day in one shift.
struct cell {
  std::uint32_t last = nobody;
  std::uint16_t present = 0;
  bool wrong = false;
};

class counting {
public:
  counting(const rule_context& context, window over)
    : context_{context}, first_{std::max(over.first, context.span.first)},
      last_{std::min(over.last, context.span.last)}, generated_{date::max(),
                                                                date::min()} {
    if (first_ <= last_)
      cells_.resize(static_cast<std::size_t>((last_ - first_).count() + 1)
                    * context.templates.size());
  }

  void count(std::span<const duty> duties) {
    each_demanded(duties, [&](const duty& work, std::size_t shift, date day) {
      generated_.first = std::min(generated_.first, day);
      generated_.last = std::max(generated_.last, day);
      if (day < first_ || day > last_)
        return;
      auto& x = at(day, shift);
      if (std::exchange(x.last, work.person.value) != work.person.value
          && x.present < std::numeric_limits<std::uint16_t>::max())
        ++x.present;
    });
  }

  cover judge() {
    auto out = cover{};
    for (auto day = first_; day <= last_; day += one_day) {
      auto known = generated_.first <= day && day <= generated_.last;
      for (auto i = std::size_t{0}; i < context_.templates.size(); ++i) {
        const auto& shift = context_.templates[i];
        if (!asks(shift, day))
          continue;
        if (known)
          judge(out, i, day);
        else
          add_unknown(out, day);
      }
    }
    return out;
  }

  /// The shifts of those that are wrong.
  void name(cover& out, std::span<const duty> duties) {
    each_demanded(duties, [&](const duty& work, std::size_t shift, date day) {
      if (day < first_ || day > last_ || !at(day, shift).wrong)
        return;
      auto key = [](const crowd& x) {
        return std::pair{x.day, x.shift};
      };
      auto found = std::ranges::lower_bound(
        out.wrong, std::pair{day, static_cast<std::uint16_t>(shift)}, {}, key);
      if (found->shifts.empty() || found->shifts.back() != work.shift)
        found->shifts.push_back(work.shift);
    });
  }

private:
  static bool asks(const template_facts& shift, date day) noexcept {
    auto bit = static_cast<int>(weekday_of(day)) - 1;
    return shift.people_needed > 0 && (shift.weekdays >> bit & 1) != 0;
  }

  /// The tail of a call is not the call.
  template <class Take>
  void each_demanded(std::span<const duty> duties, Take&& take) const {
    for (const auto& work : duties) {
      auto shift = context_.template_of(work.from);
      if (shift != nullptr && shift->people_needed > 0
          && shift->kind == work.kind)
        take(work, static_cast<std::size_t>(shift - context_.templates.data()),
             context_.day_of(work.start));
    }
  }

  cell& at(date day, std::size_t shift) {
    return cells_[static_cast<std::size_t>((day - first_).count())
                    * context_.templates.size()
                  + shift];
  }

  void judge(cover& out, std::size_t index, date day) {
    const auto& shift = context_.templates[index];
    auto& x = at(day, index);
    if (x.present == shift.people_needed)
      return;
    x.wrong = true;
    auto end = std::min<int>(shift.start % 1440 + shift.length, 3 * 1440 - 1);
    out.wrong.push_back(
      {.shift = static_cast<std::uint16_t>(index),
       .day = day,
       .from = context_.at_minute(day, shift.start % 1440, resolve::earlier),
       .to = context_.at_minute(day, end, resolve::later),
       .present = x.present,
       .needed = shift.people_needed});
  }

  /// Days before what is generated are one stretch, and those after it.
  void add_unknown(cover& out, date day) const {
    auto is_after = [&](date x) {
      return x > generated_.last;
    };
    if (!out.unknown.empty()
        && is_after(out.unknown.back().last) == is_after(day))
      out.unknown.back().last = day;
    else
      out.unknown.push_back({day, day});
  }

  const rule_context& context_;
  date first_;
  date last_;
  window generated_;
  /// By day, then template.
  std::vector<cell> cells_;
};

} // namespace

cover find_cover(const rule_context& context, std::span<const duty> duties,
                 window over) {
  if (std::ranges::none_of(context.templates,
                           [](const auto& x) { return x.people_needed > 0; }))
    return {};
  auto counts = counting{context, over};
  counts.count(duties);
  auto out = counts.judge();
  if (!out.wrong.empty())
    counts.name(out, duties);
  return out;
}

} // namespace nightfloat::domain

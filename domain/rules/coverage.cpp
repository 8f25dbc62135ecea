// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/coverage.hpp"

#include "domain/rules/rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto nobody = std::uint32_t{0};

/// Who is there on one day in one shift.
struct cell {
  std::uint32_t last = nobody;
  std::uint16_t present = 0;
};

/// REQUIRES few enough days.
class counting {
public:
  counting(const rule_context& context, window days)
    : context_{context}, days_{days}, generated_{date::max(), date::min()},
      cells_(static_cast<std::size_t>((days.last - days.first).count() + 1)
             * context.templates.size()) {
  }

  void count(std::span<const duty> duties) {
    for (const auto& work : duties) {
      auto shift = demanded(context_, work);
      if (shift == nullptr)
        continue;
      auto day = context_.demanded_on(*shift, work);
      generated_ = hull(generated_, {day, day});
      if (days_.first <= day && day <= days_.last)
        count_one(work, at(day, index_of(shift)));
    }
  }

  cover judge() {
    auto out = cover{};
    for (auto day = days_.first; day <= days_.last; day += one_day) {
      auto known = generated_.first <= day && day <= generated_.last;
      for (auto i = std::size_t{0}; i < context_.templates.size(); ++i) {
        const auto& shift = context_.templates[i];
        if (!asks_on(shift, day))
          continue;
        if (known)
          judge(out, i, day);
        else
          add_unknown(out.unknown, generated_, day);
      }
    }
    return out;
  }

private:
  std::size_t index_of(const template_facts* shift) const noexcept {
    return static_cast<std::size_t>(shift - context_.templates.data());
  }

  static void count_one(const duty& work, cell& x) noexcept {
    if (std::exchange(x.last, work.person.value) != work.person.value
        && x.present < std::numeric_limits<std::uint16_t>::max())
      ++x.present;
  }

  cell& at(date day, std::size_t shift) {
    return cells_[static_cast<std::size_t>((day - days_.first).count())
                    * context_.templates.size()
                  + shift];
  }

  void judge(cover& out, std::size_t index, date day) {
    const auto& shift = context_.templates[index];
    const auto& x = at(day, index);
    if (x.present == shift.people_needed)
      return;
    out.wrong.push_back(
      crowd_at(context_, static_cast<std::uint16_t>(index), day, x.present));
  }

  const rule_context& context_;
  window days_;
  window generated_;
  /// By day, then template.
  std::vector<cell> cells_;
};

} // namespace

const template_facts* demanded(const rule_context& context,
                               const duty& work) noexcept {
  auto shift = context.template_of(work.from);
  return shift != nullptr && shift->people_needed > 0
             && shift->kind == work.kind
           ? shift
           : nullptr;
}

bool asks_on(const template_facts& shift, date day) noexcept {
  auto bit = static_cast<int>(weekday_of(day)) - 1;
  return shift.people_needed > 0 && (shift.weekdays >> bit & 1) != 0;
}

bool asks_for_people(const rule_context& context) noexcept {
  return std::ranges::any_of(context.templates,
                             [](const auto& x) { return x.people_needed > 0; });
}

crowd crowd_at(const rule_context& context, std::uint16_t shift, date day,
               std::uint16_t present) {
  const auto& asked = context.templates[shift];
  auto begins = day + (asked.start / 1440) * one_day;
  auto from = asked.site.to_utc(begins, asked.start % 1440, resolve::earlier);
  // Zones know all days but those of another millennium.
  auto start = from ? *from : asked.site.midnight(begins);
  return {.shift = shift,
          .day = day,
          .from = start,
          .to = start + minutes{asked.length},
          .present = present,
          .needed = asked.people_needed};
}

void add_unknown(std::vector<window>& out, window generated, date day) {
  auto is_after = [&](date x) {
    return x > generated.last;
  };
  if (!out.empty() && is_after(out.back().last) == is_after(day))
    out.back().last = day;
  else
    out.push_back({day, day});
}

void add_shifts(const rule_context& context, std::span<const duty> duties,
                std::vector<crowd>& found) {
  if (found.empty())
    return;
  auto key = [](const crowd& x) {
    return std::pair{x.day, x.shift};
  };
  for (const auto& work : duties) {
    auto shift = demanded(context, work);
    if (shift == nullptr)
      continue;
    auto wanted
      = std::pair{context.demanded_on(*shift, work),
                  static_cast<std::uint16_t>(shift - context.templates.data())};
    auto x = std::ranges::lower_bound(found, wanted, {}, key);
    if (x != found.end() && key(*x) == wanted
        && (x->shifts.empty() || x->shifts.back() != work.shift))
      x->shifts.push_back(work.shift);
  }
}

cover find_cover(const rule_context& context, std::span<const duty> duties,
                 window over) {
  auto days = common_days(over, context.span);
  if (!asks_for_people(context) || days.last < days.first)
    return {};
  if ((days.last - days.first).count() >= judged_days_max)
    return {.unknown = {days}};
  auto counts = counting{context, days};
  counts.count(duties);
  auto out = counts.judge();
  add_shifts(context, duties, out.wrong);
  return out;
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/coverage.hpp"

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

class counting {
public:
  counting(const rule_context& context, window over)
    : context_{context}, first_{std::max(over.first, context.span.first)},
      last_{std::min(over.last, context.span.last)},
      from_{context.midnight(first_)}, to_{context.midnight(last_ + one_day)},
      generated_{date::max(), date::min()} {
    if (first_ <= last_)
      cells_.resize(static_cast<std::size_t>((last_ - first_).count() + 1)
                    * context.templates.size());
  }

  void count(std::span<const duty> duties) {
    auto filled = std::pair{instant::max(), instant::min()};
    for (const auto& work : duties) {
      auto& [from, to] = filled;
      auto inside = is_asked(work);
      if (!inside && from <= work.start && work.start <= to)
        continue;
      auto shift = demanded(context_, work);
      if (shift == nullptr)
        continue;
      from = std::min(from, work.start);
      to = std::max(to, work.start);
      if (inside)
        count_one(work, index_of(shift));
    }
    if (filled.first <= filled.second)
      generated_ = {context_.day_of(filled.first),
                    context_.day_of(filled.second)};
  }

  cover judge() {
    auto out = cover{};
    for (auto day = first_; day <= last_; day += one_day) {
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
  bool is_asked(const duty& work) const noexcept {
    return from_ <= work.start && work.start < to_;
  }

  std::size_t index_of(const template_facts* shift) const noexcept {
    return static_cast<std::size_t>(shift - context_.templates.data());
  }

  void count_one(const duty& work, std::size_t shift) {
    auto& x = at(context_.day_of(work.start), shift);
    if (std::exchange(x.last, work.person.value) != work.person.value
        && x.present < std::numeric_limits<std::uint16_t>::max())
      ++x.present;
  }

  cell& at(date day, std::size_t shift) {
    return cells_[static_cast<std::size_t>((day - first_).count())
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
  date first_;
  date last_;
  instant from_;
  instant to_;
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
  auto start = asked.start % 1440;
  auto end = std::min<int>(start + asked.length, 3 * 1440 - 1);
  return {.shift = shift,
          .day = day,
          .from = context.at_minute(day, start, resolve::earlier),
          .to = context.at_minute(day, end, resolve::later),
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
      = std::pair{context.day_of(work.start),
                  static_cast<std::uint16_t>(shift - context.templates.data())};
    auto x = std::ranges::lower_bound(found, wanted, {}, key);
    if (x != found.end() && key(*x) == wanted
        && (x->shifts.empty() || x->shifts.back() != work.shift))
      x->shifts.push_back(work.shift);
  }
}

cover find_cover(const rule_context& context, std::span<const duty> duties,
                 window over) {
  if (!asks_for_people(context))
    return {};
  auto counts = counting{context, over};
  counts.count(duties);
  auto out = counts.judge();
  add_shifts(context, duties, out.wrong);
  return out;
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/compare/tally.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto three_o_clock = 3 * 60;

constexpr auto counts_of = std::array{&work_tally::minutes, &work_tally::nights,
                                      &work_tally::weekends,
                                      &work_tally::holidays};
constexpr auto weights = std::array<std::int64_t, 4>{1, 8 * 60, 12 * 60,
                                                     12 * 60};

/// Days since Saturday 1970-01-03, in weeks.
std::int64_t weekend_of(date day) noexcept {
  return (day.time_since_epoch().count() - 2 + 7) / 7;
}

bool is_weekend(date day) noexcept {
  return weekday_of(day) >= weekday::saturday;
}

/// Goes through days in their order, so that each is counted once.
class day_counter {
public:
  day_counter(std::span<const holiday> holidays, work_tally& out)
    : holidays_{holidays}, out_{out} {
  }

  void count(date day) {
    if (day <= last_)
      return;
    last_ = day;
    if (is_weekend(day) && weekend_of(day) != weekend_) {
      weekend_ = weekend_of(day);
      ++out_.weekends;
    }
    // Its own day and the one on which it is observed are one holiday.
    const auto* off = find_holiday(holidays_, day);
    if (off != nullptr && off != holiday_)
      ++out_.holidays;
    holiday_ = off;
  }

private:
  std::span<const holiday> holidays_;
  work_tally& out_;
  date last_ = date::min();
  std::int64_t weekend_ = INT64_MIN;
  const holiday* holiday_ = nullptr;
};

/// Whether the clock shows three during it. Most duties are nowhere near, which
/// is seen without asking the zone's tables.
bool is_night(const rule_context& context, const duty& work, date day) {
  auto about = context.midnight(day) + minutes{three_o_clock};
  constexpr auto off = minutes{2 * 60};
  if (work.start > about + off || work.end < about - off)
    return false;
  auto three = context.at_minute(day, three_o_clock, resolve::earlier);
  return work.start <= three && three < work.end;
}

} // namespace

work_tally tally_of(const rule_context& context,
                    std::span<const holiday> holidays,
                    std::span<const duty> duties, window over) {
  auto out = work_tally{};
  auto days = day_counter{holidays, out};
  auto night_counted = date::min();
  auto from = context.midnight(over.first);
  auto to = context.midnight(over.last + one_day);
  for (const auto& work : duties) {
    if (!counts(work.kind) || work.end <= work.start || work.start < from
        || work.start >= to)
      continue;
    out.minutes += (work.end - work.start).count();
    auto last = context.day_of(work.end - minutes{1});
    for (auto day = context.day_of(work.start); day <= last; day += one_day) {
      days.count(day);
      if (day > night_counted && is_night(context, work, day)) {
        night_counted = day;
        ++out.nights;
      }
    }
  }
  return out;
}

std::string group_of(const rule_context& context, const person_facts& who,
                     date day) {
  if (who.role == person_role::faculty)
    return "faculty";
  auto pgy = context.pgy_at(who, context.midnight(day));
  return pgy == 0 ? "PGY unknown" : "PGY-" + std::to_string(pgy);
}

group_spread spread_of(std::string group, std::span<const work_tally> all) {
  NIGHTFLOAT_EXPECT(!all.empty());
  auto out = group_spread{.group = std::move(group),
                          .people = static_cast<std::uint32_t>(all.size()),
                          .low = all.front(),
                          .mean = {},
                          .high = all.front()};
  for (auto count : counts_of) {
    for (const auto& x : all) {
      out.low.*count = std::min(out.low.*count, x.*count);
      out.high.*count = std::max(out.high.*count, x.*count);
      out.mean.*count += x.*count;
    }
    out.mean.*count /= std::ssize(all);
  }
  return out;
}

std::int64_t distance(const work_tally& x, const work_tally& mean) noexcept {
  auto out = std::int64_t{0};
  for (auto i = std::size_t{0}; i < counts_of.size(); ++i)
    out += weights[i] * std::abs(x.*counts_of[i] - mean.*counts_of[i]);
  return out;
}

} // namespace nightfloat::domain

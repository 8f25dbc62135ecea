// SPDX-License-Identifier: Apache-2.0

// What is averaged, counted by minutes and days: instances by the rotation
// that a day is labelled with, pieces by the label of its grid.

#include "tests/support/minute_cells.hpp"

#include <algorithm>

namespace nightfloat::test {

using namespace domain;

std::uint32_t person_cells::rotation_on(date day) const {
  for (const auto& x : what_.plan)
    if (x.person == who_ && x.first <= day && day <= x.last)
      return x.rotation.value;
  return 0;
}

const rotation* person_cells::known(std::uint32_t rotation) const {
  return find(where_, rotation_id{rotation});
}

std::int64_t person_cells::cap(std::uint32_t rotation, date day) const {
  auto approved = known(rotation) == nullptr ? 80
                                             : known(rotation)->hours_week_max;
  if (approved == 0)
    approved = 80;
  return 60 * std::min<std::int64_t>(approved, limits_on(day).hours_week_max);
}

std::int64_t person_cells::acgme_cap(std::uint32_t rotation) const {
  auto on = known(rotation);
  auto approved = on == nullptr || on->hours_week_max == 0 ? 80
                                                           : on->hours_week_max;
  return 60 * std::clamp(approved, 80, 88);
}

int person_cells::grid_label(std::uint32_t rotation, date day) const {
  auto how = pack_.averaging;
  if (auto on = known(rotation); on != nullptr)
    if (on->averaging != averaging::by_pack)
      how = on->averaging;
  if (how == averaging::calendar_month) {
    auto text = to_string(day);
    return std::stoi(text.substr(0, 4)) * 12 + std::stoi(text.substr(5, 2));
  }
  if (how == averaging::pieces) {
    auto label = 0;
    auto first = where_.info.first;
    for (; day < first; day += pack_.averaging_days * a_day)
      --label;
    for (; day >= first + pack_.averaging_days * a_day;
         day -= pack_.averaging_days * a_day)
      ++label;
    return label;
  }
  if (how == averaging::block) {
    auto label = 0;
    auto next = where_.info.calendar.start;
    for (auto weeks : where_.info.calendar.lengths) {
      if (day >= next)
        ++label;
      next += 7 * weeks * a_day;
      // A block of no weeks has no days to label.
      if (weeks == 0 && day >= next)
        --label;
    }
    return day >= next ? label + 1 : label;
  }
  return 0;
}

bool person_cells::is_known_day(date day) const {
  return known_.first <= day && day <= known_.last;
}

void person_cells::averages() {
  auto last = site_.local_date(end() - minutes{1});
  for (auto day = site_.local_date(first_); day <= last;) {
    auto label = rotation_on(day);
    if (label == 0 && !is_known_day(day)) {
      day += a_day;
      continue;
    }
    auto next = day;
    while (next <= last && rotation_on(next) == label
           && (label != 0 || is_known_day(next)))
      next += a_day;
    cut_instance(day, next, label);
    day = next;
  }
  for (auto& x : pieces_)
    average(x);
}

void person_cells::cut_instance(date first, date after,
                                std::uint32_t rotation) {
  auto borders = std::vector<date>{first};
  for (auto day = first + a_day; day < after; day += a_day)
    if (grid_label(rotation, day) != grid_label(rotation, day - a_day))
      borders.push_back(day);
  borders.push_back(after);
  auto least = int{pack_.averaging_days_min};
  auto length = [&](std::size_t i) {
    return (borders[i + 1] - borders[i]).count();
  };
  // A piece that is too short has no border behind it, the last none before it.
  for (auto i = std::size_t{0}; i + 1 < borders.size() && borders.size() > 2;) {
    auto is_last = i + 2 == borders.size();
    if (length(i) >= least)
      ++i;
    else if (is_last)
      borders.erase(borders.end() - 2);
    else
      borders.erase(borders.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  for (auto i = std::size_t{0}; i + 1 < borders.size(); ++i)
    cut_piece(borders[i], borders[i + 1], rotation);
}

void person_cells::cut_piece(date first, date after, std::uint32_t rotation) {
  auto length = (after - first).count();
  auto step = int{pack_.averaging_days};
  if (length <= pack_.rotation_days_whole) {
    pieces_.push_back({first, after, rotation});
    return;
  }
  for (auto i = 0; i < length; i += step)
    if (i + step <= length)
      pieces_.push_back(
        {first + i * a_day, first + (i + step) * a_day, rotation});
    else
      pieces_.push_back({after - step * a_day, after, rotation});
}

std::int64_t person_cells::eligible(date first, date after) {
  auto days = std::int64_t{0};
  for (auto day = first; day < after; day += a_day)
    days += is_away(day) ? 0 : 1;
  return days;
}

std::int64_t person_cells::free_days(date first, date after) {
  auto free = std::int64_t{0};
  auto run = 0;
  for (auto day = first; day < after; day += a_day) {
    auto whole = true;
    auto next = midnight(day + a_day);
    for (auto now = midnight(day); now < next; now += minutes{1}) {
      auto on = at(now).busy || at(now).leave;
      whole = whole && !on;
      run = on ? 0 : run + 1;
      if (run == pack_.free_minutes && !pack_.free_calendar_days) {
        ++free;
        run = 0;
      }
    }
    free += whole && pack_.free_calendar_days ? 1 : 0;
  }
  return free;
}

void person_cells::average(piece& x) {
  auto from = midnight(x.first);
  auto to = midnight(x.after);
  auto days = eligible(x.first, x.after);
  auto worked = std::int64_t{0};
  auto calls = std::int64_t{0};
  auto any = false;
  for (auto now = from; now < to; now += minutes{1}) {
    const auto& here = at(now);
    worked += here.working > 0 && !here.leave ? 1 : 0;
    any |= here.busy;
    calls += here.call && !at(now - minutes{1}).call && !here.leave ? 1 : 0;
  }
  auto week = cap(x.rotation, x.first);
  auto beyond = std::int64_t{0};
  for (auto day = x.first; day < x.after; day += a_day)
    beyond += is_known_day(day) ? 0 : 1;
  auto on = known(x.rotation);
  x.broken = worked * 7 > week * days;
  if (x.broken)
    put("work_hours_80", breach(worked * 7 > acgme_cap(x.rotation) * days),
        from, to, worked, week * days / 7);
  else if (beyond > 0 && days > 0) {
    if (on == nullptr || on->kind != rotation_kind::vacation)
      put("work_hours_80", severity::unknown, from, to, beyond, 0);
  } else if (worked > 0
             && worked * 7 * 1000 >= week * days * pack_.notice_permille)
    put("work_hours_80", severity::notice, from, to, worked, week * days / 7);
  auto limits = limits_on(x.first);
  auto every = std::int64_t{limits.call_every_nights};
  if (every > 0 && calls * every > days)
    put("in_house_call", breach(calls * 3 > days), from, to, calls,
        days / every);
  if (!any)
    return;
  auto free = free_days(x.first, x.after);
  auto in = std::int64_t{pack_.free_weekly ? 7 : limits.free_every_days};
  if (free < days / in)
    put("day_off_1_in_7", breach(free < days / 7), from, to, free, days / in);
  else if (free * in < days && !pack_.free_weekly)
    put("day_off_1_in_7", severity::warning, from, to, free, days / in);
}

void person_cells::weeks() {
  auto monday = known_.first;
  while (weekday_of(monday) != weekday::monday)
    monday -= a_day;
  for (; monday <= known_.last; monday += 7 * a_day) {
    auto first = std::max(monday, known_.first);
    auto after = std::min(monday + 7 * a_day, known_.last + a_day);
    auto limits = limits_on(first);
    auto total = std::int64_t{0};
    auto patients = std::int64_t{0};
    auto any = false;
    auto to = midnight(after);
    for (auto now = midnight(first); now < to; now += minutes{1}) {
      const auto& here = at(now);
      total += here.working > 0 && !here.leave ? 1 : 0;
      patients += here.patients && !here.leave ? 1 : 0;
      any |= here.busy;
    }
    auto judge = [&](std::int64_t measured, int hours) {
      if (hours != 0 && measured > 60 * hours)
        put("weekly_hours", breach(false), midnight(first), midnight(after),
            measured, 60 * hours);
    };
    judge(total, limits.total_hours_week_max);
    judge(patients, limits.patient_hours_week_max);
    auto needed = eligible(first, after) / limits.free_every_days;
    if (!pack_.free_weekly || !any)
      continue;
    if (auto free = free_days(first, after); free < needed)
      put("day_off_1_in_7", breach(false), midnight(first), midnight(after),
          free, needed);
  }
}

void person_cells::rolling() {
  if (!pack_.rolling_scan)
    return;
  auto worst = fact{};
  auto excess = std::int64_t{0};
  auto close = [&] {
    if (excess > 0)
      put("rolling_hours", severity::warning, worst.from, worst.to,
          worst.measured, worst.limit);
    excess = 0;
  };
  auto worked_on = std::vector<std::int64_t>{};
  auto cap_on = std::vector<std::int64_t>{};
  for (auto day = known_.first; day <= known_.last; day += a_day) {
    cap_on.push_back(is_away(day) ? 0 : cap(rotation_on(day), day));
    worked_on.push_back(0);
    auto next = midnight(day + a_day);
    for (auto now = midnight(day); now < next; now += minutes{1})
      worked_on.back() += at(now).working > 0 && !at(now).leave ? 1 : 0;
  }
  for (auto i = std::size_t{0}; i + 28 <= cap_on.size(); ++i) {
    auto first = known_.first + static_cast<int>(i) * a_day;
    auto after = first + 28 * a_day;
    auto worked = std::int64_t{0};
    auto caps = std::int64_t{0};
    for (auto j = i; j < i + 28; ++j) {
      worked += worked_on[j];
      caps += cap_on[j];
    }
    auto bad = worked * 7 > caps
               && std::ranges::none_of(pieces_, [&](const auto& x) {
                    return x.broken && x.first < after && first < x.after;
                  });
    if (!bad) {
      close();
    } else if (worked * 7 - caps > excess) {
      excess = worked * 7 - caps;
      worst = {.from = midnight(first),
               .to = midnight(after),
               .measured = worked,
               .limit = caps / 7};
    }
  }
  close();
}

} // namespace nightfloat::test

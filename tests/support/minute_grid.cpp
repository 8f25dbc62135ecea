// SPDX-License-Identifier: Apache-2.0
#include "tests/support/minute_grid.hpp"

#include "domain/zone.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::test {

namespace {

using namespace domain;

constexpr auto one_day = date::duration{1};

struct cell {
  int working = 0;
  bool busy = false;
  bool core = false;
  bool leave = false;
};

class grid {
public:
  grid(const programme& where, const roster& what, const rule_pack& pack,
       person_id who)
    : where_{where}, what_{what}, pack_{pack}, who_{who},
      site_{*zone::find(where.info.zone)}, first_{site_.midnight(
                                             where.info.first - 3 * one_day)} {
    auto last = site_.midnight(where.info.last + 7 * one_day);
    cells_.resize(static_cast<std::size_t>((last - first_).count()));
    for (const auto& x : what.duties)
      if (x.person == who)
        paint(x);
    for (const auto& x : where.absences)
      if (x.person == who && x.status == absence_status::approved)
        for (auto day = x.first; day <= x.last; day += one_day)
          away(day);
  }

  std::vector<fact> facts() {
    averages();
    stretches();
    duties();
    std::ranges::sort(out_);
    return std::move(out_);
  }

private:
  cell& at(instant x) {
    return cells_.at(static_cast<std::size_t>((x - first_).count()));
  }

  void paint(const duty& x) {
    for (auto now = x.start; now < x.end; now += minutes{1}) {
      auto& here = at(now);
      here.busy = true;
      if (x.kind == duty_kind::at_home_call)
        continue;
      ++here.working;
      here.core |= x.kind != duty_kind::transition
                   && x.kind != duty_kind::education;
    }
  }

  void away(date day) {
    for (auto now = std::max(first_, site_.midnight(day));
         now < std::min(first_ + minutes{static_cast<int>(cells_.size())},
                        site_.midnight(day + one_day));
         now += minutes{1})
      at(now).leave = true;
  }

  std::uint32_t rotation_on(date day) {
    for (const auto& x : what_.plan)
      if (x.person == who_ && x.first <= day && day <= x.last)
        return x.rotation.value;
    return 0;
  }

  void averages() {
    auto last = where_.info.last;
    for (auto day = where_.info.first; day <= last;) {
      auto label = rotation_on(day);
      auto next = day;
      while (next <= last && rotation_on(next) == label)
        next += one_day;
      auto length = (next - day).count();
      auto piece = int{pack_.averaging_days};
      if (length <= pack_.rotation_days_whole) {
        average(day, next, label);
      } else {
        for (auto i = 0; i < length; i += piece)
          if (i + piece <= length)
            average(day + i * one_day, day + (i + piece) * one_day, label);
          else
            average(next - piece * one_day, next, label);
      }
      day = next;
    }
  }

  void average(date first, date after, std::uint32_t label) {
    auto from = site_.midnight(first);
    auto to = site_.midnight(after);
    auto days = std::int64_t{0};
    for (auto day = first; day < after; day += one_day)
      days += at(site_.midnight(day)).leave ? 0 : 1;
    auto worked = std::int64_t{0};
    auto free = std::int64_t{0};
    auto run = 0;
    auto any = false;
    for (auto now = from; now < to; now += minutes{1}) {
      const auto& x = at(now);
      worked += x.working > 0 && !x.leave ? 1 : 0;
      any |= x.busy;
      run = x.busy || x.leave ? 0 : run + 1;
      if (run == 1440) {
        ++free;
        run = 0;
      }
    }
    auto hours = label == 2 ? 88 : 80;
    auto limit = std::int64_t{hours} * 60 * days / 7;
    if (worked * 7 > hours * 60 * days)
      put("work_hours_80", severity::violation, from, to, worked, limit);
    else if (worked > 0 && worked * 7 * 20 >= hours * 60 * days * 19)
      put("work_hours_80", severity::notice, from, to, worked, limit);
    if (any && free < days / 7)
      put("day_off_1_in_7", severity::violation, from, to, free, days / 7);
    else if (any && free * 7 < days)
      put("day_off_1_in_7", severity::warning, from, to, free, days / 7);
  }

  void stretches() {
    auto after = instant{};
    auto was_long = false;
    auto any = false;
    auto end = first_ + minutes{static_cast<int>(cells_.size())};
    for (auto now = first_; now < end;) {
      if (at(now).working == 0) {
        now += minutes{1};
        continue;
      }
      auto from = now;
      auto core = now;
      for (; now < end && at(now).working > 0; now += minutes{1})
        if (at(now).core)
          core = now + minutes{1};
      auto gap = (from - after).count();
      auto needed = was_long ? 14 * 60 : 8 * 60;
      if (any && gap < needed)
        put("rest", was_long ? severity::violation : severity::warning, after,
            from, gap, needed);
      auto whole = (now - from).count();
      if ((core - from).count() > 24 * 60)
        put("continuous_24_4", severity::violation, from, now,
            (core - from).count(), 24 * 60);
      else if (whole > 28 * 60)
        put("continuous_24_4", severity::violation, from, now, whole, 28 * 60);
      was_long = whole >= 24 * 60;
      after = now;
      any = true;
    }
  }

  void duties() {
    for (const auto& x : what_.duties)
      if (x.person == who_ && at(x.start).leave)
        put("leave", severity::policy, x.start, x.end, 1, 0);
  }

  void put(const char* rule, severity how, instant from, instant to,
           std::int64_t measured, std::int64_t limit) {
    out_.push_back({rule, how, from, to, measured, limit});
  }

  const programme& where_;
  const roster& what_;
  const rule_pack& pack_;
  person_id who_;
  zone site_;
  instant first_;
  std::vector<cell> cells_;
  std::vector<fact> out_;
};

} // namespace

std::vector<fact> count_cells(const programme& where, const roster& what,
                              const rule_pack& pack, person_id who) {
  return grid{where, what, pack, who}.facts();
}

std::int64_t count_unsupervised(const programme& where, const roster& what,
                                instant from, instant to) {
  auto total = std::int64_t{0};
  for (auto now = from; now < to; now += minutes{1}) {
    auto balance = std::map<std::string, int>{};
    for (const auto& x : what.duties) {
      if (now < x.start || now >= x.end)
        continue;
      auto shift = find(where, x.from);
      auto who = find(where, x.person);
      if (shift == nullptr || who == nullptr)
        continue;
      if (who->role == person_role::faculty)
        balance[shift->unit] += x.kind == duty_kind::supervision ? 4 : 0;
      else if (shift->supervised)
        balance[shift->unit]
          -= pgy_of(*who, academic_year_of(where.info.first)) == 1 ? 2 : 1;
    }
    for (const auto& [unit, units] : balance)
      total += units < 0 ? 1 : 0;
  }
  return total;
}

} // namespace nightfloat::test

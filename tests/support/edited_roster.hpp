// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random edits of a roster, each done twice: on a live roster, and by hand on
// a plain one, which can be judged anew.

#include "domain/rules/live_roster.hpp"
#include "tests/support/random_pack.hpp"
#include "tests/support/random_scene.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::test {

class edited_roster {
public:
  edited_roster(std::uint64_t seed, int days)
    : days_{days}, roll_{seed}, x_{random_scene(seed, days)} {
    using domain::date;
    x_.pack = random_pack(roll_);
    // Of some the day is not that on which the programme's clock has them.
    x_.where.sites = {{.id = {1}, .code = "FAR", .zone = "Pacific/Auckland"}};
    for (auto& shift : x_.where.templates) {
      shift.people_needed = static_cast<std::uint16_t>(roll_.in(0, 2));
      shift.weekdays = static_cast<std::uint8_t>(roll_.in(1, 127));
      shift.site = {roll_.one_in(3) ? 1U : 0U};
      if (roll_.one_in(3))
        shift.start = static_cast<std::uint16_t>(roll_.in(1'440, 4'000));
    }
    if (roll_.one_in(5))
      std::erase_if(x_.where.templates, [](const auto& shift) {
        return shift.kind == domain::duty_kind::supervision;
      });
    over_ = x_.all();
    auto one_day = date::duration{1};
    if (roll_.one_in(2)) {
      over_.first += roll_.in(-30, days / 2) * one_day;
      over_.last = over_.first + roll_.in(0, days) * one_day;
    }
    // Some begin with nothing, or with a stranger.
    if (roll_.one_in(8))
      x_.what = {};
    if (roll_.one_in(4))
      x_.work(99, scene::at("2026-10-20T07:00Z"), 60);
    domain::sort(x_.what);
    next_ = static_cast<std::uint32_t>(x_.what.duties.size()) + 1;
  }

  /// The live roster of what there is now.
  [[nodiscard]] result<domain::live_roster> live() const {
    return domain::live_roster::make(x_.where, x_.what, x_.pack, over_);
  }

  /// What judging all of it says.
  [[nodiscard]] std::vector<domain::finding> judged() const {
    return domain::validate(x_.where, x_.what, x_.pack, over_);
  }

  [[nodiscard]] const domain::roster& what() const noexcept {
    return x_.what;
  }

  /// The edit that was last done.
  [[nodiscard]] const std::string& said() const noexcept {
    return said_;
  }

  /// Does one edit to both.
  void edit(domain::live_roster& live) {
    auto kind = roll_.in(1, 10);
    if (kind <= 3 || x_.what.duties.empty())
      put(live);
    else if (kind <= 5)
      take(live);
    else if (kind <= 8)
      give(live);
    else if (kind == 9)
      plan(live);
    else
      leave(live);
  }

private:
  /// One of the programme, seldom a stranger.
  domain::person_id somebody() {
    constexpr std::uint32_t ids[] = {1, 2, 3, 11, 12};
    return {roll_.one_in(20) ? static_cast<std::uint32_t>(roll_.in(98, 99))
                             : ids[roll_.in(0, 4)]};
  }

  domain::shift_id some_shift() {
    auto last = static_cast<int>(x_.what.duties.size()) - 1;
    return x_.what.duties[static_cast<std::size_t>(roll_.in(0, last))].shift;
  }

  void settle(const char* what, const result<void>& done) {
    said_ = what;
    NIGHTFLOAT_EXPECT(done.has_value());
    domain::sort(x_.what);
  }

  void put(domain::live_roster& live) {
    auto work = random_duty(roll_, x_, somebody().value, days_);
    // Sometimes a further part of a shift that somebody has.
    auto part = roll_.one_in(6) && !x_.what.duties.empty();
    work.shift = part ? some_shift() : domain::shift_id{next_++};
    auto same = [&](const auto& x) {
      return x.shift == work.shift && x.start == work.start
             && x.person == work.person;
    };
    if (std::ranges::any_of(x_.what.duties, same))
      work.shift = {next_++};
    x_.what.duties.push_back(work);
    settle("put", live.put(work));
  }

  void take(domain::live_roster& live) {
    auto shift = some_shift();
    std::erase_if(x_.what.duties,
                  [&](const auto& x) { return x.shift == shift; });
    settle("take", live.take(shift));
  }

  void give(domain::live_roster& live) {
    auto shift = some_shift();
    auto to = somebody();
    auto has = [&](const auto& x) {
      return x.shift == shift && x.person == to;
    };
    if (std::ranges::any_of(x_.what.duties, has))
      return take(live);
    for (auto& x : x_.what.duties)
      if (x.shift == shift)
        x.person = to;
    settle("give", live.give(shift, to));
  }

  void plan(domain::live_roster& live) {
    auto who = somebody();
    auto rows = roll_.one_in(4) ? std::vector<domain::assignment>{}
                                : random_plan(roll_, x_, who.value, days_);
    std::erase_if(x_.what.plan, [&](const auto& x) { return x.person == who; });
    x_.what.plan.insert(x_.what.plan.end(), rows.begin(), rows.end());
    settle("plan", live.change_plan(who, std::move(rows)));
  }

  void leave(domain::live_roster& live) {
    const auto& who = x_.where.people[static_cast<std::size_t>(
      roll_.in(0, static_cast<int>(x_.where.people.size()) - 1))];
    std::erase_if(x_.where.absences,
                  [&](const auto& x) { return x.person == who.id; });
    auto all = std::vector<domain::absence>{};
    for (auto i = roll_.in(0, 3); i > 0; --i) {
      all.push_back(random_leave(roll_, x_, who.id.value, days_));
      all.back().id = {next_++};
    }
    x_.where.absences.insert(x_.where.absences.end(), all.begin(), all.end());
    domain::sort(x_.where);
    settle("leave", live.change_leave(who.id, all));
  }

  int days_;
  dice roll_;
  scene x_;
  domain::window over_;
  std::uint32_t next_ = 1;
  std::string said_;
};

} // namespace nightfloat::test

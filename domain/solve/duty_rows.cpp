// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/duty_search.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace nightfloat::domain {

/// Everybody on a rotation whose shifts ask for nobody works them, where it
/// breaks no rule.
void duty_search::attend() {
  for (std::size_t t = 0; t < x_->where.templates.size(); ++t) {
    const auto& shift = x_->where.templates[t];
    if (shift.people_needed != 0 || shift.role != person_role::resident
        || !shift.rotation.assigned())
      continue;
    for (std::int32_t d = 0; d < x_->days; ++d) {
      if (!x_->runs(t, d))
        continue;
      for (auto who : pool(t, d))
        if (cells_[cell(who, d)] == 0 && eligible(t, who, d)) {
          put(who, d, static_cast<std::int16_t>(t + 1));
          // Such a slot needs nobody: that somebody comes is no fault.
          ++need_[slot(t, d)];
          if (!consider(std::numeric_limits<double>::infinity(), true))
            --need_[slot(t, d)];
        }
    }
  }
}

duty duty_search::row(std::size_t who, std::int32_t day,
                      std::uint32_t number) const {
  auto which = static_cast<std::size_t>(cells_[cell(who, day)] - 1);
  const auto& t = x_->where.templates[which];
  auto x = work(who, day);
  auto rotation = t.rotation;
  if (auto r = rotation_[cell(who, day)]; !rotation.assigned() && r != none_)
    rotation = x_->where.rotations[r].id;
  return {.person = x_->where.people[who].id,
          .shift = {number},
          .start = x.start,
          .end = x.end,
          .from = t.id,
          .rotation = rotation,
          .kind = t.kind,
          .source = duty_source::solver,
          .site = site_of(x_->where, t, rotation)};
}

/// Lays the cells of the best over by edits, so that counts follow.
void duty_search::return_to_best() {
  edits_.clear();
  for (std::size_t who = 0; who < x_->people(); ++who)
    for (std::int32_t d = 0; d < x_->days; ++d)
      if (auto to = best_cells_[cell(who, d)]; to != cells_[cell(who, d)])
        put(who, d, to);
  for (auto& x : edits_)
    (void)apply(x);
  edits_.clear();
  now_ = best_;
}

std::vector<duty_search::place> duty_search::open() const {
  auto full = *this;
  full.return_to_best();
  auto days = static_cast<std::size_t>(x_->days);
  auto out = std::vector<place>{};
  for (auto s : full.open_)
    out.push_back({s / days, static_cast<std::int32_t>(s % days)});
  return out;
}

std::vector<duty> duty_search::rows() const {
  auto full = *this;
  full.return_to_best();
  full.attend();
  auto out = kept_;
  auto used = std::unordered_set<std::uint32_t>{};
  for (const auto& x : out)
    used.insert(x.shift.value);
  // Numbers run by day, template and place, so that the same place bears the
  // same number in every roster of these days.
  auto number = std::uint32_t{1};
  for (std::int32_t d = 0; d < x_->days; ++d)
    for (std::size_t t = 0; t < x_->where.templates.size(); ++t) {
      auto needed = std::uint32_t{x_->where.templates[t].people_needed};
      auto width = needed > 0 ? needed
                              : static_cast<std::uint32_t>(x_->people());
      auto next = number;
      number += width;
      for (auto who : pool(t, d)) {
        if (full.cells_[cell(who, d)] != static_cast<std::int16_t>(t + 1))
          continue;
        while (!used.insert(next).second)
          ++next;
        out.push_back(full.row(who, d, next));
      }
    }
  std::sort(out.begin(), out.end(), [](const duty& a, const duty& b) {
    return a.person != b.person ? a.person < b.person : a.start < b.start;
  });
  return out;
}

} // namespace nightfloat::domain

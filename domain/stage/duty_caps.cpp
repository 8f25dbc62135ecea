// SPDX-License-Identifier: Apache-2.0
// How many duties may be others than in a roster that people have planned by.
// What all stages together may change is shared: each is held to what the
// others have left of it.
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_stages.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <tuple>

namespace nightfloat::domain::stage {

namespace {

constexpr auto no_cap = std::numeric_limits<std::int64_t>::max() / 4;

using duty_key = std::tuple<person_id, instant, template_id>;

duty_key key_of(const duty& x) noexcept {
  return {x.person, x.start, x.from};
}

} // namespace

/// From what there is, each as near as has to be; kept before anything is
/// tried, so that there always is one that holds, if one can.
result<void> duty_stages::begin_near() {
  // What cannot stay is what nothing but the fixed work forbids: what other
  // stages have at present may yet go, and days that were only chosen to be
  // off may be others.
  auto alone = std::vector<duty_problem>{};
  for (const auto& one : stages_) {
    auto wish = one.wish;
    wish.shares_people = true;
    auto made = make_duty_problem(*x_, plan_, fixed_, wish);
    if (!made)
      return made.error();
    alone.push_back(std::move(*made));
  }
  find_lost(alone);
  for (auto i = std::size_t{0}; i < stages_.size(); ++i)
    hold(i);
  count_needed(alone);
  keep_best();
  return {};
}

void duty_stages::hold(std::size_t which) {
  auto& one = stages_[which];
  if (!one.search)
    return;
  const auto& x = one.search->problem();
  auto most = options_.changes_max.value_or(no_cap) - changes_but(which);
  auto each = std::vector<std::int64_t>{};
  if (options_.changes_max_each)
    for (auto who : x.meaning.who)
      each.push_back(*options_.changes_max_each - changes_but(which, who));
  one.search->hold(
    {x.what, grid_as_it_was(x, options_.near), most, std::move(each)});
}

/// Changes of all other stages, and of what is of none.
std::int64_t duty_stages::changes_but(std::size_t which) const {
  auto out = std::int64_t{0};
  for (auto n : unplaced_)
    out += n;
  for (auto i = std::size_t{0}; i < stages_.size(); ++i)
    if (i != which && stages_[i].search)
      out += stages_[i].search->changes();
  return out;
}

std::int64_t duty_stages::changes_but(std::size_t which,
                                      std::size_t who) const {
  auto out = unplaced_[who];
  for (auto i = std::size_t{0}; i < stages_.size(); ++i) {
    if (i == which || !stages_[i].search)
      continue;
    const auto& rows = stages_[i].search->problem().meaning.who;
    if (auto row = std::ranges::lower_bound(rows, who);
        row != rows.end() && *row == who)
      out += stages_[i].search->changes_of(
        static_cast<std::size_t>(row - rows.begin()));
  }
  return out;
}

std::int64_t duty_stages::over_now() const noexcept {
  auto out = std::int64_t{0};
  if (options_.changes_max)
    out += std::max<std::int64_t>(0, changes_but(frame::npos)
                                       - *options_.changes_max);
  if (options_.changes_max_each)
    for (auto who = std::size_t{0}; who < x_->people(); ++who)
      out += std::max<std::int64_t>(0, changes_but(frame::npos, who)
                                         - *options_.changes_max_each);
  return out;
}

std::int64_t duty_stages::over() const noexcept {
  const auto* before = kept();
  return before != nullptr ? before->over : over_now();
}

/// Duties that no stage has a cell for, and those whose cell forbids them.
void duty_stages::find_lost(std::span<const duty_problem> alone) {
  auto placed = std::set<duty_key>{};
  auto allowed = std::set<duty_key>{};
  for (const auto& d : fixed_)
    allowed.insert(key_of(d));
  for (const auto& x : alone) {
    for (const auto& d :
         duties_of_grid(x, grid_as_it_was(x, options_.near), plan_))
      placed.insert(key_of(d));
    for (const auto& d :
         duties_of_grid(x, grid_of_duties(x, options_.near), plan_))
      allowed.insert(key_of(d));
  }
  auto days = std::set<lost_day>{};
  auto nowhere = std::set<lost_day>{};
  for (const auto& d : options_.near) {
    auto key = key_of(d);
    if (allowed.contains(key))
      continue;
    auto one = lost_day{x_->index(d.person), column_day(*x_, d)};
    days.insert(one);
    if (!placed.contains(key))
      nowhere.insert(one);
  }
  lost_.assign(days.begin(), days.end());
  for (const auto& one : nowhere)
    ++unplaced_[one.who];
}

/// A day needs as many changes as people cannot stay, and as many as places
/// are open without them: in one column each takes another cell.
void duty_stages::count_needed(std::span<const duty_problem> alone) {
  // By whether they are residents; [day]: lost, and open places of a column.
  auto lost = std::array<std::map<date, std::int64_t>, 2>{};
  auto wanted = std::array<std::map<date, std::int64_t>, 2>{};
  for (const auto& one : lost_)
    ++lost[x_->resident(one.who) ? 1 : 0][one.day];
  for (auto k = std::size_t{0}; k < alone.size(); ++k) {
    const auto& x = alone[k];
    auto near = grid_of_duties(x, options_.near);
    auto open = std::vector<std::int64_t>(x.meaning.columns.size());
    for (auto i = std::size_t{0}; i < x.demanded.size(); ++i)
      open[static_cast<std::size_t>(x.what.demands[i].day)]
        += heads_missing(x, near, i);
    for (auto c = std::size_t{0}; c < open.size(); ++c) {
      auto& most
        = wanted[stages_[k].residents ? 1 : 0][x.meaning.columns[c].day];
      most = std::max(most, open[c]);
    }
  }
  for (auto side : {0U, 1U}) {
    for (const auto& [day, n] : lost[side])
      wanted[side][day] = std::max(wanted[side][day], n);
    for (const auto& [day, n] : wanted[side])
      changes_needed_ += n;
  }
}

} // namespace nightfloat::domain::stage

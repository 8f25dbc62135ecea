// SPDX-License-Identifier: Apache-2.0
#include "exchange/roster_merge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace nightfloat::exchange {

namespace {

using namespace domain;

/// The parts of `x` that no window of `cuts` holds; `cuts` sorted.
std::vector<window> without(window x, const std::vector<window>& cuts) {
  auto out = std::vector<window>{};
  for (const auto& cut : cuts) {
    if (cut.last < x.first || cut.first > x.last)
      continue;
    if (cut.first > x.first)
      out.push_back({x.first, cut.first - date::duration{1}});
    x.first = cut.last + date::duration{1};
  }
  if (x.first <= x.last)
    out.push_back(x);
  return out;
}

bool is_same(const assignment& a, const assignment& b) {
  return std::tie(a.rotation, a.first, a.last)
         == std::tie(b.rotation, b.first, b.last);
}

/// What makes two duties one work.
auto work_of(const duty& x) {
  auto kind = x.from.assigned() ? duty_kind::clinical : x.kind;
  return std::tuple{x.start, x.end, x.from, kind};
}

auto work_of(const duty_piece& x) {
  auto kind = x.from.assigned() ? duty_kind::clinical : x.kind;
  return std::tuple{x.time.start, x.time.end, x.from, kind};
}

} // namespace

std::vector<assignment>
merge_plan(person_id who, std::span<const assignment> before,
           std::vector<window> shown, std::vector<plan_piece> pieces) {
  std::ranges::sort(shown, {}, &window::first);
  for (const auto& x : before)
    for (const auto& part : without({x.first, x.last}, shown))
      pieces.push_back({x.rotation, part});
  std::ranges::sort(pieces, {},
                    [](const plan_piece& x) { return x.days.first; });
  // Days on which a row of the plan followed another of the same rotation.
  auto cuts = std::set<std::pair<rotation_id, date>>{};
  for (const auto& x : before)
    for (const auto& next : before)
      if (next.rotation == x.rotation
          && next.first == x.last + date::duration{1})
        cuts.emplace(next.rotation, next.first);
  auto out = std::vector<assignment>{};
  for (const auto& x : pieces) {
    auto meets = !out.empty() && out.back().rotation == x.rotation
                 && out.back().last + date::duration{1} == x.days.first
                 && !cuts.contains({x.rotation, x.days.first});
    if (meets)
      out.back().last = x.days.last;
    else
      out.push_back({.person = who,
                     .rotation = x.rotation,
                     .first = x.days.first,
                     .last = x.days.last,
                     .source = duty_source::manual});
  }
  for (auto& x : out)
    for (const auto& old : before)
      if (is_same(x, old))
        x.source = old.source;
  return out;
}

duty_merge::duty_merge(std::vector<duty> before)
  : before_{std::move(before)}, is_gone_(before_.size()) {
  std::ranges::sort(before_, [](const auto& a, const auto& b) {
    return std::tie(a.person, a.start) < std::tie(b.person, b.start);
  });
}

void duty_merge::show(person_id who, instant from, instant to,
                      std::vector<duty_piece> shown) {
  auto key = [](const duty& x) {
    return std::pair{x.person, x.start};
  };
  auto first = std::ranges::lower_bound(before_, std::pair{who, from}, {}, key);
  for (auto x = first; x != before_.end() && x->person == who && x->start < to;
       ++x) {
    auto same = std::ranges::find_if(
      shown, [&](const auto& y) { return work_of(y) == work_of(*x); });
    if (same != shown.end())
      shown.erase(same);
    else
      is_gone_[static_cast<std::size_t>(x - before_.begin())] = true;
  }
  new_.insert(new_.end(), shown.begin(), shown.end());
}

std::vector<duty> duty_merge::finish() {
  using work = decltype(work_of(duty{}));
  auto passed_on = std::multimap<work, const duty*>{};
  auto out = std::vector<duty>{};
  auto last = shift_id{};
  for (std::size_t i = 0; i < before_.size(); ++i) {
    const auto& x = before_[i];
    last = std::max(last, x.shift);
    if (!is_gone_[i])
      out.push_back(x);
    else if (x.shift.assigned())
      passed_on.emplace(work_of(x), &x);
  }
  for (const auto& x : new_) {
    auto& made = out.emplace_back();
    made.person = x.person;
    made.start = x.time.start;
    made.end = x.time.end;
    made.from = x.from;
    made.rotation = x.rotation;
    made.kind = x.kind;
    made.site = x.site;
    made.source = duty_source::manual;
    if (auto old = passed_on.find(work_of(x)); old != passed_on.end()) {
      // A sheet says neither of which rotation it is nor where.
      made.shift = old->second->shift;
      made.rotation = old->second->rotation;
      made.site = old->second->site;
      made.kind = old->second->kind;
      passed_on.erase(old);
    } else {
      made.shift.value = ++last.value;
    }
  }
  return out;
}

} // namespace nightfloat::exchange

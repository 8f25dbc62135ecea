// SPDX-License-Identifier: Apache-2.0

// Programme policy: a site has room for `people_max` at one time. Everybody on
// a shift with an activity takes that activity's room units.

#include "domain/conflict/find.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Somebody comes or goes.
struct step {
  instant when{};
  std::int32_t units = 0;
  shift_id shift{};
};

/// Where shifts are and what room they take.
class rooms {
public:
  explicit rooms(const programme& where) {
    auto units = std::map<activity_id, std::int32_t>{};
    for (const auto& x : where.activities)
      units[x.id] = x.room_units;
    for (const auto& x : where.templates) {
      auto found = units.find(x.activity);
      shifts_[x.id] = {site_of(where, x, x.rotation),
                       found == units.end() ? 0 : found->second};
    }
  }

  /// The site of a duty and the units that it takes there.
  std::pair<site_id, std::int32_t> of(const duty& x) const {
    auto found = shifts_.find(x.from);
    if (found == shifts_.end())
      return {};
    auto [site, units] = found->second;
    return {x.site.assigned() ? x.site : site, units};
  }

private:
  std::map<template_id, std::pair<site_id, std::int32_t>> shifts_;
};

conflict too_many(const site& where, instant from, instant to,
                  std::int64_t most, std::vector<shift_id> shifts) {
  auto out = conflict{.kind = conflict_kind::overbooked_facility};
  out.place = where.code;
  auto& x = out.what;
  x.rule = name_of(out.kind);
  x.clause = "programme policy";
  x.severity = severity::policy;
  x.from = from;
  x.to = to;
  x.measured = most;
  x.limit = where.people_max;
  x.unit = "people";
  x.shifts = std::move(shifts);
  return out;
}

std::string sentence_of(const rule_context& context, const conflict& x) {
  const auto& what = x.what;
  return "overbooked_facility: site " + x.place + " holds "
         + std::to_string(what.measured) + " of at most "
         + std::to_string(what.limit) + " people from "
         + context.clock_of(what.from) + " to " + context.clock_of(what.to)
         + ", move " + std::to_string(what.measured - what.limit) + " of them";
}

/// Walks one site in order of time: who goes at a minute goes before who
/// comes.
void walk(const site& where, std::vector<step>& steps, instant first,
          instant last, std::vector<conflict>& out) {
  std::ranges::sort(steps, {}, [](const step& x) {
    return std::tuple{x.when, x.units, x.shift};
  });
  auto now = std::int64_t{0};
  auto most = std::int64_t{0};
  auto from = instant{};
  auto present = std::vector<shift_id>{};
  auto at_worst = std::vector<shift_id>{};
  for (auto i = std::size_t{0}; i < steps.size(); ++i) {
    const auto& x = steps[i];
    now += x.units;
    if (x.units > 0)
      present.push_back(x.shift);
    else
      present.erase(std::ranges::find(present, x.shift));
    if (i + 1 < steps.size() && steps[i + 1].when == x.when)
      continue;
    if (now > where.people_max) {
      if (most == 0)
        from = x.when;
      if (now > most) {
        most = now;
        at_worst = present;
      }
    } else if (most > 0) {
      std::ranges::sort(at_worst);
      if (from < last && x.when > first)
        out.push_back(too_many(where, from, x.when, most, std::move(at_worst)));
      most = 0;
      at_worst = {};
    }
  }
}

} // namespace

std::vector<conflict>
find_overbooked(const programme& where, const rule_context& context,
                std::span<const duty> duties, window over) {
  auto out = std::vector<conflict>{};
  auto limited = std::map<site_id, std::vector<step>>{};
  for (const auto& x : where.sites)
    if (x.people_max > 0)
      limited[x.id];
  if (limited.empty())
    return out;
  auto first = context.midnight(over.first);
  auto last = context.midnight(over.last + date::duration{1});
  auto known = rooms{where};
  for (const auto& work : duties) {
    // A day on each side, so that what meets the window is seen whole.
    if (work.end <= first - minutes{1'440}
        || work.start >= last + minutes{1'440} || work.end <= work.start)
      continue;
    auto [site, units] = known.of(work);
    auto found = limited.find(site);
    if (units <= 0 || found == limited.end())
      continue;
    found->second.push_back({work.start, units, work.shift});
    found->second.push_back({work.end, -units, work.shift});
  }
  for (const auto& x : where.sites)
    if (auto found = limited.find(x.id); found != limited.end())
      walk(x, found->second, first, last, out);
  for (auto& x : out)
    x.what.sentence = sentence_of(context, x);
  return out;
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/loads.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

load_book::load_book(const programme& where, const what_if& rules, date day)
  : where_{where}, rules_{rules}, over_{where.info.first, where.info.last} {
  const auto& context = rules.context();
  auto members = std::map<std::string, std::vector<work_tally>>{};
  all_.reserve(context.people.size());
  for (const auto& who : context.people) {
    all_.push_back({.who = who.id,
                    .tally = tally_of(context, where.holidays,
                                      duties_of(rules.what(), who.id), over_),
                    .group = group_of(context, who, day)});
    members[all_.back().group].push_back(all_.back().tally);
  }
  for (const auto& [group, tallies] : members)
    means_[group] = spread_of(group, tallies).mean;
}

const load_book::entry& load_book::at(person_id who) const {
  auto found = std::ranges::lower_bound(all_, who, {}, &entry::who);
  NIGHTFLOAT_EXPECT(found != all_.end() && found->who == who);
  return *found;
}

const work_tally& load_book::tally(person_id who) const {
  return at(who).tally;
}

const std::string& load_book::group(person_id who) const {
  return at(who).group;
}

work_tally load_book::after(person_id who, const duty_change& x) const {
  auto own = duties_of(rules_.what(), who);
  auto now = std::vector<duty>{};
  now.reserve(own.size() + x.come.size());
  for (const auto& work : own)
    if (std::ranges::find(x.gone, work) == x.gone.end())
      now.push_back(work);
  for (const auto& work : x.come)
    if (work.person == who)
      now.push_back(work);
  std::ranges::stable_sort(now, {}, &duty::start);
  return tally_of(rules_.context(), where_.holidays, now, over_);
}

std::int64_t load_book::drift(const duty_change& x, person_id but) const {
  auto out = std::int64_t{0};
  for (auto who : people_in(x)) {
    if (who == but || rules_.context().person_of(who) == nullptr)
      continue;
    const auto& mean = means_.at(group(who));
    out += distance(after(who, x), mean) - distance(tally(who), mean);
  }
  return out;
}

spread_change load_book::spread(const std::string& group,
                                std::span<const tally_change> changes) const {
  auto before = std::vector<work_tally>{};
  auto now = std::vector<work_tally>{};
  for (const auto& x : all_) {
    if (x.group != group)
      continue;
    auto changed = std::ranges::find(changes, x.who, &tally_change::person);
    before.push_back(x.tally);
    now.push_back(changed == changes.end() ? x.tally : changed->after);
  }
  return {spread_of(group, before), spread_of(group, now)};
}

std::vector<person_id> people_in(const duty_change& x) {
  auto out = std::vector<person_id>{};
  for (auto all : {&x.gone, &x.come})
    for (const auto& work : *all)
      if (work.person.assigned())
        out.push_back(work.person);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace nightfloat::domain

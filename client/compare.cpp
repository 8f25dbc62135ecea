// SPDX-License-Identifier: Apache-2.0
#include "client/publish.hpp"

#include <tuple>

namespace nightfloat::client {

namespace {

/// Counts over two sequences that are sorted by `key`.
template <class T, class Key>
table_change count_changes(std::string table, const std::vector<T>& before,
                           const std::vector<T>& after, Key key) {
  auto out = table_change{.table = std::move(table)};
  auto a = before.begin();
  auto b = after.begin();
  while (a != before.end() || b != after.end()) {
    if (b == after.end() || (a != before.end() && key(*a) < key(*b))) {
      ++out.removed;
      ++a;
    } else if (a == before.end() || key(*b) < key(*a)) {
      ++out.added;
      ++b;
    } else {
      ++(*a == *b ? out.same : out.changed);
      ++a;
      ++b;
    }
  }
  return out;
}

constexpr auto by_id = [](auto& x) {
  return x.id;
};

table_change count_info(const domain::programme& before,
                        const domain::programme& after) {
  auto out = table_change{.table = "programme"};
  if (before.info == after.info)
    out.same = 1;
  else if (before.info == domain::programme_info{})
    out.added = 1;
  else
    out.changed = 1;
  return out;
}

table_change count_rules(const domain::programme& before,
                         const domain::programme& after) {
  auto out = table_change{.table = "rules"};
  if (before.pack && after.pack)
    ++(*before.pack == *after.pack ? out.same : out.changed);
  else if (before.pack || after.pack)
    ++(after.pack ? out.added : out.removed);
  return out;
}

} // namespace

std::vector<table_change>
compare(const domain::programme& before, const domain::roster* roster_before,
        const domain::programme& after, const domain::roster* roster_after) {
  static const auto none = domain::roster{};
  auto& old_roster = roster_before != nullptr ? *roster_before : none;
  auto& new_roster = roster_after != nullptr ? *roster_after : none;
  return {
    count_info(before, after),
    count_changes("people", before.people, after.people, by_id),
    count_changes("rotations", before.rotations, after.rotations, by_id),
    count_changes("templates", before.templates, after.templates, by_id),
    count_changes("absences", before.absences, after.absences, by_id),
    count_changes("requirements", before.requirements, after.requirements,
                  by_id),
    count_changes("duties", old_roster.duties, new_roster.duties,
                  [](auto& x) {
                    return std::tuple{x.person, x.start, x.shift};
                  }),
    count_changes("plan", old_roster.plan, new_roster.plan,
                  [](auto& x) {
                    return std::tuple{x.person, x.first};
                  }),
    count_changes("sites", before.sites, after.sites, by_id),
    count_changes("holidays", before.holidays, after.holidays,
                  [](auto& x) { return x.day; }),
    count_changes("activities", before.activities, after.activities, by_id),
    count_changes("credentials", before.credentials, after.credentials, by_id),
    count_rules(before, after),
  };
}

} // namespace nightfloat::client

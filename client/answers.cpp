// SPDX-License-Identifier: Apache-2.0
#include "client/answers.hpp"

#include "codec/text.hpp"
#include "domain/conflict/find.hpp"
#include "domain/conflict/resolve.hpp"
#include "domain/rules/repair.hpp"
#include "domain/rules/validate.hpp"
#include "domain/rules/who_can.hpp"
#include "domain/rules/words.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace nightfloat::client {

namespace {

using domain::finding;

failure beyond(const char* what, std::uint32_t asked, std::uint32_t most) {
  return {ec::invalid_argument, std::string{what} + ": out of bounds ("
                                  + std::to_string(asked) + ", at most "
                                  + std::to_string(most) + "), ask for fewer"};
}

/// The named one, else the programme's own.
result<domain::rule_pack> pack_for(const std::string& name,
                                   const domain::programme& where) {
  if (name.empty() || (where.pack && where.pack->name == name))
    return domain::pack_of(where);
  return domain::shipped_pack(name);
}

result<void> check_people(const std::vector<domain::person_id>& people,
                          const domain::programme& where) {
  for (auto x : people)
    if (find(where, x) == nullptr)
      return failure{ec::not_found, "people: there is no person "
                                      + std::to_string(x.value)
                                      + ", name one of the programme"};
  return {};
}

/// Who is named twice is judged once.
std::vector<domain::person_id> once_each(std::vector<domain::person_id> all) {
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

result<void> check_rules(const std::vector<std::string>& rules) {
  if (rules.size() > domain::rule_count)
    return beyond("rules", static_cast<std::uint32_t>(rules.size()),
                  domain::rule_count);
  auto wrong = std::ranges::find_if_not(rules, [](const std::string& x) {
    return domain::find_rule(x).has_value();
  });
  if (wrong == rules.end())
    return {};
  auto known = std::string{};
  for (auto i = std::size_t{0}; i < domain::rule_count; ++i)
    known += (i == 0 ? "" : ", ")
             + std::string{domain::name_of(static_cast<domain::rule>(i))};
  // As much of it as finds a slip of the pen: who asks may send anything.
  return failure{ec::invalid_argument,
                 "rules: there is no rule "
                   + std::string{codec::clipped(*wrong, 64)} + ", name one of "
                   + known};
}

template <class T>
bool is_in(const std::vector<T>& all, const T& x) {
  return all.empty() || std::ranges::find(all, x) != all.end();
}

bool is_empty(const domain::roster& x) {
  return x.duties.empty() && x.plan.empty();
}

failure no_roster(const char* what) {
  return {ec::not_found,
          std::string{what} + ": there is no roster, generate or import one"};
}

/// Nothing could be judged, whatever was asked about: no answer to that would
/// read as a pass.
bool is_of_all(const finding& x) {
  return !x.person.assigned() && x.rule == domain::name_of(domain::rule::data);
}

/// What the rules say, of those people and rules alone.
std::vector<finding>
findings_asked(const validate_request& x, const roster_copy& about,
               const domain::rule_pack& pack, domain::window over) {
  auto out = std::vector<finding>{};
  auto whole = x.people.empty() || is_empty(about.roster);
  if (whole)
    out = domain::validate(about.programme, about.roster, pack, over);
  else
    for (auto who : once_each(x.people))
      std::ranges::move(
        domain::validate_person(about.programme, about.roster, pack, over, who),
        std::back_inserter(out));
  std::erase_if(out, [&](const finding& one) {
    return !is_in(x.rules, one.rule) && !is_of_all(one);
  });
  return out;
}

/// The shift's duties as they are, or as they would be.
result<std::vector<domain::duty>> parts_asked(const who_can_request& x,
                                              const roster_copy& about) {
  auto held = x.shift.assigned();
  if (held == x.what.assigned())
    return failure{ec::invalid_argument,
                   "roster.who_can: name either a shift or a template and its "
                   "day"};
  if (held)
    return domain::parts_of(about.roster, x.shift);
  auto shift = find(about.programme, x.what);
  if (shift == nullptr)
    return failure{ec::not_found, "what: there is no shift template "
                                    + std::to_string(x.what.value)};
  auto work = domain::duty_on(about.programme, *shift, x.day);
  if (!work)
    return work.error();
  return std::vector{*work};
}

} // namespace

result<domain::window> window_of(const domain::programme& where,
                                 domain::date first, domain::date last) {
  if (first == domain::date{})
    first = where.info.first;
  if (last == domain::date{})
    last = where.info.last;
  if (last < first)
    return failure{ec::invalid_argument,
                   "last: " + domain::to_string(last) + " is before first, "
                     + domain::to_string(first) + ", give the days in order"};
  return domain::window{first, last};
}

std::uint64_t micros(std::chrono::steady_clock::time_point from,
                     std::chrono::steady_clock::time_point to) noexcept {
  return static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

result<validate_reply> answer_from(const validate_request& x,
                                   const roster_copy& about,
                                   const read_clock& now) {
  if (x.repairs > validate_request::repairs_max)
    return beyond("repairs", x.repairs, validate_request::repairs_max);
  auto pack = pack_for(x.pack, about.programme);
  if (!pack)
    return pack.error();
  auto over = window_of(about.programme, x.first, x.last);
  if (!over)
    return over.error();
  if (auto ok = check_people(x.people, about.programme); !ok)
    return ok.error();
  if (auto ok = check_rules(x.rules); !ok)
    return ok.error();
  auto out = validate_reply{};
  auto began = now();
  out.findings = findings_asked(x, about, *pack, *over);
  out.spent_us = micros(began, now());
  // A zone that nobody knows is a finding already.
  if (x.repairs > 0)
    if (auto rules = domain::what_if::make(about.programme, about.roster,
                                           *pack))
      domain::add_repairs(*rules, out.findings, x.repairs);
  out.version = about.version;
  out.duties = about.roster.duties.size();
  out.people = static_cast<std::uint32_t>(x.people.empty()
                                            ? about.programme.people.size()
                                            : once_each(x.people).size());
  return out;
}

result<conflicts_reply> answer_from(const conflicts_request& x,
                                    const roster_copy& about,
                                    const read_clock& now) {
  if (x.resolve > conflicts_request::resolve_max)
    return beyond("resolve", x.resolve, conflicts_request::resolve_max);
  auto pack = domain::pack_of(about.programme);
  if (!pack)
    return pack.error();
  auto over = window_of(about.programme, x.first, x.last);
  if (!over)
    return over.error();
  auto rules = domain::what_if::make(about.programme, about.roster, *pack);
  if (!rules)
    return rules.error();
  if (is_empty(about.roster))
    return no_roster("conflicts");
  auto out = conflicts_reply{.version = about.version};
  auto began = now();
  out.conflicts = domain::find_conflicts(about.programme, *rules, *over);
  std::erase_if(out.conflicts, [&](const domain::conflict& one) {
    return !is_in(x.kinds, one.kind);
  });
  domain::add_resolutions(about.programme, *rules, out.conflicts, x.resolve);
  out.spent_us = micros(began, now());
  return out;
}

result<who_can_reply> answer_from(const who_can_request& x,
                                  const roster_copy& about,
                                  const read_clock& now) {
  auto pack = domain::pack_of(about.programme);
  if (!pack)
    return pack.error();
  if (auto ok = check_people(x.people, about.programme); !ok)
    return ok.error();
  auto parts = parts_asked(x, about);
  if (!parts)
    return parts.error();
  auto rules = domain::what_if::make(about.programme, about.roster, *pack);
  if (!rules)
    return rules.error();
  auto out = who_can_reply{.version = about.version};
  auto began = now();
  out.candidates = domain::who_can(*rules, *parts);
  out.spent_us = micros(began, now());
  std::erase_if(out.candidates, [&](const domain::candidate& one) {
    return !is_in(x.people, one.person);
  });
  out.parts = std::move(*parts);
  return out;
}

result<repair_reply> answer_from(const repair_request& x,
                                 const roster_copy& about,
                                 const read_clock& now) {
  auto pack = domain::pack_of(about.programme);
  if (!pack)
    return pack.error();
  auto site = domain::zone::find(about.programme.info.zone);
  if (!site)
    return at("repair", site.error());
  if (is_empty(about.roster))
    return no_roster("repair");
  auto began = now();
  auto found = domain::mend_absence(
    about.programme, about.roster, *pack,
    {.person = x.person,
     .first = x.first,
     .last = x.last,
     .ways = x.ways,
     .seed = x.seed,
     .now = x.now,
     .how
     = {.today = site->local_date(x.now), .code = x.code, .reason = x.reason}});
  if (!found)
    return found.error();
  return repair_reply{.version = about.version,
                      .found = *std::move(found),
                      .spent_us = micros(began, now())};
}

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/people.hpp"

#include "domain/clock.hpp"
#include "domain/ledger_time.hpp"

#include <charconv>
#include <utility>

namespace nightfloat::cmd {

namespace {

template <class Id>
std::string code_or_number(const domain::programme& x, Id id) {
  if (!id.assigned())
    return "-";
  auto* found = domain::find(x, id);
  return found != nullptr ? found->code : "#" + std::to_string(id.value);
}

} // namespace

directory::directory(domain::programme x) : programme_{std::move(x)} {
  if (auto found = domain::zone::find(programme_.info.zone))
    zone_ = *found;
}

std::string directory::code(domain::person_id x) const {
  return code_or_number(programme_, x);
}

std::string directory::code(domain::rotation_id x) const {
  return code_or_number(programme_, x);
}

std::string directory::code(domain::template_id x) const {
  return code_or_number(programme_, x);
}

domain::date directory::day(domain::instant x) const {
  return zone_.local_date(x);
}

int directory::minute(domain::instant x) const {
  return zone_.local_minute(x);
}

std::string directory::time(domain::instant x) const {
  return domain::local_text(zone_, x);
}

std::string directory::days(domain::instant from, domain::instant to) const {
  auto first = day(from);
  auto last = to > from ? day(to - domain::minutes{1}) : first;
  auto text = domain::to_string(first);
  return first == last ? text : text + " to " + domain::to_string(last);
}

result<domain::person_id>
directory::person(const std::string& code_of_person) const {
  if (auto* found = domain::find_code(programme_, code_of_person))
    return found->id;
  auto likely = programme_.people.empty()
                  ? std::string{}
                  : ", write a code such as " + programme_.people[0].code;
  return failure{ec::not_found,
                 "person: is unknown (" + code_of_person + ")" + likely, 0};
}

std::string ledger_time(const directory& names, std::int64_t ms) {
  return ms == 0 ? "-" : names.time(domain::instant_of(ms));
}

std::string ledger_time(std::int64_t ms) {
  return ms == 0 ? "-" : domain::to_string(domain::instant_of(ms));
}

result<directory> load_directory(context& x, const std::string& programme) {
  auto ledger = x.ledger();
  if (!ledger)
    return ledger.error();
  auto found = client::load_programme(**ledger, programme);
  if (!found)
    return found.error();
  return directory{std::move(found->programme)};
}

result<domain::shift_id>
find_shift(const directory& names, const domain::roster& roster,
           domain::person_id who, const std::string& text) {
  auto number = std::uint32_t{};
  auto end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc{} && read.ptr == end && number != 0)
    return domain::shift_id{number};
  auto day = domain::parse_date(text);
  if (!day)
    return failure{ec::invalid_argument,
                   "SHIFT: is neither a number nor a date (" + text
                     + "), see `nightfloat roster --person " + names.code(who)
                     + "`",
                   0};
  auto found = std::vector<const domain::duty*>{};
  for (auto& one : domain::duties_of(roster, who))
    if (names.day(one.start) == *day && one.shift.assigned())
      found.push_back(&one);
  if (found.size() == 1)
    return found.front()->shift;
  if (found.empty())
    return failure{ec::not_found,
                   names.code(who) + ": has no shift that starts on " + text
                     + ", see `nightfloat roster --person " + names.code(who)
                     + "`",
                   0};
  auto list = std::string{};
  for (auto* one : found)
    list += " " + std::to_string(one->shift.value);
  return failure{ec::invalid_argument,
                 names.code(who) + ": has several shifts on " + text
                   + ", name one by number:" + list,
                 0};
}

} // namespace nightfloat::cmd

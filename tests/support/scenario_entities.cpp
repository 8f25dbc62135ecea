// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scenario_entities.hpp"

#include "codec/text.hpp"

#include <algorithm>

namespace nightfloat::test {

using namespace domain;

namespace {

/// Takes the next word if it names an enumerator.
template <class E>
bool skip_name(line_words& words, E& x) {
  auto found = codec::find_name(words.peek(), x);
  if (found)
    words.take("a name");
  return found;
}

template <class T>
const T* coded(const std::vector<T>& all, std::string_view code) {
  auto found = std::ranges::find(all, code, &T::code);
  return found == all.end() ? nullptr : &*found;
}

template <class T>
auto next_id(const std::vector<T>& all) {
  return decltype(T::id){static_cast<std::uint32_t>(all.size() + 1)};
}

int pgy_number(line_words& words) {
  auto word = words.take("PGY-1 to PGY-8");
  if (word.size() == 5 && word.starts_with("PGY-") && word[4] >= '1'
      && word[4] <= '8')
    return word[4] - '0';
  words.fail("PGY: \"" + std::string{word} + "\" is not PGY-1 to PGY-8");
  return 1;
}

void pgy_range(shift_template& x, line_words& words) {
  x.pgy_min = static_cast<std::uint8_t>(pgy_number(words));
  if (words.skip(".."))
    x.pgy_max = static_cast<std::uint8_t>(pgy_number(words));
}

/// The id of the member whose code comes next.
template <class T>
auto named(const std::vector<T>& all, const char* what, line_words& words) {
  auto code = words.take(what);
  auto found = coded(all, code);
  if (found != nullptr)
    return found->id;
  words.fail("no " + std::string{what} + " \"" + std::string{code}
             + "\", write its line before");
  return decltype(T::id){};
}

} // namespace

bool scenario_entities::line(std::string_view key, line_words& words) {
  if (key == "resident")
    person_of(person_role::resident, words);
  else if (key == "faculty")
    person_of(person_role::faculty, words);
  else if (key == "rotation")
    rotation_line(words);
  else if (key == "shift")
    shift(words);
  else if (key == "site")
    site_line(words);
  else if (key == "activity")
    activity_line(words);
  else if (key == "credential")
    credential(words);
  else
    return work_line(key, words);
  return true;
}

bool scenario_entities::work_line(std::string_view key, line_words& words) {
  if (key == "plan")
    plan(words);
  else if (key == "leave")
    leave(words);
  else if (key == "work")
    work(words);
  else if (key == "change")
    change_of(words);
  else
    return false;
  return true;
}

void scenario_entities::person_of(person_role role, line_words& words) {
  auto x = person{.id = next_id(out_.where.people), .role = role};
  x.code = words.take("a person's code");
  x.name = x.code;
  if (role == person_role::resident)
    pgy(x, words);
  if (coded(out_.where.people, x.code) != nullptr)
    words.fail(x.code + " is there twice");
  out_.where.people.push_back(std::move(x));
}

/// `PGY-2`: in the academic year in which the window begins, rising each July;
/// `PGY-2 in 2025`, any number of times: in those years; `PGY unknown`.
void scenario_entities::pgy(person& x, line_words& words) {
  if (words.skip("PGY")) {
    if (!words.skip("unknown"))
      words.fail("PGY: write PGY-1 to PGY-8 or PGY unknown");
    return;
  }
  auto add = [&](int year, int number) {
    x.pgy.push_back(
      {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(number)});
  };
  do {
    auto number = pgy_number(words);
    if (words.skip("in")) {
      add(words.number("academic year", 1900, 2999), number);
      continue;
    }
    if (out_.over == window{})
      words.fail("PGY: the window must be said before it");
    auto year = academic_year_of(out_.over.first);
    for (auto i = -1; i <= 1; ++i)
      if (number + i >= 1)
        add(year + i, number + i);
  } while (words.peek().starts_with("PGY-"));
}

void scenario_entities::rotation_line(line_words& words) {
  auto x = rotation{.id = next_id(out_.where.rotations)};
  x.code = words.take("a rotation's code");
  x.name = x.code;
  while (!words.empty() && words.fault().empty()) {
    if (skip_name(words, x.kind) || skip_name(words, x.averaging))
      continue;
    if (words.skip("site")) {
      x.site = words.take("a site");
      continue;
    }
    auto hours = words.number("a kind or hours a week", 1, 168);
    x.hours_week_max = static_cast<std::uint16_t>(hours);
    if (!words.skip("h"))
      words.fail("rotation: write 88 h");
  }
  out_.where.rotations.push_back(std::move(x));
}

void scenario_entities::shift(line_words& words) {
  auto x = shift_template{.id = next_id(out_.where.templates),
                          .people_needed = 0};
  x.code = words.take("a shift's code");
  x.name = x.code;
  x.rotation = named(out_.where.rotations, "rotation", words);
  auto [from, to] = words.hours({});
  x.start = static_cast<std::uint16_t>(from);
  x.length = static_cast<std::uint16_t>(to - from);
  while (!words.empty() && words.fault().empty())
    shift_trait(x, words);
  out_.where.templates.push_back(std::move(x));
}

void scenario_entities::shift_trait(shift_template& x, line_words& words) {
  if (auto days = words.weekdays(); days != 0)
    x.weekdays = days;
  else if (words.skip("supervised"))
    x.supervised = true;
  else if (words.skip("unit"))
    x.unit = words.take("a unit");
  else if (words.skip("needs"))
    x.people_needed = static_cast<std::uint16_t>(words.number("needs", 0, 99));
  else if (words.skip("credential"))
    x.credential = words.take("a kind of credential");
  else if (words.skip("activity"))
    x.activity = named(out_.where.activities, "activity", words);
  else if (words.skip("site"))
    x.site = named(out_.where.sites, "site", words);
  else if (words.peek().starts_with("PGY-"))
    pgy_range(x, words);
  else if (!skip_name(words, x.role) && !skip_name(words, x.kind))
    words.fail("shift: \"" + std::string{words.peek()} + "\" is no trait");
}

void scenario_entities::site_line(line_words& words) {
  auto x = site{.id = next_id(out_.where.sites)};
  x.code = words.take("a site's code");
  x.name = x.code;
  if (words.skip("zone"))
    x.zone = words.take("a zone");
  if (words.skip("people"))
    x.people_max = static_cast<std::uint16_t>(words.number("people", 1, 999));
  out_.where.sites.push_back(std::move(x));
}

void scenario_entities::activity_line(line_words& words) {
  auto x = activity{.id = next_id(out_.where.activities)};
  x.code = words.take("an activity's code");
  x.name = x.code;
  while (!words.empty() && words.fault().empty()) {
    if (words.skip("procedure"))
      x.procedure = true;
    else if (words.skip("credential"))
      x.credential = words.take("a kind of credential");
    else if (words.skip("room"))
      x.room_units = static_cast<std::uint8_t>(words.number("room", 0, 99));
    else if (!skip_name(words, x.category))
      words.fail("activity: \"" + std::string{words.peek()} + "\" is no trait");
  }
  out_.where.activities.push_back(std::move(x));
}

void scenario_entities::credential(line_words& words) {
  auto who = people_at(words);
  auto kind = std::string{words.take("a kind of credential")};
  auto days = words.days();
  auto status = credential_status::active;
  if (!words.empty() && !skip_name(words, status))
    words.fail("credential: write active, suspended or pending");
  for (auto x : who)
    out_.where.credentials.push_back({.id = next_id(out_.where.credentials),
                                      .person = x,
                                      .kind = kind,
                                      .first = days.first,
                                      .last = days.last,
                                      .status = status});
}

/// The people at the front of the line. `person 99` is one whom the programme
/// does not know.
std::vector<person_id> scenario_entities::people_at(line_words& words) {
  auto out = std::vector<person_id>{};
  while (auto found = coded(out_.where.people, words.peek())) {
    out.push_back(found->id);
    words.take("a person");
  }
  if (words.skip("person"))
    out.push_back(
      {static_cast<std::uint32_t>(words.number("person", 1, 1'000'000))});
  if (out.empty())
    words.fail("no person \"" + std::string{words.peek()}
               + "\", write their line before");
  return out;
}

void scenario_entities::plan(line_words& words) {
  auto who = people_at(words);
  auto on = named(out_.where.rotations, "rotation", words);
  auto days = words.days();
  for (auto x : who)
    out_.what.plan.push_back(
      {.person = x, .rotation = on, .first = days.first, .last = days.last});
}

void scenario_entities::leave(line_words& words) {
  auto who = people_at(words);
  auto days = words.days();
  auto status = absence_status::approved;
  if (!words.empty() && !skip_name(words, status))
    words.fail("leave: write approved, pending or rejected");
  for (auto x : who)
    out_.where.absences.push_back({.id = next_id(out_.where.absences),
                                   .person = x,
                                   .first = days.first,
                                   .last = days.last,
                                   .kind = "vacation",
                                   .status = status});
}

void scenario_entities::change_of(line_words& words) {
  if (out_.today == date{})
    words.fail("change: say today before it");
  auto who = people_at(words);
  auto x = proposed_change{.day = words.day()};
  if (!skip_name(words, x.code))
    words.fail("change: no code \"" + std::string{words.peek()}
               + "\", one of: " + codec::names_of<change_code>());
  x.reason = words.rest();
  for (auto one : who) {
    x.who = one;
    out_.changes.push_back(x);
  }
}

void scenario_entities::work(line_words& words) {
  auto who = people_at(words);
  auto dates = words.dates();
  auto hours = std::pair{0, 0};
  if (is_time(words.peek()))
    hours = words.hours(dates.front());
  auto made = duty{};
  auto has_kind = skip_name(words, made.kind);
  static_cast<void>(skip_name(words, made.source));
  if (!words.empty()) {
    auto code = words.take("a shift");
    auto shift = coded(out_.where.templates, code);
    if (shift == nullptr) {
      words.fail("no kind of work and no shift \"" + std::string{code} + "\"");
      return;
    }
    made.from = shift->id;
    made.rotation = shift->rotation;
    made.site = site_of(out_.where, *shift, shift->rotation);
    if (!has_kind)
      made.kind = shift->kind;
    if (hours.second == 0)
      hours = {shift->start, shift->start + shift->length};
  }
  if (hours.second == 0)
    words.fail("work: no hours, write 07:00 -> 19:00 or a shift's code");
  for (auto x : who)
    for (auto day : dates) {
      made.person = x;
      made.shift = {static_cast<std::uint32_t>(out_.what.duties.size() + 1)};
      made.start = wall(out_.site, day, hours.first, false);
      made.end = wall(out_.site, day, hours.second, true);
      out_.what.duties.push_back(made);
    }
}

} // namespace nightfloat::test

// SPDX-License-Identifier: Apache-2.0
#include "exchange/ics.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <libical/ical.h>
#include <map>
#include <memory>
#include <random>

BOOST_AUTO_TEST_SUITE(ics_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::instant;
using domain::minutes;

namespace {

using events = std::vector<calendar_event>;

instant at(const std::string& text) {
  return *domain::parse_instant(text);
}

const auto monday = at("2026-07-06T12:00Z");

struct component_free {
  void operator()(icalcomponent* x) const {
    icalcomponent_free(x);
  }
};

using component = std::unique_ptr<icalcomponent, component_free>;

/// The file as another program reads it; it must find nothing to complain of.
component strictly(const std::string& text) {
  auto x = component{icalparser_parse_string(text.c_str())};
  BOOST_REQUIRE(x != nullptr);
  BOOST_TEST(icalcomponent_count_errors(x.get()) == 0);
  BOOST_TEST(icalrestriction_check(x.get()) == 1);
  BOOST_TEST(icalcomponent_count_errors(x.get()) == 0);
  return x;
}

/// What the file's own VTIMEZONE makes of the property.
instant resolved(icalcomponent* all, icalproperty* x) {
  auto time = icalvalue_get_datetime(icalproperty_get_value(x));
  auto* zone_name = icalproperty_get_first_parameter(x, ICAL_TZID_PARAMETER);
  auto* zone = icaltimezone_get_utc_timezone();
  if (zone_name != nullptr)
    zone = icalcomponent_get_timezone(all, icalparameter_get_tzid(zone_name));
  BOOST_REQUIRE(zone != nullptr);
  auto seconds = icaltime_as_timet_with_zone(time, zone);
  return instant{minutes{static_cast<std::int32_t>(seconds / 60)}};
}

struct fixture {
  domain::programme where = tests::small_programme();
  domain::roster roster = tests::small_roster(where);

  fixture() {
    where.info.zone = "America/Chicago";
  }

  events now(const calendar_choice& which = {.programme = "im"},
             instant stamp = monday) const {
    return events_of(where, roster, which, stamp);
  }

  /// Written and read again, as the next export finds it.
  static events kept(const events& x) {
    auto text = write_ics(x, "all");
    BOOST_REQUIRE_MESSAGE(text, text.error().detail);
    auto read = read_ics(*text, "all.ics");
    BOOST_REQUIRE_MESSAGE(read, read.error().detail);
    return *read;
  }

  /// The events after the roster has changed.
  events next(const events& before, instant stamp) const {
    auto out = now({.programme = "im"}, stamp);
    follow(out, before, stamp);
    return out;
  }
};

const calendar_event& find(const events& all, std::string_view uid) {
  auto found = std::ranges::find(all, uid, &calendar_event::uid);
  BOOST_REQUIRE(found != all.end());
  return *found;
}

const auto zones = std::vector<std::string>{
  "America/Chicago",     "Europe/London",     "Asia/Kolkata",
  "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns",
  "Pacific/Honolulu",    "Pacific/Chatham",   "UTC"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ics, fixture)

BOOST_AUTO_TEST_CASE(a_strict_reader_finds_every_duty_at_its_time) {
  auto all = now();
  BOOST_TEST(all.size() == roster.duties.size());
  auto text = write_ics(all, "Small programme");
  BOOST_REQUIRE(text);
  auto file = strictly(*text);
  auto count = std::size_t{0};
  for (auto* x = icalcomponent_get_first_component(file.get(),
                                                   ICAL_VEVENT_COMPONENT);
       x != nullptr; x = icalcomponent_get_next_component(
                       file.get(), ICAL_VEVENT_COMPONENT)) {
    const auto& wanted = find(all, icalcomponent_get_uid(x));
    auto* start = icalcomponent_get_first_property(x, ICAL_DTSTART_PROPERTY);
    auto* end = icalcomponent_get_first_property(x, ICAL_DTEND_PROPERTY);
    BOOST_TEST((resolved(file.get(), start) == wanted.start));
    BOOST_TEST((resolved(file.get(), end) == wanted.end));
    ++count;
  }
  BOOST_TEST(count == all.size());
}

BOOST_DATA_TEST_CASE(times_resolve_by_the_rules_that_the_file_brings,
                     boost::unit_test::data::make(zones), zone) {
  auto random = std::mt19937_64{test::number_from("NIGHTFLOAT_SEED", 1)};
  auto first = at("2024-01-01T00:00Z");
  auto draw = std::uniform_int_distribution<int>{0, 6 * 365 * 1440};
  auto all = events{};
  for (auto i = 0; i < 500; ++i) {
    auto start = first + minutes{draw(random)};
    all.push_back({.uid = std::to_string(i),
                   .zone = zone,
                   .start = start,
                   .end = start + minutes{60},
                   .summary = "x"});
  }
  auto text = write_ics(all, zone);
  BOOST_REQUIRE(text);
  auto file = strictly(*text);
  for (auto* x = icalcomponent_get_first_component(file.get(),
                                                   ICAL_VEVENT_COMPONENT);
       x != nullptr; x = icalcomponent_get_next_component(
                       file.get(), ICAL_VEVENT_COMPONENT)) {
    const auto& wanted = all[std::stoul(icalcomponent_get_uid(x))];
    auto* start = icalcomponent_get_first_property(x, ICAL_DTSTART_PROPERTY);
    auto found = resolved(file.get(), start);
    BOOST_TEST((found == wanted.start), domain::to_string(found) + " is not "
                                          + domain::to_string(wanted.start));
  }
  auto again = read_ics(*text, "zones.ics");
  BOOST_REQUIRE(again);
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    BOOST_TEST(
      ((*again)[i].start == all[i].start && (*again)[i].end == all[i].end));
}

BOOST_AUTO_TEST_CASE(a_calendar_is_of_one_person_or_rotation_or_of_all) {
  BOOST_TEST(now({.programme = "im", .person = {2}}).size() == 3u);
  BOOST_TEST(now({.programme = "im", .rotation = {1}}).size() == 15u);
  BOOST_TEST(now({.programme = "im", .rotation = {7}}).empty());
  auto mine = now({.programme = "im", .person = {2}});
  BOOST_TEST(mine[0].summary == "Day");
  // The same event has the same name, from whichever side one looks.
  BOOST_TEST(find(now(), mine[0].uid).summary == "Day: Resident 2");
  BOOST_TEST(mine[0].uid == "shift-2-person-2@im.nightfloat");
}

BOOST_AUTO_TEST_CASE(an_export_of_the_same_is_the_same_bytes) {
  auto first = now();
  auto second = next(kept(first), monday + minutes{60});
  BOOST_TEST(*write_ics(first, "x") == *write_ics(second, "x"));
}

BOOST_AUTO_TEST_CASE(a_change_counts_up_and_only_for_what_changed) {
  auto before = kept(now());
  roster.duties[0].end += minutes{60};
  auto later = monday + minutes{60};
  auto after = next(before, later);
  const auto& changed = find(after, "shift-1-person-1@im.nightfloat");
  BOOST_TEST(changed.sequence == 1u);
  BOOST_TEST((changed.stamp == later));
  const auto& other = find(after, "shift-2-person-2@im.nightfloat");
  BOOST_TEST(other.sequence == 0u);
  BOOST_TEST((other.stamp == monday));
}

BOOST_AUTO_TEST_CASE(a_shift_that_passes_on_is_cancelled_for_the_one) {
  auto first = kept(now());
  auto shift = std::ranges::find(roster.duties, domain::shift_id{1},
                                 &domain::duty::shift);
  shift->person = {2};
  sort(roster);
  auto second = kept(next(first, monday + minutes{1}));
  const auto& gone = find(second, "shift-1-person-1@im.nightfloat");
  BOOST_TEST(gone.cancelled);
  BOOST_TEST(gone.sequence == 1u);
  BOOST_TEST(!find(second, "shift-1-person-2@im.nightfloat").cancelled);
  // It stays cancelled without counting on, and revives above it.
  auto third = kept(next(second, monday + minutes{2}));
  BOOST_TEST(find(third, gone.uid).sequence == 1u);
  BOOST_TEST((find(third, gone.uid).stamp == monday + minutes{1}));
  std::ranges::find(roster.duties, domain::shift_id{1}, &domain::duty::shift)
    ->person
    = {1};
  auto fourth = kept(next(third, monday + minutes{3}));
  BOOST_TEST(find(fourth, gone.uid).sequence == 2u);
  BOOST_TEST(!find(fourth, gone.uid).cancelled);
  BOOST_TEST(find(fourth, "shift-1-person-2@im.nightfloat").cancelled);
}

BOOST_AUTO_TEST_CASE(cancellations_of_the_previous_roster_need_no_file) {
  auto before = now();
  roster.duties.clear();
  auto after = next(before, monday);
  BOOST_TEST(after.size() == before.size());
  BOOST_TEST((std::ranges::all_of(after, [](auto& x) { return x.cancelled; })));
}

BOOST_AUTO_TEST_CASE(old_cancellations_are_forgotten) {
  auto before = now();
  auto end = before.front().end;
  roster.duties.clear();
  auto days = std::chrono::days{31};
  BOOST_TEST(next({before.front()}, end + days).size() == 1u);
  BOOST_TEST(next({before.front()}, end + days + minutes{1}).empty());
}

BOOST_AUTO_TEST_CASE(a_name_with_a_line_break_stays_one_line) {
  where.people[0].name = "Ann\r\nBEGIN:VEVENT\nO'Hara, \"x\"; \\n\t\x01 end ";
  where.templates[0].name = std::string(200, 'x') + "\xc3\xa9\xff";
  auto all = now();
  auto text = write_ics(all, "A\r\nB");
  BOOST_REQUIRE(text);
  auto file = strictly(*text);
  BOOST_TEST(icalcomponent_count_components(file.get(), ICAL_VEVENT_COMPONENT)
             == static_cast<int>(all.size()));
  auto again = kept(all);
  BOOST_TEST((again == all));
  BOOST_TEST(all[0].summary
             == std::string(200, 'x')
                  + "\xc3\xa9?: Ann\nBEGIN:VEVENT\nO'Hara, \"x\"; \\n   end");
  for (std::size_t i = 0, end = 0; i < text->size(); i = end + 2) {
    end = text->find("\r\n", i);
    BOOST_REQUIRE((end != std::string::npos));
    BOOST_TEST(end - i <= 75u);
  }
}

BOOST_AUTO_TEST_CASE(any_text_survives_writing_and_reading) {
  auto random = std::mt19937_64{test::number_from("NIGHTFLOAT_SEED", 1)};
  auto letters = std::vector<std::string>{
    "a",    " ",    "\n",    "\r\n",     "\\",
    ";",    ",",    ":",     "\"",       "\t",
    "n",    "N",    "=",     "\xc3\xa9", "\xf0\x9f\x8f\xa5",
    "\x7f", "\xff", "BEGIN:"};
  auto draw = std::uniform_int_distribution<std::size_t>{0, letters.size() - 1};
  auto all = events{};
  for (auto i = 0; i < 500; ++i) {
    auto x = calendar_event{.uid = std::to_string(i),
                            .zone = "America/Chicago",
                            .start = monday,
                            .end = monday + minutes{1},
                            .stamp = monday};
    for (auto* to : {&x.summary, &x.location, &x.description}) {
      for (auto n = draw(random) * 8; n > 0; --n)
        *to += letters[draw(random)];
      *to = calendar_text(*to);
    }
    all.push_back(x);
  }
  BOOST_TEST((kept(all) == all));
}

BOOST_AUTO_TEST_CASE(the_hour_that_comes_twice_is_told_apart) {
  auto early = calendar_event{.uid = "1",
                              .zone = "America/Chicago",
                              .start = at("2026-11-01T06:30Z"),
                              .end = at("2026-11-01T07:30Z")};
  auto text = write_ics({early}, "x");
  BOOST_REQUIRE(text);
  auto holds = [&](const char* line) {
    return text->find(line) != std::string::npos;
  };
  BOOST_TEST(holds("DTSTART:20261101T063000Z\r\n"));
  BOOST_TEST(holds("DTEND:20261101T073000Z\r\n"));
  auto around = calendar_event{.uid = "1",
                               .zone = "America/Chicago",
                               .start = at("2026-11-01T05:59Z"),
                               .end = at("2026-11-01T08:00Z")};
  text = write_ics({around}, "x");
  BOOST_REQUIRE(text);
  BOOST_TEST(holds("DTSTART;TZID=America/Chicago:20261101T005900\r\n"));
  BOOST_TEST(holds("DTEND;TZID=America/Chicago:20261101T020000\r\n"));
}

BOOST_AUTO_TEST_CASE(what_is_no_calendar_of_ours_is_not_followed_up) {
  auto good = *write_ics(now(), "x");
  auto fails = [](const std::string& text) {
    auto read = read_ics(text, "old.ics");
    BOOST_REQUIRE(!read);
    BOOST_TEST(read.error().detail.starts_with("old.ics: "));
    return read.error().code;
  };
  auto changed = [&](const std::string& from, const std::string& to) {
    auto text = good;
    auto i = text.find(from);
    BOOST_REQUIRE((i != std::string::npos));
    return text.replace(i, from.size(), to);
  };
  BOOST_TEST(fails("") == ec::malformed);
  BOOST_TEST(fails("hello") == ec::malformed);
  BOOST_TEST(fails("BEGIN:VEVENT\r\nEND:VEVENT\r\n") == ec::malformed);
  BOOST_TEST(fails(changed("-//nightfloat//", "-//another//"))
             == ec::invalid_argument);
  BOOST_TEST(fails(changed("SUMMARY:Day", "SUMMARY:Day\xff")) == ec::malformed);
  BOOST_TEST(fails(changed("UID:shift-1-person-1@im.nightfloat\r\n", ""))
             == ec::malformed);
  BOOST_TEST(fails(changed("DTSTART;TZID=America/Chicago:2026",
                           "DTSTART;TZID=America/Chicago:x"))
             == ec::malformed);
  BOOST_TEST(fails(changed("DTSTART;TZID=America/Chicago:",
                           "DTSTART;TZID=Nowhere/Town:"))
             == ec::not_found);
  BOOST_TEST(fails(std::string(ics_bytes_max + 1, ' ')) == ec::oversize);
}

BOOST_AUTO_TEST_CASE(parts_within_parts_are_not_followed_for_ever) {
  auto nested = [](const std::string& begin, std::size_t count) {
    auto text = std::string{};
    for (; count > 0; --count)
      text += begin + "X-DEEP\r\n";
    return text;
  };
  for (const auto* begin : {"BEGIN:", "begin;X=1:", "BE\r\n GIN:"}) {
    auto text = "BEGIN:VCALENDAR\r\n" + nested(begin, 200'000);
    auto read = read_ics(text, "old.ics");
    BOOST_REQUIRE(!read);
    BOOST_TEST(read.error().code == ec::malformed);
    BOOST_TEST(read.error().detail.starts_with("old.ics: its parts lie more"),
               read.error().detail);
  }
}

BOOST_AUTO_TEST_CASE(each_site_keeps_its_own_clocks) {
  where.sites.push_back({.id = {3},
                         .code = "EAST",
                         .name = "East campus",
                         .zone = "America/New_York"});
  roster.duties[0].site = {3};
  auto all = now();
  auto text = *write_ics(all, "x");
  auto holds = [&](const char* line) {
    return text.find(line) != std::string::npos;
  };
  BOOST_TEST(holds("TZID:America/New_York\r\n"));
  BOOST_TEST(holds("TZID:America/Chicago\r\n"));
  BOOST_TEST(holds("LOCATION:East campus\r\n"));
  BOOST_TEST(holds("DTSTART;TZID=America/New_York:20260701T030000\r\n"));
  BOOST_TEST((kept(all) == all));
  strictly(text);
}

BOOST_AUTO_TEST_CASE(a_year_that_no_calendar_holds_is_refused) {
  auto all = now();
  auto last = domain::parse_instant("2999-12-31T20:00Z");
  all[0].end = *last;
  BOOST_TEST((kept(all) == all));
  all[0].end = *last + domain::minutes{240};
  auto text = write_ics(all, "x");
  BOOST_REQUIRE(!text);
  BOOST_TEST(text.error().code == ec::invalid_argument);
  auto file = *write_ics(now(), "x");
  auto at = file.find("DTEND");
  file.replace(file.find(":", at) + 1, 4, "3026");
  BOOST_TEST(read_ics(file, "old.ics").error().code == ec::malformed);
}

BOOST_AUTO_TEST_CASE(an_unknown_zone_is_said) {
  where.info.zone = "Nowhere/Town";
  BOOST_TEST(write_ics(now(), "x").error().code == ec::not_found);
  BOOST_TEST(write_ics({}, "x").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

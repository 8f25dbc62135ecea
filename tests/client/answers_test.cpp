// SPDX-License-Identifier: Apache-2.0
// Questions about a roster, answered from a copy of it.
#include "client/answers.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>

BOOST_AUTO_TEST_SUITE(answers_test)

namespace {

using namespace nightfloat;
using client::answer_from;
using test::scene;

/// R2 works two shifts at once and R3 a day of leave.
struct fixture : scene {
  std::chrono::steady_clock::time_point clock;

  fixture() {
    work(2, at("2026-07-06T07:00Z"), 720);
    work(2, at("2026-07-06T18:00Z"), 120);
    work(3, at("2026-07-08T07:00Z"), 720);
    leave(3, "2026-07-08", "2026-07-08");
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
    domain::sort(where);
    domain::sort(what);
  }

  template <class Request>
  auto ask(const Request& x) {
    return answer_from(x, {where, what, 7}, [this] {
      return clock += std::chrono::microseconds{5};
    });
  }

  template <class Request>
  void refused(const Request& x, ec code, const std::string& says) {
    auto got = ask(x);
    BOOST_REQUIRE(!got);
    BOOST_TEST((got.error().code == code), got.error().detail);
    BOOST_TEST(got.error().detail.find(says) != std::string::npos,
               got.error().detail);
  }
};

std::size_t count(const client::validate_reply& x, const std::string& rule) {
  return static_cast<std::size_t>(
    std::ranges::count(x.findings, rule, &domain::finding::rule));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(answers, fixture)

BOOST_AUTO_TEST_CASE(a_validation_is_narrowed_to_people_and_rules) {
  auto all = ask(client::validate_request{});
  BOOST_REQUIRE(all);
  BOOST_TEST(all->version == 7U);
  BOOST_TEST(all->spent_us == 5U);
  BOOST_TEST(all->people == 5U);
  BOOST_TEST(count(*all, "double_booking") == 1U);
  BOOST_TEST(count(*all, "leave") == 1U);
  auto one = ask(client::validate_request{.people = {{3}}});
  BOOST_REQUIRE(one);
  BOOST_TEST(one->people == 1U);
  BOOST_TEST(count(*one, "leave") == 1U);
  BOOST_TEST(count(*one, "double_booking") == 0U);
  auto rule = ask(client::validate_request{.rules = {"double_booking"}});
  BOOST_REQUIRE(rule);
  BOOST_TEST(rule->findings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_is_named_twice_is_judged_once) {
  auto twice = ask(client::validate_request{.people = {{3}, {2}, {3}}});
  BOOST_REQUIRE(twice);
  BOOST_TEST(twice->people == 2U);
  BOOST_TEST(count(*twice, "leave") == 1U);
  refused(
    client::validate_request{.rules = std::vector<std::string>(1'000, "leave")},
    ec::invalid_argument, "rules");
}

BOOST_AUTO_TEST_CASE(a_day_that_is_not_named_is_the_programmes_own) {
  auto late = ask(client::validate_request{.first = day("2026-07-08")});
  BOOST_REQUIRE(late);
  BOOST_TEST(count(*late, "leave") == 1U);
  BOOST_TEST(count(*late, "double_booking") == 0U);
  auto early = ask(client::validate_request{.last = day("2026-07-07")});
  BOOST_REQUIRE(early);
  BOOST_TEST(count(*early, "leave") == 0U);
  BOOST_TEST(count(*early, "double_booking") == 1U);
}

BOOST_AUTO_TEST_CASE(another_pack_judges_by_its_own_limits) {
  auto x = client::validate_request{.rules = {"shift_length"}};
  BOOST_TEST(ask(x)->findings.empty());
  work(2, at("2026-07-20T07:00Z"), 12 * 60 + 1);
  domain::sort(what);
  BOOST_TEST(ask(x)->findings.empty());
  x.pack = "emergency-medicine";
  BOOST_TEST(ask(x)->findings.size() == 2U);
}

BOOST_AUTO_TEST_CASE(repairs_come_when_they_are_asked_for) {
  auto without = ask(client::validate_request{.rules = {"leave"}});
  BOOST_TEST(without->findings.at(0).repairs.empty());
  auto with = ask(client::validate_request{.repairs = 5, .rules = {"leave"}});
  BOOST_TEST(!with->findings.at(0).repairs.empty());
}

BOOST_AUTO_TEST_CASE(conflicts_come_with_as_many_ways_out_as_asked_for) {
  auto x = ask(client::conflicts_request{});
  BOOST_REQUIRE(x);
  BOOST_TEST(x->version == 7U);
  BOOST_TEST(x->conflicts.size() == 2U);
  BOOST_TEST(x->conflicts[0].resolutions.empty());
  x = ask(client::conflicts_request{.resolve = 1});
  BOOST_TEST(!x->conflicts[0].resolutions.empty());
  BOOST_TEST(x->conflicts[1].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(ways_out_are_looked_for_among_the_kinds_asked_for) {
  auto kind = domain::conflict_kind::absence_overlap;
  auto x = ask(client::conflicts_request{.resolve = 1, .kinds = {kind}});
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->conflicts.size() == 1U);
  BOOST_TEST((x->conflicts[0].kind == kind));
  BOOST_TEST(!x->conflicts[0].resolutions.empty());
}

BOOST_AUTO_TEST_CASE(without_a_roster_nothing_is_said_to_be_kept) {
  what = {};
  for (const auto& x :
       {client::validate_request{}, client::validate_request{.people = {{3}}},
        client::validate_request{.rules = {"rest"}},
        client::validate_request{.people = {{3}}, .rules = {"rest"}}}) {
    auto got = ask(x);
    BOOST_REQUIRE(got);
    BOOST_REQUIRE(got->findings.size() == 1U);
    BOOST_TEST((got->findings[0].severity == domain::severity::unknown));
  }
  refused(client::conflicts_request{}, ec::not_found, "no roster");
  refused(client::repair_request{.person = {2},
                                 .first = day("2026-07-06"),
                                 .last = day("2026-07-07")},
          ec::not_found, "no roster");
}

BOOST_AUTO_TEST_CASE(who_can_is_about_a_shift_or_a_template_of_a_day) {
  auto held = ask(client::who_can_request{.shift = {3}});
  BOOST_REQUIRE(held);
  BOOST_TEST(held->candidates.size() == 4U);
  BOOST_TEST(held->parts.at(0).person == domain::person_id{3});
  auto open
    = ask(client::who_can_request{.what = {1}, .day = day("2026-07-08")});
  BOOST_REQUIRE(open);
  BOOST_TEST(open->candidates.size() == 5U);
  auto one = ask(client::who_can_request{
    .what = {1}, .day = day("2026-07-08"), .people = {{3}}});
  BOOST_REQUIRE(one);
  BOOST_REQUIRE(one->candidates.size() == 1U);
  BOOST_TEST((one->candidates[0].fitness == domain::fitness::illegal));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_is_refused_by_name) {
  using client::conflicts_request;
  using client::validate_request;
  using client::who_can_request;
  refused(validate_request{.repairs = 101}, ec::invalid_argument, "repairs");
  refused(validate_request{.people = {{99}}}, ec::not_found, "99");
  refused(validate_request{.rules = {"sleep"}}, ec::invalid_argument, "sleep");
  refused(validate_request{.pack = "lenient"}, ec::configuration, "lenient");
  refused(
    validate_request{.first = day("2026-07-02"), .last = day("2026-07-01")},
    ec::invalid_argument, "before first");
  refused(conflicts_request{.resolve = 101}, ec::invalid_argument, "resolve");
  refused(conflicts_request{.first = day("2027-07-02")}, ec::invalid_argument,
          "before first");
  refused(who_can_request{}, ec::invalid_argument, "either");
  refused(who_can_request{.shift = {1}, .what = {1}}, ec::invalid_argument,
          "either");
  refused(who_can_request{.shift = {999}}, ec::not_found, "999");
  refused(who_can_request{.what = {99}}, ec::not_found, "99");
  refused(who_can_request{.shift = {1}, .people = {{99}}}, ec::not_found, "99");
  where.info.zone = "Mars/Base";
  refused(conflicts_request{}, ec::not_found, "Mars/Base");
}

// A sentence of more than 64 KiB cost the worker its session.
BOOST_AUTO_TEST_CASE(what_was_asked_comes_back_in_a_sentence_of_some_length) {
  auto got = ask(client::validate_request{.rules = {std::string(70'000, 'x')}});
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::invalid_argument);
  BOOST_TEST(got.error().detail.size() < 2'000U);
}

BOOST_AUTO_TEST_CASE(an_absence_is_mended_from_what_is_known_of_the_day) {
  using client::repair_request;
  auto away = repair_request{
    .person = {2}, .first = day("2026-07-06"), .last = day("2026-07-07")};
  auto x = ask(away);
  BOOST_REQUIRE(x);
  BOOST_TEST(x->version == 7U);
  BOOST_TEST(x->spent_us == 5U);
  BOOST_TEST(x->found.shifts.size() == 2U);
  BOOST_TEST(x->found.ways.size() == 1U);
  // Its code opens frozen days, and what has begun asks for words as well.
  where.info.freeze_scope = domain::freeze_scope::non_emergency;
  where.info.freeze_days = 3;
  away.now = at("2026-07-06T12:00Z");
  x = ask(away);
  BOOST_TEST(x->found.ways.at(0).moves.size() == 1U);
  away.code = domain::change_code::none;
  BOOST_TEST(ask(away)->found.ways.empty());
  away.code = domain::change_code::sick_call;
  away.reason = "sent home at noon";
  BOOST_TEST(ask(away)->found.ways.at(0).moves.size() == 2U);
  away.person = {99};
  refused(away, ec::not_found, "99");
  refused(repair_request{.person = {2},
                         .first = day("2026-07-07"),
                         .last = day("2026-07-06")},
          ec::invalid_argument, "before the first");
  where.info.zone = "Mars/Base";
  refused(repair_request{.person = {2}}, ec::not_found, "Mars/Base");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "client/load.hpp"
#include "client/revert.hpp"
#include "codec/bytes.hpp"
#include "tests/support/simple_ledger.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(revert_test)

namespace {

using namespace nightfloat;
using tests::small_programme;
using tests::small_roster;

struct fixture {
  tests::simple_ledger ledger;
  std::uint64_t number = 0;

  void publish(const std::string& name, std::optional<domain::roster> roster,
               std::uint32_t residents = 5) {
    auto content = small_programme(residents);
    content.info.name = name;
    auto done = client::publish(ledger,
                                {.programme = "im",
                                 .content = std::move(content),
                                 .roster = std::move(roster),
                                 .number = ++number},
                                {});
    BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  }

  result<client::revert_report> revert() {
    return client::revert(ledger, {.programme = "im", .number = ++number});
  }

  client::loaded load() {
    auto found = client::load(ledger, "im");
    BOOST_REQUIRE(found);
    return std::move(*found);
  }

  void swap(domain::person_id who) {
    auto x = domain::transaction{.programme = "im"};
    x.touch = {domain::keys::person_guard(who)};
    x.reply = domain::owed_reply{.scope = "swap",
                                 .key = std::to_string(ledger.commits)};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }

  void put_head(domain::roster_head head) {
    auto x = domain::transaction{.programme = "im"};
    x.put = {{.key = std::string{domain::keys::roster_current},
              .bytes = codec::encode(head)}};
    x.reply = domain::owed_reply{.scope = "generate",
                                 .key = std::to_string(ledger.commits)};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }
};

const auto months = [](std::uint32_t n) {
  return small_roster(small_programme(), n);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(revert, fixture)

BOOST_AUTO_TEST_CASE(programme_and_roster_of_an_import_go_together) {
  publish("a", months(3));
  publish("b", months(2));
  auto done = revert();
  BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  BOOST_TEST(done->roster_reverted);
  BOOST_TEST(done->changes[0].changed == 1u);
  auto now = load();
  BOOST_TEST(now.programme.info.name == "a");
  BOOST_TEST((now.roster->duties == months(3).duties));
  // Drafts are erased after the heads have switched.
  BOOST_TEST(now.version >= done->version);
  BOOST_TEST(now.head_revision == done->version);
  BOOST_TEST(now.roster_revision == done->version);
  // What was taken back is gone, and so is the way to it.
  BOOST_TEST(ledger.count(domain::keys::data({2})) == 0u);
  BOOST_TEST(revert().error().code == ec::refused);
  publish("c", months(1));
  BOOST_REQUIRE(revert());
  BOOST_TEST(load().programme.info.name == "a");
}

BOOST_AUTO_TEST_CASE(the_first_roster_leaves_none_behind) {
  publish("a", std::nullopt);
  publish("b", months(1));
  BOOST_REQUIRE(revert());
  BOOST_TEST(!load().roster.has_value());
}

BOOST_AUTO_TEST_CASE(a_roster_that_did_not_come_along_stays) {
  publish("a", months(3));
  publish("b", std::nullopt);
  auto done = revert();
  BOOST_REQUIRE(done);
  BOOST_TEST(!done->roster_reverted);
  BOOST_TEST(load().programme.info.name == "a");
  BOOST_TEST((load().roster->duties == months(3).duties));
}

BOOST_AUTO_TEST_CASE(a_roster_that_does_not_fit_is_refused) {
  publish("a", std::nullopt, 2);
  publish("b", std::nullopt, 5);
  // Somebody generates a roster for all five.
  auto head = domain::roster_head{.roster = {77}};
  auto made = months(1);
  auto x = domain::transaction{.programme = "im"};
  x.put = {{.key = std::string{domain::keys::roster_current},
            .bytes = codec::encode(head)},
           {.key = domain::keys::duty({77}, {5}, 202'607),
            .bytes = codec::encode(domain::pack_duties(duties_of(made, {5})))}};
  x.reply = domain::owed_reply{.scope = "generate", .key = "1"};
  BOOST_REQUIRE(ledger.commit(x).has_value());
  auto done = revert();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::refused);
  BOOST_TEST(load().programme.info.name == "b");
}

BOOST_AUTO_TEST_CASE(swaps_since_the_import_are_not_lost) {
  publish("a", months(3));
  publish("b", months(2));
  swap({3});
  auto done = revert();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::conflict);
  BOOST_TEST(load().programme.info.name == "b");
  BOOST_TEST(ledger.count(domain::keys::data({2})) > 0u);
}

BOOST_AUTO_TEST_CASE(an_imports_roster_that_came_back_does_not_go_with_it) {
  publish("a", months(3));
  publish("b", months(2));
  // Another is generated, and `roster revert` puts that of the import back.
  put_head({.roster = {77}, .before = {2}});
  put_head({.roster = {2}, .before = {77}});
  auto done = revert();
  BOOST_REQUIRE(!done);
  BOOST_TEST((done.error().code == ec::refused), done.error().detail);
  BOOST_TEST(load().programme.info.name == "b");
  BOOST_TEST(load().roster_head.roster.value == 2u);
}

BOOST_AUTO_TEST_CASE(a_roster_that_stays_is_the_one_that_was_seen_to_fit) {
  publish("a", months(3));
  publish("b", std::nullopt);
  ledger.before_commit = [&](auto& x) -> result<void> {
    if (x.reply->scope == "import.revert")
      swap({3});
    return {};
  };
  auto done = revert();
  BOOST_REQUIRE(!done);
  BOOST_TEST((done.error().code == ec::conflict), done.error().detail);
  BOOST_TEST(load().programme.info.name == "b");
}

BOOST_AUTO_TEST_CASE(leave_written_since_the_import_is_not_lost) {
  publish("a", months(3));
  publish("b", std::nullopt);
  auto x = domain::transaction{.programme = "im"};
  auto day = *domain::parse_date("2026-07-07");
  auto leave = domain::absence{
    .id = {9}, .person = {3}, .first = day, .last = day, .kind = "sick"};
  x.put = {{.key = domain::keys::absence({2}, {3}, {9}),
            .bytes = codec::encode(leave)}};
  x.reply = domain::owed_reply{.scope = "repair", .key = "1"};
  BOOST_REQUIRE(ledger.commit(x).has_value());
  auto done = revert();
  BOOST_REQUIRE(!done);
  BOOST_TEST((done.error().code == ec::conflict), done.error().detail);
  BOOST_TEST(load().programme.absences.size() == 3u);
}

BOOST_AUTO_TEST_CASE(without_an_import_before_there_is_nothing_to_revert) {
  BOOST_TEST(revert().error().code == ec::not_found);
  publish("a", std::nullopt);
  BOOST_TEST(revert().error().code == ec::refused);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

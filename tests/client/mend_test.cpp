// SPDX-License-Identifier: Apache-2.0
#include "client/load.hpp"
#include "client/mend.hpp"
#include "client/publish.hpp"
#include "codec/bytes.hpp"
#include "tests/support/simple_ledger.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(mend_test)

namespace {

using namespace nightfloat;
using tests::small_programme;
using tests::small_roster;

/// R3 alone works on 7 July, and is away then.
struct fixture {
  tests::simple_ledger ledger;
  domain::programme content = small_programme();
  domain::roster roster = small_roster(content);
  domain::date day = *domain::parse_date("2026-07-07");
  domain::shift_id shift{99};
  std::uint64_t number = 0;

  fixture() {
    auto start = domain::instant{day} + domain::minutes{420};
    roster.duties.push_back({.person = {3},
                             .shift = shift,
                             .start = start,
                             .end = start + domain::minutes{600},
                             .from = {1},
                             .rotation = {1}});
    domain::sort(roster);
    publish(roster);
  }

  void publish(std::optional<domain::roster> x) {
    BOOST_REQUIRE(client::publish(ledger,
                                  {.programme = "im",
                                   .content = content,
                                   .roster = std::move(x),
                                   .drop_roster = true,
                                   .number = ++number},
                                  {}));
  }

  client::loaded load() {
    auto found = client::load(ledger, "im");
    BOOST_REQUIRE(found);
    return std::move(*found);
  }

  /// The best way on what is in force now.
  client::mend_request work_out() {
    auto now = load();
    auto found
      = domain::mend_absence(now.programme, *now.roster, *content.pack,
                             {.person = {3}, .first = day, .last = day});
    BOOST_REQUIRE_MESSAGE(found, found.error().detail);
    BOOST_REQUIRE(!found->ways.empty());
    BOOST_REQUIRE(found->ways.front().people.size() == 1U);
    return {.programme = "im",
            .what = {.person = {3},
                     .first = day,
                     .last = day,
                     .moves = found->ways.front().moves},
            .worked_out_on = now.version,
            .number = ++number};
  }

  /// Somebody else changes that person's duty.
  void touch(domain::person_id who) {
    auto x = domain::transaction{.programme = "im"};
    x.touch = {domain::keys::person_guard(who)};
    x.reply = domain::owed_reply{.scope = "swap",
                                 .key = std::to_string(ledger.commits)};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }

  void conflicts(const client::mend_request& x) {
    auto version = ledger.feed.size();
    auto got = client::mend(ledger, x);
    BOOST_REQUIRE(!got);
    BOOST_TEST((got.error().code == ec::conflict), got.error().detail);
    BOOST_TEST(ledger.feed.size() == version);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mend, fixture)

BOOST_AUTO_TEST_CASE(duties_and_the_absence_change_in_one_transaction) {
  auto x = work_out();
  auto taker = x.what.moves.front().to;
  auto before = ledger.feed.size();
  auto got = client::mend(ledger, x);
  BOOST_REQUIRE_MESSAGE(got, got.error().detail);
  BOOST_TEST(ledger.feed.size() == before + 1);
  BOOST_TEST(got->version == before + 1);
  BOOST_TEST(got->shifts == 1U);
  auto now = load();
  BOOST_TEST(now.roster->duties.size() == roster.duties.size());
  auto held = std::ranges::find(now.roster->duties, shift,
                                &domain::duty::shift);
  BOOST_REQUIRE((held != now.roster->duties.end()));
  BOOST_TEST(held->person == taker);
  auto away = std::ranges::find(now.programme.absences, got->absence,
                                &domain::absence::id);
  BOOST_REQUIRE((away != now.programme.absences.end()));
  BOOST_TEST(away->person == domain::person_id{3});
  BOOST_TEST(away->kind == "sick");
  BOOST_TEST((away->first == day));
  // The roster keeps its number, so live swaps of others go on.
  BOOST_TEST((now.roster->id == domain::roster_id{1}));
}

BOOST_AUTO_TEST_CASE(who_reads_the_guards_sees_that_all_parties_changed) {
  auto x = work_out();
  BOOST_REQUIRE(client::mend(ledger, x));
  for (auto who : {domain::person_id{3}, x.what.moves.front().to}) {
    auto key = domain::keys::person_guard(who);
    auto found = ledger.read("im", {key});
    BOOST_TEST(found->found.front().revision == ledger.feed.size());
  }
}

BOOST_AUTO_TEST_CASE(a_duty_that_changed_meanwhile_is_a_conflict) {
  auto x = work_out();
  touch(x.what.moves.front().to);
  conflicts(x);
  x = work_out();
  touch({3});
  conflicts(x);
}

BOOST_AUTO_TEST_CASE(what_others_do_meanwhile_is_none) {
  auto x = work_out();
  for (const auto& who : content.people)
    if (who.id != domain::person_id{3} && who.id != x.what.moves.front().to)
      touch(who.id);
  BOOST_TEST(client::mend(ledger, x).has_value());
}

BOOST_AUTO_TEST_CASE(two_at_once_give_two_absences_no_one_number) {
  auto x = work_out();
  auto other = domain::absence{
    .id = {3}, .person = {1}, .first = day, .last = day, .kind = "sick"};
  auto first = true;
  ledger.before_commit = [&](const auto&) -> result<void> {
    if (!std::exchange(first, false))
      return {};
    auto y = domain::transaction{.programme = "im"};
    y.put = {{.key = domain::keys::absence(load().head.data, {1}, {3}),
              .bytes = codec::encode(other)}};
    y.reply = domain::owed_reply{.scope = "repair", .key = "other"};
    BOOST_REQUIRE(ledger.commit(y).has_value());
    return {};
  };
  auto got = client::mend(ledger, x);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::conflict), got.error().detail);
  x = work_out();
  got = client::mend(ledger, x);
  BOOST_REQUIRE_MESSAGE(got, got.error().detail);
  BOOST_TEST((got->absence == domain::absence_id{4}));
}

BOOST_AUTO_TEST_CASE(another_roster_or_none_is_a_conflict_or_not_found) {
  auto x = work_out();
  auto other = roster;
  other.duties.pop_back();
  publish(other);
  conflicts(x);
  publish(std::nullopt);
  auto got = client::mend(ledger, x);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::not_found));
}

BOOST_AUTO_TEST_CASE(a_store_that_fails_leaves_all_as_it_was) {
  auto x = work_out();
  ledger.before_commit = [](const auto&) -> result<void> {
    return failure{ec::unavailable, "gone", 0};
  };
  auto got = client::mend(ledger, x);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::unavailable));
  BOOST_TEST((load().roster->duties == roster.duties));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

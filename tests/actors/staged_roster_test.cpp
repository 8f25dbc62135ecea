// SPDX-License-Identifier: Apache-2.0
// What is put by in the middle of a generation, and how far it is used by the
// attempt that finds it.
#include "actors/staged_roster.hpp"
#include "codec/bytes.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(staged_roster_test)

using namespace nightfloat;
using actors::staged_roster;

namespace {

constexpr auto number = domain::roster_id{7};

struct fixture {
  domain::programme programme = tests::small_programme(40);
  domain::roster roster = tests::small_roster(programme);
  domain::lease under;
  std::map<std::string, std::string> disk;

  fixture() {
    under.work.id = {7};
    roster.id = number;
  }

  domain::draft_head head() const {
    auto x = domain::draft_head{.roster = number, .data = {3}};
    x.cost = {true, 2, 30};
    x.plan_cost = 11;
    return x;
  }

  void apply(const domain::transaction& x) {
    for (const auto& one : x.put)
      disk[one.key] = one.bytes;
    for (const auto& key : x.erase)
      disk.erase(key);
  }

  void put_by(staged_roster& to) {
    for (const auto& x : to.put_by(under, "im", roster, head()))
      apply(x);
  }

  bool is_whole() const {
    auto found = disk.find(domain::keys::draft(number));
    return found != disk.end()
           && codec::decode<domain::draft_head>(found->second).value().whole;
  }

  /// What an attempt reads that comes after.
  staged_roster read() const {
    auto out = staged_roster{number};
    while (auto page = out.next_page()) {
      auto got = client::records{.ledger_time_ms = 5};
      for (const auto& [key, bytes] : disk)
        if (key.starts_with(page->prefix) && key > page->after) {
          got.more = got.found.size() == 10;
          if (got.more)
            break;
          got.found.push_back({key, 1, bytes});
        }
      out.take(got);
    }
    return out;
  }

  actors::programme_snapshot now(std::uint64_t data = 3) const {
    auto x = actors::programme_snapshot{};
    x.head.data = {data};
    x.programme = std::make_shared<domain::programme>(programme);
    x.roster = std::make_shared<domain::roster>();
    return x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staged, fixture)

BOOST_AUTO_TEST_CASE(what_is_put_by_is_where_the_next_attempt_begins) {
  auto first = staged_roster{number};
  put_by(first);
  auto next = read();
  BOOST_REQUIRE(next.head());
  BOOST_TEST(next.head()->whole);
  BOOST_TEST((next.head()->cost == head().cost));
  auto start = next.start(now());
  BOOST_REQUIRE(start);
  BOOST_TEST((start->what == roster));
  BOOST_TEST(start->plan_cost == 11);
  BOOST_TEST(next.read_ms() == 5);
}

BOOST_AUTO_TEST_CASE(until_all_of_it_is_written_it_is_marked_as_torn) {
  auto first = staged_roster{number};
  auto all = first.put_by(under, "im", roster, head());
  // 40 people, 3 months and a plan each.
  BOOST_TEST_REQUIRE(all.size() >= 4u);
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    apply(all[i]);
    BOOST_TEST(is_whole() == (i + 1 == all.size()), i);
  }
}

BOOST_AUTO_TEST_CASE(each_transaction_has_a_key_of_its_own) {
  auto first = staged_roster{number};
  auto keys = std::set<std::string>{};
  for (auto i = 0; i < 3; ++i) {
    roster.duties.erase(roster.duties.begin());
    for (const auto& x : first.put_by(under, "im", roster, head()))
      BOOST_TEST(keys.insert(x.reply.value().key).second);
  }
}

BOOST_AUTO_TEST_CASE(what_is_the_same_is_not_written_again) {
  auto first = staged_roster{number};
  put_by(first);
  auto again = first.put_by(under, "im", roster, head());
  BOOST_TEST_REQUIRE(again.size() == 1u);
  BOOST_TEST_REQUIRE(again[0].put.size() == 1u);
  BOOST_TEST(again[0].put[0].key == domain::keys::draft(number));
  // Nor by who has read it.
  BOOST_TEST(read().turn_into(under, "im", roster).empty());
}

BOOST_AUTO_TEST_CASE(without_a_head_there_is_nothing_to_go_on_from) {
  auto first = staged_roster{number};
  for (const auto& x : first.turn_into(under, "im", roster))
    apply(x);
  BOOST_TEST(!read().start(now()).has_value());
}

BOOST_AUTO_TEST_CASE(of_other_data_the_duties_count_as_far_as_they_fit) {
  auto first = staged_roster{number};
  put_by(first);
  programme.people.pop_back();
  auto start = read().start(now(4));
  BOOST_REQUIRE(start);
  BOOST_TEST(start->what.plan.empty());
  BOOST_TEST(start->what.duties.size() == roster.duties.size() - 3);
  for (const auto& x : start->what.duties)
    BOOST_TEST_REQUIRE((domain::find(programme, x.person) != nullptr));
  programme.templates.clear();
  BOOST_TEST(!read().start(now(4)).has_value());
}

BOOST_AUTO_TEST_CASE(a_plan_without_duties_is_a_beginning) {
  auto first = staged_roster{number};
  roster.duties.clear();
  put_by(first);
  auto start = read().start(now());
  BOOST_REQUIRE(start);
  BOOST_TEST((start->what.plan == roster.plan));
}

BOOST_AUTO_TEST_CASE(a_plan_that_lacks_what_is_by_hand_is_not_taken) {
  auto first = staged_roster{number};
  put_by(first);
  auto where = now();
  auto in_force = roster;
  in_force.plan.front().source = domain::duty_source::manual;
  where.roster = std::make_shared<domain::roster>(in_force);
  where.roster_head.roster = {99};
  auto start = read().start(where);
  BOOST_REQUIRE(start);
  BOOST_TEST(start->what.plan.empty());
  roster = in_force;
  put_by(first);
  BOOST_TEST(!read().start(where)->what.plan.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_left_out_and_erased) {
  auto first = staged_roster{number};
  put_by(first);
  auto broken = disk.lower_bound(domain::keys::duties(number));
  auto key = broken->first;
  broken->second = "no columns";
  auto next = read();
  auto start = next.start(now());
  BOOST_REQUIRE(start);
  BOOST_TEST(start->what.duties.size() == roster.duties.size() - 1);
  for (const auto& x : next.turn_into(under, "im", start->what))
    apply(x);
  BOOST_TEST(!disk.contains(key));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

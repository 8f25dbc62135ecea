// SPDX-License-Identifier: Apache-2.0
// How a job's roster comes into force while others change duty, and when it
// does not.
#include "tests/support/publishing_worker.hpp"

#include <algorithm>
#include <utility>

BOOST_AUTO_TEST_SUITE(publish_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using test::is_publishing;

BOOST_FIXTURE_TEST_SUITE(publishing, test::publishing_worker)

BOOST_AUTO_TEST_CASE(
  conflicts_without_end_are_held_back_until_it_is_published) {
  auto said = std::vector<domain::commit_answer>{};
  store.before_commit = [&](const domain::transaction& x) {
    if (is_publishing(x))
      said.push_back(touch(1));
  };
  auto job = submit(wish());
  pass(2s);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(ledger.job(job).attempts == 1u);
  BOOST_TEST(head().roster.value == job.value);
  BOOST_TEST_REQUIRE(said.size() == 4u);
  for (auto i = 0u; i < 3; ++i)
    BOOST_TEST((said[i].outcome == domain::commit_outcome::committed));
  BOOST_TEST(said[3].code == ec::held);
  BOOST_TEST(said[3].retry_after_ms > 0u);
  BOOST_TEST(events("hold") == 1u);
  BOOST_TEST((touch(1).outcome == domain::commit_outcome::committed));
}

BOOST_AUTO_TEST_CASE(a_hold_ends_with_the_worker_that_wanted_it) {
  auto died = false;
  store.before_commit = [&](const domain::transaction& x) {
    if (is_publishing(x) && events("hold") == 0)
      static_cast<void>(touch(1));
    else if (is_publishing(x) && !std::exchange(died, true)) {
      BOOST_TEST(touch(1).code == ec::held);
      ledger.end_session({1, 1});
      BOOST_TEST((touch(1).outcome == domain::commit_outcome::committed));
      BOOST_TEST(!head().roster.assigned());
    }
  };
  auto job = submit(wish());
  pass(5s);
  BOOST_TEST(died);
  BOOST_TEST(events("hold") == 1u);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(head().roster.value == job.value);
}

BOOST_AUTO_TEST_CASE(what_is_done_by_hand_meanwhile_goes_into_the_new_roster) {
  by_hand(3);
  auto theirs = july_of(1);
  auto other = july_of(2);
  auto once = false;
  store.before_commit = [&](const domain::transaction& x) {
    if (!is_publishing(x) || std::exchange(once, true))
      return;
    // Shift 1, set by hand, passes from the first to the second.
    auto moved = theirs.front();
    moved.person = {2};
    other = {moved};
    for (const auto& change : {rewrite(1, {}), rewrite(2, other)})
      BOOST_TEST(
        (ledger.commit(change).outcome == domain::commit_outcome::committed));
  };
  auto job = submit(wish());
  pass(2s);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(ledger.job(job).attempts == 1u);
  BOOST_TEST(head().roster.value == job.value);
  auto holds = [&](std::uint32_t who) {
    auto all = july_of(who);
    return std::count_if(all.begin(), all.end(), [](const auto& x) {
      return x.source == domain::duty_source::manual && x.shift.value == 1;
    });
  };
  BOOST_TEST(holds(1) == 0);
  BOOST_TEST(holds(2) == 1);
}

BOOST_AUTO_TEST_CASE(an_empty_roster_is_not_put_in_force) {
  auto job = submit(hasty());
  pass(200ms);
  BOOST_TEST((state(job) == domain::job_state::completed));
  auto said = result_of(job);
  BOOST_TEST(!said.published);
  BOOST_TEST(!said.feasible);
  BOOST_TEST(said.kept_why.find("put no roster in force: the new one has no "
                                "duties")
               == 0u,
             said.kept_why);
  BOOST_TEST(ledger.job(job).last.detail == said.kept_why);
  BOOST_TEST(!head().roster.assigned());
  BOOST_TEST(ledger.scan("im", "plan/").empty());
  // Once, and the purge of what it had staged.
  BOOST_TEST(events("completed") == 2u);
}

BOOST_AUTO_TEST_CASE(a_worse_roster_does_not_replace_the_one_in_force) {
  auto first = submit(wish());
  pass(500ms);
  BOOST_TEST_REQUIRE(head().roster.value == first.value);
  // One shift by hand, so that the hasty one is not empty but only worse.
  auto mine = july_of(1);
  BOOST_TEST_REQUIRE(!mine.empty());
  mine.front().source = domain::duty_source::manual;
  static_cast<void>(ledger.commit(rewrite(1, mine)));
  auto job = submit(hasty());
  pass(500ms);
  auto said = result_of(job);
  BOOST_TEST(!said.published);
  BOOST_TEST(said.duties == 1u);
  BOOST_TEST(said.kept_why.find("kept the roster in force: the new one has 91 "
                                "open places")
               == 0u,
             said.kept_why);
  BOOST_TEST(head().roster.value == first.value);
  auto forced = hasty();
  forced.publish_worse = true;
  auto anyway = submit(forced);
  pass(500ms);
  BOOST_TEST(result_of(anyway).published);
  BOOST_TEST(head().roster.value == anyway.value);
  BOOST_TEST(head().before.value == first.value);
}

BOOST_AUTO_TEST_CASE(the_roster_in_force_is_judged_as_it_stands_in_the_end) {
  by_hand(1);
  auto added = false;
  store.before_commit = [&](const domain::transaction& x) {
    if (!is_publishing(x) || std::exchange(added, true))
      return;
    // Somebody fills a place of the roster in force meanwhile.
    auto mine = july_of(2);
    mine.push_back(mine.back());
    mine.back().shift = {999};
    mine.back().start += domain::minutes{1'440};
    mine.back().end += domain::minutes{1'440};
    static_cast<void>(ledger.commit(rewrite(2, mine)));
  };
  auto whole = submit(hasty());
  pass(500ms);
  // Till then both had one day of 92 filled.
  BOOST_TEST(added);
  BOOST_TEST(!result_of(whole).published);
  BOOST_TEST(head().roster.value != whole.value);
}

BOOST_AUTO_TEST_CASE(a_part_of_the_year_replaces_no_roster_of_meanwhile) {
  auto once = false;
  store.before_commit = [&](const domain::transaction& x) {
    if (!is_publishing(x) || std::exchange(once, true))
      return;
    auto theirs = tests::small_roster(test::quarter(), 1);
    auto change = domain::transaction{};
    change.programme = "im";
    change.put
      = {{std::string{domain::keys::roster_current},
          codec::encode(domain::roster_head{.roster = {77}})},
         {domain::keys::duty({77}, {1}, 202'607),
          codec::encode(domain::pack_duties(domain::duties_of(theirs, {1})))}};
    change.reply = domain::owed_reply{};
    change.reply->scope = "other";
    change.reply->key = std::to_string(++number);
    BOOST_TEST(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
  };
  auto x = wish();
  x.first = test::quarter().info.first;
  x.last = x.first + domain::date::duration{30};
  auto job = submit(x);
  pass(2s);
  BOOST_TEST(once);
  BOOST_TEST((state(job) == domain::job_state::dead_letter));
  auto why = ledger.job(job).last.detail;
  BOOST_TEST(why.find("a part of the year") != std::string::npos, why);
  BOOST_TEST(head().roster.value == 77u);
}

BOOST_AUTO_TEST_CASE(only_the_one_in_force_and_the_one_before_it_stay) {
  auto made = std::vector<domain::job_id>{};
  for (auto seed : {1u, 2u, 3u}) {
    auto wish_of = wish(seed);
    wish_of.publish_worse = true;
    made.push_back(submit(wish_of));
    pass(500ms);
    BOOST_TEST_REQUIRE(head().roster.value == made.back().value);
  }
  auto left = [&](domain::job_id x) {
    return ledger.scan("im", domain::keys::duties({x.value})).size();
  };
  BOOST_TEST(left(made[0]) == 0u);
  BOOST_TEST(left(made[1]) > 0u);
  BOOST_TEST(left(made[2]) > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

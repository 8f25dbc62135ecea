// SPDX-License-Identifier: Apache-2.0
// Requests for swaps through a whole worker, over a real ledger.
#include "actors/programme_cache.hpp"
#include "tests/support/swapping_worker.hpp"

BOOST_AUTO_TEST_SUITE(swap_requests_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using domain::swap_act;
using domain::swap_state;
using test::has;

namespace {

struct fixture : test::swapping_worker {
  /// By a job, as a schedule submits it each day.
  void end_requests() {
    auto job = domain::job{.id = {++number},
                           .programme = "im",
                           .kind = std::string{client::purge_job::kind}};
    job.payload = codec::encode(client::purge_job{.jobless = true});
    auto change = domain::transaction{.programme = "im", .submit = {job}};
    change.reply = domain::owed_reply{.scope = "test",
                                      .key = std::to_string(number)};
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
    pass(200ms);
    auto view = ledger.job(job.id);
    BOOST_TEST_REQUIRE((view.state == domain::job_state::completed));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(swap_requests, fixture)

BOOST_AUTO_TEST_CASE(a_request_is_agreed_to_executed_and_reverted) {
  auto asked = made(offer({{1}, {3}}));
  BOOST_TEST((asked.state == swap_state::proposed));
  BOOST_TEST(asked.requested_by == "chief");
  auto agreed = made(act(swap_act::accept, asked.id, 3));
  BOOST_TEST((agreed.state == swap_state::consented));
  BOOST_TEST(owner_of({1}).value == 1u);
  auto done = made(act(swap_act::execute, asked.id));
  BOOST_TEST(owner_of({1}).value == 3u);
  BOOST_TEST(owner_of({3}).value == 1u);
  BOOST_TEST(done.trail.size() == 3u);
  // Each line names the version before it, the record the last one.
  auto stored = ledger.scan("im", "swap/");
  BOOST_TEST_REQUIRE(stored.size() == 1u);
  BOOST_TEST(done.trail[2].after > done.trail[1].after);
  BOOST_TEST(stored[0].revision > done.trail[2].after);
  BOOST_TEST(ledger.scan("im", "swap_live/").empty());
  auto back = made(act(swap_act::revert, asked.id, 1));
  BOOST_TEST((back.state == swap_state::reverted));
  BOOST_TEST(owner_of({1}).value == 1u);
  BOOST_TEST(events("swap") == 2u);
  BOOST_TEST(events("swap_request") == 2u);
}

BOOST_AUTO_TEST_CASE(an_act_asked_again_is_the_same_bytes_and_done_once) {
  auto x = request_of({{1}, {3}});
  auto first = call(x, "one");
  auto again = call(x, "one");
  BOOST_TEST(again.replayed);
  BOOST_TEST((again.body == first.body));
  BOOST_TEST(ledger.scan("im", "swap_live/").size() == 1u);
  BOOST_TEST(call(x).status == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(time_ends_a_request_and_frees_its_shift) {
  auto x = request_of({{1}});
  x.hours = 1;
  auto asked = made(call(x, "one"));
  BOOST_TEST((asked.state == swap_state::open));
  // The worker has seen no change since, so the store tells it the time.
  ledger.clock.advance(1h);
  auto late = act(swap_act::withdraw, asked.id, 1);
  BOOST_TEST(late.status == ec::refused);
  BOOST_TEST(has(late.detail, "ended at"), late.detail);
  BOOST_TEST(ledger.scan("im", "swap_live/").empty());
  auto kept = codec::decode<domain::swap_record>(
    ledger.scan("im", "swap/").at(0).bytes);
  BOOST_TEST((kept->state == swap_state::expired));
  BOOST_TEST((made(call(request_of({{1}}), "two")).state == swap_state::open));
}

BOOST_AUTO_TEST_CASE(a_purge_ends_requests_whose_time_is_over_and_no_others) {
  auto x = request_of({{1}});
  x.hours = 1;
  auto over = made(call(x, "one"));
  x = request_of({{2}});
  x.hours = 1;
  made(call(x, "two"));
  x = request_of({{3}});
  x.hours = 5;
  auto live = made(call(x, "three"));
  end_requests();
  BOOST_TEST(ledger.scan("im", "swap_live/").size() == 3u);
  ledger.clock.advance(2h);
  end_requests();
  auto left = ledger.scan("im", "swap_live/");
  BOOST_TEST_REQUIRE(left.size() == 1u);
  BOOST_TEST(left[0].key == domain::keys::swap_live(live.id));
  for (const auto& record : ledger.scan("im", "swap/")) {
    auto ended = codec::decode<domain::swap_record>(record.bytes);
    BOOST_TEST((ended->state == swap_state::expired));
    BOOST_TEST(ended->trail.back().by == "purge");
  }
  auto mark = codec::decode<domain::swap_mark>(
    ledger.scan("im", "swap_shift/").at(0).bytes);
  BOOST_TEST(!mark->live.assigned());
  auto late = act(swap_act::withdraw, over.id, 1);
  BOOST_TEST(late.status == ec::refused);
  end_requests();
  BOOST_TEST(ledger.scan("im", "swap/").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_purge_ends_requests_of_a_roster_that_was_replaced) {
  made(offer({{1}, {3}}));
  auto programme = tests::small_programme(5);
  auto roster = tests::small_roster(programme);
  roster.duties.back().end += domain::minutes{60};
  import(programme, &roster);
  pass(200ms);
  BOOST_TEST(ledger.scan("im", "swap_live/").size() == 1u);
  end_requests();
  BOOST_TEST(ledger.scan("im", "swap_live/").empty());
}

BOOST_AUTO_TEST_CASE(an_offer_takes_the_place_of_one_whose_time_is_over) {
  auto x = request_of({{1}});
  x.hours = 1;
  auto first = made(call(x, "one"));
  ledger.clock.advance(2h);
  auto next = made(call(request_of({{1}}), "two"));
  BOOST_TEST(next.id != first.id);
  BOOST_TEST(ledger.scan("im", "swap_live/").size() == 1u);
  BOOST_TEST(ledger.scan("im", "swap/").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_revert_is_refused_a_day_later_by_ledger_time) {
  auto done = made(call(exchange(1, 3), "one"));
  ledger.clock.advance(24h);
  auto late = act(swap_act::revert, done.id);
  BOOST_TEST(late.status == ec::refused);
  BOOST_TEST(has(late.detail, "more than 24 hours ago"), late.detail);
  BOOST_TEST(owner_of({1}).value == 3u);
}

BOOST_AUTO_TEST_CASE(what_is_stamped_is_no_older_than_seconds) {
  auto wall = [&] {
    return ledger.clock.wall_ms();
  };
  made(call(exchange(1, 3), "one"));
  ledger.clock.advance(48h);
  auto before = wall();
  auto done = made(call(exchange(2, 4), "two"));
  BOOST_TEST(done.executed_ms > before - domain::swap_stale_ms);
  BOOST_TEST(done.executed_ms <= wall());
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_clear_refusal) {
  auto said = [&](const actors::answer& x, const char* words) {
    BOOST_TEST((x.status == ec::refused || x.status == ec::not_found
                || x.status == ec::invalid_argument),
               x.detail);
    BOOST_TEST(has(x.detail, words), x.detail);
    return x;
  };
  said(call(exchange(1, 1), "a"), "nobody swaps with themselves");
  auto theirs = exchange(1, 3);
  theirs.shift = {2};
  said(call(theirs, "b"), "is not R1's but R2's");
  auto stranger = exchange(1, 3);
  stranger.counterpart = {77};
  said(call(stranger, "c"), "is not in the programme");
  said(offer({{1}, {3}, {1}}), "nobody swaps with themselves");
  said(act(swap_act::accept, {999}, 1), "there is no such swap");
  said(act(swap_act::offer, {999}, 1), "no such swap");
  ledger.clock.advance(24h * 60);
  said(call(exchange(1, 3), "d"), "is past");
  auto past = exchange(1, 3);
  past.code = domain::change_code::administrative;
  past.reason = "it was worked like that";
  BOOST_TEST(call(past, "e").status == ec::none);
  BOOST_TEST(ledger.scan("im", "swap_live/").empty());
}

BOOST_AUTO_TEST_CASE(people_speak_for_themselves_only) {
  auto asked = made(offer({{1}, {3}}));
  caller = "R2";
  BOOST_TEST(act(swap_act::accept, asked.id, 3).status == ec::forbidden);
  BOOST_TEST(act(swap_act::accept, asked.id).status == ec::refused);
  BOOST_TEST(call(exchange(2, 4), "x").status == ec::forbidden);
  caller = "R3";
  BOOST_TEST(
    (made(act(swap_act::accept, asked.id)).state == swap_state::consented));
  BOOST_TEST(
    (made(act(swap_act::execute, asked.id)).state == swap_state::executed));
}

BOOST_AUTO_TEST_CASE(offers_of_others_are_matched) {
  made(offer({{3}}));
  auto said = call(client::swap_match_request{.owner = {1}, .shift = {1}});
  BOOST_REQUIRE_MESSAGE(said.status == ec::none, said.detail);
  auto got = codec::decode<client::swap_match_reply>(said.body).value();
  BOOST_TEST(got.considered == 1u);
  BOOST_TEST_REQUIRE(got.matches.size() == 1u);
  BOOST_TEST(got.matches[0].moves[1].shift.value == 3u);
  BOOST_TEST(call(client::swap_match_request{.owner = {1}, .shift = {2}}).status
             == ec::refused);
}

BOOST_AUTO_TEST_CASE(another_worker_knows_all_of_it_from_the_store) {
  auto asked = made(offer({{1}, {3}}));
  made(act(swap_act::accept, asked.id, 3));
  kill(actors::whereis<actors::programme_cache_actor>(system(),
                                                      actors::names::cache));
  pass(1s);
  BOOST_TEST(
    (made(act(swap_act::execute, asked.id)).state == swap_state::executed));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_attempt.hpp"
#include "client/repair_operations.hpp"
#include "metrics/registry.hpp"
#include "tests/support/swapping_worker.hpp"

BOOST_AUTO_TEST_SUITE(swaps_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::swapping_worker {
  void touched(std::uint32_t who) {
    BOOST_TEST_REQUIRE(
      (touch(who).outcome == domain::commit_outcome::committed));
  }

  /// Somebody else's duty in the ward of that week changes.
  void touched_ward() {
    auto change = domain::transaction{};
    change.programme = "im";
    change.touch
      = {domain::keys::unit_guard("ward", domain::month_start(202'607))};
    change.reply = domain::owed_reply{};
    change.reply->scope = "other";
    change.reply->key = std::to_string(++number);
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
  }
};

/// A revert of a swap that nobody knows, up to where the store says so.
struct lone_attempt {
  std::chrono::steady_clock::time_point deadline
    = std::chrono::steady_clock::time_point{} + 30s;
  actors::swap_rules rules;
  actors::call asked;
  std::optional<actors::swap_attempt> attempt;

  lone_attempt() {
    asked.frame.operation = client::swap_revert_request::operation;
    asked.frame.key = "k1";
    asked.frame.body = codec::encode(client::swap_revert_request{{999}});
    asked.deadline = deadline;
    attempt.emplace(actors::parcel{actors::call{asked}}, domain::swap_id{7},
                    rules);
    auto shown = std::make_shared<actors::programme_snapshot>();
    shown->swaps = std::make_shared<const domain::swap_board>();
    static_cast<void>(attempt->begin());
    auto next = attempt->on_programme(actors::snapshot_ptr{shown},
                                      deadline - 2s);
    BOOST_TEST_REQUIRE((next.what == verb::record));
  }

  using verb = actors::swap_step::verb;

  actors::swap_step no_record(std::chrono::steady_clock::time_point now) {
    auto none = client::records{};
    none.found.emplace_back().key = domain::keys::swap({999});
    return attempt->on_record(none, now);
  }

  void cancel() const {
    asked.cancelled->store(true);
  }
};

std::uint64_t timed(const char* operation) {
  return metrics::process_registry()
    .histogram_of("swap_operation_duration_seconds", "", {{"op", operation}})
    .count();
}

bool is_swap(const domain::transaction& x) {
  return !x.put.empty() && x.reply && x.reply->scope.ends_with("swap.execute");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(attempts, lone_attempt)

BOOST_AUTO_TEST_CASE(a_call_that_is_cancelled_and_late_commits_nothing) {
  cancel();
  auto next = no_record(deadline + 1ms);
  BOOST_TEST((next.what == verb::done));
  BOOST_TEST(next.reply.status == ec::cancelled);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_late_commits_nothing) {
  auto next = no_record(deadline);
  BOOST_TEST((next.what == verb::done));
  BOOST_TEST(next.reply.status == ec::timed_out);
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_a_cancel_is_asked_after_in_time) {
  auto next = no_record(deadline - 1s);
  BOOST_TEST_REQUIRE((next.what == verb::commit));
  BOOST_TEST(next.change.remaining_ms == 1'001U);
  cancel();
  next = attempt->on_commit({}, deadline - 1ms);
  BOOST_TEST_REQUIRE((next.what == verb::commit));
  BOOST_TEST(next.change.remaining_ms == 2U);
  next = attempt->on_commit({}, deadline);
  BOOST_TEST((next.what == verb::done));
  BOOST_TEST(next.reply.status == ec::unknown_outcome);
}

BOOST_AUTO_TEST_CASE(what_may_have_happened_is_not_refused) {
  auto no = domain::commit_answer{};
  no.outcome = domain::commit_outcome::refused;
  no.code = ec::overloaded;
  BOOST_TEST_REQUIRE((no_record(deadline - 1s).what == verb::commit));
  BOOST_TEST_REQUIRE(
    (attempt->on_commit({}, deadline - 900ms).what == verb::commit));
  auto next = attempt->on_commit(no, deadline - 800ms);
  BOOST_TEST((next.what == verb::done));
  BOOST_TEST(next.reply.status == ec::unknown_outcome);
}

BOOST_AUTO_TEST_CASE(what_was_refused_at_once_has_not_happened) {
  auto no = domain::commit_answer{};
  no.outcome = domain::commit_outcome::refused;
  no.code = ec::overloaded;
  BOOST_TEST_REQUIRE((no_record(deadline - 1s).what == verb::commit));
  BOOST_TEST(attempt->on_commit(no, deadline - 900ms).reply.status
             == ec::overloaded);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(swaps, fixture)

BOOST_AUTO_TEST_CASE(a_swap_moves_both_shifts_in_one_transaction) {
  auto said = call(exchange(1, 3), "k1");
  BOOST_REQUIRE_MESSAGE(said.status == ec::none, said.detail);
  BOOST_TEST(!said.replayed);
  BOOST_TEST(owner_of({1}).value == 3u);
  BOOST_TEST(owner_of({3}).value == 1u);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(a_repeated_key_gets_the_same_bytes_and_swaps_once) {
  auto first = call(exchange(1, 3), "k1");
  auto again = call(exchange(1, 3), "k1");
  BOOST_TEST(again.replayed);
  BOOST_TEST((again.body == first.body));
  BOOST_TEST(again.revision == first.revision);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(each_operation_is_timed_under_its_name) {
  const auto executed = timed("execute");
  const auto found = timed("find");
  BOOST_TEST(call(exchange(1, 3), "k1").status == ec::none);
  BOOST_TEST(timed("execute") == executed + 1);
  BOOST_TEST(timed("find") == found);
  auto wish = client::swap_find_request{};
  wish.owner = {2};
  wish.shift = {2};
  static_cast<void>(call(wish));
  BOOST_TEST(timed("find") == found + 1);
}

BOOST_AUTO_TEST_CASE(a_key_of_another_request_is_refused) {
  BOOST_TEST(call(exchange(1, 3), "k1").status == ec::none);
  BOOST_TEST(call(exchange(2, 4), "k1").status == ec::key_reused);
  BOOST_TEST(owner_of({2}).value == 2u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_asked_for_again_by_its_key) {
  auto lost = 0;
  store.lose_answer = [&](const domain::transaction& x) {
    return is_swap(x) && lost++ < 2;
  };
  auto said = call(exchange(1, 3), "k1");
  BOOST_TEST(lost == 3);
  BOOST_TEST(said.status == ec::none);
  BOOST_TEST(said.replayed);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(a_conflict_is_planned_again_on_what_is_there_now) {
  auto tries = 0;
  store.before_commit = [&](const domain::transaction& x) {
    if (is_swap(x) && tries++ < 2)
      touched(3);
  };
  auto said = call(exchange(1, 3), "k1");
  BOOST_TEST(said.status == ec::none);
  BOOST_TEST(tries == 3);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(conflicts_without_end_are_given_up_and_not_stored) {
  store.before_commit = [&](const domain::transaction& x) {
    if (is_swap(x))
      touched(1);
  };
  BOOST_TEST(call(exchange(1, 3), "k1").status == ec::conflict);
  store.before_commit = nullptr;
  auto said = call(exchange(1, 3), "k1");
  BOOST_TEST(said.status == ec::none);
  BOOST_TEST(!said.replayed);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_stored_and_given_again) {
  auto wrong = exchange(1, 3);
  wrong.shift = {2};
  auto said = call(wrong, "k1");
  BOOST_TEST((said.status == ec::refused || said.status == ec::not_found));
  BOOST_TEST(!said.detail.empty());
  auto again = call(wrong, "k1");
  BOOST_TEST(again.status == said.status);
  BOOST_TEST(again.detail == said.detail);
  BOOST_TEST(again.replayed);
}

BOOST_AUTO_TEST_CASE(a_refusal_holds_only_of_the_units_as_it_read_them) {
  auto tries = 0;
  store.before_commit = [&](const domain::transaction& x) {
    if (x.reply && x.reply->status == ec::refused && tries++ == 0)
      touched_ward();
  };
  auto wrong = exchange(1, 3);
  wrong.in_return = {};
  auto said = call(wrong, "k1");
  BOOST_TEST(said.status == ec::refused, said.detail);
  BOOST_TEST(tries == 2);
  BOOST_TEST(call(wrong, "k1").replayed);
}

BOOST_AUTO_TEST_CASE(a_swap_without_a_key_is_refused) {
  BOOST_TEST(call(exchange(1, 3)).status == ec::invalid_argument);
  BOOST_TEST(owner_of({1}).value == 1u);
}

BOOST_AUTO_TEST_CASE(a_revert_brings_the_shifts_back_once) {
  auto said = call(exchange(1, 3), "k1");
  auto done = codec::decode<client::swap_reply>(said.body).value().done;
  auto wish = client::swap_revert_request{done.id};
  auto first = call(wish, "k2");
  BOOST_REQUIRE_MESSAGE(first.status == ec::none, first.detail);
  BOOST_TEST(owner_of({1}).value == 1u);
  BOOST_TEST(owner_of({3}).value == 3u);
  BOOST_TEST((call(wish, "k2").body == first.body));
  BOOST_TEST(call(wish, "k3").status == ec::refused);
  BOOST_TEST(call(client::swap_revert_request{{999}}, "k4").status
             == ec::not_found);
}

BOOST_AUTO_TEST_CASE(candidates_found_can_be_executed) {
  auto wish = client::swap_find_request{};
  wish.owner = {1};
  wish.shift = {1};
  auto said = call(wish);
  BOOST_TEST_REQUIRE(said.status == ec::none);
  auto found = codec::decode<client::swap_find_reply>(said.body).value();
  BOOST_TEST_REQUIRE(!found.candidates.empty());
  auto best = found.candidates.front();
  auto x = client::swap_execute_request{};
  x.owner = {1};
  x.shift = {1};
  x.counterpart = best.person;
  x.in_return = best.shift;
  auto done = call(x, "k1");
  BOOST_REQUIRE_MESSAGE(done.status == ec::none, done.detail);
  BOOST_TEST(owner_of({1}) == best.person);
}

BOOST_AUTO_TEST_CASE(a_matcher_that_dies_at_work_leaves_an_unknown_outcome) {
  store.hold = is_swap;
  auto asked = send(exchange(1, 3), "k1");
  BOOST_TEST(replies.empty());
  kill(actors::whereis<actors::call_actor>(system(), actors::names::matcher));
  BOOST_TEST(is_unknown(answer_to(asked).status));
  store.let_go();
  pass(1s);
  auto said = call(exchange(1, 3), "k1");
  BOOST_TEST(said.status == ec::none);
  BOOST_TEST(said.replayed);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(a_validation_sees_the_swap_before_it) {
  BOOST_TEST(call(exchange(1, 3), "k1").status == ec::none);
  auto version = ledger.ledger->version("im").value();
  auto said = call(client::validate_request{});
  BOOST_TEST(said.status == ec::none);
  BOOST_TEST(said.revision >= version);
  auto risk = call(client::risk_request{});
  BOOST_TEST(risk.status == ec::none);
}

BOOST_AUTO_TEST_CASE(conflicts_and_who_can_are_answered_of_the_same_version) {
  auto version = ledger.ledger->version("im").value();
  auto found = call(client::conflicts_request{.resolve = 1});
  BOOST_TEST(found.status == ec::none);
  auto conflicts = codec::decode<client::conflicts_reply>(found.body).value();
  BOOST_TEST(conflicts.version == version);
  auto asked = call(client::who_can_request{.shift = {1}});
  BOOST_REQUIRE_MESSAGE(asked.status == ec::none, asked.detail);
  auto who = codec::decode<client::who_can_reply>(asked.body).value();
  BOOST_TEST(who.version == version);
  BOOST_TEST(!who.candidates.empty());
  BOOST_TEST(call(client::who_can_request{}).status == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(an_absence_is_mended_of_the_newest_version) {
  auto version = ledger.ledger->version("im").value();
  auto asked = call(client::repair_request{.person = {99}});
  BOOST_TEST(asked.status == ec::not_found);
  asked
    = call(client::repair_request{.person = {1},
                                  .first = *domain::parse_date("2026-07-01"),
                                  .last = *domain::parse_date("2026-07-03")});
  BOOST_REQUIRE_MESSAGE(asked.status == ec::none, asked.detail);
  auto found = codec::decode<client::repair_reply>(asked.body).value();
  BOOST_TEST(found.version == version);
  BOOST_TEST(found.found.person == domain::person_id{1});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

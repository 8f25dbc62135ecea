// SPDX-License-Identifier: Apache-2.0
#include "actors/bridge.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(bridge_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::actor_fixture {
  unsigned worked = 0;

  // Answers with the caller's own bytes.
  actors::call_actor validator = spawn(
    [this](actors::call_actor::pointer,
           int) -> actors::call_actor::behavior_type {
      return {[this](atom::call, const actors::parcel<actors::call>& x) {
        ++worked;
        auto said = actors::answer{};
        said.body = x->frame.body;
        return said;
      }};
    },
    0);

  // Never answers: it keeps its promises for itself.
  std::vector<caf::typed_response_promise<actors::answer>> promises;
  std::vector<actors::parcel<actors::call>> kept;
  actors::call_actor analyser = spawn(
    [this](actors::call_actor::pointer self,
           int) -> actors::call_actor::behavior_type {
      return {[this, self](atom::call, const actors::parcel<actors::call>& x)
                -> caf::result<actors::answer> {
        kept.push_back(x);
        promises.push_back(self->make_response_promise<actors::answer>());
        return promises.back();
      }};
    },
    0);

  actors::bridge_actor aut;

  fixture() {
    name(actors::names::validator, validator);
    name(actors::names::analyser, analyser);
    world.options.calls_max = 2;
    world.status = [] {
      auto x = client::process_status{};
      x.role = "worker";
      return x;
    };
    world.metrics = [] {
      return std::string{};
    };
    aut = spawn(actors::bridge, &world);
  }

  void call(std::string_view operation, std::uint64_t correlation,
            std::chrono::milliseconds left = 1s, std::string key = {}) {
    auto x = actors::call{};
    x.frame.operation = operation;
    x.frame.correlation = correlation;
    x.frame.key = std::move(key);
    x.frame.body = "b" + std::to_string(correlation);
    x.deadline = now() + left;
    tell(aut, atom::call_v, actors::parcel{std::move(x)});
  }

  ec code(std::size_t reply = 0) {
    BOOST_TEST_REQUIRE(replies.size() > reply);
    return replies[reply].second.status;
  }
};

constexpr auto validate = client::validate_request::operation;
constexpr auto risk = client::risk_request::operation;

} // namespace

BOOST_FIXTURE_TEST_SUITE(bridge, fixture)

BOOST_AUTO_TEST_CASE(a_call_reaches_its_actor_and_its_answer_the_caller) {
  call(validate, 7);
  BOOST_TEST(code() == ec::none);
  BOOST_TEST(replies[0].first == 7u);
  BOOST_TEST(replies[0].second.body == "b7");
}

BOOST_AUTO_TEST_CASE(a_call_that_is_too_late_is_not_worked_on) {
  call(validate, 7, 0ms);
  BOOST_TEST(code() == ec::timed_out);
  BOOST_TEST(worked == 0u);
}

BOOST_AUTO_TEST_CASE(more_calls_than_slots_are_refused_with_a_time) {
  call(risk, 1);
  call(risk, 2);
  call(risk, 3);
  BOOST_TEST(code() == ec::overloaded);
  BOOST_TEST(replies[0].first == 3u);
  BOOST_TEST(replies[0].second.retry_after_ms > 0u);
}

BOOST_AUTO_TEST_CASE(a_death_at_work_is_an_unknown_outcome) {
  call(risk, 1);
  BOOST_TEST(replies.empty());
  kill(analyser);
  BOOST_TEST(code() == ec::worker_lost);
  BOOST_TEST(is_unknown(code()));
}

BOOST_AUTO_TEST_CASE(silence_is_unknown_only_where_something_may_have_changed) {
  call(risk, 1);
  call(risk, 2, 1s, "key");
  advance(1'001ms);
  BOOST_TEST_REQUIRE(replies.size() == 2u);
  for (const auto& [correlation, said] : replies)
    BOOST_TEST(said.status
               == (correlation == 1 ? ec::timed_out : ec::unknown_outcome));
}

BOOST_AUTO_TEST_CASE(a_missing_actor_is_unavailable_for_now) {
  system().registry().erase(actors::names::validator);
  call(validate, 1);
  BOOST_TEST(code() == ec::unavailable);
  BOOST_TEST(replies[0].second.retry_after_ms > 0u);
}

BOOST_AUTO_TEST_CASE(an_operation_of_nobody_is_unsupported) {
  call("coffee.brew", 1);
  BOOST_TEST(code() == ec::unsupported);
}

BOOST_AUTO_TEST_CASE(a_cancel_is_seen_by_who_works_on_the_call) {
  call(risk, 1);
  BOOST_TEST(!kept[0]->cancelled->load());
  tell(aut, atom::cancel_v, std::uint64_t{99});
  BOOST_TEST(!kept[0]->cancelled->load());
  tell(aut, atom::cancel_v, std::uint64_t{1});
  BOOST_TEST(kept[0]->cancelled->load());
}

BOOST_AUTO_TEST_CASE(the_process_answers_for_its_status_itself) {
  call(client::status_request::operation, 1);
  BOOST_TEST(code() == ec::none);
  auto x = codec::decode<client::status_reply>(replies[0].second.body);
  BOOST_TEST_REQUIRE(x.has_value());
  BOOST_TEST(x->processes.at(0).role == "worker");
}

BOOST_AUTO_TEST_CASE(who_is_busy_or_works_on_jobs_alone_says_how_it_is) {
  call(risk, 1);
  call(risk, 2);
  call(client::status_request::operation, 3);
  BOOST_TEST(code(0) == ec::none);
  world.options.calls_max = 0;
  call(client::status_request::operation, 4);
  call(client::metrics_request::operation, 5);
  BOOST_TEST(code(1) == ec::none);
  BOOST_TEST(code(2) == ec::none);
  call(client::status_request::operation, 6, 0ms);
  BOOST_TEST(code(3) == ec::timed_out);
  call(validate, 7);
  BOOST_TEST(code(4) == ec::overloaded);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

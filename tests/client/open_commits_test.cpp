// SPDX-License-Identifier: Apache-2.0
// Commits between their copies, in virtual time.
#include "client/open_commits.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(open_commits_test)

using namespace nightfloat;
using namespace nightfloat::client;
using namespace std::chrono_literals;
using domain::commit_outcome;

namespace {

struct fixture {
  std::chrono::steady_clock::time_point now{1h};
  std::vector<raw_call> sent;
  std::vector<connection::raw_handler> asked;
  std::vector<std::function<void()>> resting;
  std::vector<result<domain::commit_answer>> answers;
  open_commits aut{
    commit_hooks{.send =
                   [this](raw_call x, connection::raw_handler done) {
                     sent.push_back(std::move(x));
                     asked.push_back(std::move(done));
                   },
                 .after =
                   [this](std::chrono::milliseconds, std::function<void()> x) {
                     resting.push_back(std::move(x));
                   },
                 .now =
                   [this] {
                     return now;
                   }}};

  void begin() {
    auto x = commit_order{};
    x.call.body = "change";
    x.call.options.key = "k";
    x.deadline = now + 10s;
    x.done = [this](result<domain::commit_answer> got) {
      answers.push_back(std::move(got));
    };
    aut.begin(std::move(x));
  }

  /// The last copy is answered.
  void answer(commit_outcome outcome) {
    auto said = domain::commit_answer{};
    said.outcome = outcome;
    auto frame = broker::envelope{};
    frame.body = codec::encode(said);
    asked.back()(std::move(frame));
  }

  void fail(ec code) {
    asked.back()(failure{code, "store: no"});
  }

  /// The pause before the next copy is over.
  void go_on() {
    now += 50ms;
    for (auto& x : std::exchange(resting, {}))
      x();
  }

  commit_outcome outcome() {
    BOOST_REQUIRE(answers.size() == 1);
    BOOST_REQUIRE(answers[0].has_value());
    return answers[0]->outcome;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_commits_, fixture)

BOOST_AUTO_TEST_CASE(the_same_is_sent_again_until_an_answer_is_known) {
  begin();
  answer(commit_outcome::unknown);
  now += 1s;
  go_on();
  fail(ec::unknown_outcome);
  go_on();
  BOOST_TEST(answers.empty());
  answer(commit_outcome::replayed);
  BOOST_TEST((outcome() == commit_outcome::replayed));
  BOOST_REQUIRE(sent.size() == 3);
  BOOST_TEST(sent[2].body == sent[0].body);
  BOOST_TEST(sent[2].options.key == "k");
  BOOST_TEST((sent[0].options.timeout == 10s));
  BOOST_TEST((sent[2].options.timeout == 8'900ms));
}

BOOST_AUTO_TEST_CASE(what_rests_when_the_connection_closes_is_unknown) {
  begin();
  answer(commit_outcome::unknown);
  BOOST_REQUIRE(resting.size() == 1);
  aut.close();
  BOOST_TEST((outcome() == commit_outcome::unknown));
  BOOST_TEST(answers[0]->code == ec::unknown_outcome);
  // Its pause ends all the same, and nothing comes of it.
  go_on();
  BOOST_TEST(sent.size() == 1u);
  BOOST_TEST(answers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_answered_is_not_answered_again_at_the_close) {
  begin();
  fail(ec::unavailable);
  aut.close();
  BOOST_REQUIRE(answers.size() == 1);
  BOOST_TEST(answers[0].error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(a_later_copys_refusal_is_no_answer_to_an_open_fate) {
  begin();
  answer(commit_outcome::unknown);
  go_on();
  fail(ec::overloaded);
  BOOST_TEST((outcome() == commit_outcome::unknown));
  BOOST_TEST(answers[0]->detail == "store: no");
}

BOOST_AUTO_TEST_CASE(without_time_for_another_copy_it_ends_unknown) {
  begin();
  now += 10s - 50ms;
  fail(ec::unknown_outcome);
  BOOST_TEST((outcome() == commit_outcome::unknown));
  BOOST_TEST(resting.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "client/open_calls.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(open_calls_test)

using namespace nightfloat;
using client::line_happening;

namespace {

struct fixture {
  client::open_calls aut;
  std::vector<std::string> told;

  client::open_calls::handler teller(const std::string& who) {
    return [this, who](const result<broker::envelope>& x) {
      told.push_back(who + ": " + (x ? x->body : x.error().detail));
    };
  }

  void say(line_happening what, std::uint64_t number, const std::string& body,
           ec status = ec::none) {
    auto x = client::line_event{.what = what, .number = number};
    x.frame.body = body;
    x.frame.detail = body;
    x.frame.status = status;
    x.why = {ec::unavailable, body};
    aut.take(x);
  }
};

using strings = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_calls, fixture)

BOOST_AUTO_TEST_CASE(a_call_is_answered_once) {
  aut.add(1, teller("one"), {});
  aut.add(2, teller("two"), {});
  say(line_happening::answered, 2, "yes");
  say(line_happening::answered, 2, "again");
  say(line_happening::answered, 1, "no", ec::not_found);
  say(line_happening::failed, 1, "late");
  BOOST_TEST(told == (strings{"two: yes", "one: no"}));
}

BOOST_AUTO_TEST_CASE(frames_follow_the_reply_until_the_stream_ends) {
  aut.add(1, teller("reply"), teller("feed"));
  say(line_happening::answered, 1, "begun");
  say(line_happening::feed, 1, "a");
  say(line_happening::feed, 1, "b");
  say(line_happening::feed, 1, "too slow", ec::overloaded);
  say(line_happening::feed, 1, "c");
  BOOST_TEST(
    told == (strings{"reply: begun", "feed: a", "feed: b", "feed: too slow"}));
}

BOOST_AUTO_TEST_CASE(a_stream_that_fails_before_its_reply_fails_as_a_call) {
  aut.add(1, teller("reply"), teller("feed"));
  say(line_happening::failed, 1, "gone");
  say(line_happening::feed, 1, "a");
  BOOST_TEST(told == strings{"reply: gone"});
}

BOOST_AUTO_TEST_CASE(one_that_is_dropped_hears_nothing_not_even_by_its_own) {
  aut.add(1, teller("one"), {});
  aut.drop(1);
  say(line_happening::answered, 1, "yes");
  aut.add(2, {}, [this](const auto&) {
    aut.drop(2);
    told.push_back("dropped");
  });
  say(line_happening::feed, 2, "a");
  say(line_happening::feed, 2, "b");
  BOOST_TEST(told == strings{"dropped"});
}

BOOST_AUTO_TEST_CASE(a_handler_may_call_again) {
  aut.add(1, [this](const auto&) { aut.add(2, teller("two"), {}); }, {});
  say(line_happening::answered, 1, "yes");
  say(line_happening::answered, 2, "next");
  BOOST_TEST(told == strings{"two: next"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

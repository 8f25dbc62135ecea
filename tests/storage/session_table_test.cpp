// SPDX-License-Identifier: Apache-2.0
// The sessions' state machine against a list of who waits: random asking,
// serving, giving back, time, recoveries and the end. NIGHTFLOAT_SEED replays,
// NIGHTFLOAT_COUNT says how many commands.
#include "storage/session_table.hpp"
#include "tests/support/random_commands.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(session_table_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using storage::session_table;
using storage::session_ticket;

namespace {

/// All who wait, in a list; all who work, in a map.
struct simple_sessions {
  struct entry {
    session_ticket who = 0;
    session_table::time_point not_after{};
    bool owed = false;
  };

  std::size_t sessions = 0;
  std::size_t waiting_max = 0;
  std::vector<entry> waiting;
  std::map<std::size_t, session_ticket> working;
  std::map<std::size_t, std::uint64_t> made_for;
  std::uint64_t invalidated = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t refused = 0;

  [[nodiscard]] std::size_t asked() const {
    return static_cast<std::size_t>(std::count_if(
      waiting.begin(), waiting.end(), [](const entry& x) { return !x.owed; }));
  }

  /// Whose turn it is; nobody's: 0.
  [[nodiscard]] session_ticket turn(session_table::time_point now,
                                    bool serves) const {
    if (working.size() == sessions)
      return 0;
    for (const auto& x : waiting)
      if (serves || x.owed)
        return now >= x.not_after ? 0 : x.who;
    return 0;
  }

  std::vector<session_ticket> expire(session_table::time_point now) {
    auto late = std::vector<session_ticket>{};
    for (const auto& x : waiting)
      if (now >= x.not_after)
        late.push_back(x.who);
    std::erase_if(waiting, [&](const entry& x) { return now >= x.not_after; });
    timed_out += late.size();
    return late;
  }
};

struct trial {
  session_table table;
  simple_sessions model;
  session_table::time_point now{};
  std::uint64_t incarnation = 1;
  std::uint64_t incarnation_last = 1;
  std::set<session_ticket> seen;

  trial(std::size_t sessions, std::size_t waiting_max)
    : table{{.sessions = sessions, .waiting_max = waiting_max}} {
    model.sessions = sessions;
    model.waiting_max = waiting_max;
  }

  void ask(std::uint32_t patience) {
    const auto not_after = now + std::chrono::milliseconds{patience % 60};
    auto who = table.ask(now, not_after);
    if (patience % 60 == 0) {
      ++model.timed_out;
      RC_ASSERT(who.error().code == ec::timed_out);
    } else if (model.asked() == model.waiting_max) {
      ++model.refused;
      RC_ASSERT(who.error().code == ec::overloaded);
      RC_ASSERT(who.error().retry_after_ms > 0);
    } else {
      RC_ASSERT(who.has_value());
      RC_ASSERT(seen.insert(*who).second);
      model.waiting.push_back({*who, not_after, false});
    }
  }

  void ask_owed() {
    auto who = table.ask_owed();
    RC_ASSERT(who.has_value());
    model.waiting.push_back({*who, session_table::time_point::max(), true});
  }

  void next() {
    const auto turn = model.turn(now, incarnation != 0);
    auto x = table.next(now, incarnation);
    RC_ASSERT(x.has_value() == (turn != 0));
    if (!x)
      return;
    RC_ASSERT(x->who == turn);
    RC_ASSERT(x->session < model.sessions);
    // Nobody else has it.
    RC_ASSERT(model.working.emplace(x->session, turn).second);
    auto& made_for = model.made_for[x->session];
    const auto stale = made_for != 0 && incarnation != 0
                       && made_for != incarnation;
    RC_ASSERT(x->renewed == stale);
    model.invalidated += stale;
    if (incarnation != 0)
      made_for = incarnation;
    std::erase_if(model.waiting, [&](const auto& y) { return y.who == turn; });
  }

  void give_back(std::uint32_t which) {
    if (model.working.empty())
      return;
    auto x = std::next(model.working.begin(), static_cast<std::ptrdiff_t>(
                                                which % model.working.size()));
    table.give_back(x->first);
    model.working.erase(x);
  }

  void recover(std::uint32_t how) {
    incarnation = how % 3 == 0 ? 0 : ++incarnation_last;
  }

  void step(std::uint32_t command) {
    const auto of = command / 10;
    switch (command % 10) {
      case 0:
      case 1:
      case 2:
        return ask(of);
      case 3:
        return ask_owed();
      case 4:
      case 5:
        return next();
      case 6:
      case 7:
        return give_back(of);
      case 8:
        if (of % 4 == 0)
          return recover(of / 4);
        now += std::chrono::milliseconds{of % 20};
        return;
      default:
        RC_ASSERT(table.expire(now) == model.expire(now));
    }
  }

  void check() const {
    const auto x = table.counts();
    RC_ASSERT(x.sessions == model.sessions);
    RC_ASSERT(x.in_use == model.working.size());
    RC_ASSERT(x.waiting == model.waiting.size());
    RC_ASSERT(x.leaked() == 0u);
    RC_ASSERT(x.invalidated == model.invalidated);
    RC_ASSERT(x.timed_out == model.timed_out);
    RC_ASSERT(x.refused == model.refused);
    auto earliest = session_table::time_point::max();
    for (const auto& one : model.waiting)
      earliest = std::min(earliest, one.not_after);
    RC_ASSERT(table.next_deadline() == earliest);
  }

  void stop() {
    auto left = table.stop();
    RC_ASSERT(left.size() == model.waiting.size());
    for (const auto& x : model.waiting)
      RC_ASSERT(std::count(left.begin(), left.end(), x.who) == 1);
    RC_ASSERT(table.ask(now, now + 1s).error().code == ec::unavailable);
    RC_ASSERT(table.ask_owed().error().code == ec::unavailable);
    RC_ASSERT(!table.next(now, 1));
    while (!model.working.empty())
      give_back(0);
    RC_ASSERT(table.counts().in_use == 0u);
    RC_ASSERT(table.counts().leaked() == 0u);
  }
};

} // namespace

using test::commands_as_asked;
BOOST_TEST_GLOBAL_CONFIGURATION(commands_as_asked);

BOOST_AUTO_TEST_CASE(it_agrees_with_a_list_of_who_waits) {
  BOOST_TEST(rc::check("sessions", [] {
    auto x = trial{*rc::gen::inRange<std::size_t>(1, 5),
                   *rc::gen::inRange<std::size_t>(1, 8)};
    const auto commands = test::some_commands();
    for (auto command : commands) {
      x.step(command);
      x.check();
    }
    x.stop();
  }));
}

BOOST_AUTO_TEST_CASE(one_that_is_late_is_never_let_in) {
  auto x = session_table{{.sessions = 1, .waiting_max = 4}};
  const auto now = session_table::time_point{} + 1s;
  BOOST_REQUIRE(x.ask(now, now + 10ms));
  BOOST_TEST(!x.next(now + 10ms, 1).has_value());
  BOOST_TEST(x.expire(now + 10ms).size() == 1);
  BOOST_TEST(x.counts().timed_out == 1);
}

BOOST_AUTO_TEST_CASE(a_stale_session_is_made_anew_before_it_is_used) {
  auto x = session_table{{.sessions = 1, .waiting_max = 4}};
  const auto now = session_table::time_point{} + 1s;
  auto use = [&](std::uint64_t incarnation) {
    BOOST_REQUIRE(x.ask(now, now + 1s));
    auto got = x.next(now, incarnation);
    if (got)
      x.give_back(got->session);
    return got;
  };
  BOOST_TEST(!use(7)->renewed);
  BOOST_TEST(!use(7)->renewed);
  // It recovers: nobody is let in, and nobody is turned away.
  BOOST_TEST(!use(0).has_value());
  BOOST_TEST(x.counts().waiting == 1);
  BOOST_TEST(use(8)->renewed);
  BOOST_TEST(!use(8)->renewed);
  BOOST_TEST(x.counts().invalidated == 1);
}

BOOST_AUTO_TEST_SUITE_END()

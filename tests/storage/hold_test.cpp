// SPDX-License-Identifier: Apache-2.0
// A job holds prefixes against all others for as long as its lease lasts.
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(hold_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

struct fixture : core_bench {
  using core_bench::core_bench;

  domain::lease leased(std::uint64_t id, domain::session_id whose = alice) {
    (void)commit(submission("s" + std::to_string(id), work(id)));
    return claim(whose).at(0);
  }

  static transaction under(const domain::lease& x, const std::string& key,
                           std::vector<domain::write> put = {}) {
    auto t = change(key, std::move(put));
    t.fenced_by = fence_of(x);
    return t;
  }

  static transaction hold_of(const domain::lease& x, const std::string& key,
                             std::vector<std::string> prefixes = {"guard/"}) {
    auto t = under(x, key);
    t.hold = std::move(prefixes);
    return t;
  }

  domain::lease holding(std::uint64_t id) {
    auto lease = leased(id);
    BOOST_REQUIRE(commit(hold_of(lease, "h" + std::to_string(id))).outcome
                  == commit_outcome::committed);
    return lease;
  }

  /// What becomes of somebody else's change of a guard.
  commit_answer touch(const std::string& key) {
    auto t = change(key);
    t.touch = {"guard/1"};
    return commit(t);
  }

  bool is_held(const std::string& key) {
    return touch(key).code == ec::held;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hold, fixture)

BOOST_AUTO_TEST_CASE(others_wait_with_a_word_and_nothing_is_written) {
  (void)holding(7);
  auto before = version();
  for (auto how : {0, 1, 2}) {
    auto t = change("t" + std::to_string(how));
    if (how == 0)
      t.put = {{"guard/1", "x"}};
    else
      (how == 1 ? t.touch : t.erase) = {"guard/1"};
    auto said = commit(t);
    BOOST_TEST(said.outcome == commit_outcome::refused);
    BOOST_TEST(said.code == ec::held);
    BOOST_TEST(said.retry_after_ms > 0);
    BOOST_TEST(said.detail.find("guard/1") != std::string::npos);
    BOOST_TEST(said.detail.find("job 7") != std::string::npos);
  }
  BOOST_TEST(version() == before);
}

BOOST_AUTO_TEST_CASE(the_holder_and_what_is_not_held_go_on) {
  auto lease = holding(7);
  BOOST_TEST(commit(change("a", {{"duty/1", "x"}})).outcome
             == commit_outcome::committed);
  BOOST_TEST(commit(change("b", {{"guar", "x"}})).outcome
             == commit_outcome::committed);
  BOOST_TEST(commit(under(lease, "c", {{"guard/1", "x"}})).outcome
             == commit_outcome::committed);
  auto elsewhere = change("d", {{"guard/1", "x"}});
  elsewhere.programme = "q";
  BOOST_TEST(commit(elsewhere).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(it_counts_from_the_next_member_of_its_own_batch) {
  auto lease = leased(7);
  auto first = change("a");
  auto second = change("b");
  first.touch = second.touch = {"guard/1"};
  begin();
  BOOST_TEST(decide(first).outcome == commit_outcome::committed);
  BOOST_TEST(decide(hold_of(lease, "h")).outcome == commit_outcome::committed);
  BOOST_TEST(decide(second).code == ec::held);
  BOOST_TEST(decide(completion_of(lease)).outcome == commit_outcome::committed);
  BOOST_TEST(decide(second).outcome == commit_outcome::committed);
  finish();
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_not_written_held_nothing) {
  auto lease = leased(7);
  begin();
  BOOST_TEST(decide(hold_of(lease, "h")).outcome == commit_outcome::committed);
  (void)core->seal();
  core->drop();
  BOOST_TEST(touch("a").outcome == commit_outcome::committed);
  BOOST_TEST(commit(hold_of(lease, "h")).outcome == commit_outcome::committed);
  BOOST_TEST(is_held("b"));
}

BOOST_AUTO_TEST_CASE(every_end_of_the_job_releases_it) {
  auto ends = std::vector<std::function<void(const domain::lease&)>>{
    [&](const auto& x) { (void)commit(completion_of(x)); },
    [&](const auto& x) { (void)commit(failure_of(x)); },
    [&](const auto& x) { (void)commit(failure_of(x, true)); },
    [&](const auto& x) {
      begin();
      BOOST_REQUIRE(core->release({fence_of(x)}));
      finish();
    },
    [&](const auto&) {
      begin();
      BOOST_REQUIRE(
        core->end_session(alice, storage::attempt_end::worker_died));
      finish();
    },
    [&](const auto&) { advance(options.visibility_timeout); },
  };
  auto id = std::uint64_t{10};
  for (const auto& end : ends) {
    auto lease = holding(++id);
    auto key = "t" + std::to_string(id);
    BOOST_TEST(is_held(key), "end " << id);
    end(lease);
    BOOST_TEST(touch(key).outcome == commit_outcome::committed, "end " << id);
    // What was given back must not be claimed in the next round.
    auto stop = change("stop" + key);
    stop.cancel = {{id}};
    (void)commit(stop);
  }
}

BOOST_AUTO_TEST_CASE(the_next_attempt_holds_nothing_until_it_says_so) {
  auto lease = holding(7);
  begin();
  BOOST_REQUIRE(core->release({fence_of(lease)}));
  finish();
  auto again = claim(bob).at(0);
  BOOST_TEST(touch("a").outcome == commit_outcome::committed);
  BOOST_TEST(commit(hold_of(lease, "late")).outcome == commit_outcome::fenced);
  BOOST_TEST(commit(hold_of(again, "h")).outcome == commit_outcome::committed);
  BOOST_TEST(is_held("b"));
}

BOOST_AUTO_TEST_CASE(it_outlives_the_store_and_not_its_lease) {
  (void)holding(7);
  cut();
  BOOST_TEST(is_held("a"));
  advance(options.visibility_timeout - 1ms);
  BOOST_TEST(is_held("a"));
  advance(1ms);
  BOOST_TEST(touch("a").outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_renewed_lease_holds_on_and_a_wanted_cancel_is_no_end) {
  auto lease = holding(7);
  auto stop = change("stop");
  stop.cancel = {{7}};
  (void)commit(stop);
  for (auto i = 0; i < 3; ++i) {
    advance(options.visibility_timeout - 1ms);
    (void)core->renew(alice, {{fence_of(lease), {}}}, now);
    BOOST_TEST(is_held("a"));
  }
}

BOOST_AUTO_TEST_CASE(of_two_who_want_the_same_the_second_waits) {
  auto first = holding(7);
  auto second = leased(8, bob);
  for (const auto* wish : {"guard/", "guard/person/", "g"})
    BOOST_TEST(commit(hold_of(second, "h", {wish})).code == ec::held);
  BOOST_TEST(commit(hold_of(second, "h", {"swap/"})).outcome
             == commit_outcome::committed);
  // The first may widen or narrow what is its own.
  BOOST_TEST(commit(hold_of(first, "i", {"guard/1"})).outcome
             == commit_outcome::committed);
  BOOST_TEST(commit(change("a", {{"guard/2", "x"}})).outcome
             == commit_outcome::committed);
  BOOST_TEST(is_held("b"));
}

BOOST_AUTO_TEST_CASE(a_reply_by_key_is_given_whatever_is_held) {
  auto first = touch("a");
  (void)holding(7);
  auto again = touch("a");
  BOOST_TEST(again.outcome == commit_outcome::replayed);
  BOOST_TEST(again.version == first.version);
}

BOOST_AUTO_TEST_CASE(a_hold_needs_a_lease_that_goes_on) {
  auto lease = leased(7);
  auto bad = change("a");
  bad.hold = {"guard/"};
  BOOST_TEST(commit(bad).code == ec::invalid_argument);
  auto ending = completion_of(lease);
  ending.hold = {"guard/"};
  BOOST_TEST(commit(ending).code == ec::invalid_argument);
  BOOST_TEST(commit(hold_of(lease, "b", {""})).code == ec::invalid_argument);
  auto many = std::vector<std::string>(domain::holds_max + 1, "guard/");
  BOOST_TEST(commit(hold_of(lease, "c", many)).code == ec::oversize);
}

namespace {

/// Workers that hold, write and end in any order, against a table of who
/// holds.
struct trial : fixture {
  std::uint64_t seed;
  std::mt19937_64 random;
  std::map<std::uint64_t, std::pair<domain::lease, std::string>> jobs;
  std::uint64_t last = 0;

  explicit trial(std::uint64_t x) : seed{x}, random{x} {
  }

  std::string some_prefix() {
    return random() % 2 == 0 ? "a/" : "b/";
  }

  std::optional<std::uint64_t> holder_of(const std::string& prefix) const {
    for (const auto& [id, x] : jobs)
      if (x.second == prefix)
        return id;
    return {};
  }

  void one_step() {
    auto key = "k" + std::to_string(++last);
    auto prefix = some_prefix();
    auto holder = holder_of(prefix);
    if (jobs.size() < 3) {
      auto lease = leased(last);
      // A claim is durable with the next batch.
      tick();
      jobs.emplace(last, std::pair{lease, std::string{}});
      return;
    }
    auto i = std::next(jobs.begin(), static_cast<long>(random() % 3));
    auto own = holder == i->first;
    auto& [lease, held] = i->second;
    switch (random() % 5) {
      case 0: {
        auto said = commit(hold_of(lease, key, {prefix}));
        BOOST_TEST((said.code == ec::held) == (holder && !own),
                   "seed " << seed);
        if (said.outcome == commit_outcome::committed)
          held = prefix;
        return;
      }
      case 1:
        (void)commit(random() % 2 == 0 ? completion_of(lease)
                                       : failure_of(lease, true));
        jobs.erase(i);
        return;
      case 2:
        cut();
        return;
      case 3: {
        auto said = commit(under(lease, key, {{prefix + "1", key}}));
        BOOST_TEST((said.code == ec::held) == (holder && !own),
                   "seed " << seed);
        return;
      }
      default: {
        auto said = commit(change(key, {{prefix + "1", key}}));
        BOOST_TEST((said.code == ec::held) == holder.has_value(),
                   "seed " << seed);
      }
    }
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(only_the_holder_writes_what_is_held) {
  auto first = number_from("NIGHTFLOAT_SEED", 1);
  auto count = number_from("NIGHTFLOAT_COUNT", 20);
  for (auto seed = first; seed < first + count; ++seed) {
    auto x = trial{seed};
    for (auto i = 0; i < 100; ++i)
      x.one_step();
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

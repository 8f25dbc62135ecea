// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_faults.hpp"
#include "tests/support/faulty_ledger.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(rocks_faults_test)

using namespace nightfloat;
using domain::commit_outcome;
using storage::fault_kind;

namespace {

struct bench : test::faulty_ledger {
  std::string a() {
    auto page = aut->read({.programme = "p"}, {"a"});
    return page ? page->found.at(0).bytes : "failed: " + page.error().detail;
  }

  std::uint64_t hit() {
    return figure("faults.hit");
  }

  std::uint64_t figure(std::string_view name) {
    auto all = aut->engine_figures();
    auto i = std::ranges::find(all, name, &domain::store_figure::name);
    BOOST_REQUIRE((i != all.end()));
    return i->value;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(rocks_faults, bench)

BOOST_AUTO_TEST_CASE(a_short_write_is_unknown_and_nothing_is_half_applied) {
  BOOST_TEST((commit("1").outcome == commit_outcome::committed));
  BOOST_REQUIRE(aut->set_fault({.kind = fault_kind::short_write, .count = 1}));
  BOOST_TEST((commit("2").outcome == commit_outcome::unknown));
  BOOST_TEST(hit() == 1);
  auto again = commit("2");
  BOOST_TEST((again.outcome == commit_outcome::committed
              || again.outcome == commit_outcome::replayed));
  BOOST_TEST(again.version == 2);
  BOOST_TEST(commit("3").version == 3);
}

BOOST_AUTO_TEST_CASE(a_fault_is_armed_until_it_is_used_up_or_cleared) {
  BOOST_TEST(figure("faults.armed") == 0);
  BOOST_REQUIRE(aut->set_fault({.kind = fault_kind::short_write, .count = 1}));
  BOOST_TEST(figure("faults.armed") == 1);
  (void)commit("1");
  BOOST_TEST(figure("faults.armed") == 0);
  BOOST_REQUIRE(
    aut->set_fault({.kind = fault_kind::sync_delay, .delay_ms = 1}));
  BOOST_TEST((commit("2").outcome == commit_outcome::committed));
  BOOST_TEST(figure("faults.armed") == 1);
  BOOST_REQUIRE(aut->set_fault({.kind = fault_kind::none}));
  BOOST_TEST(figure("faults.armed") == 0);
}

BOOST_AUTO_TEST_CASE(a_bad_read_is_a_failure_and_never_a_wrong_answer) {
  BOOST_TEST((commit("1").outcome == commit_outcome::committed));
  auto hits = std::uint64_t{0};
  for (auto kind : {fault_kind::read_error, fault_kind::bit_flip}) {
    // Written lately, and so not among what is kept of table files.
    (void)commit("1" + std::to_string(hits));
    BOOST_REQUIRE(aut->set_fault({.kind = kind, .count = 1}));
    BOOST_TEST(a().starts_with("failed: "));
    BOOST_TEST(hit() == ++hits);
    BOOST_TEST(a() == "1" + std::to_string(hits - 1));
  }
  BOOST_TEST(commit("2").version == 4);
  BOOST_TEST(a() == "2");
}

BOOST_AUTO_TEST_CASE(a_delay_has_a_tail_that_ends) {
  auto faults = storage::fault_switch{};
  faults.set({.kind = fault_kind::sync_delay, .delay_ms = 5, .jitter_ms = 20});
  auto least = 1'000u;
  auto most = 0u;
  auto sum = 0.0;
  for (auto i = 0; i != 10'000; ++i) {
    auto x = faults.draw_delay_ms();
    least = std::min(least, x);
    most = std::max(most, x);
    sum += x;
  }
  BOOST_TEST(least == 5);
  BOOST_TEST(most > 100);
  BOOST_TEST(most <= 205);
  BOOST_TEST(sum / 10'000 > 22);
  BOOST_TEST(sum / 10'000 < 27);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

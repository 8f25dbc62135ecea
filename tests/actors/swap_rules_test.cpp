// SPDX-License-Identifier: Apache-2.0
// The rules that swaps are decided by follow the programme and its roster.
#include "actors/swap_rules.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <utility>

BOOST_AUTO_TEST_SUITE(swap_rules_test)

using namespace nightfloat;

namespace {

struct fixture : test::scene {
  actors::swap_rules rules;
  actors::programme_snapshot shown;

  fixture() {
    show();
  }

  void show() {
    sort(where);
    sort(what);
    shown.programme = std::make_shared<const domain::programme>(where);
    shown.roster = std::make_shared<const domain::roster>(what);
  }

  const domain::what_if* ask() {
    return rules.of(shown, pack);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(kept_rules, fixture)

BOOST_AUTO_TEST_CASE(what_was_looked_up_serves_while_the_roster_is_the_same) {
  const auto* first = ask();
  BOOST_REQUIRE(first != nullptr);
  const auto* context = &first->context();
  BOOST_TEST(&first->what() == shown.roster.get());
  ++shown.version;
  BOOST_TEST(ask() == first);
  BOOST_TEST(&ask()->context() == context);
}

BOOST_AUTO_TEST_CASE(another_roster_is_the_one_that_is_judged) {
  const auto* context = &ask()->context();
  work(2, at("2026-07-06T07:00Z"), 720);
  shown.roster = std::make_shared<const domain::roster>(what);
  BOOST_TEST(&ask()->what() == shown.roster.get());
  BOOST_TEST(&ask()->context() == context);
}

BOOST_AUTO_TEST_CASE(another_programme_is_looked_up_anew) {
  BOOST_REQUIRE(ask() != nullptr);
  where.people.pop_back();
  show();
  BOOST_TEST(ask()->context().people.size() == where.people.size());
}

BOOST_AUTO_TEST_CASE(rules_outlive_the_snapshot_that_they_were_made_of) {
  BOOST_REQUIRE(ask() != nullptr);
  auto before = std::weak_ptr{shown.roster};
  auto kept = *ask();
  shown.roster.reset();
  BOOST_TEST(!before.expired());
  BOOST_TEST(&kept.what() == before.lock().get());
}

BOOST_AUTO_TEST_CASE(an_unknown_zone_is_forgotten_once_it_is_mended) {
  where.info.zone = "Mars/Olympus";
  show();
  BOOST_TEST((ask() == nullptr));
  where.info.zone = "UTC";
  show();
  BOOST_TEST((ask() != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// Whether what a job made is worth having, where it made no duty at all.
#include "client/drafts.hpp"
#include "domain/stage/part.hpp"
#include "tests/support/publishing_worker.hpp"

BOOST_AUTO_TEST_SUITE(generate_judge_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::publishing_worker {
  test::import_port port{ledger};

  client::generate_result made(client::generate_job x) {
    auto job = submit(x);
    pass(1s);
    BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
    return result_of(job);
  }

  static client::generate_job plan_alone() {
    auto x = wish();
    x.stages = domain::stage::plan_part;
    return x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(generate_judge, fixture)

/// The programme has shifts, which ask for people.
BOOST_AUTO_TEST_CASE(a_year_plan_alone_is_published_without_duties) {
  auto said = made(plan_alone());
  BOOST_TEST(said.published, said.kept_why);
  BOOST_TEST(said.duties == 0u);
  BOOST_TEST(head().roster.value == said.roster.value);
  BOOST_TEST(!ledger.scan("im", domain::keys::plans(said.roster)).empty());
}

BOOST_AUTO_TEST_CASE(a_year_plan_alone_is_kept_as_a_draft) {
  auto x = plan_alone();
  x.draft = true;
  auto said = made(x);
  BOOST_TEST(said.draft);
  BOOST_TEST(!said.published);
  BOOST_TEST(said.kept_why == "");
  auto held = client::load_draft(port, "im", said.roster);
  BOOST_TEST_REQUIRE(held.has_value());
  BOOST_TEST(!held->what.plan.empty());
  BOOST_TEST(held->what.duties.empty());
  auto done = client::publish_draft(
    port, {.programme = "im", .draft = said.roster, .key = "k", .number = 77});
  BOOST_REQUIRE_MESSAGE(done, done.error().detail);
  BOOST_TEST(head().roster.value == said.roster.value);
}

BOOST_AUTO_TEST_CASE(duties_that_were_asked_for_and_not_made_are_told) {
  auto x = hasty();
  x.draft = true;
  auto said = made(x);
  BOOST_TEST(!said.draft);
  BOOST_TEST((said.kept_why.find("has no duties although shifts ask for")
              != std::string::npos),
             said.kept_why);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// Constraints, and staying near the roster in force, through a whole worker.
#include "tests/support/publishing_worker.hpp"

BOOST_AUTO_TEST_SUITE(generate_wishes_test)

using namespace nightfloat;
using namespace nightfloat::domain::stage;
using namespace std::chrono_literals;

namespace {

struct fixture : test::publishing_worker {
  static client::generate_job wanting(const char* task, bool optional) {
    auto x = wish();
    auto one = constraint{.name = "Preferences",
                          .label = "no Mondays",
                          .optional = optional,
                          .stage = stage_kind::call,
                          .who = people_filter{.codes = {"R1", "R2"}},
                          .tasks = {task},
                          .weekdays = {domain::weekday::monday}};
    x.constraints = {.name = "house", .constraints = {one}};
    x.budget_ms = 5'000;
    return x;
  }

  void work_until_ended(domain::job_id job) {
    for (auto i = 0; i < 2'000 && !domain::has_ended(state(job)); ++i)
      pass(100ms);
    BOOST_TEST_REQUIRE(domain::has_ended(state(job)));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(generate_wishes, fixture)

BOOST_AUTO_TEST_CASE(a_constraint_that_cannot_be_applied_ends_the_job) {
  auto job = submit(wanting("EVENING", false));
  work_until_ended(job);
  auto view = ledger.job(job);
  BOOST_TEST((view.state != domain::job_state::completed));
  BOOST_TEST((view.last.detail.find("constraint no Mondays (Preferences): "
                                    "tasks")
              != std::string::npos),
             view.last.detail);
  BOOST_TEST((head().roster == domain::roster_id{}));
}

BOOST_AUTO_TEST_CASE(an_optional_one_is_told_and_the_roster_is_made) {
  auto job = submit(wanting("EVENING", true));
  work_until_ended(job);
  BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
  auto said = result_of(job);
  BOOST_TEST_REQUIRE(said.left_out.size() == 1U);
  BOOST_TEST(said.constraint_costs.empty());
}

BOOST_AUTO_TEST_CASE(what_it_costs_by_constraint_is_told) {
  auto wish = wanting("DAY", false);
  wish.constraints.constraints[0].who->codes.clear();
  auto job = submit(wish);
  work_until_ended(job);
  BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
  auto said = result_of(job);
  // 13 Mondays, a person each, whoever it is.
  BOOST_TEST_REQUIRE(said.constraint_costs.size() == 1U);
  BOOST_TEST(said.constraint_costs[0].name == "no Mondays");
  BOOST_TEST(said.constraint_costs[0].soft == 2 * 13);
}

BOOST_AUTO_TEST_CASE(near_the_roster_in_force_nothing_changes) {
  auto first = submit(wish());
  work_until_ended(first);
  BOOST_TEST_REQUIRE(result_of(first).published);
  BOOST_TEST(result_of(first).changes == 0U);
  auto near = wish(2);
  near.keep_price = 1'000;
  near.budget_ms = 3'000;
  auto second = submit(near);
  work_until_ended(second);
  BOOST_TEST(result_of(second).changes == 0U);
  auto far = wish(2);
  far.budget_ms = 3'000;
  auto third = submit(far);
  work_until_ended(third);
  BOOST_TEST(result_of(third).changes > 0U);
}

BOOST_AUTO_TEST_CASE(a_cap_holds_whatever_else_would_be_better) {
  auto first = submit(wish());
  work_until_ended(first);
  BOOST_TEST_REQUIRE(result_of(first).published);
  for (auto most : {0U, 4U}) {
    auto near = wish(2);
    near.budget_ms = 2'000;
    near.changes_max = most;
    near.changes_max_each = 2;
    auto job = submit(near);
    work_until_ended(job);
    BOOST_TEST_REQUIRE((state(job) == domain::job_state::completed));
    auto said = result_of(job);
    BOOST_TEST(said.changed_days <= most);
    BOOST_TEST(said.changed_days_each <= 2U);
    BOOST_TEST(said.changes <= 2 * most);
  }
}

BOOST_AUTO_TEST_CASE(a_cap_without_a_roster_in_force_ends_the_job) {
  auto near = wish();
  near.changes_max = 3;
  auto job = submit(near);
  work_until_ended(job);
  auto view = ledger.job(job);
  BOOST_TEST((view.state != domain::job_state::completed));
  BOOST_TEST((view.last.detail.find("no roster in force to be near to")
              != std::string::npos),
             view.last.detail);
}

BOOST_AUTO_TEST_CASE(what_lacks_something_is_told_with_its_bound) {
  auto job = submit(hasty());
  work_until_ended(job);
  BOOST_TEST((result_of(job).bound_told.find("bound") == 0U),
             result_of(job).bound_told);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// Steps that are taken once, as those of a setup.
#include "soak/load.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(run_once_test)

using namespace nightfloat;
using namespace nightfloat::soak;

namespace {

struct somebody final : visitor {};

/// Answers the first step with version 10, and says to the second what it is
/// told.
struct fixture : target {
  step_answer says;
  std::vector<ready_step> steps = std::vector<ready_step>(2);

  fixture() {
    steps[0].name = "first";
    steps[1].name = "second";
    steps[1].operation = 1;
  }

  result<std::uint32_t> operation(std::string_view) const override {
    return std::uint32_t{0};
  }

  std::unique_ptr<visitor> make_visitor(std::uint32_t, std::uint64_t) override {
    return std::make_unique<somebody>();
  }

  void begin(std::uint32_t operation, visitor&, std::chrono::milliseconds,
             answered done) override {
    if (operation == 1)
      return done(says);
    auto x = step_answer{};
    x.version = 10;
    done(std::move(x));
  }

  void expect(const char* check) {
    steps[1].checks.clear();
    steps[1].checks.push_back({*parse_step_check(check), {}});
  }

  std::string complaint() {
    auto got = run_once(steps, *this, 1);
    return got ? "none" : got.error().detail;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_once_, fixture)

BOOST_AUTO_TEST_CASE(each_must_be_answered) {
  BOOST_TEST(complaint() == "none");
  says.why = {ec::storage_failed, "it is so", 0};
  BOOST_TEST(complaint() == "second: it is so");
  steps[1].allow = {ec::storage_failed};
  BOOST_TEST(complaint() == "none");
}

BOOST_AUTO_TEST_CASE(each_must_have_something_to_do) {
  says.skipped = true;
  BOOST_TEST(complaint()
             == "second: had nothing to do, put the step that finds it before "
                "it");
}

BOOST_AUTO_TEST_CASE(each_must_pass_its_checks) {
  expect("found");
  BOOST_TEST(complaint() == "none");
  says.found = false;
  BOOST_TEST(complaint()
             == "second: its check \"found\" does not pass, mend the cluster "
                "or the check");
  expect("under 60000");
  BOOST_TEST(complaint() == "none");
  // The first one has seen a later version.
  says.version = 9;
  expect("fresh");
  BOOST_TEST(complaint().starts_with("second: its check \"fresh\""));
  says.version = 10;
  BOOST_TEST(complaint() == "none");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

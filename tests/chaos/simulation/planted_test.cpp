// SPDX-License-Identifier: Apache-2.0
// The simulation put to the test: the same machines with a planted bug awake
// must fail within so many seeds, and with it asleep must not.

#include "chaos/simulation/run.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

BOOST_AUTO_TEST_SUITE(planted_test)

using namespace nightfloat;

namespace {

/// A bug is found within so many seeds from the first.
constexpr std::uint64_t seeds = 60;

const char* const bugs[] = {"early_acknowledgement", "no_fence", "kept_lease",
                            "forgotten_job", "repeated_cron"};

/// Wakes a bug, and lets it sleep again.
struct awake {
  explicit awake(const char* bug) {
    ::setenv("NIGHTFLOAT_PLANTED", bug, 1);
  }

  ~awake() {
    ::unsetenv("NIGHTFLOAT_PLANTED");
  }
};

/// The first seed that fails; 0: none does.
std::uint64_t first_failing(std::string& why) {
  for (auto seed = std::uint64_t{1}; seed <= seeds; ++seed) {
    const auto how = simulation::run(simulation::draw(seed, {}));
    if (!how.passed) {
      why = how.why;
      return seed;
    }
  }
  return 0;
}

} // namespace

BOOST_DATA_TEST_CASE(a_planted_bug_is_found, bugs, bug) {
  auto why = std::string{};
  auto woken = awake{bug};
  const auto seed = first_failing(why);
  BOOST_TEST(seed != 0u, bug << " was not found");
  BOOST_TEST_MESSAGE(bug << ": seed " << seed << ": " << why);
}

BOOST_AUTO_TEST_CASE(without_a_bug_none_of_these_seeds_fails) {
  auto why = std::string{};
  BOOST_TEST(first_failing(why) == 0u, why);
}

BOOST_AUTO_TEST_SUITE_END()

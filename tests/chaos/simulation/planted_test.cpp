// SPDX-License-Identifier: Apache-2.0
// The simulation put to the test: the same machines with a planted bug awake
// must fail within so many seeds, and with it asleep must not.

#include "chaos/simulation/run.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <ostream>
#include <string>

BOOST_AUTO_TEST_SUITE(planted_test)

using namespace nightfloat;

namespace {

struct planted_bug {
  const char* name;
  /// Within so many seeds from the first.
  std::uint64_t seeds;
};

std::ostream& operator<<(std::ostream& out, const planted_bug& x) {
  return out << x.name;
}

const planted_bug bugs[] = {
  {"early_acknowledgement", 60}, {"no_fence", 60},      {"kept_lease", 60},
  {"forgotten_job", 60},         {"repeated_cron", 60},
};

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
std::uint64_t first_failing(std::uint64_t seeds, std::string& why) {
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
  {
    auto woken = awake{bug.name};
    const auto seed = first_failing(bug.seeds, why);
    BOOST_TEST(seed != 0u, bug.name << " was not found");
    BOOST_TEST_MESSAGE(bug.name << ": seed " << seed << ": " << why);
  }
  BOOST_TEST(first_failing(bug.seeds, why) == 0u, why);
}

BOOST_AUTO_TEST_SUITE_END()

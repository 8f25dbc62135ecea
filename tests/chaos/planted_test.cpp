// SPDX-License-Identifier: Apache-2.0
// The checkers put to the test: a daemon with a planted bug must fail, by the
// check that is there for it, the very run that it passes while the bug
// sleeps.

#include "chaos/runner.hpp"
#include "codec/toml.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <ostream>

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

struct bug {
  const char* name;
  const char* caught_by;

  friend std::ostream& operator<<(std::ostream& out, const bug& x) {
    return out << x.name;
  }
};

const bug bugs[] = {
  {"early_acknowledgement", "nothing_lost"},
  {"no_fence", "fences"},
  {"two_transactions", "conservation"},
};

struct fixture {
  fs::path directory = [] {
    auto name = (fs::temp_directory_path() / "nightfloat-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    return fs::path{name};
  }();

  ~fixture() {
    ::unsetenv("NIGHTFLOAT_PLANTED");
    fs::remove_all(directory);
  }

  [[nodiscard]] report::run_report run(const bug& x, const char* awake,
                                         std::uint64_t seed) const {
    auto file = std::string{NIGHTFLOAT_ROOT} + "/tests/chaos/planted/" + x.name
                + ".toml";
    auto plan = codec::load_toml<chaos::plan>(file);
    BOOST_REQUIRE_MESSAGE(plan, (plan ? "" : plan.error().detail));
    auto options = chaos::run_options{};
    options.what = *plan;
    options.seed = seed;
    options.directory = (directory / (awake + std::to_string(seed))).string();
    options.daemon = NIGHTFLOAT_PLANTED_DAEMON;
    ::setenv("NIGHTFLOAT_PLANTED", awake, 1);
    auto report = chaos::run(options);
    BOOST_REQUIRE_MESSAGE(report, (report ? "" : report.error().detail));
    return *report;
  }
};

bool is_caught(const report::run_report& x, const bug& by) {
  return std::ranges::any_of(
    x.checks, [&](auto& c) { return c.name == by.caught_by && c.broken != 0; });
}

} // namespace

BOOST_DATA_TEST_CASE_F(fixture, a_planted_bug_is_caught_by_its_check, bugs,
                       bug) {
  BOOST_TEST(!is_caught(run(bug, "none", 3), bug));
  // Real processes meet the bug by chance: a second seed is fair, a third
  // would hide a checker gone blind.
  auto caught = is_caught(run(bug, bug.name, 3), bug)
                || is_caught(run(bug, bug.name, 4), bug);
  BOOST_TEST(caught, bug.name << " was not seen by " << bug.caught_by);
}

// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_csv.hpp"
#include "tests/support/random_programme.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(programme_property_test)

// Whatever a programme is, export and import give it back: every entity, every
// field, every byte of its texts. NIGHTFLOAT_SEED and NIGHTFLOAT_COUNT choose.

using namespace nightfloat;

namespace {

struct fixture : test::scratch_folder {
  static constexpr const char* files[]
    = {"programme.csv", "rules.toml",    "sites.csv",       "holidays.csv",
       "people.csv",    "pgy.csv",       "credentials.csv", "activities.csv",
       "rotations.csv", "templates.csv", "absences.csv",    "requirements.csv",
       "roster.csv",    "plan.csv"};

  /// All that lies in the folder, for a second look.
  std::string bytes() const {
    auto out = std::string{};
    for (const auto* file : files)
      out += std::string{file} + '\0' + get(file) + '\0';
    return out;
  }

  void check(std::uint64_t seed) const {
    auto random = test::random_programme{seed};
    auto x = random.make_programme();
    auto roster = random.make_roster(x);
    auto some = roster.duties.size() + roster.plan.size() > 0;
    auto wrote = exchange::write_programme(path(), x, some ? &roster : nullptr);
    BOOST_REQUIRE_MESSAGE(wrote,
                          "seed " << seed << ": " << wrote.error().detail);
    auto first = bytes();
    auto read = exchange::read_programme(path());
    BOOST_REQUIRE_MESSAGE(read, "seed " << seed << ": " << read.error().detail);
    BOOST_TEST((read->programme == x), "seed " << seed << " loses something");
    BOOST_REQUIRE(read->roster.has_value() == some);
    BOOST_TEST((!some || *read->roster == roster),
               "seed " << seed << " loses duty");
    BOOST_REQUIRE(exchange::write_programme(path(), read->programme,
                                            some ? &*read->roster : nullptr));
    BOOST_TEST((bytes() == first), "seed " << seed << " is written otherwise");
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_programme_survives_export_and_import, fixture) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 60);
  for (auto i = std::uint64_t{0}; i < count; ++i)
    check(seed + i);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// Constraints as a whole: what cannot be applied stops with its name, costs
// are told by constraint, and order makes no difference.

#include "domain/solve/random.hpp"
#include "tests/support/binding.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <ostream>

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

namespace data = boost::unit_test::data;

struct two_weeks : stage_scene {
  two_weeks()
    : stage_scene{column_width::day,
                  14,
                  {resident("a"), resident("b", 2), resident("c", 3),
                   teacher("f", faculty_role::pd)}} {
  }
};

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != text.npos;
}

struct row {
  constraint what;
  std::string says;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.says;
  }
};

const row refused[] = {
  {{.name = "NoSuchThing"}, "NoSuchThing: there is no such template"},
  {{.name = "CallSpacing", .tasks = {"ICU"}},
   "tasks: this stage has no such task (ICU)"},
  {{.name = "CallSpacing", .max = 3}, "max: it takes no such field"},
  {{.name = "FacultyCallPreference", .who = people_filter{.codes = {"f"}}},
   "weekdays: is missing"},
  {{.name = "FacultyCallPreference", .weekdays = {monday}}, "who: is missing"},
  {{.name = "CallSpacing", .weight = -1}, "weight: out of bounds (-1"},
  {{.name = "CallSpacing", .weight = 1'000'001}, "weight: out of bounds"},
  {{.name = "CallSpacing", .hard = true, .weight = 101}, "weight: out of"},
  {{.name = "CallAvailability", .hard = false}, "weight: is missing"},
  {{.name = "AdjunctCallExclusion"}, "who: this stage plans for nobody"},
  {{.name = "CallSpacing", .who = people_filter{.codes = {"x"}}},
   "who.codes: nobody has the code x"},
  {{.name = "OvernightCallCoverage", .min = 2, .max = 1},
   "min: 2 is more than max (1)"},
  {{.name = "OvernightCallCoverage", .max = 10'001}, "max: out of bounds"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(constraints)

BOOST_DATA_TEST_CASE(what_cannot_be_applied_stops_with_its_name,
                     data::make(refused)) {
  auto scene = two_weeks{};
  auto said = refusal(scene, sample.what);
  BOOST_TEST(says(said, sample.says), said);
}

BOOST_AUTO_TEST_SUITE_END()

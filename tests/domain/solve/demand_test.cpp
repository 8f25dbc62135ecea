// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/demand.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

BOOST_AUTO_TEST_SUITE(demand_test)

using namespace nightfloat;
using namespace nightfloat::domain;

namespace {

/// The ward's shift is of Monday to Friday, and resident 1 has all 15.
struct scene {
  programme where = test::ward(1);
  roster what;

  /// They begin so long after the UTC midnight of their day.
  explicit scene(int begin) {
    where.templates[0].weekdays = 0x1f;
    for (auto i = 0; i < 21; ++i)
      if (i % 7 < 5)
        work(instant{where.info.first} + minutes{i * 1'440 + begin});
  }

  duty& work(instant start) {
    what.duties.push_back(
      {.person = {1},
       .shift = {static_cast<std::uint32_t>(what.duties.size() + 1)},
       .start = start,
       .end = start + minutes{720},
       .from = {1},
       .rotation = {1}});
    return what.duties.back();
  }

  demand_report judged() const {
    auto compiled = make_frame(where, {}, {});
    BOOST_REQUIRE_MESSAGE(compiled, compiled.error().detail);
    auto sorted = what;
    sort(sorted);
    return judge_demands(*compiled, sorted);
  }

  /// The fifth shift, of the first Friday, is the only open place.
  void misses_friday() {
    what.duties.erase(what.duties.begin() + 4);
    auto x = judged();
    BOOST_TEST(x.open_places == 1U);
    BOOST_REQUIRE(!x.sentences.empty());
    BOOST_TEST(x.sentences[0].find("shift DAY on 2026-07-10 has 0 of 1")
                 != std::string::npos,
               x.sentences[0]);
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_shift_after_midnight_is_of_the_day_before) {
  auto x = scene{24 * 60 + 30};
  x.where.templates[0].start = 24 * 60 + 30;
  BOOST_TEST(x.judged().places == 15U);
  BOOST_TEST(x.judged().open_places == 0U);
  x.misses_friday();
}

BOOST_AUTO_TEST_CASE(a_shift_is_of_the_day_at_its_site) {
  // 22:00 in Los Angeles is 01:00 of the next day in New York.
  auto x = scene{29 * 60};
  x.where.info.zone = "America/New_York";
  x.where.sites = {{.id = {1}, .code = "LA", .zone = "America/Los_Angeles"}};
  x.where.templates[0].site = {1};
  x.where.templates[0].start = 22 * 60;
  BOOST_TEST(x.judged().open_places == 0U);
  x.misses_friday();
}

BOOST_AUTO_TEST_CASE(one_person_is_one_however_many_parts) {
  auto x = scene{420};
  x.where.templates[0].people_needed = 2;
  BOOST_TEST(x.judged().open_places == 15U);
  x.work(x.what.duties[0].start + minutes{780});
  BOOST_TEST(x.judged().open_places == 15U);
}

BOOST_AUTO_TEST_CASE(the_tail_of_a_call_fills_no_place) {
  auto x = scene{420};
  x.what.duties[4].kind = duty_kind::transition;
  BOOST_TEST(x.judged().open_places == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// What is said of a replay file that this build does not replay.

#include "chaos/files.hpp"
#include "chaos/schedule.hpp"
#include "chaos/simulation/schedule.hpp"
#include "codec/json.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(replay_test)

using namespace nightfloat;

namespace {

struct replayed {
  test::scratch home;
  std::string file = home.path("replay.json");

  /// What a simulation says of `text`.
  failure simulate(const std::string& text) {
    BOOST_REQUIRE(chaos::replace_file(file, text));
    auto x = simulation::read_schedule(file);
    return x ? failure{} : x.error();
  }

  static failure run(const std::string& text) {
    auto x = chaos::read_schedule(text);
    return x ? failure{} : x.error();
  }

  void refused(const failure& x, ec code, const std::string& sentence) {
    BOOST_TEST((x.code == code), x.detail);
    BOOST_TEST(x.detail.ends_with(sentence), x.detail);
  }
};

std::string of_simulation() {
  return codec::to_json_pretty(simulation::draw(3, {}));
}

std::string of_run() {
  auto plan = chaos::plan{};
  plan.name = "none";
  plan.duration_s = 10;
  return codec::to_json_pretty(chaos::make_schedule(plan, 3));
}

std::string with(std::string text, const std::string& what,
                 const std::string& instead) {
  const auto at = text.find(what);
  BOOST_REQUIRE(at != text.npos);
  return text.replace(at, what.size(), instead);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(replay, replayed)

BOOST_AUTO_TEST_CASE(its_own_is_read) {
  BOOST_TEST((simulate(of_simulation()).code == ec::none));
  BOOST_TEST((run(of_run()).code == ec::none));
}

// What failed before clocks stood still is replayed for ever.
BOOST_AUTO_TEST_CASE(the_format_before_is_read) {
  auto plan = simulation::schedule{};
  BOOST_TEST((simulate(with(codec::to_json_pretty(plan), "\"format\": 2",
                            "\"format\": 1"))
                .code
              == ec::none));
}

BOOST_AUTO_TEST_CASE(a_newer_one_is_told_by_its_number_not_by_what_is_new) {
  const auto newer = std::string{"\"format\": 3,\n  \"weather\": \"new\""};
  refused(simulate(with(of_simulation(), "\"format\": 2", newer)),
          ec::bad_version,
          "replay.json: replay: is of format 3, this build replays 1 to 2, "
          "use the build that wrote it");
  refused(run(with(of_run(), "\"format\": 2", newer)), ec::bad_version,
          "schedule: is of format 3, this build replays 2, use the build that "
          "wrote it");
}

BOOST_AUTO_TEST_CASE(a_field_that_its_own_format_has_not_is_named) {
  const auto x
    = simulate(with(of_simulation(), "\"seed\"", "\"weather\": 1, \"seed\""));
  BOOST_TEST(x.detail.find("weather") != std::string::npos, x.detail);
}

BOOST_AUTO_TEST_CASE(one_of_the_other_kind_is_told_where_it_belongs) {
  refused(simulate(of_run()), ec::malformed,
          "replay: is the schedule of a run, replay it with nightfloat chaos "
          "run --replay");
  refused(run(of_simulation()), ec::malformed,
          "schedule: is a simulation's, replay it with nightfloat chaos "
          "simulate --replay");
}

// Each kind counts its own formats.
BOOST_AUTO_TEST_CASE(the_other_kind_is_told_first_whatever_its_format) {
  for (auto format : {"1", "9"}) {
    const auto instead = std::string{"\"format\": "} + format;
    BOOST_TEST((simulate(with(of_run(), "\"format\": 2", instead)).code
                == ec::malformed));
    BOOST_TEST((run(with(of_simulation(), "\"format\": 2", instead)).code
                == ec::malformed));
  }
}

BOOST_AUTO_TEST_CASE(what_a_note_quotes_is_not_taken_for_a_field) {
  auto plan = simulation::schedule{};
  plan.note = "\"plan\": like \"format\": 9";
  BOOST_TEST((simulate(codec::to_json_pretty(plan)).code == ec::none));
}

BOOST_AUTO_TEST_CASE(what_is_no_replay_is_told_what_one_is) {
  for (auto text : {"{}", "", "seed = 3", "{\"format\": \"2\"}"}) {
    refused(simulate(text), ec::malformed,
            "replay: is none, name the simulation-SEED.json of a simulation");
    refused(run(text), ec::malformed,
            "schedule: is none, name the schedule.json of a run");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

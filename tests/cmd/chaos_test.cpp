// SPDX-License-Identifier: Apache-2.0
// The schedule of a run, drawn and read again, however long it is.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

BOOST_AUTO_TEST_SUITE(chaos_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int could_not_run = 3;
constexpr auto longer_than_a_megabyte = std::size_t{3} << 19;

} // namespace

BOOST_FIXTURE_TEST_CASE(the_schedule_of_an_hour_is_replayed,
                        tests::operator_fixture) {
  auto plan = std::string{NIGHTFLOAT_ROOT} + "/config/chaos/kill-workers.toml";
  auto drawn = run(pass, {"chaos", "run", plan, "--seed", "7", "--schedule"});
  home.write("schedule.json",
             std::string(longer_than_a_megabyte, ' ') + drawn.out);
  auto again = run(
    pass, {"chaos", "run", "--replay", home / "schedule.json", "--schedule"});
  BOOST_TEST(again.out == drawn.out);
  // It is none of the simulation's, which says where it belongs.
  auto other = run(could_not_run,
                   {"chaos", "simulate", "--replay", home / "schedule.json"});
  BOOST_TEST(has(other.err, "chaos run"), other.err);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <sstream>

BOOST_AUTO_TEST_SUITE(terminal_test)

using namespace nightfloat;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_their_widest_cell) {
  auto t = cmd::table{{"WHO", ">N", "WHAT"}};
  t.add({"R01", "7", "x"});
  t.add({"Zoë", "1200"});
  auto out = std::ostringstream{};
  t.print(out);
  BOOST_TEST(out.str() == "WHO     N  WHAT\nR01     7  x\nZoë  1200\n");
}

BOOST_AUTO_TEST_CASE(a_line_is_cut_to_the_terminal_between_code_points) {
  auto whole = std::string(80, '#');
  BOOST_TEST(cmd::clipped(whole, 80) == whole);
  BOOST_TEST(cmd::clipped(whole, 79) == std::string(79, '#'));
  BOOST_TEST(cmd::clipped("short", 80) == "short");
  BOOST_TEST(cmd::clipped("Zoë Ångström", 3) == "Zoë");
  BOOST_TEST(cmd::clipped("Zoë Ångström", 4) == "Zoë ");
  // A terminal that does not say how wide it is.
  BOOST_TEST(cmd::clipped(whole, 0) == whole);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_told_with_the_way_to_see_it) {
  auto out = std::ostringstream{};
  cmd::print_rest(out, 3, 3);
  cmd::print_rest(out, 3, 100);
  BOOST_TEST(out.str() == "");
  cmd::print_rest(out, 30, 10, "  ");
  BOOST_TEST(out.str() == "  ... and 20 more, --show 30 shows all\n");
}

BOOST_AUTO_TEST_CASE(minutes_are_told_in_hours_and_never_rounded) {
  BOOST_TEST(cmd::quantity(59, "minutes") == "59 min");
  BOOST_TEST(cmd::quantity(60, "minutes") == "1 h");
  BOOST_TEST(cmd::quantity(4'930, "minutes") == "82 h 10 min");
  BOOST_TEST(cmd::quantity(-61, "minutes") == "-1 h 1 min");
  BOOST_TEST(cmd::quantity(3, "days") == "3 days");
}

BOOST_AUTO_TEST_CASE(spans_have_the_unit_that_a_person_would_choose) {
  BOOST_TEST(cmd::duration(340ms) == "340 ms");
  BOOST_TEST(cmd::duration(1'200ms) == "1.2 s");
  BOOST_TEST(cmd::duration(61s) == "1 min 1 s");
  BOOST_TEST(cmd::duration(25h) == "1 d 1 h");
  BOOST_TEST(cmd::bytes(1'023) == "1023 B");
  BOOST_TEST(cmd::bytes(3 << 20) == "3.0 MiB");
}

BOOST_AUTO_TEST_CASE(ids_are_made_of_names) {
  BOOST_TEST(cmd::id_from("IM Block 2026") == "im-block-2026");
  BOOST_TEST(cmd::id_from("2026/im--x") == "im-x");
  BOOST_TEST(cmd::id_from("...") == "programme");
  BOOST_TEST(
    cmd::check_programme_id(cmd::id_from("IM Block 2026")).has_value());
  BOOST_TEST(!cmd::check_programme_id("").has_value());
  BOOST_TEST(!cmd::check_programme_id("7").has_value());
  BOOST_TEST(!cmd::check_programme_id("a/b").has_value());
  BOOST_TEST(!cmd::check_programme_id(std::string(65, 'a')).has_value());
  BOOST_TEST(cmd::check_programme_id(std::string(64, 'a')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

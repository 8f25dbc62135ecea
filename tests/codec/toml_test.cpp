// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"
#include "codec/toml.hpp"
#include "codec/toml_writer.hpp"
#include "domain/programme.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

BOOST_AUTO_TEST_SUITE(toml_test)

using namespace nightfloat;

namespace {

struct plan {
  std::string name = "plain";
  domain::date first{};
  domain::instant at{};
  std::vector<std::uint16_t> steps;
  double share = 0;
  bool on = false;
  std::vector<domain::pgy_year> years;
};
BOOST_DESCRIBE_STRUCT(plan, (), (name, first, at, steps, share, on, years))

result<plan> read(std::string_view text) {
  return codec::from_toml<plan>(text, "plan.toml");
}

std::string repeated(std::string_view text, std::size_t n) {
  auto all = std::string{};
  for (auto i = std::size_t{0}; i < n; ++i)
    all += text;
  return all;
}

std::string fault_of(std::string_view text) {
  auto x = read(text);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::configuration);
  return x.error().detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_text_fills_the_members_that_it_names) {
  auto x = read(R"(
first = 2026-07-01        # TOML's own date
at = "2026-07-01T19:00Z"  # or text
steps = [1, 65535]
share = 1
on = true
[[years]]
academic_year = 2026
pgy = 1
[[years]]
pgy = 2
)")
             .value();
  BOOST_TEST(x.name == "plain");
  BOOST_TEST(domain::to_string(x.first) == "2026-07-01");
  BOOST_TEST(domain::to_string(x.at) == "2026-07-01T19:00Z");
  BOOST_TEST(x.steps.back() == 65'535);
  BOOST_TEST(x.share == 1.0);
  BOOST_TEST(x.on);
  BOOST_REQUIRE(x.years.size() == 2u);
  BOOST_TEST(x.years[1].pgy == 2);
}

BOOST_AUTO_TEST_CASE(instants_may_be_written_as_toml_times) {
  auto x = read("at = 2026-07-01T19:00:00Z").value();
  BOOST_TEST(domain::to_string(x.at) == "2026-07-01T19:00Z");
  BOOST_TEST(!read("at = 2026-07-01T19:00:30Z"));
  BOOST_TEST(!read("at = 2026-07-01T19:00:00"));
  BOOST_TEST(!read("at = 2026-07-01T19:00:00+02:00"));
}

BOOST_AUTO_TEST_CASE(faults_name_file_line_and_path) {
  BOOST_TEST(fault_of("on = true\nnmae = 'x'")
             == "plan.toml:2: nmae: unknown name, known here: name, first, at, "
                "steps, share, on, years");
  BOOST_TEST(fault_of("\n\non = 1")
             == "plan.toml:3: on: wants a boolean, found an integer");
  BOOST_TEST(fault_of("steps = [\n1,\n65536]")
             == "plan.toml:3: steps[1]: out of range (65536, 0 to 65535)");
  BOOST_TEST(fault_of("[[years]]\npgy = 1\n[[years]]\npgy = 2.5")
             == "plan.toml:4: years[1].pgy: wants an integer, found a number");
  BOOST_TEST(fault_of("first = 2026-02-30").starts_with("plan.toml:1: "));
  BOOST_TEST(
    fault_of("first = '2026-02-30'").starts_with("plan.toml:1: first"));
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_names_file_and_line) {
  BOOST_TEST(fault_of("on = true\n[open").starts_with("plan.toml:2: "));
  BOOST_TEST(fault_of("on = true\non = true").starts_with("plan.toml:2: "));
  BOOST_TEST(fault_of("name = \"\xff\"").starts_with("plan.toml:1: "));
  auto large = "name = '" + std::string(codec::toml_bytes_max, 'x') + "'";
  BOOST_TEST(fault_of(large) == "plan.toml: too large (max 1048576 bytes)");
}

BOOST_AUTO_TEST_CASE(what_is_nested_too_deeply_is_refused_unparsed) {
  const auto said = std::string{": key is nested too deeply (max 64)"};
  for (auto n : {65u, 20'000u, 500'000u}) {
    auto key = "a" + repeated(".a", n);
    BOOST_TEST(fault_of(key + " = 1") == "plan.toml:1" + said);
    BOOST_TEST(fault_of("on = true\n[" + key + "]") == "plan.toml:2" + said);
    BOOST_TEST(fault_of("on = [\n" + repeated("[", n)) == "plan.toml:2" + said);
  }
  // Brackets add up with the keys before them.
  BOOST_TEST(fault_of(repeated("a" + repeated(".a", 20) + " = {", 4))
             == "plan.toml:1" + said);
  BOOST_TEST(fault_of("'\"'" + repeated(".'a'", 65) + " = 1")
             == "plan.toml:1" + said);
  // Text may end with quotes; what comes after it is none.
  BOOST_TEST(
    fault_of("name = [\"\"\"x\"\"\"\"\", {a" + repeated(".a", 65) + " = \"\"}]")
    == "plan.toml:1" + said);
}

BOOST_AUTO_TEST_CASE(dots_that_open_nothing_are_taken) {
  const auto dots = repeated(".[{", 100);
  BOOST_TEST(read("name = '" + dots + "' # " + dots).value().name == dots);
  BOOST_TEST(read(R"(name = "\")" + dots + '"').value().name == '"' + dots);
  BOOST_TEST(read("name = '''\n'" + dots + "''''\non = true").value().name
             == "'" + dots + "'");
  BOOST_TEST(read(R"(name = """)" + dots + R"(\"""")").value().name
             == dots + '"');
  auto taken = [](const std::string& text) {
    return codec::parse_toml(text, "x.toml").has_value();
  };
  BOOST_TEST(taken("x = [" + repeated("0.5, ", 100) + "]"));
  BOOST_TEST(taken(
    "x = [\n" + repeated("{a.b = [1979-05-27T00:32:00.5Z]},\n", 100) + "]"));
  BOOST_TEST(taken("a" + repeated(".a", 64) + " = 1"));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_named) {
  auto x = codec::load_toml<plan>("/nonexistent/plan.toml");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::configuration);
  BOOST_TEST(x.error().detail
             == "/nonexistent/plan.toml: cannot be read (No such file or "
                "directory)");
  auto directory = codec::load_toml<plan>("/");
  BOOST_TEST(!directory);
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_to_the_same) {
  auto x = plan{.name = "with \"quotes\", \\ and \n\x01\x7f \xc3\x89",
                .first = domain::date{domain::date::duration{20'635}},
                .at = domain::instant{domain::minutes{29'000'000}},
                .steps = {3, 2, 1},
                .share = 0.1,
                .on = true,
                .years = {{2026, 1}, {2027, 2}}};
  auto text = codec::to_toml(x);
  auto again = read(text);
  BOOST_REQUIRE_MESSAGE(again, again.error().detail);
  BOOST_TEST(codec::to_json(*again) == codec::to_json(x));
  BOOST_TEST(codec::to_toml(*again) == text);
  auto bare = read(codec::to_toml(plan{.name = "\xff"}));
  BOOST_REQUIRE(bare);
  BOOST_TEST(bare->name == "\xff");
  BOOST_TEST(bare->years.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_pack_is_written_for_people_to_edit) {
  auto pack = domain::rule_pack{.name = "house"};
  pack.limits.rest_minutes = 600;
  pack.by_pgy = {{.pgy_min = 1, .pgy_max = 1, .hours_week_max = 70},
                 {.pgy_min = 2, .pgy_max = 3, .free_every_days = 6}};
  auto text = codec::to_toml(pack);
  auto again = codec::from_toml<domain::rule_pack>(text, "rules.toml");
  BOOST_REQUIRE_MESSAGE(again, again.error().detail);
  BOOST_TEST((*again == pack));
  BOOST_TEST(text.find("averaging = \"rotation\"\n") != text.npos, text);
  BOOST_TEST(text.find("\n[limits]\n") != text.npos);
  BOOST_TEST(text.find("\n[[by_pgy]]\npgy_min = 2\npgy_max = 3\n"
                       "free_every_days = 6\n")
             != text.npos);
}

BOOST_AUTO_TEST_SUITE_END()

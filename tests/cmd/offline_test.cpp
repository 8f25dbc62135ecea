// SPDX-License-Identifier: Apache-2.0
// A programme in a file in the place of a cluster: no process but the one that
// is asked.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int could_not_run = 3;

struct fixture : tests::operator_fixture {
  std::string base = home / "base";

  fixture() {
    run(pass, {"sample", base, "--residents", "25", "--seed", "3"});
    home.write("base/plan.csv", "person,rotation,first,last\n"
                                "R001,WARD1,2026-07-01,2026-07-28\n");
  }

  std::string text(const std::string& name) const {
    auto in = std::ifstream{home / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(offline, fixture)

BOOST_AUTO_TEST_CASE(every_format_is_written_without_a_cluster) {
  for (auto* name : {"p.json", "w.csv", "r.xlsx", "c.ics", "dir"}) {
    auto x = run(pass, {"export", home / name, "--offline", base});
    BOOST_TEST(has(x.out, "programme base"), x.out);
    BOOST_TEST(fs::exists(home / name));
  }
  for (auto* name : {"p.json", "w.csv", "r.xlsx", "dir"}) {
    auto x = run(
      pass, {"import", home / name, "--dry-run", "--offline", home / "p.json"});
    BOOST_TEST(has(x.out, "nothing would change"), x.out);
  }
}

BOOST_AUTO_TEST_CASE(a_schedule_changes_the_file_when_it_is_confirmed) {
  auto weeks = home / "w.csv";
  run(pass, {"export", weeks, "--offline", base});
  auto edited = text("w.csv");
  auto i = edited.find("WARD1");
  BOOST_REQUIRE((i != std::string::npos));
  home.write("w.csv", edited.replace(i, 5, "ICU1"));
  auto before = text("base/plan.csv");
  auto asked = run(verdict_failed, {"import", weeks, "--offline", base});
  BOOST_TEST((text("base/plan.csv") == before));
  i = asked.out.find("--confirm ");
  BOOST_REQUIRE((i != std::string::npos));
  auto digest = asked.out.substr(i + 10, 8);
  run(pass,
      {"import", weeks, "--offline", base, "--dry-run", "--confirm", digest});
  BOOST_TEST((text("base/plan.csv") == before));
  auto done = run(pass,
                  {"import", weeks, "--offline", base, "--confirm", digest});
  BOOST_TEST(has(done.out, "wrote"), done.out);
  BOOST_TEST(has(text("base/plan.csv"), "ICU1,2026-07-01,2026-07-07"));
  BOOST_TEST(has(run(pass, {"import", weeks, "--offline", base}).out,
                 "nothing would change"));
}

BOOST_AUTO_TEST_CASE(a_whole_programme_becomes_the_file) {
  auto made = home / "new.json";
  auto dry = run(pass, {"import", base, "--offline", made, "--dry-run"});
  BOOST_TEST(has(dry.out, "to write it leave --dry-run out"), dry.out);
  BOOST_TEST(!fs::exists(made));
  auto x = run(pass, {"import", base, "--offline", made});
  BOOST_TEST(has(x.out, "people: 3"), x.out);
  BOOST_TEST(!has(x.out, "R001"), x.out);
  BOOST_TEST(
    has(run(pass, {"import", made, "--offline", base, "--dry-run"}).out,
        "nothing would change"));
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_said_and_stays) {
  auto out = home / "x.json";
  BOOST_TEST(
    has(run(could_not_run, {"export", out, "--offline", "/nowhere"}).err,
        "--offline: there is no /nowhere"));
  home.write("broken.json", "{");
  run(could_not_run, {"export", out, "--offline", home / "broken.json"});
  run(could_not_run, {"import", base, "--offline", home / "broken.json"});
  BOOST_TEST(text("broken.json") == "{");
  home.write("w.csv", "code,2026-07-01,2026-07-08\nR001,WARD1,\n");
  BOOST_TEST(
    has(run(could_not_run, {"export", out, "--offline", home / "w.csv"}).err,
        "is a schedule"));
  BOOST_TEST(has(run(could_not_run, {"import", home / "w.csv", "--offline",
                                     home / "none.json"})
                   .err,
                 "import one first"));
  BOOST_TEST(!fs::exists(out));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// Chaos in a cluster that `nightfloat up` started: refused without an owner,
// and else broken, healed, judged and left running.

#include "chaos/cluster.hpp"
#include "codec/json.hpp"
#include "report/run_report.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

BOOST_AUTO_TEST_SUITE(chaos_against_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int usage = 2;
constexpr int could_not_run = 3;

const auto plan = std::string{R"(
name = "kills"
warm_up_s = 1
duration_s = 4
drain_s = 30
kills_min = 2

[cluster]
residents = 25
days = 28

[load]
swappers = 2
generators = 0
think_ms = 10

[[faults]]
fault = "kill"
target = "worker"
every = { least = 1500, most = 1500 }

[[faults]]
fault = "pause"
target = "store"
every = { least = 3000, most = 3000 }
lasting = { least = 300, most = 300 }
)"};

struct fixture : tests::operator_fixture {
  std::string dir = home / ".local/state/nightfloat";

  fixture() {
    home.write("kills.toml", plan);
  }

  ~fixture() {
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }

  [[nodiscard]] std::vector<chaos::member> members() const {
    auto x = chaos::cluster::attach(dir);
    BOOST_REQUIRE(x);
    return x->record().members;
  }

  [[nodiscard]] std::vector<std::string>
  attack(const char* out, std::vector<std::string> more) const {
    auto words = std::vector<std::string>{
      "chaos", "run",      home / "kills.toml", "--seed", "3",
      "--out", home / out, "--against",         dir};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
};

std::uint64_t pid_of(const std::vector<chaos::member>& xs, const char* name) {
  auto i = std::ranges::find(xs, name, &chaos::member::name);
  return i == xs.end() ? 0 : i->process.pid;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(chaos_against, fixture)

BOOST_AUTO_TEST_CASE(a_cluster_is_broken_by_its_owner_alone_and_runs_on) {
  run(pass, {"up", "--workers", "2"});
  auto before = members();
  auto refused = run(usage, attack("out", {}));
  BOOST_TEST(has(refused.err, "give --i-own-this"), refused.err);
  BOOST_TEST((members() == before));

  auto done = run(pass, attack("out", {"--i-own-this", "--json"}));
  auto report = codec::from_json<report::run_report>(done.out);
  BOOST_REQUIRE(report);
  BOOST_TEST(report->verdict == "valid", report->because);
  BOOST_TEST(report::count_of(*report, "kills") >= 2);
  BOOST_TEST(has(report->command, "--against"));
  auto falls = std::ranges::find(report->checks, "falls",
                                 &report::check_line::name);
  BOOST_REQUIRE((falls != report->checks.end()));
  BOOST_TEST(falls->examined == report::count_of(*report, "kills"));
  run(pass, {"status"});
  auto after = members();
  BOOST_TEST(after.size() == before.size());
  BOOST_TEST(pid_of(after, "store") == pid_of(before, "store"));
  BOOST_TEST((pid_of(after, "worker-1") != pid_of(before, "worker-1")
              || pid_of(after, "worker-2") != pid_of(before, "worker-2")));

  auto again = run(could_not_run, attack("again", {"--i-own-this"}));
  BOOST_TEST(has(again.err, "chaos-3: is in this cluster"), again.err);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// A run that ends before its time, by two Ctrl-C or by a full disk, says what
// happened, leaves no process, and a report that says that it is partial.

#include "chaos/cluster.hpp"
#include "chaos/process.hpp"
#include "chaos/waiting.hpp"
#include "report/whole_file.hpp"
#include "report/written.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(cut_run_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;
using tests::has;

constexpr int could_not_run = 3;
constexpr int cut_twice = 130;

const auto plan = std::string{R"(
name = "cut"
warm_up_s = 1
duration_s = 30
drain_s = 30

[cluster]
workers = 1
residents = 25
days = 28

[load]
swappers = 2
generators = 0
think_ms = 10

[[faults]]
fault = "pause"
target = "worker"
every = { least = 3000, most = 3000 }
lasting = { least = 300, most = 300 }
)"};

const auto scenario = std::string{R"(
name = "cut"

[cluster]
workers = 1
residents = 25
faculty = 8
days = 28
generate_budget_ms = 300

[leak]
judged = true
warm_up_s = 30

[[flows]]
name = "look"
think = { least_s = 0.02, most_s = 0.06 }

[[flows.steps]]
operation = "roster.head"

[[loads]]
name = "users"
executor = "constant-vus"
vus = 2
duration_s = 30
)"};

struct fixture : tests::operator_fixture {
  std::string out = home / "out";
  std::string log = home / "log";
  std::optional<chaos::process> aut;
  chaos::cluster_record cluster;

  ~fixture() {
    if (aut && aut->is_running())
      static_cast<void>(aut->signal(SIGKILL));
    // A program that ends at once has no time to tidy up.
    auto error = std::error_code{};
    if (cluster.runtime_dir_owned)
      std::filesystem::remove_all(cluster.runtime_dir, error);
  }

  /// A run of this file, with a cluster of its own; a file may grow too large
  /// for it, which ends it no more than a full disk does.
  void begin(const std::string& what, const std::string& text) {
    home.write("what.toml", text);
    auto line = "trap '' XFSZ; exec \"$0\" " + what + " run \"$1\" --seed 3"
                + " --out \"$2\" --daemon \"$3\"";
    auto began = chaos::process::spawn(
      {.program = "/bin/sh",
       .arguments = {"-c", line, NIGHTFLOAT_PROGRAM, home / "what.toml", out,
                     NIGHTFLOAT_DAEMON},
       .log_file = log,
       .end_with_parent = true,
       .end_signal = SIGKILL});
    BOOST_REQUIRE(began);
    aut.emplace(std::move(*began));
  }

  template <class Condition>
  void wait_until(Condition condition) {
    BOOST_REQUIRE_MESSAGE(
      chaos::comes_true([&] { return condition() || !aut->is_running(); }, 30s,
                        20ms),
      "it never came so far: " << said());
    BOOST_REQUIRE_MESSAGE(aut->is_running(), said());
    auto there = chaos::cluster::attach(out + "/cluster");
    BOOST_REQUIRE(there);
    cluster = there->record();
    BOOST_REQUIRE(cluster.members.size() == 3u);
  }

  /// Its exit code.
  int end() {
    BOOST_REQUIRE_MESSAGE(aut->wait_end(60s), said());
    auto how = aut->reap();
    BOOST_REQUIRE(how.has_value());
    return how->code;
  }

  /// Ctrl-C by somebody who does not wait, at least twice.
  int end_in_a_hurry() {
    for (auto i = 0; i != 100 && !aut->wait_end(50ms); ++i)
      static_cast<void>(aut->signal(SIGINT));
    return end();
  }

  [[nodiscard]] std::string said() const {
    auto text = report::read_file(log);
    return text ? *text : text.error().detail;
  }

  [[nodiscard]] report::run_report written() const {
    auto x = report::read(out);
    BOOST_REQUIRE(x);
    return *x;
  }

  [[nodiscard]] bool is_recording() const {
    auto error = std::error_code{};
    auto bytes = std::filesystem::file_size(out + "/history.jsonl", error);
    return !error && bytes > 0;
  }

  /// Of those that were recorded.
  [[nodiscard]] bool leaves_no_process() const {
    return chaos::comes_true([&] {
      return std::ranges::none_of(cluster.members, [](const auto& x) {
        return chaos::process::attach(x.process).has_value();
      });
    });
  }

  void check_cut_twice() const {
    BOOST_TEST(has(said(), "cut twice: every process of the run was killed"),
               said());
    BOOST_TEST(has(said(), out + "/report.json, says that it is partial"),
               said());
    BOOST_TEST(leaves_no_process());
    BOOST_TEST(written().partial);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cut_run, fixture)

BOOST_AUTO_TEST_CASE(chaos_that_is_cut_twice_says_so_and_leaves_no_process) {
  begin("chaos", plan);
  wait_until([this] { return is_recording(); });
  BOOST_TEST(end_in_a_hurry() == cut_twice);
  check_cut_twice();
}

BOOST_AUTO_TEST_CASE(a_soak_that_is_cut_twice_says_so_and_leaves_no_process) {
  begin("soak", scenario);
  wait_until([this] {
    auto x = report::read(out);
    return x && x->partial && has(x->because, "warm-up");
  });
  BOOST_TEST(end_in_a_hurry() == cut_twice);
  check_cut_twice();
}

BOOST_AUTO_TEST_CASE(chaos_without_room_for_its_history_is_given_up) {
  // Enough for a report; the cluster runs already and has no such limit.
  constexpr auto room = rlimit{.rlim_cur = 300'000, .rlim_max = 300'000};
  begin("chaos", plan);
  wait_until([this] { return is_recording(); });
  BOOST_REQUIRE(
    prlimit(static_cast<pid_t>(aut->id().pid), RLIMIT_FSIZE, &room, nullptr)
    == 0);
  BOOST_TEST(end() == could_not_run);
  const auto* why = "/history.jsonl: cannot be written (File too large), make "
                    "room or choose another directory";
  BOOST_TEST(has(said(), out + why), said());
  BOOST_TEST(leaves_no_process());
  auto left = written();
  BOOST_TEST(left.partial);
  BOOST_TEST(left.verdict == "invalid");
  BOOST_TEST(has(left.because, why), left.because);
  // Given up long before its time, and judged all the same.
  BOOST_TEST(left.ran_s < 25);
  BOOST_TEST(!left.checks.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

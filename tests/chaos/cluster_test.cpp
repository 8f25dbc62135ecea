// SPDX-License-Identifier: Apache-2.0
// How a cluster starts and ends its processes, with programs in the daemon's
// place that misbehave as a daemon might. `tests/cmd/cluster_test.cpp` has
// real ones.

#include "chaos/cluster.hpp"
#include "chaos/machine_faults.hpp"
#include "chaos/process_faults.hpp"
#include "chaos/waiting.hpp"
#include "codec/json.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>

BOOST_AUTO_TEST_SUITE(cluster_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct fixture {
  tests::scratch home;
  std::string dir = home / "state";

  ~fixture() {
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(0s));
  }

  chaos::cluster_options with(const std::string& script) const {
    home.write("daemon", "#!/bin/sh\n" + script + "\n");
    fs::permissions(home / "daemon", fs::perms{0700});
    return {.dir = dir,
            .runtime_dir = home / "run",
            .daemon = home / "daemon",
            .workers = 2};
  }

  static void start_all(chaos::cluster& x) {
    for (auto& name : x.names()) {
      auto started = x.start(name);
      BOOST_REQUIRE(started);
      BOOST_TEST(*started);
    }
  }
};

const auto sleeper = std::string{"exec sleep 1000"};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster, fixture)

BOOST_AUTO_TEST_CASE(a_relative_directory_is_written_down_whole) {
  auto options = with(sleeper);
  auto here = fs::current_path();
  auto from_here = [&](const fs::path& x) {
    return x.lexically_relative(here).string();
  };
  options.dir = from_here(dir);
  options.runtime_dir = from_here(home / "run");
  auto mine = chaos::cluster::open(options);
  BOOST_REQUIRE(mine);
  start_all(*mine);
  auto conf = chaos::read_file(dir + "/conf/store.toml");
  BOOST_REQUIRE(conf);
  BOOST_TEST(holds(*conf, "state_dir = \"" + dir + "/store\""), *conf);
  BOOST_TEST(mine->record().runtime_dir == (home / "run"));
}

BOOST_AUTO_TEST_CASE(another_process_finds_and_ends_what_was_started) {
  auto mine = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(mine);
  start_all(*mine);
  auto other = chaos::cluster::attach(dir);
  BOOST_REQUIRE(other);
  BOOST_TEST((other->record() == mine->record()));
  BOOST_TEST(other->running().size() == 4);
  auto record = fs::status(dir + "/cluster.json");
  BOOST_TEST((record.permissions() == fs::perms{0600}));
  // While it starts, nobody else may end it.
  BOOST_TEST(other->drain(1s).error().code == ec::in_use);
  auto ended = mine->drain(10s);
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->drained.size() == 4);
  BOOST_TEST(other->running().empty());
  BOOST_TEST(!fs::exists(dir + "/cluster.json"));
  BOOST_TEST(chaos::cluster::attach(dir).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_member_that_ends_at_once_is_told_with_its_log) {
  auto x = chaos::cluster::open(with("echo cannot open the disk; exit 78"));
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("store"));
  auto ready = x->wait_ready(30s);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(ready.error().code == ec::unavailable);
  BOOST_TEST(holds(ready.error().detail, "store: ended with code 78"));
  BOOST_TEST(holds(ready.error().detail, "cannot open the disk"));
}

BOOST_AUTO_TEST_CASE(a_member_that_never_serves_is_told_in_time) {
  auto x = chaos::cluster::open(with("echo waiting; " + sleeper));
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("store"));
  auto ready = x->wait_ready(200ms);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(ready.error().code == ec::timed_out);
  BOOST_TEST(holds(ready.error().detail, "store: is not serving"));
}

BOOST_AUTO_TEST_CASE(a_member_that_does_not_drain_is_killed_and_named) {
  // An ignored signal stays ignored in what the script becomes.
  BOOST_REQUIRE(mkfifo((home / "ready").c_str(), 0600) == 0);
  auto x = chaos::cluster::open(
    with("trap '' TERM; echo > " + (home / "ready") + "; " + sleeper));
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("worker-1"));
  // Opens when the script writes.
  auto line = std::string{};
  BOOST_REQUIRE(std::getline(std::ifstream{home / "ready"}, line));
  auto ended = x->drain(50ms);
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->killed.size() == 1);
  BOOST_TEST(ended->drained.empty());
  BOOST_TEST(x->running().empty());
}

BOOST_AUTO_TEST_CASE(a_stopped_member_drains_too) {
  auto x = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("worker-1"));
  BOOST_REQUIRE(x->find("worker-1")->signal(SIGSTOP));
  auto ended = x->drain(10s);
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->drained.size() == 1);
}

BOOST_AUTO_TEST_CASE(who_dies_while_it_is_slow_did_not_survive_that) {
  auto x = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("worker-1"));
  auto link = client::connection::open(x->network(), {.role = "client"});
  BOOST_REQUIRE(link);
  auto aut = chaos::process_faults{*x, **link};
  auto slow = chaos::fault_record{};
  slow.planned.fault = chaos::fault_kind::slow;
  slow.planned.lasting_ms = 100;
  slow.planned.permille = 500;
  BOOST_REQUIRE(aut.begin(slow));
  auto* worker = x->find("worker-1");
  auto pid = worker->id().pid;
  // Stopped for all of the time due.
  for (auto stands : {true, false, true, false})
    BOOST_REQUIRE(chaos::comes_true(
      [&] { return (chaos::state_of(pid) == 'T') == stands; }, 30s));
  BOOST_REQUIRE(worker->signal(SIGKILL));
  BOOST_REQUIRE(worker->wait_end(10s));
  BOOST_TEST(chaos::state_of(pid) == '\0');
  aut.end(slow);
  BOOST_TEST(!slow.took_effect);
  BOOST_TEST(slow.healed);
  BOOST_TEST(slow.detail == "was gone when it should have gone on");
}

BOOST_AUTO_TEST_CASE(who_is_gone_before_a_fault_is_started_again) {
  auto x = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(x);
  auto link = client::connection::open(x->network(), {.role = "client"});
  BOOST_REQUIRE(link);
  auto of_processes = chaos::process_faults{*x, **link};
  auto of_machine = chaos::machine_faults{*x};
  auto strike = [&](chaos::fault_maker& aut, chaos::fault_kind kind) {
    BOOST_TEST_INFO_SCOPE(static_cast<int>(kind));
    auto one = chaos::fault_record{};
    one.planned.fault = kind;
    one.planned.permille = 500;
    BOOST_TEST(!aut.begin(one));
    BOOST_TEST(!one.took_effect);
    BOOST_TEST(one.healed);
    BOOST_TEST(one.detail == "worker-1 was not running");
    auto* worker = x->find("worker-1");
    BOOST_REQUIRE(worker != nullptr);
    BOOST_REQUIRE(worker->signal(SIGKILL));
    BOOST_REQUIRE(worker->wait_end(10s));
  };
  strike(of_processes, chaos::fault_kind::pause);
  strike(of_processes, chaos::fault_kind::slow);
  strike(of_machine, chaos::fault_kind::descriptor_limit);
}

BOOST_AUTO_TEST_CASE(only_what_is_missing_is_started_again) {
  {
    auto first = chaos::cluster::open(with(sleeper));
    BOOST_REQUIRE(first);
    start_all(*first);
    auto* worker = first->find("worker-2");
    BOOST_REQUIRE(worker->signal(SIGKILL));
    BOOST_REQUIRE(worker->wait_end(10s));
    BOOST_REQUIRE(worker->reap().has_value());
  }
  auto again = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(again);
  auto before = again->record().runtime_dir;
  auto started = std::vector<std::string>{};
  for (auto& name : again->names())
    if (*again->start(name))
      started.push_back(name);
  BOOST_TEST((started == std::vector<std::string>{"worker-2"}));
  BOOST_TEST(again->running().size() == 4);
  BOOST_REQUIRE(again->drain(10s));
}

BOOST_AUTO_TEST_CASE(a_record_of_strangers_ends_nobody) {
  auto stranger = chaos::process::spawn({.program = "/bin/sleep",
                                         .arguments = {"1000"},
                                         .log_file = home / "stranger.log"});
  BOOST_REQUIRE(stranger);
  {
    auto x = chaos::cluster::open(with(sleeper));
    BOOST_REQUIRE(x);
    BOOST_REQUIRE(x->start("store"));
    auto* store = x->find("store");
    BOOST_REQUIRE(store->signal(SIGKILL));
    BOOST_REQUIRE(store->wait_end(10s));
    BOOST_REQUIRE(store->reap().has_value());
    // The kernel has given the store's number to another, later.
    auto record = x->record();
    record.members[0].process = stranger->id();
    --record.members[0].process.start_ticks;
    BOOST_REQUIRE(
      chaos::replace_file(dir + "/cluster.json", codec::to_json(record)));
  }
  auto x = chaos::cluster::attach(dir);
  BOOST_REQUIRE(x);
  auto ended = x->drain(1s);
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->gone.size() == 1);
  BOOST_TEST(stranger->is_running());
  BOOST_REQUIRE(stranger->signal(SIGKILL));
  BOOST_TEST(stranger->wait_end(10s));
  BOOST_TEST(stranger->reap().has_value());
}

BOOST_AUTO_TEST_CASE(each_member_reads_a_configuration_of_its_own) {
  auto wanted = with("echo \"$1 $2\"; cat \"$2\"; " + sleeper);
  wanted.faults = true;
  auto x = chaos::cluster::open(wanted);
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->start("worker-2"));
  auto conf = *chaos::read_file(dir + "/conf/worker-2.toml");
  BOOST_TEST(holds(conf, "role = \"worker\""));
  BOOST_TEST(holds(conf, "instance = \"2\""));
  BOOST_TEST(holds(conf, "faults = true"));
  BOOST_TEST(holds(conf, "runtime_dir = \"" + (home / "run") + "\""));
  BOOST_TEST(holds(conf, "state_dir = \"" + dir + "/store\""));
  BOOST_REQUIRE(x->drain(10s));
}

BOOST_AUTO_TEST_CASE(who_attaches_starts_members_as_their_files_say) {
  auto mine = chaos::cluster::open(with(sleeper));
  BOOST_REQUIRE(mine);
  start_all(*mine);
  auto file = dir + "/conf/worker-2.toml";
  std::ofstream{file, std::ios::app} << "# by hand\n";
  auto* worker = mine->find("worker-2");
  BOOST_REQUIRE(worker != nullptr);
  auto before = worker->id();
  BOOST_REQUIRE(worker->signal(SIGKILL));
  BOOST_REQUIRE(worker->wait_end(10s));
  auto theirs = chaos::cluster::attach(dir);
  BOOST_REQUIRE(theirs);
  auto started = theirs->start("worker-2");
  BOOST_REQUIRE(started);
  BOOST_TEST(*started);
  BOOST_TEST(holds(*chaos::read_file(file), "# by hand"));
  auto again = chaos::cluster::attach(dir);
  BOOST_REQUIRE(again);
  BOOST_REQUIRE(again->find("worker-2") != nullptr);
  BOOST_TEST((again->find("worker-2")->id() != before));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

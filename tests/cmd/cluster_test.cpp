// SPDX-License-Identifier: Apache-2.0
// A whole cluster through the operator's program alone, from the first start
// to the end, with nothing left behind.

#include "chaos/cluster.hpp"
#include "chaos/files.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>

BOOST_AUTO_TEST_SUITE(cluster_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int verdict_failed = 1;
constexpr int usage = 2;
constexpr int could_not_run = 3;

struct fixture : tests::operator_fixture {
  std::string dir = home / ".local/state/nightfloat";

  ~fixture() {
    // Whatever a failed test left: its processes end with it.
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }

  chaos::cluster recorded() const {
    auto x = chaos::cluster::attach(dir);
    BOOST_REQUIRE(x);
    return std::move(*x);
  }

  /// Waits for a generation in the background; returns when it does.
  chaos::process begin_waiting(const std::string& log) const {
    auto x = chaos::process::spawn(
      {.program = NIGHTFLOAT_PROGRAM,
       .arguments = {"generate", "--budget", "2", "--key", "k", "--timeout",
                     "5", "--json", "--dir", dir},
       .log_file = log});
    BOOST_REQUIRE(x);
    while (!has(chaos::tail(log, 1), "\"state\":\"ready\""))
      BOOST_REQUIRE(!x->wait_end(std::chrono::milliseconds{20}));
    return std::move(*x);
  }

  static int code_of(chaos::process& x) {
    BOOST_REQUIRE(x.wait_end(std::chrono::seconds{120}));
    return x.reap().value().code;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster, fixture)

BOOST_AUTO_TEST_CASE(it_starts_once_serves_and_ends_without_a_trace) {
  auto first = run(pass, {"up", "--workers", "2"});
  BOOST_TEST(has(first.out, "worker-2"));
  auto members = recorded().record().members;
  BOOST_TEST(members.size() == 4);
  auto runtime_dir = recorded().record().runtime_dir;
  BOOST_TEST(runtime_dir == (home / "nightfloat"));
  auto again = run(pass, {"up", "--workers", "2"});
  BOOST_TEST(has(again.out, "already up"));
  BOOST_TEST((recorded().record().members == members));
  auto status = run(pass, {"status", "--json"});
  for (auto& one : members)
    BOOST_TEST(has(status.out, std::to_string(one.process.pid)), one.name);
  run(pass, {"down"});
  for (auto& one : members)
    BOOST_TEST(!chaos::process::attach(one.process), one.name);
  BOOST_TEST(!fs::exists(dir + "/cluster.json"));
  BOOST_TEST(!fs::exists(runtime_dir));
  run(pass, {"down"});
  run(could_not_run, {"status"});
}

BOOST_AUTO_TEST_CASE(in_the_foreground_it_ends_with_the_one_who_started_it) {
  for (auto number : {SIGINT, SIGKILL}) {
    auto log = home / ("log-" + std::to_string(number));
    auto up = chaos::process::spawn(
      {.program = NIGHTFLOAT_PROGRAM,
       .arguments = {"up", "--foreground", "--dir", dir},
       .log_file = log});
    BOOST_REQUIRE(up);
    while (!has(chaos::tail(log, 2), "up: store"))
      BOOST_REQUIRE(!up->wait_end(std::chrono::milliseconds{20}));
    auto members = recorded().record().members;
    BOOST_TEST(members.size() == 4);
    BOOST_REQUIRE(up->signal(number));
    BOOST_REQUIRE(up->wait_end(std::chrono::seconds{60}));
    auto end = up->reap();
    BOOST_REQUIRE(end.has_value());
    BOOST_TEST(end->code == 0);
    for (auto& one : members)
      if (auto left = chaos::process::attach(one.process))
        BOOST_TEST(left->wait_end(std::chrono::seconds{60}), one.name);
  }
  BOOST_TEST(has(run(pass, {"down"}).out, "worker-1: had ended before"));
}

BOOST_AUTO_TEST_CASE(a_lost_worker_is_told_and_started_again) {
  run(pass, {"up"});
  auto before = recorded();
  auto* worker = before.find("worker-2");
  BOOST_REQUIRE(worker != nullptr);
  BOOST_REQUIRE(worker->signal(SIGKILL));
  BOOST_REQUIRE(worker->wait_end(std::chrono::seconds{10}));
  auto x = run(verdict_failed, {"status"});
  BOOST_TEST(has(x.out, "worker-2"));
  auto again = run(pass, {"up", "--json"});
  BOOST_TEST(has(again.out, "\"started\": [\n    \"worker-2\"\n  ]"));
  run(pass, {"status"});
  BOOST_TEST(has(run(pass, {"down"}).out, "worker-2: drained"));
}

BOOST_AUTO_TEST_CASE(without_a_broker_the_ledger_is_still_read) {
  run(pass, {"up", "--workers", "1"});
  run(pass, {"sample", "--import", "--residents", "25"});
  auto before = recorded();
  auto* broker = before.find("broker");
  BOOST_REQUIRE(broker != nullptr);
  BOOST_REQUIRE(broker->signal(SIGKILL));
  BOOST_REQUIRE(broker->wait_end(std::chrono::seconds{10}));
  for (const auto& words :
       {std::vector<std::string>{"status"},
        std::vector<std::string>{"status", "--config",
                                 dir + "/conf/worker-1.toml"}})
    BOOST_TEST(has(run(verdict_failed, words).out, "broker: does not answer"));
  run(pass, {"export", home / "out"});
  run(pass, {"queue", "list"});
  auto x = run(could_not_run, {"validate", "--timeout", "2"});
  BOOST_TEST(has(x.err, "broker"), x.err);
  run(pass, {"up", "--workers", "1"});
  run(pass, {"status"});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_spares_what_ran_before) {
  run(pass, {"up", "--workers", "1"});
  auto before = recorded().record().members;
  // In the place of the next one's configuration.
  fs::create_directories(dir + "/conf/worker-2.toml/x");
  run(could_not_run, {"up", "--workers", "2"});
  run(pass, {"status"});
  BOOST_TEST((recorded().record().members == before));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_job_is_waited_for_while_its_cluster_may_come_back) {
  run(pass, {"up", "--workers", "1"});
  run(pass, {"sample", "--import", "--residents", "25"});
  // So that it has not ended before the cluster does.
  run(pass, {"queue", "pause", "generate"});
  auto first = begin_waiting(home / "first");
  run(pass, {"down"});
  BOOST_TEST(code_of(first) == could_not_run);
  auto said = chaos::tail(home / "first", 9);
  BOOST_TEST(has(said, "no cluster runs here"));
  BOOST_TEST(has(said, "the same generate with --key k"), said);
  run(pass, {"up", "--workers", "1"});
  auto second = begin_waiting(home / "second");
  auto before = recorded();
  for (auto* name : {"worker-1", "broker", "store"}) {
    // Looked for once: it may have ended by the second time.
    auto* one = before.find(name);
    BOOST_REQUIRE(one != nullptr);
    BOOST_REQUIRE(one->signal(SIGKILL));
    BOOST_REQUIRE(one->wait_end(std::chrono::seconds{10}));
  }
  // It comes back, with its sockets elsewhere.
  run(pass, {"up", "--workers", "1", "--runtime-dir", home / "other"});
  run(pass, {"queue", "resume", "generate"});
  auto code = code_of(second);
  BOOST_TEST((code == pass || code == verdict_failed),
             chaos::tail(home / "second", 9));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(metrics_of_all_processes_are_one_text) {
  run(pass, {"up"});
  auto text = run(pass, {"status", "--metrics"}).out;
  BOOST_TEST(has(text, "role=\"store\""));
  BOOST_TEST(has(text, "role=\"broker\""));
  BOOST_TEST(has(text, "role=\"worker\""));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_programme_goes_in_and_comes_out_unchanged) {
  run(pass, {"up"});
  BOOST_TEST(has(run(could_not_run, {"validate"}).err, "no programme"));
  auto csv = home / "csv";
  run(pass, {"sample", csv, "--residents", "25", "--seed", "3"});
  auto first = run(pass, {"import", csv, "--programme", "im"});
  BOOST_TEST(has(first.out, "published"));
  BOOST_TEST(has(run(pass, {"import", csv}).out, "unchanged"));
  BOOST_TEST(has(run(could_not_run, {"validate", "--programme", "none"}).err,
                 "it holds im"));
  for (const auto& list :
       {std::vector<std::string>{"queue", "list", "--programme", "none"},
        std::vector<std::string>{"queue", "cron", "list", "--programme",
                                 "none"}})
    BOOST_TEST(has(run(could_not_run, list).err, "it holds im"));
  auto unknown = run(verdict_failed, {"validate"});
  BOOST_TEST(has(unknown.out, "unknown: no roster"), unknown.out);
  unknown = run(verdict_failed, {"validate", "--rule", "rest"});
  BOOST_TEST(has(unknown.out, "unknown: no roster"), unknown.out);
  BOOST_TEST(has(run(could_not_run, {"conflicts"}).err, "there is no roster"));
  auto out = home / "out";
  run(pass, {"export", out});
  BOOST_TEST(tests::run_program({"/usr/bin/diff", "-r", csv, out}, home).code
             == 0);
  BOOST_TEST(has(run(pass, {"import", out}).out, "unchanged"));
  // What is in force outlives the processes.
  run(pass, {"down"});
  run(pass, {"up"});
  BOOST_TEST(has(run(pass, {"import", csv}).out, "unchanged"));
  run(pass,
      {"sample", "--import", "--residents", "25", "--programme", "second"});
  BOOST_TEST(has(run(usage, {"validate"}).err, "--programme: is missing"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_roster_is_made_judged_swapped_and_put_back) {
  run(pass, {"up"});
  run(pass, {"sample", "--import", "--residents", "25"});
  auto made = run(pass, {"generate", "--budget", "200", "--key", "one"});
  BOOST_TEST(has(made.out, "feasible: roster"));
  // The same key is the same job, not a second one.
  run(pass, {"generate", "--budget", "200", "--key", "one"});
  auto jobs = run(pass, {"queue", "list", "--json"}).out;
  BOOST_TEST(jobs.find("\"kind\": \"generate\"")
             == jobs.rfind("\"kind\": \"generate\""));
  auto reused = run(verdict_failed,
                    {"generate", "--seed", "2", "--key", "one"});
  BOOST_TEST(!reused.err.empty());
  run(pass, {"validate"});
  run(usage, {"swap", "find", "R001", "someday"});
  run(could_not_run, {"swap", "find", "NOBODY", "2026-08-03"});
  auto none = run(pass, {"swap", "list"});
  BOOST_TEST(has(none.out, "0 swaps"));
  run(usage, {"swap", "revert", "zero"});
  BOOST_TEST(!run({"swap", "revert", "12345"}).err.empty());
  run(could_not_run, {"queue", "show", "12345"});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_draft_is_looked_at_published_and_taken_back) {
  run(pass, {"up", "--workers", "1"});
  run(pass, {"sample", "--import", "--residents", "25"});
  run(could_not_run, {"roster", "draft", "show", "12345"});
  run(usage, {"roster", "draft", "show", "none"});
  run(usage, {"roster", "draft"});
  // How good they are is no matter here.
  auto draft = [&](const std::string& seed) {
    auto made = run({"generate", "--draft", "--budget", "2", "--seed", seed});
    BOOST_TEST_REQUIRE(has(made.out, "draft: nothing was published"), made.out);
    auto rest = made.out.substr(made.out.find("draft publish ") + 14);
    return rest.substr(0, rest.find('`'));
  };
  auto first = draft("1");
  auto second = draft("2");
  auto list = run(pass, {"roster", "draft", "list"});
  BOOST_TEST(has(list.out, first), list.out);
  BOOST_TEST(has(list.out, "2 drafts of programme"), list.out);
  run(could_not_run, {"roster"});
  auto publish = [&](int code, const std::string& which, const char* key) {
    return run(code, {"roster", "draft", "publish", which, "--publish-worse",
                      "--key", key});
  };
  BOOST_TEST(has(publish(pass, first, "a").out, "published: roster " + first));
  BOOST_TEST(has(publish(pass, first, "a").out, "published: roster " + first));
  publish(could_not_run, first, "b");
  BOOST_TEST(has(run({"roster", "draft", "diff", second}).out, "cells differ"));
  run(verdict_failed, {"roster", "revert"});
  publish(pass, second, "c");
  auto back = run(pass, {"roster", "revert"});
  BOOST_TEST(has(back.out, "roster " + first), back.out);
  BOOST_TEST(has(run(pass, {"roster", "--json"}).out, first));
  BOOST_TEST(has(run(pass, {"roster", "draft", "list"}).out, "0 drafts"));
  auto third = draft("3");
  run(pass, {"roster", "draft", "drop", third, "--key", "d"});
  run(pass, {"roster", "draft", "drop", third, "--key", "d"});
  run(could_not_run, {"roster", "draft", "drop", third});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_job_is_submitted_explained_and_its_kind_paused) {
  run(pass, {"up", "--workers", "1"});
  run(pass, {"sample", "--import", "--residents", "25"});
  BOOST_TEST(has(run(pass, {"queue", "pause", "purge"}).out, "paused: purge"));
  auto first = run(pass, {"queue", "submit", "purge", "--unique", "one",
                          "--key", "k", "--json"});
  auto again = run(pass, {"queue", "submit", "purge", "--unique", "one",
                          "--key", "k", "--json"});
  BOOST_TEST(first.out == again.out);
  auto other = run(pass, {"queue", "submit", "purge", "--unique", "one"});
  BOOST_TEST(has(other.out, "runs already: job "), other.out);
  auto number = other.out.substr(other.out.find("job ") + 4);
  number = number.substr(0, number.find(';'));
  BOOST_TEST(has(first.out, number));
  auto why = run(pass, {"queue", "explain", number});
  BOOST_TEST(has(why.out, "are paused"), why.out);
  BOOST_TEST(has(run(pass, {"queue", "stats"}).out, "purge"));
  auto next = run(pass, {"queue", "submit", "purge", "--after", number});
  BOOST_TEST(has(next.out, "submitted: job "), next.out);
  run(could_not_run, {"queue", "submit", "purge", "--after", "12345"});
  run(usage, {"queue", "submit", "purge", "--payload", "{\"jobles\": 1}"});
  run(usage, {"queue", "submit", "dance"});
  BOOST_TEST(has(run(pass, {"queue", "resume", "purge"}).out, "resumed"));
  BOOST_TEST(has(run(pass, {"queue", "pause", "generate", "--wait"}).out,
                 "none runs: generate"));
  run(pass, {"queue", "resume", "generate"});
  run(pass, {"queue", "limit", "purge", "1", "--per", "3600"});
  auto live = run(pass, {"queue", "stats", "--watch", "1", "--count", "2"});
  BOOST_TEST(has(live.out, "1 in 1 h"), live.out);
  BOOST_TEST(live.out.find("KIND") != live.out.rfind("KIND"));
  // Nobody reads: nothing is shown again and again.
  BOOST_TEST(run_unread({"queue", "stats", "--watch", "1"}).code == pass);
  run(usage, {"queue", "limit", "purge", "many"});
  run(pass, {"queue", "limit", "purge", "0"});
  run(could_not_run, {"queue", "explain", "12345"});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(schedules_are_put_listed_paused_and_removed) {
  run(pass, {"up", "--workers", "1"});
  run(pass, {"sample", "--import", "--residents", "25"});
  auto add = [&](int code, const std::string& line) {
    return run(code, {"queue", "cron", "add", "weekly", line, "purge", "--zone",
                      "America/Chicago", "--misfire", "skip"});
  };
  add(pass, "30 3 * * sun");
  add(pass, "30 3 * * sun");
  BOOST_TEST(has(add(could_not_run, "0 4 * * sun").err, "another schedule"));
  BOOST_TEST(has(add(usage, "61 * * * *").err,
                 "minute 61 is out of range, give 0 to 59"));
  BOOST_TEST(has(add(usage, "0 0 31 2 *").err, "never fires"));
  auto list = run(pass, {"queue", "cron", "list"});
  BOOST_TEST(has(list.out, "30 3 * * sun"), list.out);
  BOOST_TEST(has(list.out, "America/Chicago"), list.out);
  // What every programme gets.
  BOOST_TEST(has(list.out, "30 3 * * *"), list.out);
  for (auto* kind : {"contingency", "health", "fallback"})
    BOOST_TEST(has(list.out, kind), list.out);
  run(pass, {"queue", "cron", "pause", "weekly"});
  BOOST_TEST(has(run(pass, {"queue", "cron", "list"}).out, "paused"));
  BOOST_TEST(has(run(pass, {"queue", "cron", "resume", "weekly"}).out,
                 "resumed: weekly"));
  run(pass, {"queue", "cron", "remove", "weekly"});
  run(could_not_run, {"queue", "cron", "remove", "weekly"});
  BOOST_TEST(!has(run(pass, {"queue", "cron", "list"}).out, "weekly"));
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(faults_are_refused_unless_it_was_started_with_them) {
  run(pass, {"up", "--workers", "1"});
  auto x = run({"fault", "set", "sync_delay", "--delay", "1"});
  BOOST_TEST(x.code == could_not_run);
  run(usage, {"fault", "set", "flood"});
  run(pass, {"down"});
  run(pass, {"up", "--workers", "1", "--faults"});
  run(pass, {"fault", "set", "sync_delay", "--delay", "1"});
  run(pass, {"fault", "set", "none"});
  run(pass, {"down"});
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_leaves_no_process_and_shows_the_log) {
  // A store directory of another kind: a file where RocksDB's must be.
  home.write(".local/state/nightfloat/store/ledger", "not a directory");
  home.write(".local/state/nightfloat/store/CURRENT", "not a store");
  for (auto* sub : {"", "/store"})
    fs::permissions(dir + sub, fs::perms{0700});
  auto x = run({"up", "--workers", "1", "--ready-within", "10"});
  BOOST_TEST(x.code == could_not_run);
  BOOST_TEST(has(x.err, "store: ended"), x.err);
  BOOST_TEST(!fs::exists(dir + "/cluster.json"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

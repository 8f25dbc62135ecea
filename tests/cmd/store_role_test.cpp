// SPDX-License-Identifier: Apache-2.0
// The store as its clients meet it: a real process, a real socket, a real
// disk, and SIGKILL.
#include "broker/keys.hpp"
#include "chaos/process.hpp"
#include "client/connection.hpp"
#include "config/write.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <signal.h>
#include <thread>

BOOST_AUTO_TEST_SUITE(store_role_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using domain::commit_outcome;

namespace {

struct cluster {
  test::scratch files;
  config::node_options node;
  std::optional<chaos::process> store;
  std::unique_ptr<client::connection> door;

  cluster() {
    node.role = "store";
    node.seed = 1;
    node.faults = true;
    node.network.runtime_dir = files.path("run");
    node.network.heartbeat_ms = 100;
    node.network.liveness_ms = 1'000;
    node.store.state_dir = files.path("state");
  }

  ~cluster() {
    door.reset();
    if (store)
      (void)kill(SIGKILL);
  }

  chaos::process spawn(const std::string& name) {
    const auto path = files.path(name + ".toml");
    auto out = std::ofstream{path};
    out << config::to_toml(node);
    out.close();
    auto x = chaos::process::spawn({.program = NIGHTFLOAT_DAEMON,
                                    .arguments = {"--config", path},
                                    .log_file = files.path(name + ".log"),
                                    .end_with_parent = true});
    BOOST_REQUIRE(x);
    return std::move(*x);
  }

  std::string log(const std::string& name) {
    auto in = std::ifstream{files.path(name + ".log")};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  void start() {
    store.emplace(spawn("store"));
    if (!door) {
      auto x = client::connection::open(node.network,
                                        {.role = "client", .to_broker = false});
      BOOST_REQUIRE(x);
      door = std::move(*x);
    }
    auto open = door->wait_open(20s);
    BOOST_REQUIRE_MESSAGE(open, (open ? "" : open.error().detail)
                                  << log("store"));
  }

  chaos::process_end kill(int number) {
    BOOST_REQUIRE(store->signal(number));
    BOOST_REQUIRE(store->wait_end(20s));
    auto end = store->reap();
    store.reset();
    return end.value_or(chaos::process_end{});
  }

  domain::transaction change(const std::string& key) {
    auto x = domain::transaction{};
    x.programme = "p";
    x.put = {{"record/" + key, "bytes of " + key}};
    x.reply = domain::owed_reply{
      .scope = "test", .key = key, .fingerprint = "f", .body = "done " + key};
    return x;
  }

  domain::commit_answer commit(domain::transaction x) {
    auto said = door->commit(std::move(x), 20s);
    BOOST_REQUIRE_MESSAGE(said, (said ? "" : said.error().detail));
    return *said;
  }

  template <class Request>
  result<typename Request::reply> ask(const Request& x) {
    return door->call(
      x, {.programme = "p", .timeout = 20s, .at = client::served_by::store});
  }
};

/// A store far away: who may come in, and as whom, is said by keys.
struct cluster_over_tcp : cluster {
  cluster_over_tcp() {
    for (const auto* name : {"store", "ward", "ops"})
      add_key(name);
    node.network.store = "tcp://127.0.0.1:*";
    node.network.lifeline = "tcp:127.0.0.1:0";
    node.network.key_file = files.path("store.key");
    node.network.allow_list = files.path("clients");
    node.network.operators = {"ops"};
    store.emplace(spawn("store"));
  }

  void add_key(const std::string& name) {
    const auto pair = broker::make_key_pair();
    BOOST_REQUIRE(broker::write_key_file(files.path(name + ".key"), pair));
    const auto* list = name == "store" ? "servers" : "clients";
    std::ofstream{files.path(list), std::ios::app} << name << ' '
                                                   << pair.public_key << '\n';
  }

  /// Where the system gave it a port, as it says in its log.
  std::string endpoint() {
    const auto before = std::string{"serving: endpoint="};
    for (;;) {
      auto said = log("store");
      auto at = said.find(before);
      auto end = said.find(' ', at + before.size());
      if (at != said.npos && end != said.npos)
        return said.substr(at + before.size(), end - at - before.size());
      BOOST_REQUIRE_MESSAGE(!store->wait_end(20ms), said);
    }
  }

  void come_as(const std::string& name) {
    auto away = node.network;
    away.store = endpoint();
    away.key_file = files.path(name + ".key");
    away.known_servers = files.path("servers");
    away.allow_list.clear();
    auto x = client::connection::open(away,
                                      {.role = "client", .to_broker = false});
    BOOST_REQUIRE_MESSAGE(x, (x ? "" : x.error().detail));
    door = std::move(*x);
    BOOST_REQUIRE(door->wait_open(20s));
  }
};

/// What a watch saw, and a way to wait for more.
struct watcher {
  std::mutex mutex;
  std::condition_variable more;
  std::vector<domain::feed_item> items;

  client::watch_handlers handlers(bool bare = false) {
    return {.on_item =
              [this](domain::feed_item item) {
                auto guard = std::lock_guard{mutex};
                items.push_back(std::move(item));
                more.notify_all();
              },
            .on_end = {},
            .bare = bare};
  }

  bool wait_for(std::size_t count) {
    auto guard = std::unique_lock{mutex};
    return more.wait_for(guard, 20s, [&] { return items.size() >= count; });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_role, cluster)

BOOST_AUTO_TEST_CASE(it_commits_reads_scans_and_replays) {
  start();
  auto first = commit(change("a"));
  BOOST_TEST((first.outcome == commit_outcome::committed));
  BOOST_TEST(first.version == 1);
  BOOST_TEST((commit(change("a")).outcome == commit_outcome::replayed));
  (void)commit(change("b"));
  auto read = ask(client::read_request{.keys = {"record/a", "record/none"}});
  BOOST_REQUIRE(read);
  BOOST_TEST(read->version == 2);
  BOOST_TEST(read->found.at(0).bytes == "bytes of a");
  BOOST_TEST(read->found.at(1).revision == 0);
  auto scan = ask(client::scan_request{.prefix = "record/", .limit = 1});
  BOOST_REQUIRE(scan);
  BOOST_TEST(scan->found.size() == 1);
  BOOST_TEST(scan->more);
  scan = ask(client::scan_request{.prefix = "record/", .after = "record/a"});
  BOOST_TEST(scan->found.at(0).key == "record/b");
  BOOST_TEST(!scan->more);
  auto names = ask(client::programmes_request{});
  BOOST_TEST(names->programmes.at(0) == "p");
}

BOOST_AUTO_TEST_CASE(
  what_was_acknowledged_survives_sigkill_and_a_watch_goes_on) {
  start();
  auto seen = watcher{};
  const auto watch = door->watch("p", 0, seen.handlers());
  for (auto i = 0; i < 20; ++i)
    (void)commit(change(std::to_string(i)));
  BOOST_REQUIRE(seen.wait_for(20));
  (void)kill(SIGKILL);
  start();
  BOOST_TEST((commit(change("7")).outcome == commit_outcome::replayed));
  BOOST_TEST(commit(change("after")).version == 21);
  BOOST_REQUIRE(seen.wait_for(21));
  door->unwatch(watch);
  for (auto i = std::size_t{0}; i < seen.items.size(); ++i)
    BOOST_TEST(seen.items[i].version == i + 1);
}

BOOST_AUTO_TEST_CASE(a_bare_watch_lacks_what_was_before_and_nothing_else) {
  start();
  auto whole = watcher{};
  auto bare = watcher{};
  const auto watches = {door->watch("p", 0, whole.handlers()),
                        door->watch("p", 0, bare.handlers(true))};
  (void)commit(change("a"));
  auto again = change("a");
  again.put[0].bytes = "other bytes";
  again.reply->key = "again";
  (void)commit(again);
  BOOST_REQUIRE(whole.wait_for(2));
  BOOST_REQUIRE(bare.wait_for(2));
  for (auto x : watches)
    door->unwatch(x);
  BOOST_REQUIRE(whole.items[1].changes.at(0).before.has_value());
  BOOST_TEST(*whole.items[1].changes.at(0).before == "bytes of a");
  for (auto& item : whole.items)
    for (auto& one : item.changes)
      one.before.reset();
  BOOST_TEST((bare.items == whole.items));
}

BOOST_AUTO_TEST_CASE(a_job_is_claimed_renewed_and_completed) {
  start();
  auto x = change("s");
  x.submit = {domain::job{.id = {7}, .kind = "generate", .payload = "do"}};
  (void)commit(x);
  auto claimed = ask(client::claim_request{.kinds = {"generate"}});
  BOOST_REQUIRE(claimed);
  BOOST_REQUIRE(claimed->leases.size() == 1);
  const auto& lease = claimed->leases[0];
  BOOST_TEST(lease.work.payload == "do");
  const auto fence = domain::fence{.job = {7}, .token = lease.fence};
  auto renewed
    = ask(client::renew_request{.leases = {{fence, {.permille = 500}}}});
  BOOST_TEST(!renewed->leases.at(0).lost);
  auto jobs = ask(client::jobs_request{});
  BOOST_TEST(jobs->jobs.at(0).progress.permille == 500);
  auto done = domain::transaction{};
  done.programme = "p";
  done.fenced_by = fence;
  done.complete = domain::completion{.result = "did"};
  BOOST_TEST((commit(done).outcome == commit_outcome::committed));
  BOOST_TEST((commit(done).outcome == commit_outcome::replayed));
  auto one = ask(client::jobs_request{.job = {7}});
  BOOST_TEST((one->jobs.at(0).state == domain::job_state::completed));
  BOOST_TEST(one->jobs.at(0).last.result == "did");
}

BOOST_AUTO_TEST_CASE(a_failed_sync_is_healed_and_the_commit_happens_once) {
  start();
  (void)commit(change("a"));
  BOOST_REQUIRE(ask(client::fault_request{
    .fault = client::fault_kind::sync_error, .count = 1}));
  auto said = commit(change("b"));
  BOOST_TEST((said.outcome == commit_outcome::committed
              || said.outcome == commit_outcome::replayed));
  BOOST_TEST(said.version == 2);
  BOOST_TEST(commit(change("c")).version == 3);
}

// A body is the last word on all copies of a commit.
BOOST_AUTO_TEST_CASE(what_one_copy_of_a_commit_met_is_said_in_the_frame) {
  start();
  (void)commit(change("a"));
  BOOST_REQUIRE(
    ask(client::fault_request{.fault = client::fault_kind::no_space}));
  auto said = door->call(client::commit_request{.change = change("b")},
                         {.programme = "p", .key = "b", .timeout = 20s});
  BOOST_REQUIRE(!said);
  BOOST_TEST(said.error().code == ec::no_space);
  BOOST_REQUIRE(ask(client::fault_request{}));
  BOOST_TEST((commit(change("b")).outcome == commit_outcome::committed));
}

BOOST_AUTO_TEST_CASE(a_crash_point_ends_the_process_and_loses_nothing) {
  start();
  (void)commit(change("a"));
  BOOST_REQUIRE(ask(client::fault_request{
    .fault = client::fault_kind::crash_point, .point = "commit.durable"}));
  auto pending = domain::commit_answer{};
  auto commits = std::thread{[&] {
    pending = commit(change("b"));
  }};
  BOOST_TEST(store->wait_end(20s));
  BOOST_TEST(store->reap()->signal == SIGABRT);
  start();
  commits.join();
  // It was durable before the crash, and nobody had been told.
  BOOST_TEST((pending.outcome == commit_outcome::replayed));
  BOOST_TEST(pending.version == 2);
}

BOOST_AUTO_TEST_CASE(faults_are_refused_unless_configured) {
  node.faults = false;
  start();
  auto said = ask(client::fault_request{.fault = client::fault_kind::none});
  BOOST_REQUIRE(!said);
  BOOST_TEST(said.error().code == ec::forbidden);
}

BOOST_AUTO_TEST_CASE(a_second_store_on_the_same_directory_is_refused) {
  start();
  node.network.runtime_dir = files.path("run2");
  auto second = spawn("second");
  BOOST_REQUIRE(second.wait_end(20s));
  BOOST_TEST(second.reap()->code == 78);
  BOOST_TEST(log("second").find("in use") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sigterm_drains) {
  start();
  (void)commit(change("a"));
  BOOST_TEST(kill(SIGTERM).code == 0);
}

BOOST_AUTO_TEST_CASE(it_tells_its_state_and_its_metrics) {
  start();
  (void)commit(change("a"));
  auto status = ask(client::status_request{});
  BOOST_REQUIRE(status);
  BOOST_TEST(status->processes.at(0).role == "store");
  auto metrics = ask(client::metrics_request{});
  BOOST_REQUIRE(metrics);
  BOOST_TEST(metrics->text.find("db_transactions_total") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(store_over_tcp, cluster_over_tcp)

// Over ipc only the operator's own user comes in: keys tell people apart.
BOOST_AUTO_TEST_CASE(a_listed_key_may_not_do_what_is_the_operators) {
  come_as("ward");
  (void)commit(change("a"));
  auto refused = [](const auto& said, const std::string& operation) {
    BOOST_TEST_CONTEXT(operation) {
      BOOST_REQUIRE(!said);
      BOOST_TEST(said.error().code == ec::forbidden);
      BOOST_TEST(said.error().detail == operation + ": only the operator may");
    }
  };
  refused(ask(client::fault_request{.fault = client::fault_kind::sync_error,
                                    .count = 1}),
          "fault.set");
  refused(ask(client::pause_request{.kind = "generate"}), "queue.pause");
  refused(ask(client::backup_request{.directory = files.path("backup")}),
          "store.backup");
  BOOST_TEST(!std::filesystem::exists(files.path("backup")));
  BOOST_TEST(log("store").find("fault set") == std::string::npos);
  BOOST_TEST(log("store").find("kind paused") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_key_of_the_operator_may) {
  come_as("ops");
  (void)commit(change("a"));
  BOOST_TEST(ask(client::fault_request{}).has_value());
  BOOST_TEST(ask(client::pause_request{.kind = "generate"}).has_value());
  auto kept = ask(client::backup_request{.directory = files.path("backup")});
  BOOST_REQUIRE_MESSAGE(kept, (kept ? "" : kept.error().detail));
  BOOST_TEST(kept->note.programmes.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

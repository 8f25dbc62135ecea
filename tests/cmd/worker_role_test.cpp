// SPDX-License-Identifier: Apache-2.0
// One thread of life through real processes: import, generate, validate, swap,
// and workers that are killed or drained while they work.

#include "chaos/cluster.hpp"
#include "client/connected_ledger.hpp"
#include "client/connection.hpp"
#include "client/publish.hpp"
#include "domain/sample.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(worker_role_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;

constexpr auto patience = 60s;

struct fixture {
  tests::scratch home;
  std::optional<chaos::cluster> cluster;
  std::unique_ptr<client::connection> door;
  std::optional<client::connected_ledger> ledger;

  explicit fixture(std::uint32_t visibility_timeout_ms = 2'000,
                   std::uint32_t drain_ms = 200) {
    auto options = chaos::cluster_options{};
    options.dir = home / "state";
    options.runtime_dir = home / "run";
    options.daemon = NIGHTFLOAT_DAEMON;
    options.workers = 2;
    options.end_with_parent = true;
    options.base.network.heartbeat_ms = 100;
    options.base.network.liveness_ms = 1'000;
    options.base.store.visibility_timeout_ms = visibility_timeout_ms;
    options.base.worker.drain_ms = drain_ms;
    auto opened = chaos::cluster::open(options);
    BOOST_REQUIRE(opened);
    cluster.emplace(std::move(*opened));
    for (const auto& name : cluster->names())
      BOOST_REQUIRE(cluster->start(name));
    auto ready = cluster->wait_ready(patience);
    BOOST_REQUIRE_MESSAGE(ready, (ready ? "" : ready.error().detail));
    auto way_in = client::connection::open(cluster->network(), {});
    BOOST_REQUIRE(way_in);
    door = std::move(*way_in);
    ledger.emplace(*door, patience, client::make_trace());
  }

  ~fixture() {
    ledger.reset();
    door.reset();
    static_cast<void>(cluster->drain(10s));
  }

  /// A larger programme takes longer to roster: long enough to be hit.
  void import_sample(std::uint32_t residents = 25) {
    auto request = client::publish_request{};
    request.programme = "im";
    auto options = domain::sample_options{};
    options.residents = residents;
    request.content = domain::make_sample(options).value();
    request.number = 7;
    auto done = client::publish(*ledger, request,
                                [](std::uint64_t, std::uint64_t) {});
    BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
  }

  domain::job_id submit(std::uint64_t number, std::uint32_t budget_ms) {
    auto work = client::generate_job{};
    work.budget_ms = budget_ms;
    return submit(number, work);
  }

  domain::job_id submit(std::uint64_t number,
                        const client::generate_job& work) {
    auto job = domain::job{};
    job.id = {number};
    job.programme = "im";
    job.kind = client::generate_job::kind;
    job.payload = codec::encode(work);
    job.trace = "feed";
    auto change = domain::transaction{};
    change.programme = "im";
    change.submit = {job};
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(number);
    auto answer = door->commit(change, patience);
    BOOST_REQUIRE(answer);
    BOOST_TEST_REQUIRE((answer->outcome == domain::commit_outcome::committed));
    return job.id;
  }

  /// Asks until `good` says so: each answer takes its time, so no sleep.
  template <class Good>
  domain::job_view job_when(domain::job_id which, Good good) {
    auto until = std::chrono::steady_clock::now() + patience;
    auto options = client::call_options{};
    options.programme = "im";
    while (std::chrono::steady_clock::now() < until) {
      auto got = door->call(client::jobs_request{which, 1}, options);
      if (got && got->jobs.size() == 1 && good(got->jobs.front()))
        return got->jobs.front();
    }
    BOOST_FAIL("job " << which << " did not get there: "
                      << cluster->log_tail("worker-1", 20)
                      << cluster->log_tail("worker-2", 20));
    return {};
  }

  domain::job_view completed(domain::job_id which) {
    return job_when(which, [](const auto& x) {
      return x.state == domain::job_state::completed
             || x.state == domain::job_state::dead_letter;
    });
  }

  std::string logged(const std::string& name) const {
    auto in = std::ifstream{cluster->log_file(name)};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// The worker that said that it claimed the job, or empty.
  std::string claimer() {
    for (auto name : {"worker-1", "worker-2"})
      if (logged(name).find("job claimed:") != std::string::npos)
        return name;
    return {};
  }

  /// Asks until its log has `text`.
  bool says(const std::string& name, const std::string& text) {
    auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
      if (logged(name).find(text) != std::string::npos)
        return true;
      static_cast<void>(door->call(client::queue_stats_request{}, {}));
    }
    return false;
  }

  std::string at_work(domain::job_id which) {
    static_cast<void>(job_when(which, [](const auto& x) {
      return x.state == domain::job_state::leased && x.progress.counter > 1;
    }));
    auto name = claimer();
    BOOST_TEST_REQUIRE(!name.empty());
    return name;
  }

  template <class Request>
  result<client::answer<typename Request::reply>>
  ask(const Request& x, std::string key = {}) {
    auto options = client::call_options{};
    options.programme = "im";
    options.timeout = patience;
    options.key = std::move(key);
    return door->ask(x, options);
  }

  std::size_t events(const std::string& kind) {
    auto version = ledger->read("im", {}).value().version;
    auto items = ledger->changes("im", 0, version).value();
    auto count = std::size_t{0};
    for (const auto& item : items)
      for (const auto& x : item.events)
        count += x.kind == kind ? 1 : 0;
    return count;
  }
};

/// Leases that outlast every patience: what ends sooner was ended.
struct long_leases : fixture {
  long_leases() : fixture{600'000} {
  }
};

/// Longer than a process in a hurry is waited for.
struct long_drain : fixture {
  long_drain() : fixture{2'000, 5'000} {
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(workers, fixture)

BOOST_AUTO_TEST_CASE(a_roster_is_made_judged_and_swapped) {
  import_sample();
  auto before = ask(client::validate_request{});
  BOOST_REQUIRE(before);
  BOOST_TEST_REQUIRE(!before->body.findings.empty());
  BOOST_TEST((before->body.findings[0].severity == domain::severity::unknown));
  // More than a feasible roster takes; the rest makes it fairer.
  auto view = completed(submit(11, 8'000));
  BOOST_TEST_REQUIRE((view.state == domain::job_state::completed));
  auto made = codec::decode<client::generate_result>(view.last.result).value();
  BOOST_TEST(made.duties > 1'000u);
  auto after = ask(client::validate_request{});
  BOOST_REQUIRE(after);
  BOOST_TEST(after->body.duties == made.duties);
  BOOST_TEST(ask(client::risk_request{}).has_value());

  auto months = ledger->scan("im", domain::keys::duties(made.roster), {});
  BOOST_REQUIRE(months);
  auto swapped = false;
  for (const auto& record : months->found) {
    auto columns = codec::decode<domain::duty_month>(record.bytes).value();
    auto wish = client::swap_find_request{};
    wish.owner = {static_cast<std::uint32_t>(
      std::stoul(record.key.substr(record.key.size() - 15, 8), nullptr, 16))};
    wish.shift = {columns.shift.at(0)};
    auto found = ask(wish);
    if (!found || found->body.candidates.empty())
      continue;
    auto x = client::swap_execute_request{};
    x.owner = wish.owner;
    x.shift = wish.shift;
    x.counterpart = found->body.candidates[0].person;
    x.in_return = found->body.candidates[0].shift;
    x.code = domain::change_code::administrative;
    x.reason = "the sample's year may be over";
    auto first = ask(x, "swap-1");
    BOOST_REQUIRE_MESSAGE(first, (first ? "" : first.error().detail));
    auto again = ask(x, "swap-1");
    BOOST_REQUIRE(again);
    BOOST_TEST(again->replayed);
    BOOST_TEST((again->body.done == first->body.done));
    swapped = true;
    break;
  }
  BOOST_TEST(swapped);
  BOOST_TEST(events("swap") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_job_of_a_killed_worker_completes_elsewhere_once,
                        long_leases) {
  import_sample();
  auto job = submit(12, 6'000);
  auto name = at_work(job);
  auto* victim = cluster->find(name);
  BOOST_TEST_REQUIRE(victim != nullptr);
  BOOST_REQUIRE(victim->signal(SIGKILL));
  auto view = completed(job);
  BOOST_TEST((view.state == domain::job_state::completed));
  BOOST_TEST(view.attempts == 2u);
  BOOST_TEST(events("roster") == 1u, view.last.detail);
}

BOOST_FIXTURE_TEST_CASE(what_a_killed_worker_had_put_by_is_gone_on_from,
                        long_leases) {
  import_sample(60);
  auto work = client::generate_job{};
  work.budget_ms = 10'000;
  work.checkpoint_ms = 200;
  auto job = submit(17, work);
  auto name = at_work(job);
  auto seen = job_when(job, [](const auto& x) {
    return x.progress.checkpoints > 0 || has_ended(x.state);
  });
  BOOST_TEST_REQUIRE((seen.state == domain::job_state::leased));
  BOOST_TEST(seen.progress.cost.computed);
  BOOST_REQUIRE(cluster->find(name)->signal(SIGKILL));
  auto view = completed(job);
  BOOST_TEST_REQUIRE((view.state == domain::job_state::completed));
  BOOST_TEST(view.attempts == 2u);
  BOOST_TEST(events("roster") == 1u, view.last.detail);
  auto made = codec::decode<client::generate_result>(view.last.result).value();
  BOOST_TEST(made.resumed, logged("worker-1") + logged("worker-2"));
  // It died between two transactions of one: then nobody knows what it cost.
  if (made.resumed_from.computed)
    BOOST_TEST((made.search_cost <= made.resumed_from));
}

BOOST_AUTO_TEST_CASE(a_worker_that_wakes_late_changes_nothing) {
  import_sample();
  auto job = submit(13, 6'000);
  auto name = at_work(job);
  BOOST_REQUIRE(cluster->find(name)->signal(SIGSTOP));
  auto view = completed(job);
  BOOST_TEST((view.state == domain::job_state::completed));
  BOOST_REQUIRE(cluster->find(name)->signal(SIGCONT));
  // It answers again, and what it still had in hand was fenced.
  BOOST_REQUIRE(cluster->wait_ready(patience));
  BOOST_TEST(says(name, "attempt stopped: job=13 why=lease_lost"));
  BOOST_TEST(says(name, "attempt over: job=13"));
  BOOST_TEST((completed(job).last == view.last));
  BOOST_TEST(events("roster") == 1u, view.last.detail);
}

BOOST_AUTO_TEST_CASE(a_drained_worker_gives_its_job_back_uncounted) {
  import_sample();
  auto job = submit(14, 6'000);
  auto name = at_work(job);
  auto* worker = cluster->find(name);
  BOOST_REQUIRE(worker->signal(SIGTERM));
  BOOST_TEST_REQUIRE(worker->wait_end(patience));
  auto end = worker->reap();
  BOOST_REQUIRE(end);
  BOOST_TEST(end->code == 0);
  BOOST_TEST(end->signal == 0);
  BOOST_TEST(logged(name).find("lease given back") != std::string::npos);
  auto view = completed(job);
  BOOST_TEST((view.state == domain::job_state::completed));
  BOOST_TEST(view.attempts == 1u);
  BOOST_TEST(events("roster") == 1u, view.last.detail);
}

BOOST_FIXTURE_TEST_CASE(a_job_does_not_keep_who_is_asked_to_stop_twice,
                        long_drain) {
  import_sample();
  auto name = at_work(submit(18, 20'000));
  auto* worker = cluster->find(name);
  BOOST_REQUIRE(worker->signal(SIGTERM));
  BOOST_TEST_REQUIRE(says(name, "how=drain"));
  BOOST_REQUIRE(worker->signal(SIGTERM));
  BOOST_TEST_REQUIRE(worker->wait_end(patience));
  auto end = worker->reap();
  BOOST_REQUIRE(end);
  BOOST_TEST(end->code == 0);
  BOOST_TEST(logged(name).find("ended without an end") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_job_stops_where_it_runs, long_leases) {
  import_sample();
  auto job = submit(15, 8'000);
  auto name = at_work(job);
  auto stop = domain::transaction{};
  stop.programme = "im";
  stop.cancel = {job};
  stop.reply = domain::owed_reply{};
  stop.reply->scope = "test";
  stop.reply->key = "stop";
  auto said = door->commit(stop, patience);
  BOOST_REQUIRE(said);
  auto view = job_when(job, [](const auto& x) { return has_ended(x.state); });
  BOOST_TEST((view.state == domain::job_state::cancelled));
  BOOST_TEST(says(name, "attempt over: job=15"));
  BOOST_TEST(events("roster") == 0u);
  // By ledger time, from the wish on disk to the end on disk.
  auto items = ledger->changes("im", said->version - 1, said->version).value();
  const auto took_ms = view.changed_ms - items.at(0).ledger_time_ms;
  BOOST_TEST_MESSAGE("cancelled within " << took_ms << " ms");
  // Far from the end of its lease; how fast it is belongs to the figures.
  BOOST_TEST(took_ms < 2'000);
}

BOOST_AUTO_TEST_CASE(calls_do_not_starve_the_heartbeat_of_a_job) {
  import_sample();
  auto job = submit(16, 5'000);
  static_cast<void>(at_work(job));
  auto over = std::atomic<bool>{false};
  // More than there are threads for calls, longer than a lease lasts.
  auto callers = std::vector<std::thread>{};
  for (auto i = 0; i < 8; ++i)
    callers.emplace_back([&] {
      while (!over)
        static_cast<void>(ask(client::validate_request{}));
    });
  auto view = completed(job);
  over = true;
  for (auto& one : callers)
    one.join();
  BOOST_TEST((view.state == domain::job_state::completed));
  BOOST_TEST(view.attempts == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

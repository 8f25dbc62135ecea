// SPDX-License-Identifier: Apache-2.0
// One request, one effect, however often and from how many threads it comes:
// keys that a reply or a job is owed to, on a whole ledger.
#include "metrics/registry.hpp"
#include "tests/support/ledger_bench.hpp"

#include <algorithm>
#include <latch>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(idempotency_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};

/// As a caller sends it who draws a number for the job each time.
domain::transaction request(const std::string& key, std::uint64_t job) {
  auto x = domain::transaction{};
  x.programme = "p";
  x.submit = {domain::job{.id = {job}, .kind = "generate"}};
  x.reserve = domain::reservation{
    .scope = "alice generate", .key = key, .fingerprint = "f", .job = {job}};
  return x;
}

domain::transaction completion(const domain::lease& held) {
  auto x = domain::transaction{};
  x.programme = "p";
  x.fenced_by = domain::fence{held.work.id, held.fence};
  x.complete = domain::completion{.result = "the roster"};
  return x;
}

struct keys : ledger_bench {
  /// All at the same moment, each from a thread of its own.
  std::vector<domain::commit_answer>
  race(const std::vector<domain::transaction>& all) {
    auto said = std::vector<domain::commit_answer>(all.size());
    auto start_line = std::latch{static_cast<std::ptrdiff_t>(all.size())};
    auto threads = std::vector<std::thread>{};
    for (auto i = std::size_t{0}; i < all.size(); ++i)
      threads.emplace_back([&, i] {
        start_line.arrive_and_wait();
        said[i] = commit(all[i]);
      });
    for (auto& one : threads)
      one.join();
    return said;
  }

  /// The job that every answer speaks of: the one that was submitted, or that
  /// the key waits for.
  static std::set<std::uint64_t>
  jobs_of(const std::vector<domain::commit_answer>& all) {
    auto found = std::set<std::uint64_t>{};
    for (const auto& one : all) {
      BOOST_TEST((one.outcome == commit_outcome::committed
                  || one.code == ec::in_progress));
      found.insert(one.pending.value);
    }
    return found;
  }

  std::size_t live() {
    return ledger->jobs({.programme = "p"})->jobs.size();
  }

  std::future<result<domain::job_view>> ask_end(std::uint64_t job,
                                                std::uint32_t wait_ms) {
    auto told = std::make_shared<std::promise<result<domain::job_view>>>();
    ledger->await({.session = alice, .job = {job}, .wait_ms = wait_ms},
                  [told](result<domain::job_view> said) {
                    told->set_value(std::move(said));
                  });
    return told->get_future();
  }
};

std::size_t count_of(const std::vector<domain::commit_answer>& all,
                     commit_outcome outcome) {
  return static_cast<std::size_t>(
    std::count_if(all.begin(), all.end(),
                  [&](const auto& one) { return one.outcome == outcome; }));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(idempotency, keys)

BOOST_AUTO_TEST_CASE(a_hundred_identical_requests_are_one_run) {
  auto all = std::vector<domain::transaction>{};
  for (auto i = 1u; i <= 100; ++i)
    all.push_back(request("k", i));
  const auto said = race(all);
  BOOST_TEST(count_of(said, commit_outcome::committed) == 1);
  BOOST_TEST(jobs_of(said).size() == 1);
  BOOST_TEST(live() == 1);
}

BOOST_AUTO_TEST_CASE(a_storm_of_retries_is_sent_to_the_same_run) {
  auto said = std::vector<domain::commit_answer>{};
  for (auto i = 1u; i <= 10; ++i)
    said.push_back(commit(request("k", i)));
  const auto more = race({request("k", 11), request("k", 12), request("k", 13),
                          request("k", 14), request("k", 15)});
  said.insert(said.end(), more.begin(), more.end());
  BOOST_TEST((jobs_of(said) == std::set<std::uint64_t>{1}));
  BOOST_TEST(live() == 1);
}

BOOST_AUTO_TEST_CASE(finding_what_a_key_has_met_is_timed) {
  const auto& found = metrics::process_registry().histogram_of(
    "idempotency_lookup_duration_seconds", "");
  const auto before = found.count();
  BOOST_TEST((commit(record_change("k")).outcome == commit_outcome::committed));
  BOOST_TEST(found.count() == before);
  BOOST_TEST((commit(record_change("k")).outcome == commit_outcome::replayed));
  BOOST_TEST(found.count() == before + 1);
}

BOOST_AUTO_TEST_CASE(three_keys_are_three_runs) {
  const auto said = race({request("a", 1), request("b", 2), request("c", 3)});
  BOOST_TEST(count_of(said, commit_outcome::committed) == 3);
  BOOST_TEST(live() == 3);
}

BOOST_AUTO_TEST_CASE(a_key_means_one_request_whether_it_runs_or_is_answered) {
  BOOST_TEST((commit(request("k", 1)).outcome == commit_outcome::committed));
  auto other = request("k", 2);
  other.reserve->fingerprint = "g";
  BOOST_TEST(commit(other).code == ec::key_reused);
  BOOST_TEST(
    (commit(completion(claim(alice))).outcome == commit_outcome::committed));
  BOOST_TEST(commit(other).code == ec::key_reused);
  BOOST_TEST(live() == 1);
}

BOOST_AUTO_TEST_CASE(callers_and_operations_have_keys_of_their_own) {
  auto bob = request("k", 2);
  bob.reserve->scope = "bob generate";
  auto swap = record_change("k");
  swap.reply->scope = "alice swap.execute";
  const auto said = race({request("k", 1), bob, swap});
  BOOST_TEST(count_of(said, commit_outcome::committed) == 3);
}

BOOST_AUTO_TEST_CASE(of_ten_racing_creations_one_is_done_and_all_are_told_so) {
  const auto said = race(std::vector(10, record_change("k")));
  BOOST_TEST(count_of(said, commit_outcome::committed) == 1);
  BOOST_TEST(count_of(said, commit_outcome::replayed) == 9);
  for (const auto& one : said) {
    BOOST_TEST(one.body == "done k");
    BOOST_TEST(one.version == 1);
  }
  BOOST_TEST(ledger->version("p").value() == 1);
}

BOOST_AUTO_TEST_CASE(of_five_racing_completions_one_counts) {
  BOOST_TEST((commit(request("k", 1)).outcome == commit_outcome::committed));
  const auto said = race(std::vector(5, completion(claim(alice))));
  BOOST_TEST(count_of(said, commit_outcome::committed) == 1);
  BOOST_TEST(count_of(said, commit_outcome::replayed) == 4);
  for (const auto& one : said)
    BOOST_TEST(one.version == 2);
}

BOOST_AUTO_TEST_CASE(replies_are_the_same_bytes_over_restarts) {
  const auto first = commit(record_change("short"));
  BOOST_TEST((commit(request("long", 1)).outcome == commit_outcome::committed));
  const auto ended = commit(completion(claim(alice)));
  for (auto i = 0; i < 2; ++i) {
    const auto again = commit(record_change("short"));
    BOOST_TEST((again.outcome == commit_outcome::replayed));
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(again.version == first.version);
    const auto result = commit(request("long", 9));
    BOOST_TEST((result.outcome == commit_outcome::replayed));
    BOOST_TEST(result.body == "the roster");
    BOOST_TEST(result.version == ended.version);
    start();
  }
}

BOOST_AUTO_TEST_CASE(a_duplicate_waits_for_the_run_and_has_its_reply) {
  BOOST_TEST((commit(request("k", 1)).outcome == commit_outcome::committed));
  const auto told = commit(request("k", 2)).pending;
  auto first = ask_end(told.value, 20'000);
  auto second = ask_end(told.value, 20'000);
  BOOST_TEST(
    (commit(completion(claim(alice))).outcome == commit_outcome::committed));
  for (auto* one : {&first, &second}) {
    const auto ended = one->get();
    BOOST_REQUIRE(ended);
    BOOST_TEST((ended->state == domain::job_state::completed));
    BOOST_TEST(ended->last.result == "the roster");
  }
  BOOST_TEST(commit(request("k", 2)).body == "the roster");
  BOOST_TEST(ask_end(told.value, 0).get().has_value());
}

BOOST_AUTO_TEST_CASE(a_wait_ends_with_its_time_its_session_or_the_store) {
  BOOST_TEST((commit(request("k", 1)).outcome == commit_outcome::committed));
  for (auto wait_ms : {0u, 5u}) {
    const auto said = ask_end(1, wait_ms).get();
    BOOST_REQUIRE(!said);
    BOOST_TEST(said.error().code == ec::in_progress);
    BOOST_TEST(said.error().retry_after_ms > 0);
  }
  BOOST_TEST(ask_end(2, 20'000).get().error().code == ec::not_found);
  auto left = ask_end(1, 20'000);
  ledger->session_ended(alice, true);
  BOOST_TEST(left.get().error().code == ec::cancelled);
  auto closed = ask_end(1, 20'000);
  ledger->close();
  BOOST_TEST(closed.get().error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(those_who_wait_are_bounded) {
  options.awaits_max = 2;
  start();
  BOOST_TEST((commit(request("k", 1)).outcome == commit_outcome::committed));
  auto first = ask_end(1, 20'000);
  auto second = ask_end(1, 20'000);
  BOOST_TEST(ask_end(1, 20'000).get().error().code == ec::overloaded);
  BOOST_TEST(
    (commit(completion(claim(alice))).outcome == commit_outcome::committed));
  BOOST_TEST(first.get().has_value());
  BOOST_TEST(second.get().has_value());
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_one_is_refused_in_a_sentence) {
  for (const auto& key :
       {std::string(10 << 10, 'k'), std::string{"a\nb"}, std::string{}}) {
    auto short_one = record_change("k");
    short_one.reply->key = key;
    const auto said = commit(short_one);
    BOOST_TEST((said.outcome == commit_outcome::refused));
    BOOST_TEST(said.code == ec::invalid_argument);
    BOOST_TEST(said.detail.find("key") != std::string::npos);
    BOOST_TEST(commit(request(key, 1)).code == ec::invalid_argument);
  }
  BOOST_TEST(live() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

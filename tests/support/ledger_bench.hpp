// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole ledger on a memory disk, with its committer's thread.

#include "metrics/clock.hpp"
#include "storage/ledger.hpp"
#include "storage/memory_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <string>
#include <thread>

namespace nightfloat::test {

using namespace std::chrono_literals;
using domain::commit_outcome;

inline domain::transaction record_change(const std::string& key) {
  auto x = domain::transaction{};
  x.programme = "p";
  x.put = {{"record/" + key, "bytes of " + key}};
  x.reply = domain::owed_reply{
    .scope = "test", .key = key, .fingerprint = "f", .body = "done " + key};
  return x;
}

inline domain::transaction submission(const std::string& key,
                                      std::uint64_t id) {
  auto x = record_change(key);
  x.submit = {domain::job{.id = {id}, .kind = "generate"}};
  return x;
}

struct ledger_bench {
  storage::memory_disk disk;
  storage::ledger_options options;
  std::unique_ptr<storage::ledger> ledger;

  ledger_bench() {
    options.faults = true;
    start();
  }

  void start() {
    ledger.reset();
    auto x
      = storage::ledger::open(std::make_unique<storage::memory_engine>(disk),
                              options, metrics::system_clock());
    BOOST_REQUIRE(x);
    ledger = std::move(*x);
  }

  std::future<domain::commit_answer> send(domain::transaction x) {
    // shared_ptr: the callback must be copyable.
    auto told = std::make_shared<std::promise<domain::commit_answer>>();
    ledger->commit(std::move(x), [told](domain::commit_answer said) {
      told->set_value(std::move(said));
    });
    return told->get_future();
  }

  domain::commit_answer commit(domain::transaction x) {
    return send(std::move(x)).get();
  }

  std::future<result<std::vector<domain::lease>>>
  ask_claim(domain::session_id session, std::uint32_t wait_ms) {
    auto told
      = std::make_shared<std::promise<result<std::vector<domain::lease>>>>();
    ledger->claim(
      {.session = session, .kinds = {"generate"}, .wait_ms = wait_ms},
      [told](result<std::vector<domain::lease>> leases) {
        told->set_value(std::move(leases));
      });
    return told->get_future();
  }

  domain::lease claim(domain::session_id session) {
    auto leases = ask_claim(session, 20'000).get();
    BOOST_REQUIRE(leases);
    BOOST_REQUIRE(leases->size() == 1);
    return leases->at(0);
  }
};

} // namespace nightfloat::test

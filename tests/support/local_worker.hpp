// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole worker, every actor of it, on a moved clock and over a real ledger:
// what a test does to it is the same each time.

#include "actors/bridge.hpp"
#include "actors/supervisor.hpp"
#include "client/ledger_port.hpp"
#include "client/operations.hpp"
#include "client/publish.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/local_store.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::test {

/// What `client::publish` needs of a ledger.
class import_port final : public client::ledger_port {
public:
  explicit import_port(local_ledger& in) : in_(in) {
    // nop
  }

  result<client::records> read(const std::string& programme,
                               const std::vector<std::string>& keys) override {
    auto x = in_.ledger->read({programme, 0}, keys);
    if (!x)
      return x.error();
    return client::records{x->version, std::move(x->found), x->more};
  }

  result<client::records> scan(const std::string& programme,
                               const std::string& prefix,
                               const std::string& after) override {
    auto wish = storage::scan_options{};
    wish.prefix = prefix;
    wish.after = after;
    auto x = in_.ledger->scan({programme, 0}, wish);
    if (!x)
      return x.error();
    return client::records{x->version, std::move(x->found), x->more};
  }

  result<std::vector<domain::feed_item>> changes(const std::string& programme,
                                                 std::uint64_t since,
                                                 std::uint64_t until) override {
    auto out = std::vector<domain::feed_item>{};
    auto from = in_.ledger->watch(programme, since, [] {});
    while (from && out.size() < until - since)
      for (auto& x : (*from)->next(until - since).value())
        out.push_back(std::move(x));
    return out;
  }

  result<domain::commit_answer>
  commit(const domain::transaction& change) override {
    return in_.commit(change);
  }

private:
  local_ledger& in_;
};

struct local_worker : actor_fixture {
  local_ledger ledger;
  local_store store{ledger, 1};
  std::uint64_t number = 100;
  std::string caller = "chief";
  actors::supervisor_actor family;

  local_worker() {
    world.store = &store;
    world.options.jobs_max = 1;
    family = spawn(actors::supervisor, &world, actors::worker_family(&world),
                   actors::restart_options{});
    run();
  }

  ~local_worker() {
    tell(family, atom::drain_v);
    store.let_go();
  }

  /// Until nothing more happens without time passing.
  void run() {
    do
      settle();
    while (store.pump());
  }

  void pass(std::chrono::milliseconds time) {
    for (auto spent = std::chrono::milliseconds{0}; spent < time;
         spent += std::chrono::milliseconds{100}) {
      ledger.clock.advance(std::chrono::milliseconds{100});
      advance(std::chrono::milliseconds{100});
      run();
    }
  }

  void import(const domain::programme& x, const domain::roster* roster) {
    auto request = client::publish_request{};
    request.programme = "im";
    request.content = x;
    if (roster != nullptr)
      request.roster = *roster;
    request.number = ++number;
    auto port = import_port{ledger};
    auto done = client::publish(port, std::move(request),
                                [](std::uint64_t, std::uint64_t) {});
    BOOST_REQUIRE_MESSAGE(done.has_value(), done.error().detail);
  }

  /// Sends a call and returns its correlation; the answer is in `replies`.
  template <class Request>
  std::uint64_t
  send(const Request& request, std::string key = {},
       std::chrono::milliseconds left = std::chrono::seconds{30}) {
    auto x = actors::call{};
    x.frame.operation = Request::operation;
    x.frame.programme = "im";
    x.frame.caller = caller;
    x.frame.key = std::move(key);
    auto correlation = ++number;
    x.frame.correlation = correlation;
    x.frame.body = codec::encode(request);
    x.deadline = now() + left;
    auto to = actors::whereis<actors::bridge_actor>(system(),
                                                    actors::names::bridge);
    BOOST_TEST_REQUIRE(static_cast<bool>(to));
    caf::anon_send(to, atom::call_v, actors::parcel{std::move(x)});
    run();
    return correlation;
  }

  actors::answer answer_to(std::uint64_t correlation) {
    for (const auto& [at, said] : replies)
      if (at == correlation)
        return said;
    BOOST_FAIL("no answer to " << correlation);
    return {};
  }

  template <class Request>
  actors::answer call(const Request& request, std::string key = {}) {
    return answer_to(send(request, std::move(key)));
  }

  /// Whole transactions of one kind that the feed shows.
  std::size_t events(const std::string& kind) {
    auto from = ledger.ledger->watch("im", 0, [] {}).value();
    auto count = std::size_t{0};
    for (auto items = from->next(1'000).value(); !items.empty();
         items = from->next(1'000).value())
      for (const auto& item : items)
        for (const auto& x : item.events)
          count += x.kind == kind ? 1 : 0;
    return count;
  }

  domain::job_id submit(const client::generate_job& wish,
                        std::uint32_t attempts_max = 5) {
    auto change = domain::transaction{};
    change.programme = "im";
    auto job = domain::job{};
    job.id = {++number};
    job.programme = "im";
    job.kind = client::generate_job::kind;
    job.payload = codec::encode(wish);
    job.attempts_max = attempts_max;
    change.submit.push_back(job);
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(number);
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
    return job.id;
  }
};

} // namespace nightfloat::test

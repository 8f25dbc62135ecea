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

/// A job of the kind that `Request` is the payload of, in programme `im`.
template <class Request>
domain::job job_of(std::uint64_t id, std::string payload) {
  auto x = domain::job{};
  x.id = {id};
  x.programme = "im";
  x.kind = Request::kind;
  x.payload = std::move(payload);
  return x;
}

/// What `client::publish` needs of a ledger.
class import_port final : public client::ledger_port {
public:
  explicit import_port(local_ledger& in) : in_(in) {
    // nop
  }

  result<client::records> read(const std::string& programme,
                               const std::vector<std::string>& keys) override;

  result<client::records> scan(const std::string& programme,
                               const std::string& prefix,
                               const std::string& after) override;

  result<std::vector<domain::feed_item>> changes(const std::string& programme,
                                                 std::uint64_t since,
                                                 std::uint64_t until) override;

  result<domain::commit_answer>
  commit(const domain::transaction& change) override;

private:
  local_ledger& in_;
};

struct local_worker : actor_fixture {
  local_ledger ledger;
  local_store store{ledger, 1};
  std::uint64_t number = 100;
  std::string caller = "chief";
  actors::supervisor_actor family;

  local_worker();

  ~local_worker();

  /// Until nothing more happens without time passing.
  void run();

  void pass(std::chrono::milliseconds time);

  void import(const domain::programme& x, const domain::roster* roster);

  /// Somebody else changes that person's duty.
  domain::commit_answer touch(std::uint32_t who);

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

  actors::answer answer_to(std::uint64_t correlation);

  template <class Request>
  actors::answer call(const Request& request, std::string key = {}) {
    return answer_to(send(request, std::move(key)));
  }

  /// Whole transactions of one kind that the feed shows.
  std::size_t events(const std::string& kind);

  domain::job_id submit(const client::generate_job& wish,
                        std::uint32_t attempts_max = 5);
};

} // namespace nightfloat::test

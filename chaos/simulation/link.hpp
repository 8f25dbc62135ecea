// SPDX-License-Identifier: Apache-2.0
#pragma once

// A client's line on the simulated network: what `client::link` is on
// ZeroMQ, with the repeats of `client::connection::commit_async`.

#include "chaos/simulation/network.hpp"
#include "client/ledger_operations.hpp"
#include "client/line.hpp"
#include "client/open_calls.hpp"
#include "codec/bytes.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::simulation {

struct link_options {
  std::string server;
  std::uint32_t to = 0;
  domain::session_id session{};
  broker::hello_body hello;
  milliseconds heartbeat{250};
  milliseconds liveness{750};
  std::uint64_t correlation_first = 1;
};

struct link_hooks {
  std::function<void(broker::envelope call)> on_call;
  std::function<void(std::uint64_t correlation)> on_cancel;
  /// The nonce of a lifeline that the server offers.
  std::function<void(const std::string& nonce)> on_lifeline;
};

struct call_terms {
  std::string programme;
  std::string key;
  std::string trace;
  std::uint64_t at_least = 0;
  milliseconds timeout{2'000};
  bool repeat = true;
  milliseconds silence{0};
};

class link {
public:
  using handler = client::open_calls::handler;
  using on_committed = std::function<void(domain::commit_answer)>;

  link(world& in, network& through, life self, link_options options,
       link_hooks hooks);

  std::uint64_t call(std::string_view operation, std::string body,
                     call_terms terms, handler done, handler on_feed = {});

  template <class Request, class Done>
  void ask(const Request& x, call_terms terms, Done done) {
    (void)call(Request::operation, codec::encode(x), std::move(terms),
               [done](result<broker::envelope> got) mutable {
                 if (!got)
                   return done(result<typename Request::reply>{got.error()});
                 done(codec::decode<typename Request::reply>(got->body));
               });
  }

  /// Sends the same bytes until their fate is known or the time is up.
  void commit(domain::transaction change, milliseconds timeout,
              on_committed done);

  void drop(std::uint64_t number);
  bool reply(broker::envelope x);
  void leave();

  /// As its process sees it.
  [[nodiscard]] time_point now() const {
    return world_.steady(self_.who);
  }

private:
  struct committing {
    std::string programme;
    std::string key;
    std::string trace;
    std::string body;
    time_point deadline;
    bool open_fate = false;
    on_committed done;
  };

  void attempt(std::shared_ptr<committing> x);
  [[nodiscard]] bool settle_commit(committing& x,
                                   result<broker::envelope> got) const;
  void settle();
  void deliver(client::line_event& x);
  void tick();
  void arm();

  world& world_;
  network& network_;
  life self_;
  link_hooks hooks_;
  client::line line_;
  milliseconds heartbeat_;
  socket_id socket_ = 0;
  client::line_output out_;
  bool settling_ = false;
  client::open_calls calls_;
  std::optional<time_point> armed_;
};

} // namespace nightfloat::simulation

// SPDX-License-Identifier: Apache-2.0
#pragma once

// One life of the store: doorway, ledger front, sessions and feeds, as
// `nightfloatd` has them, but stepped by the world instead of by threads.

#include "chaos/simulation/disk.hpp"
#include "chaos/simulation/front_door.hpp"
#include "client/ledger_operations.hpp"
#include "codec/bytes.hpp"
#include "storage/ledger_front.hpp"
#include "storage/session_table.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace nightfloat::simulation {

struct store_settings {
  storage::ledger_options ledger;
  storage::session_limits sessions{.sessions = 2, .waiting_max = 64};
  milliseconds heartbeat{250};
  milliseconds liveness{750};
  std::uint32_t credit = 32;
  /// How long a read is in its session.
  std::uint32_t read_us_max = 500;
};

class store_process {
public:
  store_process(world& in, network& through, life self, disk_state& disk,
                const metrics::clock& clock, const store_settings& settings);
  ~store_process();

  store_process(const store_process&) = delete;
  store_process& operator=(const store_process&) = delete;

  /// Recovery; fails as `ledger::open`.
  [[nodiscard]] result<void> open();

  [[nodiscard]] front_door& door() noexcept {
    return *door_;
  }

  [[nodiscard]] storage::ledger_front& ledger() noexcept {
    return *front_;
  }

  /// A sync is under way: who wants it dead says `doom`, and it dies when the
  /// sync unwinds.
  [[nodiscard]] bool is_syncing() const noexcept {
    return syncing_;
  }

  void doom(std::function<void()> when_dead) {
    when_dead_ = std::move(when_dead);
  }

private:
  struct ticket {
    broker::reply_address to;
    broker::envelope call;
    domain::session_id session{};
    time_point until;
  };

  using work = std::function<void(const result<void>& entered)>;
  using feed_key = std::pair<domain::session_id, std::uint64_t>;

  struct feed {
    broker::envelope call;
    std::unique_ptr<storage::subscription> from;
    bool started = false;
    bool marked = false;
  };

  /// What its steady clock shows.
  [[nodiscard]] time_point now() const {
    return world_.steady(self_.who);
  }

  // store_process.cpp
  [[nodiscard]] door_handlers handlers();
  void poke();
  void step();
  void wait_for_disk(microseconds length);
  void in_session(time_point until, work run);
  void let_in();

  // store_desk.cpp
  void serve(const broker::door_session& from, broker::envelope call);
  void serve_queue(ticket x);
  void commit(ticket x, client::commit_request request);
  void read(ticket x, client::read_request request);
  void scan(ticket x, const client::scan_request& request);
  void watch(const ticket& x, const client::watch_request& request);
  void claim(const ticket& x, client::claim_request request);
  void renew(ticket x, const client::renew_request& request);
  void jobs(const ticket& x, const client::jobs_request& request);
  void refuse(const ticket& x, failure why);
  [[nodiscard]] std::function<void(result<void>)> done(const ticket& x);

  template <class Request, class Run>
  bool takes(ticket& x, Run run) {
    if (x.call.operation != Request::operation)
      return false;
    auto body = codec::decode<Request>(x.call.body);
    if (!body)
      refuse(x, at(x.call.operation, body.error()));
    else
      run(x, std::move(*body));
    return true;
  }

  template <class Reply>
  void reply(const ticket& x, const Reply& body, std::uint64_t revision = 0,
             bool replayed = false);

  // store_feeds.cpp
  void mark(const feed_key& who);
  void move_on(const feed_key& who);
  void end_feed(const feed_key& who, const failure& why);

  world& world_;
  life self_;
  const store_settings& settings_;
  dice dice_;
  std::unique_ptr<storage::ledger_front> front_;
  std::unique_ptr<front_door> door_;
  storage::session_table sessions_;
  std::map<storage::session_ticket, work> works_;
  std::map<feed_key, feed> feeds_;
  std::optional<time_point> next_step_;
  bool syncing_ = false;
  std::function<void()> when_dead_;
};

} // namespace nightfloat::simulation

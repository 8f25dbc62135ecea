// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store's operations: takes a call off the loop's thread, asks the ledger,
// answers. Commits, claims and renewals never wait here; what reads from disk
// runs in a session of the pool.

#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "client/operations.hpp"
#include "cmd/nightfloatd/store_feeds.hpp"
#include "codec/bytes.hpp"
#include "metrics/clock.hpp"
#include "storage/ledger.hpp"
#include "storage/session_pool.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// What the desk works with; all outlive it.
struct desk_world {
  storage::ledger* ledger = nullptr;
  storage::session_pool* pool = nullptr;
  store_feeds* feeds = nullptr;
  std::function<client::process_status()> status;
  std::function<std::string()> metrics;
  /// What the process says about its sessions and limits.
  std::function<std::vector<domain::store_figure>()> figures;
  /// None: the wall clock may not be made wrong.
  metrics::steerable_clock* clock = nullptr;
  /// Sends the answer to a call. Any thread.
  std::function<void(broker::reply_address, broker::envelope)> answer;
};

class store_desk {
public:
  explicit store_desk(desk_world world);

  /// Serves one admitted call; exactly one answer follows. On the loop's
  /// thread.
  void serve(const broker::door_session& from, broker::envelope call);

private:
  using clock = std::chrono::steady_clock;

  /// A call in hand.
  struct ticket {
    broker::reply_address to;
    broker::envelope call;
    domain::session_id session{};
    bool is_operator = false;
    bool is_worker = false;
    clock::time_point until{};
  };

  using handler = void (store_desk::*)(ticket);

  static handler handler_of(std::string_view operation);

  void commit(ticket x);
  void read(ticket x);
  void scan(ticket x);
  void watch(ticket x);
  void programmes(ticket x);

  // store_desk_queue.cpp
  void claim(ticket x);
  void await(ticket x);
  void renew(ticket x);
  void release(ticket x);
  void jobs(ticket x);
  void requeue(ticket x);
  void explain(ticket x);
  void pause(ticket x);
  void limit(ticket x);
  void queue_stats(ticket x);
  void cron_put(ticket x);
  void cron_remove(ticket x);
  void cron_pause(ticket x);
  void cron_list(ticket x);

  void stats(ticket x);
  void backup(ticket x);
  void set_fault(ticket x);
  result<void> inject(const client::fault_request& x);
  void status(ticket x);
  void metrics(ticket x);

  /// Under which key a command of the queue is carried out. Before `open`,
  /// which takes the body.
  [[nodiscard]] static storage::command_key key_of(const ticket& x);

  /// Decodes the body, and refuses the call if that fails.
  template <class Request>
  bool open(ticket& x, Request& request);

  /// Runs `serve` in a session, or refuses.
  void in_session(ticket x, std::function<void(ticket&)> serve);

  /// The same for what must be answered while storage recovers, too.
  void apart(ticket x, std::function<void(ticket&)> serve);

  template <class Reply>
  void reply(ticket& x, const Reply& body, std::uint64_t revision = 0,
             bool replayed = false);
  void refuse(ticket& x, failure why);
  void done(ticket& x, const result<void>& how);

  /// False: the call was refused, only the operator may.
  bool is_allowed(ticket& x);

  desk_world world_;
};

template <class Request>
bool store_desk::open(ticket& x, Request& request) {
  auto body = codec::decode<Request>(x.call.body);
  if (!body) {
    refuse(x, at(x.call.operation, body.error()));
    return false;
  }
  request = std::move(*body);
  // What waits long keeps no frame of 4 MiB.
  x.call.body.clear();
  x.call.body.shrink_to_fit();
  return true;
}

template <class Reply>
void store_desk::reply(ticket& x, const Reply& body, std::uint64_t revision,
                       bool replayed) {
  auto frame = broker::make_reply(x.call);
  frame.body = codec::encode(body);
  frame.revision = revision;
  frame.replayed = replayed;
  if (frame.body.size() + 4'096 > broker::frame_bytes_max)
    return refuse(x, {ec::oversize, x.call.operation
                                      + ": the answer is too large ("
                                      + std::to_string(frame.body.size())
                                      + " bytes), ask for less at once"});
  world_.answer(x.to, std::move(frame));
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/broker_node.hpp"

#include "broker/frame.hpp"
#include "broker/keys.hpp"
#include "broker/switchboard.hpp"
#include "codec/bytes.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace nightfloat::cmd {

using broker::door_session;
using broker::envelope;
using broker::reply_address;
using broker::switchboard_output;

namespace {

/// How long workers have to say how they are, and never more than half of the
/// asker's time: one that is stopped does not keep `status` from being answered
/// while somebody still waits for it.
constexpr std::uint32_t gather_ms = 1'000;

struct gathered_call {
  reply_address from;
  envelope call;
};

} // namespace

struct broker_node::core {
  broker_reports reports;
  std::unique_ptr<broker::reception> door;
  std::optional<broker::switchboard> board;
  std::map<std::uint64_t, gathered_call> gatherings;
  switchboard_output out;

  void on_call(const door_session& from, envelope call);
  void gather(reply_address from, envelope call);
  void end_gathering(switchboard_output::gathered& x);
  std::string merge_status(const std::vector<envelope>& replies);
  std::string merge_metrics(const std::vector<envelope>& replies);
  void settle();
  void publish();
  broker::reception_handlers handlers();

  [[nodiscard]] broker::zmq_loop::clock::time_point now() const {
    return door->loop().now();
  }
};

broker::reception_handlers broker_node::core::handlers() {
  auto x = broker::reception_handlers{};
  x.on_call = [this](const door_session& from, envelope call) {
    on_call(from, std::move(call));
  };
  x.on_reply = [this](const door_session& from, envelope reply) {
    board->on_reply(from.id, std::move(reply), now(), out);
    settle();
  };
  x.on_cancel = [this](const door_session& from, const envelope& cancel) {
    board->on_cancel(from.id, cancel.correlation, out);
    settle();
  };
  x.on_opened = [this](const door_session& who, bool) {
    if (who.hello.role == "worker")
      board->on_worker(who.id, who.hello, now(), out);
    settle();
  };
  x.on_ended = [this](domain::session_id who, bool) {
    board->on_gone(who, now(), out);
    settle();
  };
  x.on_tick = [this](auto at) {
    board->tick(at, out);
    settle();
    publish();
  };
  return x;
}

void broker_node::core::on_call(const door_session& from, envelope call) {
  auto to = broker::address_of(from);
  if (call.operation == client::status_request::operation
      || call.operation == client::metrics_request::operation)
    gather(to, std::move(call));
  else
    board->on_call(to, std::move(call), now(), out);
  settle();
}

void broker_node::core::gather(reply_address from, envelope call) {
  auto question = call;
  question.remaining_ms = std::min(call.remaining_ms / 2, gather_ms);
  auto number = board->gather(question, now(), out);
  if (!number)
    return door->answer(from, broker::make_refusal(call, number.error()));
  gatherings.emplace(*number, gathered_call{from, std::move(call)});
  // The tick of the door alone is too coarse for an asker in a hurry.
  door->loop().after(std::chrono::milliseconds{question.remaining_ms + 1},
                     [this] {
                       board->tick(now(), out);
                       settle();
                     });
}

void broker_node::core::end_gathering(switchboard_output::gathered& x) {
  auto known = gatherings.find(x.number);
  auto asked = std::move(known->second);
  gatherings.erase(known);
  auto reply = broker::make_reply(asked.call);
  reply.body = asked.call.operation == client::status_request::operation
                 ? merge_status(x.replies)
                 : merge_metrics(x.replies);
  door->answer(asked.from, std::move(reply));
}

std::string
broker_node::core::merge_status(const std::vector<envelope>& replies) {
  auto all = client::status_reply{};
  all.processes.push_back(reports.status());
  for (const auto& x : replies) {
    auto one = codec::decode<client::status_reply>(x.body);
    if (!one || x.status != ec::none)
      continue;
    for (auto& y : one->processes)
      all.processes.push_back(std::move(y));
  }
  return codec::encode(all);
}

std::string
broker_node::core::merge_metrics(const std::vector<envelope>& replies) {
  auto all = client::metrics_reply{};
  publish();
  all.text = reports.metrics();
  for (const auto& x : replies) {
    auto one = codec::decode<client::metrics_reply>(x.body);
    if (one && x.status == ec::none)
      all.text += one->text;
  }
  return codec::encode(all);
}

void broker_node::core::settle() {
  // What is sent may end sessions, whose end adds to `out`: but only later on
  // this thread, so one pass is enough.
  auto x = std::exchange(out, {});
  for (auto& order : x.orders)
    door->send(order.to, std::move(order.frame));
  for (auto& answer : x.answers)
    door->answer(answer.to, std::move(answer.frame));
  for (auto& gathered : x.gatherings)
    end_gathering(gathered);
}

void broker_node::core::publish() {
  auto& all = metrics::process_registry();
  auto s = board->state();
  auto set = [&](const char* name, const char* help, std::uint64_t value) {
    all.gauge_of(name, help).set(static_cast<std::int64_t>(value));
  };
  set("broker_workers", "Workers that are registered.", s.workers);
  set("broker_calls_waiting", "Calls that wait for a worker.", s.waiting);
  set("broker_calls_running", "Calls that a worker has in hand.", s.running);
  set("broker_replies_unknown", "Replies to calls that nobody waits for.",
      s.unknown_replies);
  set("broker_calls_expired", "Calls whose time was up.", s.expired);
  set("broker_calls_lost", "Calls whose worker was lost.", s.lost);
  set("broker_calls_refused", "Calls refused: overload or no worker.",
      s.refused);
}

broker_node::broker_node(std::unique_ptr<core> x) : core_(std::move(x)) {
}

broker_node::~broker_node() {
  stop();
}

result<std::unique_ptr<broker_node>>
broker_node::open(const config::network_options& network,
                  broker_reports reports) {
  NIGHTFLOAT_EXPECT(reports.status && reports.metrics);
  auto x = std::make_unique<core>();
  x->reports = std::move(reports);
  auto door = broker::reception::open(network, {.role = "broker"},
                                      x->handlers());
  if (!door)
    return door.error();
  x->door = std::move(*door);
  auto o = broker::switchboard_options{};
  o.ticket_first = broker::random_number() >> 1;
  o.grace = std::chrono::milliseconds{network.heartbeat_ms};
  o.overtime = std::chrono::milliseconds{network.heartbeat_ms};
  o.waiting_max = network.peer_queue_max;
  x->board.emplace(o, x->now());
  return std::unique_ptr<broker_node>{new broker_node{std::move(x)}};
}

void broker_node::start() {
  core_->door->start();
}

void broker_node::drain() {
  core_->door->drain();
}

std::size_t broker_node::in_hand() const noexcept {
  return core_->door->in_hand();
}

void broker_node::stop() {
  core_->door->stop();
}

std::uint64_t broker_node::turns() const noexcept {
  return core_->door->loop().turns();
}

std::uint64_t broker_node::incarnation() const noexcept {
  return core_->door->incarnation();
}

std::string broker_node::endpoint() const {
  return core_->door->endpoint();
}

} // namespace nightfloat::cmd

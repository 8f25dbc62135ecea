// SPDX-License-Identifier: Apache-2.0

// How a socket is made, and made anew.

#include "broker/log.hpp"
#include "broker/served.hpp"
#include "broker/zmq_socket.hpp"

#include <utility>

namespace nightfloat::broker {

namespace {

constexpr int library_queue_max = 64; // For a peer, each way.
constexpr int linger_ms = 100;
constexpr int handshake_ms = 5'000;

int ms(std::chrono::milliseconds x) {
  return static_cast<int>(x.count());
}

} // namespace

zmq_socket::zmq_socket(const setup& how, socket_plan plan,
                       socket_handlers handlers)
  : how_(how), plan_(std::move(plan)), handlers_(std::move(handlers)) {
}

result<std::unique_ptr<zmq_socket>>
zmq_socket::open(const setup& how, socket_plan plan, socket_handlers handlers) {
  if (plan.endpoint.starts_with("tcp://") && !plan.curve())
    return failure{ec::configuration, plan.endpoint
                                        + ": tcp without CURVE keys, set "
                                          "network.key_file or use ipc"};
  if (how.binds && plan.curve() && plan.allowed.empty())
    return failure{ec::configuration,
                   plan.endpoint
                     + ": nobody may connect, fill the list of "
                       "network.allow_list"};
  if (how.binds && is_served(plan.endpoint))
    return failure{ec::in_use, plan.endpoint
                                 + ": another process serves there, stop it "
                                   "or choose another endpoint"};
  auto x = std::unique_ptr<zmq_socket>{
    new zmq_socket{how, std::move(plan), std::move(handlers)}};
  try {
    x->create();
  } catch (const zmq::error_t& e) {
    auto code = e.num() == EADDRINUSE ? ec::in_use : ec::io_failed;
    return failure{code, x->plan_.endpoint + ": cannot be opened (" + e.what()
                           + "), choose another endpoint"};
  }
  return x;
}

void zmq_socket::create() {
  auto type = how_.binds ? zmq::socket_type::router : zmq::socket_type::dealer;
  socket_ = zmq::socket_t{how_.context, type};
  configure();
  auto events = "inproc://monitor-" + std::to_string(how_.number) + "-"
                + std::to_string(++opened_);
  if (zmq_socket_monitor(socket_.handle(), events.c_str(), ZMQ_EVENT_ALL) != 0)
    throw zmq::error_t{};
  monitor_ = zmq::socket_t{how_.context, zmq::socket_type::pair};
  monitor_.set(zmq::sockopt::linger, 0);
  monitor_.connect(events);
  if (how_.binds)
    socket_.bind(plan_.endpoint);
  else
    socket_.connect(plan_.endpoint);
  endpoint_ = socket_.get(zmq::sockopt::last_endpoint);
  auto frames = socket_.get(zmq::sockopt::fd);
  monitor_descriptor_ = monitor_.get(zmq::sockopt::fd);
  descriptor_ = frames;
}

void zmq_socket::configure() {
  const auto& o = how_.options;
  socket_.set(zmq::sockopt::linger, linger_ms);
  socket_.set(zmq::sockopt::sndhwm, library_queue_max);
  socket_.set(zmq::sockopt::rcvhwm, library_queue_max);
  socket_.set(zmq::sockopt::maxmsgsize,
              static_cast<std::int64_t>(o.frame_bytes_max));
  socket_.set(zmq::sockopt::heartbeat_ivl, ms(o.heartbeat));
  socket_.set(zmq::sockopt::heartbeat_timeout, ms(o.liveness));
  socket_.set(zmq::sockopt::heartbeat_ttl, ms(o.liveness));
  socket_.set(zmq::sockopt::handshake_ivl, handshake_ms);
  if (plan_.curve()) {
    socket_.set(zmq::sockopt::curve_publickey, plan_.own.public_key);
    socket_.set(zmq::sockopt::curve_secretkey, plan_.own.secret_key);
    if (how_.binds)
      socket_.set(zmq::sockopt::curve_server, true);
    else
      socket_.set(zmq::sockopt::curve_serverkey, plan_.server_key);
  }
  if (how_.binds) {
    auto domain = "socket-" + std::to_string(how_.number);
    how_.zap.admit(domain, plan_);
    socket_.set(zmq::sockopt::zap_domain, domain);
    socket_.set(zmq::sockopt::router_mandatory, true);
    socket_.set(zmq::sockopt::backlog, 1'024);
  } else {
    // Processes that lost the same server must not come back in step.
    auto jitter = static_cast<int>(
      random_number() % static_cast<std::uint64_t>(ms(o.reconnect_first) + 1));
    socket_.set(zmq::sockopt::immediate, true);
    socket_.set(zmq::sockopt::reconnect_ivl, ms(o.reconnect_first) + jitter);
    socket_.set(zmq::sockopt::reconnect_ivl_max, ms(o.reconnect_max));
  }
}

bool zmq_socket::reopen() {
  auto monitor = std::exchange(monitor_, {});
  auto socket = std::exchange(socket_, {});
  try {
    create();
  } catch (const zmq::error_t& e) {
    logger().error("socket cannot be opened again: endpoint={} reason=\"{}\"",
                   plan_.endpoint, e.what());
    count("reopen_failed");
    monitor_ = std::move(monitor);
    socket_ = std::move(socket);
    return false;
  }
  zmq_socket_monitor(socket.handle(), nullptr, 0);
  forget(0);
  up_ = false;
  stirred_ = true;
  return true;
}

} // namespace nightfloat::broker

// SPDX-License-Identifier: Apache-2.0
#include "broker/zmq_socket.hpp"

#include "broker/log.hpp"

#include <cstring>

namespace nightfloat::broker {

namespace {

constexpr int receive_max = 256;
constexpr auto receive_time = std::chrono::milliseconds{20};

/// A connection without a routing id of its own is numbered by libzmq: a zero
/// byte and four of the number.
bool read_number(const zmq::message_t& id, std::uint32_t& number) {
  const auto* x = static_cast<const unsigned char*>(id.data());
  if (id.size() != 5 || x[0] != 0)
    return false;
  number = static_cast<std::uint32_t>(x[1]) << 24
           | static_cast<std::uint32_t>(x[2]) << 16
           | static_cast<std::uint32_t>(x[3]) << 8 | x[4];
  return true;
}

void write_number(std::uint32_t number, unsigned char (&id)[5]) {
  id[0] = 0;
  for (auto i = 0; i < 4; ++i)
    id[i + 1] = static_cast<unsigned char>(number >> (24 - 8 * i));
}

} // namespace

void zmq_socket::receive(time_point now) {
  try {
    stirred_ = true;
    const auto until = time_point::clock::now() + receive_time;
    for (auto i = 0; i < receive_max && time_point::clock::now() < until; ++i) {
      if (receive_one(now))
        continue;
      stirred_ = false; // The last look took in every signal.
      return;
    }
  } catch (const zmq::error_t& e) {
    count("receive_failed");
    logger().error("receive failed: endpoint={} reason=\"{}\"", plan_.endpoint,
                   e.what());
  }
}

bool zmq_socket::receive_one(time_point now) {
  auto id = zmq::message_t{};
  auto body = zmq::message_t{};
  if (how_.binds && !socket_.recv(id, zmq::recv_flags::dontwait))
    return false;
  if (!socket_.recv(body, zmq::recv_flags::dontwait))
    return false;
  if (body.more()) {
    for (auto rest = zmq::message_t{}; body.more(); body.swap(rest)) {
      if (!socket_.recv(rest, zmq::recv_flags::dontwait))
        break;
    }
    count("parts");
    return true;
  }
  auto number = std::uint32_t{0};
  auto* from = sender(id, body, now, number);
  if (from == nullptr)
    return true;
  if (handlers_.on_frame)
    handlers_.on_frame({how_.number, number}, from->caller,
                       {static_cast<const char*>(body.data()), body.size()});
  return true;
}

zmq_socket::end* zmq_socket::sender(const zmq::message_t& id,
                                    zmq::message_t& body, time_point now,
                                    std::uint32_t& number) {
  if (how_.binds && !read_number(id, number)) {
    count("routing_id");
    return nullptr;
  }
  auto known = ends_.find(number);
  if (known == ends_.end()) {
    if (ends_.size() >= how_.options.peers_max)
      sweep(now - std::chrono::minutes{1});
    if (ends_.size() >= how_.options.peers_max) {
      count("peers_max");
      return nullptr;
    }
    known = ends_.try_emplace(number).first;
    const auto* user = zmq_msg_gets(body.handle(), "User-Id");
    known->second.caller = how_.binds && user != nullptr ? user : "";
  }
  auto& x = known->second;
  if (how_.binds && x.caller.empty()) {
    count("unauthorized");
    return nullptr;
  }
  x.heard = now;
  x.lost = false;
  return &x;
}

zmq_socket::sent zmq_socket::try_send(std::uint32_t to,
                                      const std::string& frame) {
  constexpr auto flags = ZMQ_DONTWAIT;
  stirred_ = true;
  if (how_.binds) {
    unsigned char id[5];
    write_number(to, id);
    if (zmq_send(socket_.handle(), id, sizeof id, flags | ZMQ_SNDMORE) < 0)
      return errno == EHOSTUNREACH ? sent::gone : sent::full;
  }
  if (zmq_send(socket_.handle(), frame.data(), frame.size(), flags) < 0)
    return errno == EHOSTUNREACH ? sent::gone : sent::full;
  return sent::done;
}

void zmq_socket::send(std::uint32_t to, std::string frame) {
  auto known = ends_.find(to);
  if (known == ends_.end()) {
    if (how_.binds)
      return count("unreachable");
    known = ends_.try_emplace(to).first;
  }
  auto& x = known->second;
  if (x.lost)
    return count("lost");
  if (x.queue.empty()) {
    auto outcome = try_send(to, frame);
    if (outcome == sent::done)
      return;
    if (outcome == sent::gone)
      return lose(to, x, ec::unavailable);
  }
  if (!has_room(x, frame.size()))
    return lose(to, x, ec::slow_reader);
  x.bytes += frame.size();
  x.queue.push_back(std::move(frame));
  ++waiting_;
}

bool zmq_socket::has_room(const end& x, std::size_t bytes) const noexcept {
  const auto& o = how_.options;
  return x.queue.empty()
         || (x.queue.size() < o.peer_queue_max
             && x.bytes + bytes <= o.peer_queue_bytes_max);
}

void zmq_socket::drop_queue(end& x) {
  waiting_ -= x.queue.size();
  x.queue.clear();
  x.bytes = 0;
}

bool zmq_socket::flush() {
  if (waiting_ == 0)
    return false;
  for (auto& [id, x] : ends_) {
    while (!x.queue.empty()) {
      auto outcome = try_send(id, x.queue.front());
      if (outcome == sent::full)
        break;
      if (outcome == sent::gone) {
        lose(id, x, ec::unavailable);
        break;
      }
      x.bytes -= x.queue.front().size();
      x.queue.pop_front();
      --waiting_;
    }
  }
  return waiting_ > 0;
}

void zmq_socket::lose(std::uint32_t to, end& x, ec reason) {
  logger().warn("peer dropped: endpoint={} peer={} reason={} frames={}",
                plan_.endpoint, to, to_string(reason), x.queue.size() + 1);
  count(reason == ec::slow_reader ? "slow_reader" : "unreachable",
        x.queue.size() + 1);
  drop_queue(x);
  // A connected socket has one peer, which comes back on a new connection.
  x.lost = how_.binds;
  lost_.emplace_back(to, reason);
}

void zmq_socket::deliver_lost() {
  if (lost_.empty())
    return;
  auto lost = std::exchange(lost_, {});
  for (auto [id, reason] : lost) {
    if (handlers_.on_lost)
      handlers_.on_lost({how_.number, id}, reason);
  }
}

void zmq_socket::sweep(time_point before) {
  std::erase_if(ends_, [&](const auto& x) {
    return x.second.queue.empty() && x.second.heard < before;
  });
}

void zmq_socket::forget(std::uint32_t id) {
  auto x = ends_.find(id);
  if (x == ends_.end())
    return;
  drop_queue(x->second);
  ends_.erase(x);
}

void zmq_socket::read_monitor() {
  try {
    auto head = zmq::message_t{};
    auto address = zmq::message_t{};
    while (monitor_.recv(head, zmq::recv_flags::dontwait)) {
      if (head.more())
        (void)monitor_.recv(address, zmq::recv_flags::dontwait);
      if (head.size() < 6)
        continue;
      auto event = std::uint16_t{0};
      auto value = std::uint32_t{0};
      std::memcpy(&event, head.data(), sizeof event);
      std::memcpy(&value, static_cast<const char*>(head.data()) + 2,
                  sizeof value);
      on_event(event, value);
    }
  } catch (const zmq::error_t& e) {
    logger().error("monitor failed: endpoint={} reason=\"{}\"", plan_.endpoint,
                   e.what());
  }
}

void zmq_socket::on_event(std::uint16_t event, std::uint32_t value) {
  auto note = [&](const char* name) {
    metrics::process_registry()
      .counter_of("broker_link_events_total",
                  "What happened to connections, by endpoint.",
                  {{"endpoint", plan_.endpoint}, {"event", name}})
      .add();
  };
  auto link = [&](bool up) {
    if (how_.binds || up == up_)
      return;
    up_ = up;
    ups_ += up ? 1 : 0;
    if (!up)
      forget(0); // What waited was meant for the connection that is gone.
    if (handlers_.on_link)
      handlers_.on_link(up);
  };
  switch (event) {
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
      note("up");
      return link(true);
    case ZMQ_EVENT_DISCONNECTED:
      note("down");
      return link(false);
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      note("refused");
      if (!how_.binds)
        logger().error("link refused by the server: endpoint={} status={}, ask "
                       "its operator to list this process's key",
                       plan_.endpoint, value);
      return;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      return note("handshake_failed");
    case ZMQ_EVENT_CONNECT_RETRIED:
      return note("retried");
    case ZMQ_EVENT_ACCEPT_FAILED:
      return note("accept_failed");
    default:
      return;
  }
}

void zmq_socket::count(const char* reason, std::uint64_t n) {
  metrics::process_registry()
    .counter_of("broker_frames_dropped_total",
                "Frames dropped, by endpoint and reason.",
                {{"endpoint", plan_.endpoint}, {"reason", reason}})
    .add(n);
}

} // namespace nightfloat::broker

// SPDX-License-Identifier: Apache-2.0
#include "broker/zmq_zap.hpp"

#include "broker/log.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace nightfloat::broker {

namespace {

constexpr auto zap_endpoint = "inproc://zeromq.zap.01";

/// `localhost:UID:GID:PID`
bool read_uid(std::string_view address, unsigned& uid) {
  auto first = address.find(':');
  if (first == std::string_view::npos)
    return false;
  auto text = address.substr(first + 1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(),
                                      uid);
  return error == std::errc{} && end != text.data() + text.size()
         && *end == ':';
}

zap_verdict judge_uid(uid_t own, std::string_view address) {
  auto uid = 0u;
  if (!read_uid(address, uid))
    return {.reason = "peer shows no uid"};
  if (uid != own && uid != 0)
    return {.reason = "uid " + std::to_string(uid) + " may not connect"};
  return {.admitted = true, .caller = "uid:" + std::to_string(uid)};
}

} // namespace

zap_verdict judge(const socket_plan& plan, uid_t own,
                  std::string_view mechanism, std::string_view address,
                  std::string_view credentials) {
  if (!plan.curve()) {
    if (mechanism != "NULL")
      return {.reason = "mechanism " + std::string{mechanism}
                        + " is not spoken on ipc"};
    return judge_uid(own, address);
  }
  if (mechanism != "CURVE" || credentials.size() != 32)
    return {.reason = "CURVE is needed on tcp"};
  auto key = z85_encode(credentials);
  auto found = std::ranges::find(plan.allowed, key, &named_key::key);
  if (found == plan.allowed.end())
    return {.reason = "key " + key + " is not in the allow-list"};
  return {.admitted = true, .caller = found->name};
}

zmq_zap::zmq_zap(zmq::context_t& context)
  : socket_(context, zmq::socket_type::rep) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind(zap_endpoint);
  descriptor_ = socket_.get(zmq::sockopt::fd);
}

void zmq_zap::admit(const std::string& domain, const socket_plan& plan) {
  plans_[domain] = plan;
}

void zmq_zap::serve() {
  try {
    while (serve_one()) {
    }
  } catch (const zmq::error_t& e) {
    metrics::process_registry()
      .counter_of("broker_frames_dropped_total",
                  "Frames dropped, by endpoint and reason.",
                  {{"endpoint", zap_endpoint}, {"reason", "zap_failed"}})
      .add();
    logger().error("handshakes are not answered: endpoint={} reason=\"{}\", "
                   "restart this process",
                   zap_endpoint, e.what());
  }
}

bool zmq_zap::serve_one() {
  auto parts = std::vector<std::string>{};
  auto part = zmq::message_t{};
  do {
    if (!socket_.recv(part, zmq::recv_flags::dontwait))
      return false;
    if (parts.size() < 8)
      parts.push_back(part.to_string());
  } while (part.more());
  // Version, request id, domain, address, identity, mechanism, credentials.
  auto verdict = zap_verdict{.reason = "not a ZAP 1.0 request"};
  auto plan = parts.size() > 5 && parts[0] == "1.0" ? plans_.find(parts[2])
                                                    : plans_.end();
  if (plan != plans_.end())
    verdict = judge(plan->second, ::geteuid(), parts[5], parts[3],
                    parts.size() > 6 ? parts[6] : "");
  if (!verdict.admitted) {
    metrics::process_registry()
      .counter_of("broker_links_refused_total",
                  "Connections turned away at the handshake.")
      .add();
    logger().warn("link refused: peer={} reason=\"{}\"",
                  parts.size() > 3 ? parts[3] : "", verdict.reason);
  }
  auto reply = std::vector<std::string>{"1.0",
                                        parts.size() > 1 ? parts[1] : "",
                                        verdict.admitted ? "200" : "400",
                                        verdict.reason,
                                        verdict.caller,
                                        ""};
  for (auto i = std::size_t{0}; i < reply.size(); ++i) {
    auto more = i + 1 < reply.size() ? zmq::send_flags::sndmore
                                     : zmq::send_flags::none;
    socket_.send(zmq::buffer(reply[i]), more | zmq::send_flags::dontwait);
  }
  return true;
}

} // namespace nightfloat::broker

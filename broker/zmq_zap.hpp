// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who may connect, asked by libzmq at every handshake (ZAP, RFC 27). On ipc
// the peer's uid must be ours or root's; on tcp its CURVE key must be in the
// allow-list. What is decided here is the caller of all its frames.

#include "broker/network.hpp"

#include <zmq.hpp>

#include <string>
#include <string_view>
#include <unistd.h>
#include <unordered_map>

namespace nightfloat::broker {

struct zap_verdict {
  bool admitted = false;
  /// `uid:1000` or the key's name.
  std::string caller;
  std::string reason;
};

/// Pure: `own` is our effective uid, `address` what ZAP says of the peer
/// (`localhost:UID:GID:PID` on ipc), `credentials` the raw key with CURVE.
[[nodiscard]] zap_verdict
judge(const socket_plan& plan, uid_t own, std::string_view mechanism,
      std::string_view address, std::string_view credentials);

/// Answers ZAP requests of one context, on the loop's thread. REQUIRES: made
/// before the first socket that binds.
class zmq_zap {
public:
  /// Throws `zmq::error_t`.
  explicit zmq_zap(zmq::context_t& context);

  /// Sockets of this domain are bound by this plan.
  void admit(const std::string& domain, const socket_plan& plan);

  /// Answers what waits; never blocks and throws nothing. What cannot be
  /// taken or answered is counted and logged; its connection ends by itself
  /// when the handshake's time is up.
  void serve();

  /// Becomes readable when somebody may wait for `serve`.
  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

private:
  bool serve_one();

  zmq::socket_t socket_;
  int descriptor_ = -1;
  std::unordered_map<std::string, socket_plan> plans_;
};

} // namespace nightfloat::broker

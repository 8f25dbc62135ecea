// SPDX-License-Identifier: Apache-2.0
#pragma once

// The socket of a server that will not have whoever comes: it answers each
// frame with `bye`.

#include "broker/frame.hpp"
#include "broker/network.hpp"
#include "broker/zmq_loop.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::tests {

class refusing_door {
public:
  struct word {
    ec code = ec::none;
    std::string detail;
    /// Of the protocol that it is said in.
    std::uint16_t version = broker::protocol_version;
  };

  /// Says the words in turn, and the last one again and again.
  refusing_door(const config::network_options& network, std::string_view server,
                std::vector<word> words)
    : words_(std::move(words)) {
    BOOST_REQUIRE(broker::prepare_runtime_dir(network.runtime_dir));
    auto plan = broker::plan_bind(network, server);
    BOOST_REQUIRE(plan);
    auto loop = broker::zmq_loop::open({});
    BOOST_REQUIRE(loop);
    loop_ = std::move(*loop);
    auto handlers = broker::socket_handlers{};
    handlers.on_frame = [this](broker::peer from, std::string_view,
                               std::string_view) {
      refuse(from);
    };
    BOOST_REQUIRE(loop_->bind(*plan, std::move(handlers)));
    loop_->start();
  }

  /// False if it does not speak so often within ten seconds.
  [[nodiscard]] bool has_said(std::size_t times) {
    return said_.wait([=](const auto& n) { return n >= times; });
  }

private:
  void refuse(broker::peer whom) {
    auto next = std::min(said_.copy(), words_.size() - 1);
    auto x = broker::envelope{};
    x.version = words_[next].version;
    x.kind = broker::frame_kind::bye;
    x.status = words_[next].code;
    x.detail = words_[next].detail;
    static_cast<void>(loop_->send(whom, broker::encode_frame(x)));
    said_.change([](auto& n) { ++n; });
  }

  std::vector<word> words_;
  watched<std::size_t> said_;
  // Last: its thread uses the others.
  std::unique_ptr<broker::zmq_loop> loop_;
};

} // namespace nightfloat::tests

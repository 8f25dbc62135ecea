// SPDX-License-Identifier: Apache-2.0
#pragma once

// The plain stream by which a store learns at once that a worker died: the
// worker connects, sends the nonce of its WELCOME, and then nothing more. End
// of file ends the session. A stopped process keeps its stream open, and a
// lost host does so too: there only deadlines and tokens help.

#include "broker/zmq_loop.hpp"
#include "domain/error.hpp"
#include "domain/session.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::broker {

/// The store's end. REQUIRES: made before the loop starts, and destroyed
/// after it has stopped; everything else on the loop's thread.
class lifeline_listener {
public:
  /// Which session a nonce belongs to; none: the stream is closed.
  using redeem_nonce
    = std::function<std::optional<domain::session_id>(std::string_view)>;
  /// The stream of this session ended.
  using session_ended = std::function<void(domain::session_id)>;

  static constexpr std::size_t nonce_bytes = 32;
  static constexpr std::size_t streams_max = 8'192;
  /// A stream that has not sent its nonce by then is closed.
  static constexpr auto nonce_within = std::chrono::seconds{5};
  /// How soon it accepts again after the system had no descriptor for a
  /// stream; those who connect wait meanwhile.
  static constexpr auto accept_again = std::chrono::milliseconds{100};

  /// Listens at `unix:PATH` (mode 0600, peers of our own uid or root) or
  /// `tcp:HOST:PORT`. Fails with `configuration` for another form and
  /// `io_failed` if the system refuses.
  [[nodiscard]] static result<std::unique_ptr<lifeline_listener>>
  open(zmq_loop& loop, const std::string& address, redeem_nonce redeem,
       session_ended ended);

  lifeline_listener(const lifeline_listener&) = delete;
  lifeline_listener& operator=(const lifeline_listener&) = delete;
  ~lifeline_listener();

  /// Closes the stream of a session that ended otherwise.
  void close(domain::session_id who);

  /// Where it listens, with the port that a 0 became.
  [[nodiscard]] const std::string& address() const noexcept {
    return address_;
  }

private:
  struct stream {
    std::string nonce;
    std::optional<domain::session_id> who;
    std::uint64_t number = 0;
  };

  lifeline_listener(zmq_loop& loop, redeem_nonce redeem, session_ended ended);

  result<void> listen_unix(const std::string& path);
  result<void> listen_tcp(const std::string& host, const std::string& port);
  bool accept_one();
  [[nodiscard]] bool is_ours(int descriptor) const;
  void watch_listener();
  void on_accept();
  void rest(int error);
  void on_readable(int descriptor);
  void drop(int descriptor);

  zmq_loop& loop_;
  redeem_nonce redeem_;
  session_ended ended_;
  std::string address_;
  std::string path_;
  int listener_ = -1;
  /// It had to rest and has said so; until nobody waits any more.
  bool rested_ = false;
  std::uint64_t number_last_ = 0;
  std::map<int, stream> streams_;
};

/// The worker's end: holds one stream, for as long as it lives.
class lifeline_stream {
public:
  /// Connects and sends the nonce. Fails with `unavailable` if nobody
  /// listens, and `configuration` for an address that is none.
  [[nodiscard]] static result<lifeline_stream> open(const std::string& address,
                                                    const std::string& nonce);

  lifeline_stream() = default;
  lifeline_stream(lifeline_stream&& other) noexcept;
  lifeline_stream& operator=(lifeline_stream&& other) noexcept;
  ~lifeline_stream();

private:
  explicit lifeline_stream(int descriptor) : descriptor_(descriptor) {
  }

  int descriptor_ = -1;
};

} // namespace nightfloat::broker

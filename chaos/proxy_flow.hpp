// SPDX-License-Identifier: Apache-2.0
#pragma once

// One direction of one connection behind the proxy: bytes go in, and come out
// late, scarce or not at all. Pure: callers pass `now`, chance comes from a
// seed.
//
// Delay, scarcity, blackhole and reset need no knowledge of what passes. Loss,
// repetition and reordering take whole ZMTP messages, because half a message
// is no network's doing but a broken peer's; the handshake and the commands of
// ZMTP are never touched. Under a mechanism other than NULL (CURVE) a
// connection is bytes alone, and nothing is lost, repeated or reordered in it.

#include <boost/describe/class.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace nightfloat::chaos {

/// How a direction misbehaves; all 0: not at all.
struct impairment {
  std::uint32_t latency_ms = 0;
  /// Up to so much more, drawn for each message.
  std::uint32_t jitter_ms = 0;
  std::uint32_t loss_permille = 0;
  std::uint32_t duplicate_permille = 0;
  std::uint32_t reorder_permille = 0;
  /// 0: as fast as it goes.
  std::uint64_t bytes_per_s = 0;
  /// Nothing comes out, ends of file included; what waits comes afterwards, as
  /// from a network that heals.
  bool blackhole = false;

  bool operator==(const impairment&) const = default;
};

/// What happened to messages (or, where bytes are all we know, to pieces).
struct flow_counts {
  std::uint64_t passed = 0;
  std::uint64_t delayed = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;
  /// Arrived in a blackhole.
  std::uint64_t held = 0;
  /// Had to wait for their turn at the rate.
  std::uint64_t throttled = 0;
  /// Connections that were cut.
  std::uint64_t cut = 0;

  bool operator==(const flow_counts&) const = default;
};
BOOST_DESCRIBE_STRUCT(flow_counts, (),
                      (passed, delayed, lost, duplicated, reordered, held,
                       throttled, cut))

/// Not thread-safe. REQUIRES `counts` to outlive it.
class proxy_flow {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A direction takes no more while so much waits in it to go out. A frame is
  /// read to its end however long it is: what is not whole does not go out.
  static constexpr std::size_t waiting_max = 1 << 20;
  /// A message held back to be overtaken goes on by itself after this.
  static constexpr auto overtaken_within = std::chrono::milliseconds{100};

  proxy_flow(std::uint64_t seed, flow_counts& counts);

  /// Bytes that arrived.
  void put(std::string_view bytes, time_point now, const impairment& how);

  /// The sender sends no more.
  void end(time_point now, const impairment& how);

  /// What may go out now; the view holds until the next call of a member.
  [[nodiscard]] std::string_view ready(time_point now, const impairment& how);

  /// So many bytes of `ready` went out.
  void sent(std::size_t bytes);

  /// All went out, and the end of file may follow.
  [[nodiscard]] bool ended(time_point now, const impairment& how);

  /// When `ready` or `ended` may say more; nothing: not before a `put`, or
  /// before the blackhole ends.
  [[nodiscard]] std::optional<time_point> next(time_point now,
                                               const impairment& how) const;

  [[nodiscard]] bool is_full() const noexcept {
    return waiting_ >= waiting_max;
  }

private:
  struct piece {
    std::string bytes;
    time_point due;
    bool counted_slow = false;
  };

  bool take_greeting(time_point now, const impairment& how);
  bool take_frame(time_point now, const impairment& how);
  void take_message(std::string bytes, time_point now, const impairment& how);
  void queue(std::string bytes, time_point now, const impairment& how);
  void let_go_of_held(time_point now, const impairment& how);
  void earn(time_point now, const impairment& how);
  bool happens(std::uint32_t permille);

  std::mt19937_64 rng_;
  flow_counts& counts_;
  std::deque<piece> waiting_pieces_;
  std::size_t waiting_ = 0;
  /// Of `waiting_pieces_.front()`, already gone.
  std::size_t gone_ = 0;
  time_point last_due_{};
  std::optional<time_point> end_due_;

  /// ZMTP: what is not yet a whole frame, and the message it belongs to.
  std::string unread_;
  std::string message_;
  /// Of an unfinished greeting, already passed on.
  std::size_t gone_greeting_ = 0;
  bool greeted_ = false;
  bool framed_ = false;

  std::optional<piece> held_;
  double tokens_ = 0;
  time_point earned_at_{};
};

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The client's side of one session: greeting, credit, calls and what becomes
// of them when the link breaks. The counterpart of `broker::doorway`, and as
// pure: frames in, frames out, `now` as an argument.
//
// A call that was sent and whose link then broke, or whose server or worker
// was lost, is sent again within its deadline under a new correlation, unless
// its owner forbade that: what changes something carries an idempotency key.
// An earlier copy whose answer never came may still be at work. So from then on
// the call is not told no for what only its last copy met (`conflict`,
// `overloaded`, ...): it is asked again, and in the end it is unknown.

#include "broker/envelope.hpp"
#include "client/call_book.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace nightfloat::client {

struct line_options {
  /// `broker` or `store`; in the sentences.
  std::string server;
  domain::session_id session{};
  broker::hello_body hello;
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds liveness{3'000};
  /// Calls that are not sent; above it they are `overloaded`.
  std::size_t waiting_max = 4'096;
  /// Where correlations begin: random, so that those of two lives differ.
  std::uint64_t correlation_first = 1;
  /// Where the lifeline is; empty: where WELCOME says.
  std::string lifeline_at{};
};

enum class line_happening : std::uint8_t {
  answered,  ///< The reply of `number`, which may say why not.
  failed,    ///< `number` ended without a reply: `why`.
  feed,      ///< A frame of the stream `number`.
  incoming,  ///< A call to us.
  cancelled, ///< The caller of `frame.correlation` no longer waits.
  opened,    ///< WELCOME in `frame`; `again`: of another incarnation.
  closed,    ///< The session no longer stands.
  reconnect, ///< The peer is silent: open a new connection.
  refused,   ///< The server will not have us: `why`.
};

struct line_event {
  line_happening what = line_happening::answered;
  std::uint64_t number = 0;
  broker::envelope frame;
  failure why;
  bool again = false;
};

/// What is to be sent, and what its owner must hear, in order.
struct line_output {
  std::vector<broker::envelope> frames;
  std::vector<line_event> events;
  /// Set: takes each frame instead of `frames`, as it is made. Whoever encodes
  /// it there and then needs no copy of it.
  std::function<void(const broker::envelope&)> sink;

  void send(const broker::envelope& x);
  void failed(std::uint64_t number, failure why);
};

/// Not thread-safe; owned by one I/O thread.
class line {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit line(line_options options);

  /// Begins a call; its number comes back in exactly one `answered` or
  /// `failed`, which may already be in `out`: `overloaded` where `waiting_max`
  /// wait, `oversize` for what no frame holds, `invalid_argument` for a text
  /// above `call_text_bytes_max`.
  std::uint64_t call(line_call&& x, time_point now, line_output& out);

  /// The owner no longer waits: no event follows.
  void drop(std::uint64_t number, line_output& out);

  /// The connection came up or went down.
  void on_link(bool up, time_point now, line_output& out);

  /// One frame of the server.
  void take(broker::envelope frame, time_point now, line_output& out);

  /// Deadlines, heartbeats, silence; to be called at `next` and at least
  /// every quarter of a heartbeat.
  void tick(time_point now, line_output& out);

  /// The nearest deadline of a call; none without calls.
  [[nodiscard]] std::optional<time_point> next() const;

  /// A worker's answer to a call in hand, its sentence clipped, in its place
  /// `oversize` if no frame holds it; false if it is in hand no longer.
  bool reply(broker::envelope x, line_output& out);

  /// Says HELLO again with another capacity.
  void serve(std::uint32_t capacity, time_point now, line_output& out);

  /// Says `bye`, if the session stands.
  void leave(line_output& out);

  /// Ends all calls: with `why`, or with `unknown_outcome` what may have
  /// happened.
  void fail_all(const failure& why, line_output& out);

  [[nodiscard]] bool open() const noexcept {
    return state_ == state::open;
  }

  [[nodiscard]] std::uint64_t incarnation() const noexcept {
    return incarnation_;
  }

  [[nodiscard]] std::size_t sent() const noexcept {
    return calls_.sent();
  }

  /// Calls that are not sent: they wait for the link or for credit, or rest
  /// until they are asked again.
  [[nodiscard]] std::size_t waiting() const noexcept {
    return calls_.size() - calls_.sent();
  }

  /// None of them could be sent before a call that is made now.
  [[nodiscard]] bool is_queue_empty() const noexcept {
    return waiting_.empty() && waiting_free_.empty();
  }

  [[nodiscard]] std::size_t in_hand() const noexcept {
    return in_hand_.size();
  }

  [[nodiscard]] std::size_t streams() const noexcept {
    return streams_.size();
  }

private:
  enum class state : std::uint8_t { down, greeting, open };

  broker::envelope frame_of(broker::frame_kind kind) const;
  void greet(time_point now, line_output& out);
  void not_begun(std::uint64_t correlation);
  [[nodiscard]] bool come_again(booked_call& x, const broker::envelope& reply,
                                time_point now, line_output& out);
  void on_welcome(broker::envelope& frame, time_point now, line_output& out);
  void on_reply(broker::envelope& frame, time_point now, line_output& out);
  void on_feed(broker::envelope& frame, line_output& out);
  void on_call(broker::envelope& frame, line_output& out);
  void on_cancel(const broker::envelope& frame, line_output& out);
  void on_bye(broker::envelope& frame, time_point now, line_output& out);
  void lose(time_point now, line_output& out);
  void requeue(booked_call& x);
  /// False, and it does not, if its time does not reach beyond the rest.
  [[nodiscard]] bool rest(booked_call& x, std::uint32_t wait_ms,
                          time_point now);
  void pump(time_point now, line_output& out);
  void send(booked_call& x, time_point now, line_output& out);
  void cancel(std::uint64_t correlation, line_output& out) const;
  void on_due(booked_call& x, time_point now, line_output& out);
  void end_late(booked_call& x, line_output& out);
  [[nodiscard]] bool may_send(bool free) const;
  [[nodiscard]] static bool may_have_happened(const booked_call& x);
  void enqueue(booked_call& x);
  void finish(booked_call& x);
  void fail(booked_call& x, failure why, line_output& out);
  failure unanswered(const booked_call& x) const;
  void end_streams(const failure& why, line_output& out);

  line_options options_;
  state state_ = state::down;
  bool link_up_ = false;
  std::uint64_t incarnation_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t credit_ = 0;
  std::uint64_t number_last_ = 0;
  std::uint64_t correlation_last_;
  /// The largest that was ever offered: calls of then may still be in hand.
  std::uint32_t capacity_most_;
  call_book calls_;
  std::set<std::uint64_t> waiting_;
  /// Of those that wait, the ones that take no credit.
  std::set<std::uint64_t> waiting_free_;
  /// Correlations that took none and are not answered on this session.
  std::set<std::uint64_t> free_sent_;
  /// By correlation.
  std::unordered_map<std::uint64_t, std::uint64_t> streams_;
  std::set<std::uint64_t> in_hand_;
  /// Answers that wait for the session to stand again.
  std::map<std::uint64_t, broker::envelope> held_;
  time_point heard_{};
  time_point ticked_{};
  time_point beat_at_{};
  time_point greet_at_{};
};

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's side of sessions, for the store and the broker alike: who is
// there, how many calls each may still send, who has fallen silent.
//
// A session belongs to one process incarnation and moves with it from
// connection to connection. Credit is absolute ("you may have sent n calls in
// all") and is repeated in every frame, so a lost grant heals; HELLO begins a
// new count. Claims and calls that end work (`lane.hpp`) need none. Pure:
// frames in, frames out, `now` as an argument.

#include "broker/envelope.hpp"
#include "broker/lane.hpp"
#include "broker/peer.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nightfloat::broker {

struct doorway_options {
  /// `store` or `broker`; in the sentences.
  std::string role;
  /// Random, drawn at start; in every frame.
  std::uint64_t incarnation = 0;
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds liveness{3'000};
  /// Calls that may be outstanding per session.
  std::uint32_t credit = 256;
  std::size_t sessions_max = 4'096;
  /// Callers that may act for another: CURVE names, `uid:N`.
  std::vector<std::string> operators;
  /// Told to workers in WELCOME; empty: no lifeline is kept.
  std::string lifeline;
  /// Draws a nonce for the lifeline; nobody else may guess it. REQUIRED with
  /// `lifeline`.
  std::function<std::string()> draw_nonce;
};

/// One frame to be sent.
struct sending {
  peer to;
  envelope frame;
};

/// Who is there.
struct door_session {
  domain::session_id id{};
  peer at;
  /// From the link: `uid:1000` or a key's name.
  std::string caller;
  /// It may act for another person, and set faults.
  bool is_operator = false;
  /// Its `in_hand` is emptied by the next `take`: it is news for whoever hears
  /// of the HELLO, and large.
  hello_body hello;
  /// Given and not yet redeemed.
  std::string lifeline_nonce;
  bool holds_lifeline = false;
  /// Counts HELLOs: a call of an earlier count does not pay into this one.
  std::uint64_t count = 0;
  std::uint64_t received = 0;
  std::uint64_t finished = 0;
  /// Calls of earlier counts that still run here.
  std::uint64_t carried = 0;
  /// Correlations of calls that took no credit and are not answered.
  std::set<std::uint64_t> free_calls;
  std::chrono::steady_clock::time_point heard{};
};

enum class door_event : std::uint8_t {
  none,     ///< Dealt with here.
  opened,   ///< A session began.
  reopened, ///< The same session said HELLO again.
  call,     ///< Work, admitted: `finish` must follow.
  reply,    ///< A worker answered.
  cancel,   ///< A caller no longer waits.
  beat,     ///< A heartbeat, for its load.
  ended,    ///< A clean leave: `end` the session.
};

/// What a frame meant to the owner of the doorway. `who` is valid until the
/// next call of the doorway.
struct door_arrival {
  door_event what = door_event::none;
  const door_session* who = nullptr;
  /// Why `what` is `none`, where the frame was refused; for the count.
  ec refused = ec::none;
  /// An operator acted for another; to be audited.
  bool acted_for = false;
};

/// Not thread-safe; owned by one I/O thread.
class doorway {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit doorway(doorway_options options);

  /// Takes one frame of `from`, whose link says that it is `caller`. `frame`
  /// keeps a call, with the caller set; answers of the doorway's own (WELCOME,
  /// hello_wanted, refusals) are appended to `out`.
  door_arrival take(peer from, std::string_view caller, envelope& frame,
                    time_point now, std::vector<sending>& out);

  /// Answers a frame that could not be read, so that the sender hears why.
  void refuse(peer to, const failure& why, std::vector<sending>& out) const;

  /// Makes `frame` ready to be sent to the session: its connection, our
  /// incarnation, its credit. False if the session is gone.
  [[nodiscard]] bool address(domain::session_id to, envelope& frame,
                             peer& at) const;

  /// The call that `take` admitted at `count`, of this correlation, is
  /// answered; gives its credit back. No effect if the session is gone.
  void finish(domain::session_id who, std::uint64_t count,
              std::uint64_t correlation);

  /// Ends the session: its lifeline broke or its queue was full. Its next
  /// frame is answered `hello_wanted` with this reason. False if it is gone
  /// already.
  bool end(domain::session_id who, ec reason = ec::none);

  /// Where the lifeline listens, once that is known. REQUIRES: options with a
  /// lifeline.
  void move_lifeline(std::string address);

  /// The session at the other end of a connection; none if there is none.
  [[nodiscard]] const door_session* at(peer who) const;
  [[nodiscard]] const door_session* find(domain::session_id who) const;

  /// The session that was given `nonce`, which is thereby used up.
  [[nodiscard]] const door_session* redeem(std::string_view nonce);

  /// The sessions that were silent for the liveness time; the caller `end`s
  /// them. Time in which this was not called is not counted against them.
  [[nodiscard]] std::vector<domain::session_id> silent(time_point now);

  /// Heartbeats to all, when due.
  void beat(time_point now, std::vector<sending>& out);

  [[nodiscard]] std::size_t size() const noexcept {
    return sessions_.size();
  }

  [[nodiscard]] const doorway_options& options() const noexcept {
    return options_;
  }

  [[nodiscard]] const std::map<domain::session_id, door_session>&
  sessions() const noexcept {
    return sessions_;
  }

private:
  struct peer_hash {
    std::size_t operator()(const peer& x) const noexcept {
      return (std::size_t{x.socket} << 32) ^ x.id;
    }
  };

  door_arrival hello(peer from, std::string_view caller, const envelope& frame,
                     time_point now, std::vector<sending>& out);
  door_arrival call(door_session& who, envelope& frame,
                    std::vector<sending>& out);
  door_arrival known(door_session& who, envelope& frame,
                     std::vector<sending>& out);
  void welcome(door_session& who, std::vector<sending>& out);
  void want_hello(peer to, const envelope& frame,
                  std::vector<sending>& out) const;
  void answer(const door_session& to, const envelope& call, failure why,
              std::vector<sending>& out);
  [[nodiscard]] std::uint64_t credit_of(const door_session& x) const noexcept;
  [[nodiscard]] bool may_act_for(std::string_view caller) const;
  void forget_in_hand();
  void drop(std::map<domain::session_id, door_session>::iterator x);

  doorway_options options_;
  std::map<domain::session_id, door_session> sessions_;
  std::unordered_map<peer, domain::session_id, peer_hash> by_peer_;
  std::unordered_map<std::string, domain::session_id> by_nonce_;
  /// Why sessions were ended by us; forgotten when there are too many.
  std::map<domain::session_id, ec> ended_;
  /// Who said HELLO last, until the next frame.
  std::optional<domain::session_id> greeted_;
  std::uint64_t count_last_ = 0;
  time_point beat_at_{};
  time_point ticked_{};
};

} // namespace nightfloat::broker

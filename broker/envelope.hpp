// SPDX-License-Identifier: Apache-2.0
#pragma once

// What travels between processes: one envelope, encoded by `codec`, as the
// only frame of a ZeroMQ message (a ROUTER adds the peer's routing frame).
// docs/protocol.md shows it byte by byte.

#include "domain/error.hpp"
#include "domain/session.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::broker {

/// The version that this build speaks; another is refused with both named.
constexpr std::uint16_t protocol_version = 1;

/// Larger frames are refused.
constexpr std::size_t frame_bytes_max = 4 << 20;

/// Larger ones before they are read (ZMQ_MAXMSGSIZE), which counts what
/// encryption adds.
constexpr std::size_t message_bytes_max = frame_bytes_max + 256;

/// Of the texts that are kept with a call, copied into its answer and written
/// into logs: operation, programme, caller, key and trace.
constexpr std::size_t call_text_bytes_max = 1'024;

/// Of the sentence of a reply; see `clip_detail`.
constexpr std::size_t detail_bytes_max = 64 << 10;

enum class frame_kind : std::uint8_t {
  hello = 1,        ///< Who I am: session, role, operations, capacity.
  welcome = 2,      ///< Incarnation, first credit, lifeline nonce.
  hello_wanted = 3, ///< I do not know your session.
  heartbeat = 4,    ///< Alive; absolute credit, load.
  call = 5,         ///< Starts work: needs credit.
  reply = 6,        ///< Answers a call, by correlation.
  cancel = 7,       ///< The caller no longer waits.
  feed = 8,         ///< One feed item, unasked for after a watch.
  bye = 9,          ///< A clean leave.
};
BOOST_DESCRIBE_ENUM(frame_kind, hello, welcome, hello_wanted, heartbeat, call,
                    reply, cancel, feed, bye)

struct envelope {
  std::uint16_t version = protocol_version;
  frame_kind kind = frame_kind::call;
  /// The sender's session.
  domain::session_id session{};
  /// The broker's or store's incarnation; 0 from other roles.
  std::uint64_t incarnation = 0;
  /// E.g. `swap.execute`.
  std::string operation;
  std::string programme;
  /// Set by the receiving end from the link, never believed from the sender,
  /// save from an allow-listed gateway or operator.
  std::string caller;
  /// The idempotency key of a mutating call.
  std::string key;
  /// Chosen by the caller, echoed in the reply.
  std::uint64_t correlation = 0;
  /// Time left for this call, in ms; each hop subtracts what it used.
  std::uint32_t remaining_ms = 0;
  /// 32 hex digits; in every log line of the request.
  std::string trace;
  /// Absolute: "you may have sent n calls in all in this session".
  std::uint64_t credit = 0;
  /// Of a reply: `none`, or why not.
  ec status = ec::none;
  /// Of a reply that failed: the sentence.
  std::string detail;
  std::uint32_t retry_after_ms = 0;
  /// Of a reply: the programme version it is of; of a read: at least this.
  std::uint64_t revision = 0;
  /// Of a reply: taken from the stored bytes of an earlier run.
  bool replayed = false;
  /// The operation's request or reply, encoded by `codec`.
  std::string body;

  bool operator==(const envelope&) const = default;
};
BOOST_DESCRIBE_STRUCT(envelope, (),
                      (version, kind, session, incarnation, operation,
                       programme, caller, key, correlation, remaining_ms, trace,
                       credit, status, detail, retry_after_ms, revision,
                       replayed, body))

/// Body of `hello`.
struct hello_body {
  /// `worker`, `client`, `gateway`, `broker` or `store`.
  std::string role;
  /// Operations that a worker serves; empty from others.
  std::vector<std::string> operations;
  /// Calls that a worker takes at one time.
  std::uint32_t capacity = 0;
  /// Correlations of calls that a worker still has in hand.
  std::vector<std::uint64_t> in_hand;
  std::uint64_t pid = 0;
  /// The programme version and build, for `status`.
  std::string build;

  bool operator==(const hello_body&) const = default;
};
BOOST_DESCRIBE_STRUCT(hello_body, (),
                      (role, operations, capacity, in_hand, pid, build))

/// Body of `welcome`.
struct welcome_body {
  /// To be sent over the lifeline; empty where the peer keeps none.
  std::string lifeline_nonce;
  /// Where the lifeline listens: `unix:PATH` or `tcp:HOST:PORT`; may be empty.
  std::string lifeline;
  std::uint32_t heartbeat_ms = 0;

  bool operator==(const welcome_body&) const = default;
};
BOOST_DESCRIBE_STRUCT(welcome_body, (),
                      (lifeline_nonce, lifeline, heartbeat_ms))

} // namespace nightfloat::broker

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The way in for everybody outside the servers: one I/O thread, one link to
// the broker and one to the store. Links come back by themselves; a call whose
// fate a lost link, a restarted server or a lost worker left open is repeated
// within its deadline, safely: a call that changes something carries an
// idempotency key, one that only reads may run twice.
//
//   auto door = client::connection::open(network, {.role = "client"});
//   auto found = (*door)->call(client::validate_request{},
//                              {.programme = "im", .timeout = 5s});

#include "broker/envelope.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

struct connection_options {
  /// `client`, `gateway` or `worker`; only workers hold a lifeline.
  std::string role = "client";
  /// For `status` and log lines.
  std::string build;
  /// Links to open; a process that asks only the store needs no broker.
  bool to_broker = true;
  bool to_store = true;
  /// Calls that may wait here for credit or a link, or rest before they are
  /// asked again, per link; above it they are refused as `overloaded`.
  std::size_t waiting_max = 4'096;
};

struct call_options {
  std::string programme;
  /// The idempotency key; needed by every call that changes something.
  std::string key;
  std::chrono::milliseconds timeout{30'000};
  /// 32 hex digits; drawn when empty.
  std::string trace;
  /// Reads answer at this version or a later one.
  std::uint64_t at_least = 0;
  /// Operators and gateways alone: the person acted for.
  std::string act_for;
  /// Overrides who serves it, for operations that `any` process answers.
  served_by at = served_by::any;
  /// False: an open fate is answered `unknown_outcome`, never repeated.
  bool repeat = true;
  /// Without an answer for so long the call is sent again by its key; 0: not.
  std::chrono::milliseconds silence{0};
};

/// A reply with what the envelope says about it.
template <class Reply>
struct answer {
  Reply body{};
  std::uint64_t version = 0;
  bool replayed = false;
};

/// A call as bytes, for those who carry bodies on unread.
struct raw_call {
  std::string operation;
  served_by served = served_by::any;
  std::string body;
  call_options options;
};

/// One link, for `status`.
struct link_state {
  bool open = false;
  std::uint64_t incarnation = 0;
  std::uint64_t welcomes = 0;
  std::size_t pending = 0;
  std::size_t waiting = 0;
};

/// What a watch hands over: whole items in order, or its end.
struct watch_handlers {
  /// One item. `version` is always the last one's + 1.
  std::function<void(domain::feed_item)> on_item;
  /// It is over: `trimmed` or `slow_reader` (fetch a snapshot and watch
  /// again), `timed_out` (see `first_within`), or the connection was closed.
  /// Not called after `unwatch`.
  std::function<void(failure)> on_end;
  /// Without what the items' records were before, see `watch_request`.
  bool bare = false;
  /// Where the first item takes longer, whether or not the store answers, the
  /// watch ends with `timed_out`; 0: it waits for as long as it takes.
  std::chrono::milliseconds first_within{0};
};

using watch_id = std::uint64_t;

/// Thread-safe. Handlers run on the I/O thread and must not block or call
/// the synchronous forms.
class connection {
public:
  using raw_handler = std::function<void(result<broker::envelope>)>;

  /// Opens the links; nothing need be listening yet. Fails with
  /// `configuration` (bad endpoint, keys) or `io_failed`.
  [[nodiscard]] static result<std::unique_ptr<connection>>
  open(const config::network_options& network, connection_options options);

  /// So many, each with sockets and a session of its own, behind one I/O
  /// thread: for those who stand for many clients. They end together, when
  /// the first of them is destroyed. Fails like `open`.
  [[nodiscard]] static result<std::vector<std::unique_ptr<connection>>>
  open_many(const config::network_options& network,
            const connection_options& options, std::size_t count);

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Says `bye` and closes. What is still open ends: a commit of which nobody
  /// knows, and a call that may have happened, with an unknown outcome.
  ~connection();

  /// Sends `request` and waits for its answer, at most the timeout. Fails
  /// with the reply's own code; `timed_out` if it was not begun, and
  /// `unknown_outcome` if it left and its fate is open; `overloaded` when
  /// too many wait here; `invalid_argument` where a text of `options` is above
  /// 1 KiB.
  template <class Request>
  [[nodiscard]] result<typename Request::reply>
  call(const Request& request, const call_options& options = {}) {
    auto got = ask(request, options);
    if (!got)
      return std::move(got).error();
    return std::move(got->body);
  }

  /// The same with version and replay mark.
  template <class Request>
  [[nodiscard]] result<answer<typename Request::reply>>
  ask(const Request& request, const call_options& options = {}) {
    return read<typename Request::reply>(call_raw(raw(request, options)));
  }

  /// The same without waiting: `done` runs once, on the I/O thread, or on this
  /// one before this returns, if the connection is closed (`unavailable`) or
  /// too much waits for its I/O thread (`overloaded`). Hold no lock that `done`
  /// takes.
  template <class Request>
  void call_async(
    const Request& request, const call_options& options,
    std::function<void(result<answer<typename Request::reply>>)> done) {
    call_raw_async(raw(request, options),
                   [done = std::move(done)](result<broker::envelope> got) {
                     done(read<typename Request::reply>(std::move(got)));
                   });
  }

  /// The two forms for bodies as bytes. The envelope of a failed reply is a
  /// failure here.
  [[nodiscard]] result<broker::envelope> call_raw(raw_call x);
  void call_raw_async(raw_call x, raw_handler done);

  /// Commits, sending the same transaction again after silence or an unknown
  /// outcome until the deadline: it carries a reply key or a completion, so a
  /// repeat replays. An answer whose outcome is `unknown` means that even the
  /// deadline brought none. Fails with what only this copy of it met
  /// (`overloaded`, `no_space`, ...), unless another may have happened.
  /// `done` runs where that of `call_async` does.
  /// REQUIRES: `change.reply`, `reserve` or `complete`.
  [[nodiscard]] result<domain::commit_answer>
  commit(domain::transaction change, std::chrono::milliseconds timeout);
  void commit_async(domain::transaction change,
                    std::chrono::milliseconds timeout,
                    std::function<void(result<domain::commit_answer>)> done);

  /// Watches a programme's feed from `since` + 1 on. Gaps and lost links are
  /// healed by asking again from the last item seen.
  watch_id watch(std::string programme, std::uint64_t since,
                 watch_handlers handlers);
  void unwatch(watch_id x);

  /// This process's session; the same on both links, for its whole life.
  [[nodiscard]] domain::session_id session() const noexcept;

  /// Wake-ups of the I/O thread so far: one that stands still hangs.
  [[nodiscard]] std::uint64_t turns() const noexcept;

  [[nodiscard]] link_state broker_link() const;
  [[nodiscard]] link_state store_link() const;

  /// Waits until the links asked for have been welcomed. Fails with
  /// `unavailable`, naming the endpoint that did not answer.
  [[nodiscard]] result<void> wait_open(std::chrono::milliseconds timeout);

  /// Called on the I/O thread at each WELCOME of the store, the first one
  /// and those after a loss: `again` says that the store is another
  /// incarnation than before. REQUIRES: set before the first call.
  void on_store_open(std::function<void(bool again)> handler);

private:
  friend class worker_link;
  struct core;
  struct io_thread;

  explicit connection(std::unique_ptr<core> x);

  template <class Request>
  static raw_call raw(const Request& request, const call_options& options) {
    return {.operation = std::string{Request::operation},
            .served = Request::served == served_by::any ? options.at
                                                        : Request::served,
            .body = codec::encode(request),
            .options = options};
  }

  template <class Reply>
  static result<answer<Reply>> read(result<broker::envelope> got) {
    if (!got)
      return std::move(got).error();
    auto body = codec::decode<Reply>(got->body);
    if (!body)
      return at(got->operation, std::move(body).error());
    return answer<Reply>{.body = std::move(*body),
                         .version = got->revision,
                         .replayed = got->replayed};
  }

  std::unique_ptr<core> core_;
};

/// 32 random hex digits.
[[nodiscard]] std::string make_trace();

/// A random idempotency key with a readable beginning.
[[nodiscard]] std::string make_key(std::string_view beginning);

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which worker answers which call. Calls go to the least loaded live worker
// that serves the operation, or wait for a slot; a call is handed out once and
// never again: a worker that dies on it is answered `worker_lost`, and the
// caller asks by its key. Pure: sessions and envelopes in, envelopes out,
// `now` as an argument.

#include "broker/envelope.hpp"
#include "broker/reply_address.hpp"
#include "domain/error.hpp"
#include "metrics/drain_rate.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace nightfloat::broker {

struct switchboard_options {
  /// The first ticket: random, so that an answer meant for an earlier
  /// incarnation meets nothing.
  std::uint64_t ticket_first = 1;
  /// How long after the start, or after the last worker of an operation left,
  /// its calls wait for one to come.
  std::chrono::milliseconds grace{1'000};
  /// Calls waiting for a slot, over all operations.
  std::size_t waiting_max = 4'096;
  /// What they may take in memory; a single one takes up to 4 MiB.
  std::size_t waiting_bytes_max = 64 << 20;
  /// How long after its deadline a handed-out call is given up.
  std::chrono::milliseconds overtime{1'000};
};

/// What is to be sent: `answers` to callers, `orders` to workers.
struct switchboard_output {
  struct answer {
    reply_address to;
    envelope frame;
  };
  struct order {
    domain::session_id to{};
    envelope frame;
  };
  std::vector<answer> answers;
  std::vector<order> orders;
  /// Replies to gathered calls; see `gather`.
  struct gathered {
    std::uint64_t number = 0;
    std::vector<envelope> replies;
  };
  std::vector<gathered> gatherings;
};

/// For `status` and metrics.
struct switchboard_state {
  std::size_t workers = 0;
  std::size_t waiting = 0;
  std::size_t running = 0;
  std::uint64_t unknown_replies = 0;
  std::uint64_t expired = 0;
  std::uint64_t lost = 0;
  std::uint64_t refused = 0;
};

/// Not thread-safe; owned by the broker's I/O thread.
class switchboard {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using output = switchboard_output;

  switchboard(switchboard_options options, time_point now);

  /// A worker said HELLO, for the first time or again. Calls handed to it
  /// that it no longer has in hand are lost.
  void on_worker(domain::session_id who, const hello_body& hello,
                 time_point now, output& out);

  /// A session ended, whoever it was.
  void on_gone(domain::session_id who, time_point now, output& out);

  /// Exactly one answer follows, now or later.
  void on_call(reply_address from, envelope call, time_point now, output& out);

  void on_reply(domain::session_id worker, envelope reply, time_point now,
                output& out);

  /// The caller no longer waits.
  void on_cancel(domain::session_id caller, std::uint64_t correlation,
                 output& out);

  /// Sends `question` to every worker, whatever its load, but to those that
  /// still owe the answer to a gathering that ended without them: one that is
  /// stopped makes one gathering wait, not each. Its number comes back in
  /// `gatherings` once all have answered or its time is up. At most 16 at one
  /// time: fails with `overloaded`.
  [[nodiscard]] result<std::uint64_t> gather(const envelope& question,
                                             time_point now, output& out);

  /// Expires what waits, gives up what runs over.
  void tick(time_point now, output& out);

  [[nodiscard]] switchboard_state state() const;

private:
  struct worker {
    std::set<std::string> operations;
    std::uint32_t capacity = 0;
    /// Tickets handed out and not answered.
    std::set<std::uint64_t> running;
    /// Calls of an earlier incarnation that it still has in hand.
    std::set<std::uint64_t> foreign;
    std::uint64_t served_last = 0;
    /// Calls that it answered since a call that came found a slot of it free.
    std::uint64_t answered = 0;

    [[nodiscard]] std::size_t load() const noexcept {
      return running.size() + foreign.size();
    }

    [[nodiscard]] std::size_t free() const noexcept {
      return capacity > load() ? capacity - load() : 0;
    }
  };

  struct ticket {
    reply_address from;
    /// The envelope of the call; its body leaves with the order.
    envelope call;
    time_point deadline{};
    domain::session_id worker{};
    /// What it takes while it waits.
    std::size_t bytes = 0;
    /// Answered already; the worker's slot is still taken.
    bool given_up = false;
    /// Not 0: part of a gathering.
    std::uint64_t gathering = 0;
    /// Of a gathering's question.
    time_point asked_at{};
  };

  struct gathering {
    std::size_t open = 0;
    std::vector<envelope> replies;
    time_point deadline{};
  };

  using workers = std::map<domain::session_id, worker>;
  using tickets = std::map<std::uint64_t, ticket>;

  workers::iterator least_loaded(const std::string& operation);
  [[nodiscard]] bool is_served(const std::string& operation) const;
  [[nodiscard]] bool is_drain_known(const std::string& operation,
                                    time_point now);
  void hand_out(workers::iterator to, std::uint64_t number, time_point now,
                output& out);
  void pump(time_point now, output& out);
  void refuse(reply_address to, const envelope& call, failure why, output& out);
  void lose(std::uint64_t number, output& out);
  /// It waits no longer.
  ticket take_waiting(tickets::iterator from);
  void drop_waiting(domain::session_id caller, output& out);
  [[nodiscard]] bool owes_an_answer(const worker& x, time_point now) const;
  void answer_gathering(std::uint64_t number, const envelope* reply,
                        output& out);
  void cancel_order(std::uint64_t number, output& out);
  [[nodiscard]] bool is_hopeless(const std::string& operation,
                                 time_point now) const;
  void remember(const worker& x, time_point now);
  bool expire(tickets::iterator waiting, time_point now, output& out);
  void tick_running(time_point now, output& out);
  void tick_waiting(time_point now, output& out);
  void end_gathering(std::map<std::uint64_t, gathering>::iterator x,
                     output& out);

  switchboard_options options_;
  time_point began_;
  workers workers_;
  /// Handed out, by ticket.
  std::unordered_map<std::uint64_t, ticket> running_;
  /// Waiting for a slot, in order of arrival.
  tickets waiting_;
  std::size_t waiting_bytes_ = 0;
  std::map<std::uint64_t, gathering> gatherings_;
  /// When an operation that nobody serves was last served.
  std::map<std::string, time_point> served_until_;
  std::uint64_t ticket_last_;
  std::uint64_t served_last_ = 0;
  std::uint64_t gathering_last_ = 0;
  metrics::drain_rate rate_;
  switchboard_state counts_;
};

} // namespace nightfloat::broker

// SPDX-License-Identifier: Apache-2.0
#include "broker/frame.hpp"
#include "client/line.hpp"
#include "codec/bytes.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

using broker::envelope;
using broker::frame_kind;

namespace {

/// The server will not change its mind about these.
bool ends_session(ec code) {
  return code == ec::bad_version || code == ec::forbidden
         || code == ec::malformed || code == ec::unauthorized;
}

/// Never kept as the answer to a key: it says how one copy of a call fared,
/// and nothing of another.
bool is_of_one_copy(ec code) {
  return code == ec::conflict || code == ec::overloaded || code == ec::no_worker
         || code == ec::timed_out || code == ec::cancelled
         || code == ec::no_space || code == ec::storage_failed;
}

/// Instead of an answer that would cost us the connection, and all other calls
/// in hand with it.
envelope too_large(const envelope& x) {
  return broker::make_refusal(
    x, {ec::oversize, x.operation + ": the answer is too large ("
                        + std::to_string(broker::frame_size_most(x)) + ", "
                        + std::to_string(broker::frame_bytes_max)
                        + " bytes at most), ask for fewer days, people or "
                          "rules"});
}

} // namespace

// The part of the line that is not about calls.

// -- the session --------------------------------------------------------------

void line::greet(time_point now, line_output& out) {
  state_ = state::greeting;
  sent_ = credit_ = 0;
  free_sent_.clear();
  greet_at_ = now + options_.heartbeat;
  auto body = options_.hello;
  body.in_hand.assign(in_hand_.begin(), in_hand_.end());
  auto x = frame_of(frame_kind::hello);
  x.incarnation = 0;
  x.body = codec::encode(body);
  out.send(x);
}

void line::lose(time_point now, line_output& out) {
  auto was_open = state_ == state::open;
  state_ = state::down;
  for (auto number : calls_.all_sent()) {
    auto& x = *calls_.find(number);
    x.open_fate = true;
    if (x.what.repeat && now < x.what.deadline)
      requeue(x);
    else
      fail(x,
           {ec::unknown_outcome, x.what.frame.operation + ": the "
                                   + options_.server
                                   + " was lost, it may have happened"},
           out);
  }
  end_streams({ec::unavailable, options_.server + ": lost"}, out);
  if (was_open)
    out.events.push_back(
      {.what = line_happening::closed, .frame = {}, .why = {}});
}

void line::on_link(bool up, time_point now, line_output& out) {
  link_up_ = up;
  heard_ = now;
  lose(now, out);
  if (up)
    greet(now, out);
}

void line::take(envelope frame, time_point now, line_output& out) {
  heard_ = now;
  if (state_ == state::open && frame.incarnation == incarnation_)
    credit_ = std::max(credit_, frame.credit);
  switch (frame.kind) {
    case frame_kind::welcome:
      on_welcome(frame, now, out);
      break;
    case frame_kind::hello_wanted:
      // Frames of before our HELLO are still being answered.
      if (state_ != state::greeting) {
        not_begun(frame.correlation);
        lose(now, out);
        greet(now, out);
      }
      break;
    case frame_kind::bye:
      on_bye(frame, now, out);
      break;
    case frame_kind::reply:
      on_reply(frame, now, out);
      break;
    case frame_kind::feed:
      on_feed(frame, out);
      break;
    case frame_kind::call:
      on_call(frame, out);
      break;
    case frame_kind::cancel:
      on_cancel(frame, out);
      break;
    default:
      break;
  }
  pump(now, out);
}

void line::not_begun(std::uint64_t correlation) {
  if (auto* x = calls_.find_sent(correlation))
    requeue(*x);
}

void line::on_welcome(envelope& frame, time_point now, line_output& out) {
  auto again = incarnation_ != 0 && incarnation_ != frame.incarnation;
  if (state_ == state::open && again)
    lose(now, out);
  if (state_ != state::open)
    credit_ = 0;
  incarnation_ = frame.incarnation;
  credit_ = std::max(credit_, frame.credit);
  state_ = state::open;
  beat_at_ = now + options_.heartbeat;
  out.events.push_back({.what = line_happening::opened,
                        .frame = std::move(frame),
                        .why = {},
                        .again = again});
  for (auto& [correlation, x] : std::exchange(held_, {}))
    reply(std::move(x), out);
}

void line::on_bye(envelope& frame, time_point now, line_output& out) {
  lose(now, out);
  // The link may stand: it is greeted again, but not at once.
  if (link_up_)
    state_ = state::greeting;
  greet_at_ = now
              + std::max(options_.heartbeat,
                         std::chrono::milliseconds{frame.retry_after_ms});
  auto why = failure{frame.status, std::move(frame.detail)};
  if (ends_session(why.code))
    fail_all(why, out);
  if (why.code != ec::none && why.code != ec::unavailable)
    out.events.push_back(
      {.what = line_happening::refused, .frame = {}, .why = std::move(why)});
}

void line::on_reply(envelope& frame, time_point now, line_output& out) {
  free_sent_.erase(frame.correlation);
  auto* x = calls_.find_sent(frame.correlation);
  if (x == nullptr)
    return; // Given up, or of an attempt that another has replaced.
  if (come_again(*x, frame, now, out))
    return;
  auto number = x->number;
  if (x->what.streams && frame.status == ec::none)
    streams_[frame.correlation] = number;
  finish(*x);
  auto& told = out.events.emplace_back();
  told.what = line_happening::answered;
  told.number = number;
  told.frame = std::move(frame);
}

/// True if `reply` is not the last word on the call.
bool line::come_again(booked_call& x, const envelope& reply, time_point now,
                      line_output& out) {
  auto unknown = is_unknown(reply.status);
  x.open_fate |= unknown;
  // It was not begun, or not done: the same again will find its time.
  auto not_done = reply.status == ec::unavailable || reply.status == ec::held;
  auto open = x.open_fate && is_of_one_copy(reply.status);
  if (!not_done && !open && !(unknown && x.what.repeat))
    return false;
  if (rest(x, reply.retry_after_ms, now))
    return true;
  if (unknown || !x.open_fate)
    return false;
  fail(x,
       {ec::unknown_outcome, x.what.frame.operation
                               + ": an earlier copy of it may have happened, "
                                 "or may yet: ask again with the same key "
                                 "(of the last: "
                               + reply.detail + ")"},
       out);
  return true;
}

void line::on_feed(envelope& frame, line_output& out) {
  auto known = streams_.find(frame.correlation);
  if (known == streams_.end())
    return;
  auto& told = out.events.emplace_back();
  told.what = line_happening::feed;
  told.number = known->second;
  if (frame.status != ec::none)
    streams_.erase(known);
  told.frame = std::move(frame);
}

// -- serving ------------------------------------------------------------------

void line::on_call(envelope& frame, line_output& out) {
  // The network brought it twice: the answer to the first copy is the answer.
  if (in_hand_.contains(frame.correlation))
    return;
  if (in_hand_.size() >= 2 * std::size_t{capacity_most_} + 16) {
    out.send(broker::make_refusal(
      frame, {ec::overloaded, "worker: more calls than its capacity", 100}));
    return;
  }
  in_hand_.insert(frame.correlation);
  out.events.push_back(
    {.what = line_happening::incoming, .frame = std::move(frame), .why = {}});
}

void line::on_cancel(const envelope& frame, line_output& out) {
  if (in_hand_.contains(frame.correlation)) {
    out.events.push_back(
      {.what = line_happening::cancelled, .frame = frame, .why = {}});
    return;
  }
  // The broker believes that we still have it: its slot must come free.
  auto x = broker::make_refusal(
    frame, {ec::not_found, frame.operation + ": not in hand"});
  x.session = options_.session;
  x.incarnation = incarnation_;
  out.send(x);
}

bool line::reply(envelope x, line_output& out) {
  if (!in_hand_.contains(x.correlation))
    return false;
  broker::clip_detail(x);
  if (broker::frame_size_most(x) > broker::frame_bytes_max)
    x = too_large(x);
  if (state_ != state::open) {
    held_[x.correlation] = std::move(x);
    return true;
  }
  in_hand_.erase(x.correlation);
  x.kind = frame_kind::reply;
  x.session = options_.session;
  // To a broker that came after the one that asked: it drops the answer and
  // sees that the slot is free.
  x.incarnation = incarnation_;
  x.credit = 0;
  out.send(x);
  return true;
}

void line::serve(std::uint32_t capacity, time_point now, line_output& out) {
  options_.hello.capacity = capacity;
  capacity_most_ = std::max(capacity_most_, capacity);
  if (link_up_) {
    lose(now, out);
    greet(now, out);
  }
}

void line::leave(line_output& out) {
  if (state_ == state::open)
    out.send(frame_of(frame_kind::bye));
  state_ = state::down;
}

void line::tick(time_point now, line_output& out) {
  // Time in which we ourselves did not run is no silence of the server's.
  if (ticked_ != time_point{} && now - ticked_ > options_.heartbeat)
    heard_ = std::min(now, heard_ + (now - ticked_));
  ticked_ = now;
  for (auto* x = calls_.next_due(); x != nullptr && x->due <= now;
       x = calls_.next_due())
    on_due(*x, now, out);
  if (link_up_ && now - heard_ > options_.liveness) {
    link_up_ = false;
    lose(now, out);
    out.events.push_back(
      {.what = line_happening::reconnect, .frame = {}, .why = {}});
  }
  if (link_up_ && state_ == state::greeting && now >= greet_at_)
    greet(now, out);
  if (state_ == state::open && now >= beat_at_) {
    beat_at_ = now + options_.heartbeat;
    auto x = frame_of(frame_kind::heartbeat);
    x.credit = sent_;
    out.send(x);
  }
  pump(now, out);
}

} // namespace nightfloat::client

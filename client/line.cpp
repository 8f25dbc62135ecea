// SPDX-License-Identifier: Apache-2.0
#include "client/line.hpp"

#include "broker/frame.hpp"
#include "broker/lane.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

using broker::envelope;
using broker::frame_kind;

namespace {

constexpr std::uint32_t rest_first_ms = 20;
constexpr std::uint32_t rest_max_ms = 1'000;
/// What an envelope adds to its texts, rounded up.
constexpr std::size_t envelope_bytes = 256;

std::uint32_t left_ms(std::chrono::steady_clock::time_point deadline,
                      std::chrono::steady_clock::time_point now) {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
  return static_cast<std::uint32_t>(
    std::clamp<std::int64_t>(left.count(), 1, 0xffff'ffff));
}

std::size_t size_of(const envelope& x) {
  return x.operation.size() + x.programme.size() + x.caller.size()
         + x.key.size() + x.trace.size() + x.body.size() + envelope_bytes;
}

} // namespace

line::line(line_options options)
  : options_(std::move(options)),
    correlation_last_(options_.correlation_first) {
}

envelope line::frame_of(frame_kind kind) const {
  auto x = envelope{};
  x.kind = kind;
  x.session = options_.session;
  x.incarnation = incarnation_;
  return x;
}

// -- calls --------------------------------------------------------------------

std::uint64_t line::call(line_call x, time_point now, line_output& out) {
  auto number = ++number_last_;
  auto refuse = [&](failure why) {
    out.events.push_back({.what = line_happening::failed,
                          .number = number,
                          .frame = {},
                          .why = std::move(why)});
    return number;
  };
  if (size_of(x.frame) > broker::frame_bytes_max)
    return refuse({ec::oversize, x.frame.operation + ": too large to be sent ("
                                   + std::to_string(size_of(x.frame)) + ", "
                                   + std::to_string(broker::frame_bytes_max)
                                   + " bytes at most), send it in parts"});
  if (waiting() >= options_.waiting_max)
    return refuse({ec::overloaded,
                   options_.server + ": too many calls wait here ("
                     + std::to_string(options_.waiting_max)
                     + " at most), come back later",
                   static_cast<std::uint32_t>(options_.heartbeat.count())});
  auto& e = calls_[number];
  e.what = std::move(x);
  e.is_free = broker::is_free(e.what.frame);
  arm(number, e, e.what.deadline);
  if (may_send(e.is_free) && (e.is_free ? waiting_free_ : waiting_).empty())
    send(number, e, now, out);
  else
    enqueue(number, e);
  return number;
}

void line::drop(std::uint64_t number, line_output& out) {
  auto cancel = [&](std::uint64_t correlation) {
    if (state_ != state::open)
      return;
    auto x = frame_of(frame_kind::cancel);
    x.correlation = correlation;
    out.frames.push_back(std::move(x));
  };
  auto x = calls_.find(number);
  if (x != calls_.end()) {
    if (x->second.at == phase::sent)
      cancel(x->second.correlation);
    return finish(x);
  }
  for (auto i = streams_.begin(); i != streams_.end(); ++i) {
    if (i->second == number) {
      cancel(i->first);
      streams_.erase(i);
      return;
    }
  }
}

void line::pump(time_point now, line_output& out) {
  auto next = [&](std::set<std::uint64_t>& from) {
    auto number = *from.begin();
    from.erase(from.begin());
    send(number, calls_.find(number)->second, now, out);
  };
  while (!waiting_free_.empty() && may_send(true))
    next(waiting_free_);
  while (!waiting_.empty() && may_send(false))
    next(waiting_);
}

bool line::may_send(bool free) const {
  return state_ == state::open
         && (free ? free_sent_.size() < broker::free_calls_max
                  : sent_ < credit_);
}

void line::enqueue(std::uint64_t number, entry& x) {
  x.at = phase::waiting;
  (x.is_free ? waiting_free_ : waiting_).insert(number);
}

void line::send(std::uint64_t number, entry& x, time_point now,
                line_output& out) {
  x.at = phase::sent;
  x.ever_sent = true;
  x.correlation = ++correlation_last_;
  if (x.is_free)
    free_sent_.insert(x.correlation);
  else
    ++sent_;
  by_correlation_[x.correlation] = number;
  auto frame = x.what.frame;
  frame.kind = frame_kind::call;
  frame.session = options_.session;
  frame.incarnation = incarnation_;
  frame.correlation = x.correlation;
  frame.remaining_ms = left_ms(x.what.deadline, now);
  out.frames.push_back(std::move(frame));
  if (x.what.silence.count() > 0)
    arm(number, x, std::min(x.what.deadline, now + x.what.silence));
}

void line::arm(std::uint64_t number, entry& x, time_point due) {
  due_.erase({x.due, number});
  x.due = due;
  due_.insert({due, number});
}

void line::dequeue(std::uint64_t number) {
  waiting_.erase(number);
  waiting_free_.erase(number);
}

void line::finish(calls::iterator x) {
  due_.erase({x->second.due, x->first});
  if (x->second.at == phase::sent)
    by_correlation_.erase(x->second.correlation);
  if (x->second.at == phase::waiting)
    dequeue(x->first);
  calls_.erase(x);
}

void line::fail(calls::iterator x, failure why, line_output& out) {
  out.events.push_back({.what = line_happening::failed,
                        .number = x->first,
                        .frame = {},
                        .why = std::move(why)});
  finish(x);
}

void line::requeue(std::uint64_t number, entry& x) {
  by_correlation_.erase(x.correlation);
  enqueue(number, x);
  arm(number, x, x.what.deadline);
}

void line::rest(std::uint64_t number, entry& x, std::uint32_t wait_ms,
                time_point now) {
  by_correlation_.erase(x.correlation);
  x.at = phase::resting;
  auto grown = rest_first_ms << std::min(x.tries++, 8u);
  auto wait = std::max(wait_ms, std::min(grown, rest_max_ms));
  x.resume = now + std::chrono::milliseconds{wait};
  arm(number, x, std::min(x.what.deadline, x.resume));
}

void line::on_due(std::uint64_t number, time_point now, line_output& out) {
  auto i = calls_.find(number);
  auto& x = i->second;
  if (now >= x.what.deadline) {
    if (x.at == phase::sent && state_ == state::open) {
      auto cancel = frame_of(frame_kind::cancel);
      cancel.correlation = x.correlation;
      out.frames.push_back(std::move(cancel));
    }
    auto& op = x.what.frame.operation;
    if (x.ever_sent)
      return fail(i,
                  {ec::unknown_outcome,
                   op + ": no answer of the " + options_.server
                     + " in time, it may have happened: ask again with the "
                       "same key"},
                  out);
    return fail(i,
                {ec::timed_out, op + ": the " + options_.server
                                  + (state_ == state::open ? " gave no credit"
                                                           : " was not reached")
                                  + " in time, nothing was sent"},
                out);
  }
  if (x.at == phase::resting) {
    enqueue(number, x);
    arm(number, x, x.what.deadline);
  } else if (x.at == phase::sent && x.what.silence.count() > 0) {
    x.open_fate = true;
    requeue(number, x);
  } else {
    arm(number, x, x.what.deadline);
  }
}

void line::fail_all(const failure& why, line_output& out) {
  while (!calls_.empty())
    fail(calls_.begin(), why, out);
  for (auto [correlation, number] : streams_)
    out.events.push_back({.what = line_happening::failed,
                          .number = number,
                          .frame = {},
                          .why = why});
  streams_.clear();
}

std::optional<line::time_point> line::next() const {
  if (due_.empty())
    return std::nullopt;
  return due_.begin()->first;
}

} // namespace nightfloat::client

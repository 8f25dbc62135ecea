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

} // namespace

void line_output::send(const envelope& x) {
  if (sink)
    sink(x);
  else
    frames.push_back(x);
}

void line_output::failed(std::uint64_t number, failure why) {
  events.push_back({.what = line_happening::failed,
                    .number = number,
                    .frame = {},
                    .why = std::move(why)});
}

line::line(line_options options)
  : options_(std::move(options)), correlation_last_(options_.correlation_first),
    capacity_most_(options_.hello.capacity) {
}

envelope line::frame_of(frame_kind kind) const {
  auto x = envelope{};
  x.kind = kind;
  x.session = options_.session;
  x.incarnation = incarnation_;
  return x;
}

// -- calls --------------------------------------------------------------------

std::uint64_t line::call(line_call&& x, time_point now, line_output& out) {
  auto number = ++number_last_;
  auto refuse = [&](failure why) {
    out.failed(number, std::move(why));
    return number;
  };
  // Of such a frame the server would say `bye`, each time that it is sent.
  if (auto ok = broker::check_texts(x.frame); !ok)
    return refuse({ec::invalid_argument, ok.error().detail});
  auto size = broker::frame_size_most(x.frame);
  if (size > broker::frame_bytes_max)
    return refuse({ec::oversize, x.frame.operation + ": too large to be sent ("
                                   + std::to_string(size) + ", "
                                   + std::to_string(broker::frame_bytes_max)
                                   + " bytes at most), send it in parts"});
  if (waiting() >= options_.waiting_max)
    return refuse({ec::overloaded,
                   options_.server + ": too many calls wait here ("
                     + std::to_string(options_.waiting_max)
                     + " at most), come back later",
                   static_cast<std::uint32_t>(options_.heartbeat.count())});
  auto& e = calls_.add(number, std::move(x));
  e.is_free = broker::is_free(e.what.frame);
  if (may_send(e.is_free) && (e.is_free ? waiting_free_ : waiting_).empty())
    send(e, now, out);
  else
    enqueue(e);
  return number;
}

void line::drop(std::uint64_t number, line_output& out) {
  if (auto* x = calls_.find(number)) {
    if (x->at == call_phase::sent)
      cancel(x->correlation, out);
    return finish(*x);
  }
  for (auto i = streams_.begin(); i != streams_.end(); ++i) {
    if (i->second == number) {
      cancel(i->first, out);
      streams_.erase(i);
      return;
    }
  }
}

void line::cancel(std::uint64_t correlation, line_output& out) const {
  if (state_ != state::open)
    return;
  auto x = frame_of(frame_kind::cancel);
  x.correlation = correlation;
  out.send(x);
}

void line::pump(time_point now, line_output& out) {
  auto next = [&](std::set<std::uint64_t>& from) {
    auto number = *from.begin();
    from.erase(from.begin());
    send(*calls_.find(number), now, out);
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

void line::enqueue(booked_call& x) {
  calls_.turn(x, call_phase::waiting);
  (x.is_free ? waiting_free_ : waiting_).insert(x.number);
}

void line::send(booked_call& x, time_point now, line_output& out) {
  calls_.send_as(x, ++correlation_last_);
  if (x.is_free)
    free_sent_.insert(x.correlation);
  else
    ++sent_;
  auto& frame = x.what.frame;
  frame.kind = frame_kind::call;
  frame.session = options_.session;
  frame.incarnation = incarnation_;
  frame.correlation = x.correlation;
  frame.remaining_ms = broker::time_left_ms(x.what.deadline, now);
  out.send(frame);
  if (x.what.silence.count() > 0)
    calls_.arm(x, std::min(x.what.deadline, now + x.what.silence));
}

void line::finish(booked_call& x) {
  if (x.at == call_phase::waiting) {
    waiting_.erase(x.number);
    waiting_free_.erase(x.number);
  }
  calls_.erase(x);
}

void line::fail(booked_call& x, failure why, line_output& out) {
  out.failed(x.number, std::move(why));
  finish(x);
}

void line::requeue(booked_call& x) {
  enqueue(x);
  calls_.arm(x, x.what.deadline);
}

bool line::rest(booked_call& x, std::uint32_t wait_ms, time_point now) {
  auto grown = rest_first_ms << std::min(x.tries, 8u);
  auto wait = std::max(wait_ms, std::min(grown, rest_max_ms));
  auto resume = now + std::chrono::milliseconds{wait};
  if (resume >= x.what.deadline)
    return false;
  ++x.tries;
  calls_.turn(x, call_phase::resting);
  calls_.arm(x, resume);
  return true;
}

void line::on_due(booked_call& x, time_point now, line_output& out) {
  if (now >= x.what.deadline)
    return end_late(x, out);
  if (x.at == call_phase::resting)
    return requeue(x);
  if (x.at == call_phase::sent && x.what.silence.count() > 0) {
    x.open_fate = true;
    return requeue(x);
  }
  calls_.arm(x, x.what.deadline);
}

void line::end_late(booked_call& x, line_output& out) {
  if (x.at == call_phase::sent)
    cancel(x.correlation, out);
  if (may_have_happened(x))
    return fail(x, unanswered(x), out);
  fail(x,
       {ec::timed_out,
        x.what.frame.operation + ": the " + options_.server
          + (state_ == state::open ? " gave no credit" : " was not reached")
          + " in time, nothing was done"},
       out);
}

bool line::may_have_happened(const booked_call& x) {
  return x.at == call_phase::sent || x.open_fate;
}

failure line::unanswered(const booked_call& x) const {
  return {ec::unknown_outcome,
          x.what.frame.operation + ": no answer of the " + options_.server
            + " came, it may have happened: ask again with the same key"};
}

void line::fail_all(const failure& why, line_output& out) {
  while (auto* x = calls_.next_due()) {
    // `why` is a plain no, which only what was never begun may hear.
    fail(*x, may_have_happened(*x) ? unanswered(*x) : why, out);
  }
  end_streams(why, out);
}

void line::end_streams(const failure& why, line_output& out) {
  for (auto [correlation, number] : streams_)
    out.failed(number, why);
  streams_.clear();
}

std::optional<line::time_point> line::next() const {
  return calls_.due();
}

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#include "broker/doorway.hpp"

#include "broker/frame.hpp"
#include "codec/bytes.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::broker {

namespace {

constexpr std::size_t operations_max = 256;
constexpr std::size_t ended_max = 1'024;
/// Those of connections before this one may still run.
constexpr auto free_admitted_max = 4 * free_calls_max;
constexpr std::uint32_t capacity_max = 65'536;
constexpr std::size_t text_bytes_max = 128;
constexpr std::array<std::string_view, 5> roles{"worker", "client", "gateway",
                                                "broker", "store"};

result<hello_body> read_hello(const envelope& frame) {
  auto x = codec::decode<hello_body>(frame.body);
  if (!x)
    return at("hello", std::move(x).error());
  if (frame.session == domain::session_id{})
    return failure{ec::malformed, "hello: no session, draw 128 random bits"};
  if (std::ranges::find(roles, x->role) == roles.end())
    return failure{ec::malformed, "hello: unknown role (" + x->role + ")"};
  if (x->operations.size() > operations_max || x->capacity > capacity_max
      || x->in_hand.size() > capacity_max)
    return failure{ec::oversize, "hello: too much is served (256 operations, "
                                 "65536 calls at most)"};
  auto is_long = [](const std::string& text) {
    return text.size() > text_bytes_max;
  };
  if (is_long(x->build) || std::ranges::any_of(x->operations, is_long))
    return failure{ec::oversize, "hello: a name is too long (128 bytes at "
                                 "most), shorten it"};
  return x;
}

} // namespace

doorway::doorway(doorway_options options) : options_(std::move(options)) {
  NIGHTFLOAT_EXPECT(options_.incarnation != 0);
  NIGHTFLOAT_EXPECT(options_.lifeline.empty() || options_.draw_nonce);
}

door_arrival doorway::take(peer from, std::string_view caller, envelope& frame,
                           time_point now, std::vector<sending>& out) {
  forget_in_hand();
  if (frame.kind == frame_kind::hello)
    return hello(from, caller, frame, now, out);
  auto there = by_peer_.find(from);
  auto stale = frame.incarnation != 0
               && frame.incarnation != options_.incarnation;
  if (there == by_peer_.end() || there->second != frame.session || stale) {
    if (frame.kind != frame_kind::bye)
      want_hello(from, frame, out);
    return {.refused = ec::hello_wanted};
  }
  auto& who = sessions_.find(there->second)->second;
  who.heard = now;
  return known(who, frame, out);
}

door_arrival doorway::known(door_session& who, envelope& frame,
                            std::vector<sending>& out) {
  switch (frame.kind) {
    case frame_kind::call:
      return call(who, frame, out);
    case frame_kind::reply:
      return {.what = door_event::reply, .who = &who};
    case frame_kind::cancel:
      return {.what = door_event::cancel, .who = &who};
    case frame_kind::heartbeat: {
      // Frames of one connection keep their order: what it sent and we did
      // not hear is lost, and must not use up credit for ever.
      if (frame.credit > who.received) {
        who.finished += frame.credit - who.received;
        who.received = frame.credit;
      }
      return {.what = door_event::beat, .who = &who};
    }
    case frame_kind::bye:
      return {.what = door_event::ended, .who = &who};
    default:
      refuse(who.at,
             {ec::malformed, "frame: this kind is not for a server ("
                               + std::to_string(static_cast<int>(frame.kind))
                               + ")"},
             out);
      return {.who = &who, .refused = ec::malformed};
  }
}

door_arrival doorway::hello(peer from, std::string_view caller,
                            const envelope& frame, time_point now,
                            std::vector<sending>& out) {
  auto reject = [&](failure why) {
    auto code = why.code;
    refuse(from, why, out);
    return door_arrival{.refused = code};
  };
  auto body = read_hello(frame);
  if (!body)
    return reject(body.error());
  auto there = by_peer_.find(from);
  if (there != by_peer_.end() && there->second != frame.session)
    return reject({ec::malformed, "hello: this connection has a session "
                                  "already, open another"});
  auto old = sessions_.find(frame.session);
  if (old == sessions_.end() && sessions_.size() >= options_.sessions_max)
    return reject({ec::overloaded,
                   options_.role + ": too many sessions ("
                     + std::to_string(options_.sessions_max)
                     + " at most), come back later",
                   static_cast<std::uint32_t>(options_.liveness.count())});
  if (old != sessions_.end() && old->second.caller != caller)
    return reject({ec::forbidden, "hello: this session is another's"});
  auto again = old != sessions_.end();
  auto& who = sessions_[frame.session];
  if (again)
    by_peer_.erase(who.at);
  who.id = frame.session;
  who.at = from;
  who.caller = caller;
  who.is_operator = may_act_for(caller);
  who.hello = std::move(*body);
  who.count = ++count_last_;
  who.carried += who.received - who.finished;
  who.received = who.finished = 0;
  who.heard = now;
  by_peer_[from] = who.id;
  ended_.erase(who.id);
  greeted_ = who.id;
  welcome(who, out);
  return {.what = again ? door_event::reopened : door_event::opened,
          .who = &who};
}

void doorway::forget_in_hand() {
  if (!greeted_)
    return;
  // Not `= {}`, which would keep the memory.
  if (auto x = sessions_.find(*greeted_); x != sessions_.end())
    x->second.hello.in_hand = std::vector<std::uint64_t>{};
  greeted_.reset();
}

void doorway::welcome(door_session& who, std::vector<sending>& out) {
  auto body = welcome_body{};
  body.heartbeat_ms = static_cast<std::uint32_t>(options_.heartbeat.count());
  if (!options_.lifeline.empty() && who.hello.role == "worker"
      && !who.holds_lifeline) {
    by_nonce_.erase(who.lifeline_nonce);
    who.lifeline_nonce = options_.draw_nonce();
    by_nonce_[who.lifeline_nonce] = who.id;
    body.lifeline_nonce = who.lifeline_nonce;
    body.lifeline = options_.lifeline;
  }
  auto x = sending{.to = who.at, .frame = {}};
  x.frame.kind = frame_kind::welcome;
  x.frame.body = codec::encode(body);
  NIGHTFLOAT_EXPECT(address(who.id, x.frame, x.to));
  out.push_back(std::move(x));
}

door_arrival doorway::call(door_session& who, envelope& frame,
                           std::vector<sending>& out) {
  const auto is_free_call = is_free(frame);
  // Brought twice: the answer to the first copy is the answer.
  if (is_free_call && who.free_calls.contains(frame.correlation))
    return {.who = &who};
  auto reject = [&](failure why) {
    auto code = why.code;
    if (!is_free_call) {
      ++who.received;
      ++who.finished;
    }
    answer(who, frame, std::move(why), out);
    return door_arrival{.who = &who, .refused = code};
  };
  if (is_free_call && who.free_calls.size() >= free_admitted_max)
    return reject({ec::overloaded,
                   options_.role + ": too many calls without credit ("
                     + std::to_string(free_admitted_max)
                     + " at most), wait for answers",
                   static_cast<std::uint32_t>(options_.heartbeat.count())});
  if (!is_free_call && who.received >= credit_of(who))
    return reject({ec::overloaded,
                   options_.role + ": more calls than granted ("
                     + std::to_string(credit_of(who))
                     + " in this session), wait for credit",
                   static_cast<std::uint32_t>(options_.heartbeat.count())});
  auto other = !frame.caller.empty() && frame.caller != who.caller;
  if (other && !who.is_operator)
    return reject({ec::forbidden, frame.operation + ": " + who.caller
                                    + " may not act for " + frame.caller
                                    + ", only operators may"});
  if (frame.remaining_ms == 0)
    return reject(
      {ec::timed_out, frame.operation + ": no time is left, allow more"});
  if (!other)
    frame.caller = who.caller;
  // Whoever passes it on writes numbers of its own into it.
  if (auto size = frame_size_most(frame); size > frame_bytes_max)
    return reject({ec::oversize, frame.operation
                                   + ": too large to be passed on ("
                                   + std::to_string(size) + ", "
                                   + std::to_string(frame_bytes_max)
                                   + " bytes at most), send it in parts"});
  if (is_free_call)
    who.free_calls.insert(frame.correlation);
  else
    ++who.received;
  return {.what = door_event::call, .who = &who, .acted_for = other};
}

void doorway::want_hello(peer to, const envelope& frame,
                         std::vector<sending>& out) const {
  auto x = sending{.to = to, .frame = make_reply(frame)};
  x.frame.kind = frame_kind::hello_wanted;
  x.frame.incarnation = options_.incarnation;
  x.frame.status = ec::hello_wanted;
  auto why = ended_.find(frame.session);
  x.frame.detail = options_.role + ": session "
                   + (why == ended_.end() ? "unknown" : to_string(why->second))
                   + ", say hello";
  out.push_back(std::move(x));
}

void doorway::refuse(peer to, const failure& why,
                     std::vector<sending>& out) const {
  auto x = sending{.to = to, .frame = {}};
  x.frame.kind = frame_kind::bye;
  x.frame.incarnation = options_.incarnation;
  x.frame.status = why.code;
  x.frame.detail = why.detail;
  clip_detail(x.frame);
  x.frame.retry_after_ms = why.retry_after_ms;
  out.push_back(std::move(x));
}

void doorway::answer(const door_session& to, const envelope& call, failure why,
                     std::vector<sending>& out) {
  auto x = sending{.to = to.at, .frame = make_refusal(call, std::move(why))};
  NIGHTFLOAT_EXPECT(address(to.id, x.frame, x.to));
  out.push_back(std::move(x));
}

bool doorway::address(domain::session_id to, envelope& frame, peer& at) const {
  auto x = sessions_.find(to);
  if (x == sessions_.end())
    return false;
  frame.session = to;
  frame.incarnation = options_.incarnation;
  frame.credit = credit_of(x->second);
  at = x->second.at;
  return true;
}

void doorway::finish(domain::session_id who, std::uint64_t count,
                     std::uint64_t correlation) {
  auto x = sessions_.find(who);
  if (x == sessions_.end())
    return;
  auto& s = x->second;
  if (s.free_calls.erase(correlation) > 0)
    return;
  if (s.count == count && s.finished < s.received)
    ++s.finished;
  else if (s.count != count && s.carried > 0)
    --s.carried;
}

bool doorway::end(domain::session_id who, ec reason) {
  auto x = sessions_.find(who);
  if (x == sessions_.end())
    return false;
  if (ended_.size() >= ended_max)
    ended_.clear();
  if (reason != ec::none)
    ended_[who] = reason;
  drop(x);
  return true;
}

void doorway::move_lifeline(std::string address) {
  NIGHTFLOAT_EXPECT(options_.draw_nonce);
  options_.lifeline = std::move(address);
}

const door_session* doorway::at(peer who) const {
  auto x = by_peer_.find(who);
  return x == by_peer_.end() ? nullptr : find(x->second);
}

const door_session* doorway::find(domain::session_id who) const {
  auto x = sessions_.find(who);
  return x == sessions_.end() ? nullptr : &x->second;
}

const door_session* doorway::redeem(std::string_view nonce) {
  auto x = by_nonce_.find(std::string{nonce});
  if (x == by_nonce_.end())
    return nullptr;
  auto& who = sessions_.find(x->second)->second;
  by_nonce_.erase(x);
  who.lifeline_nonce.clear();
  who.holds_lifeline = true;
  return &who;
}

std::vector<domain::session_id> doorway::silent(time_point now) {
  // Time in which we ourselves did not run is no silence of theirs: their
  // frames wait in our socket.
  auto stalled = ticked_ != time_point{} && now - ticked_ > options_.heartbeat;
  auto missed = stalled ? now - ticked_ : time_point::duration{0};
  ticked_ = now;
  auto found = std::vector<domain::session_id>{};
  for (auto& [id, x] : sessions_) {
    x.heard = std::min(now, x.heard + missed);
    if (now - x.heard > options_.liveness)
      found.push_back(id);
  }
  return found;
}

void doorway::beat(time_point now, std::vector<sending>& out) {
  if (now < beat_at_)
    return;
  beat_at_ = now + options_.heartbeat;
  for (const auto& [id, x] : sessions_) {
    auto frame = sending{.to = x.at, .frame = {}};
    frame.frame.kind = frame_kind::heartbeat;
    NIGHTFLOAT_EXPECT(address(id, frame.frame, frame.to));
    out.push_back(std::move(frame));
  }
}

std::uint64_t doorway::credit_of(const door_session& x) const noexcept {
  auto window = std::uint64_t{options_.credit};
  return x.finished + window - std::min(x.carried, window);
}

bool doorway::may_act_for(std::string_view caller) const {
  return std::ranges::find(options_.operators, caller)
         != options_.operators.end();
}

void doorway::drop(std::map<domain::session_id, door_session>::iterator x) {
  by_peer_.erase(x->second.at);
  by_nonce_.erase(x->second.lifeline_nonce);
  sessions_.erase(x);
}

} // namespace nightfloat::broker

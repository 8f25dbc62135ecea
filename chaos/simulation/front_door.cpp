// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/front_door.hpp"

#include "broker/frame.hpp"

#include <utility>

namespace nightfloat::simulation {

using broker::door_event;

namespace {

/// Everybody is the operator's: who may do what is tested elsewhere.
constexpr auto caller = "uid:1";

} // namespace

front_door::front_door(world& in, network& through, life self,
                       broker::doorway_options options, door_handlers handlers)
  : world_{in}, network_{through}, self_{self}, door_{std::move(options)},
    handlers_{std::move(handlers)} {
  network_.bind(
    self_, {.on_frame = [this](std::uint32_t peer, const std::string& bytes) {
      on_frame(peer, bytes);
    }});
  tick();
}

void front_door::flush() {
  for (auto& x : std::exchange(out_, {}))
    network_.answer(self_.who, x.to.id, broker::encode_frame(x.frame));
}

void front_door::on_frame(std::uint32_t peer, const std::string& bytes) {
  const auto from = broker::peer{1, peer};
  auto frame = broker::decode_frame(bytes);
  if (!frame) {
    door_.refuse(from, frame.error(), out_);
    return flush();
  }
  auto arrival = door_.take(from, caller, *frame, now(), out_);
  flush();
  dispatch(arrival, *frame);
}

void front_door::dispatch(const broker::door_arrival& x,
                          broker::envelope& frame) {
  switch (x.what) {
    case door_event::none:
    case door_event::beat:
      return;
    case door_event::opened:
    case door_event::reopened:
      if (handlers_.on_opened)
        handlers_.on_opened(*x.who, x.what == door_event::reopened);
      return;
    case door_event::call:
      return handlers_.on_call(*x.who, std::move(frame));
    case door_event::reply:
      if (handlers_.on_reply)
        handlers_.on_reply(*x.who, std::move(frame));
      return;
    case door_event::cancel:
      if (handlers_.on_cancel)
        handlers_.on_cancel(*x.who, frame);
      return;
    case door_event::ended:
      return end(x.who->id, true, ec::none);
  }
}

void front_door::answer(broker::reply_address to, broker::envelope reply) {
  door_.finish(to.session, to.count, reply.correlation);
  send(to.session, std::move(reply));
}

void front_door::send(domain::session_id to, broker::envelope frame) {
  auto at = broker::peer{};
  if (door_.address(to, frame, at))
    network_.answer(self_.who, at.id, broker::encode_frame(frame));
}

void front_door::end(domain::session_id who, bool clean, ec reason) {
  if (door_.find(who) == nullptr)
    return;
  door_.end(who, reason);
  std::erase_if(lifelines_,
                [&](const auto& x) { return x.second.second == who; });
  if (handlers_.on_ended)
    handlers_.on_ended(who, clean);
}

void front_door::tick() {
  for (auto who : door_.silent(now()))
    end(who, false, ec::timed_out);
  door_.beat(now(), out_);
  flush();
  if (handlers_.on_tick)
    handlers_.on_tick();
  world_.wake_after(door_.options().heartbeat / 4 + milliseconds{1}, self_,
                    [this] { tick(); });
}

void front_door::hold_lifeline(const std::string& nonce, life holder) {
  const auto* who = door_.redeem(nonce);
  if (who == nullptr)
    return;
  lifelines_[holder.who] = {holder, who->id};
}

void front_door::lifeline_broke(life holder) {
  auto i = lifelines_.find(holder.who);
  if (i == lifelines_.end() || i->second.first != holder)
    return;
  const auto who = i->second.second;
  lifelines_.erase(i);
  end(who, false, ec::unavailable);
}

} // namespace nightfloat::simulation

// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/broker_process.hpp"

#include <utility>

namespace nightfloat::simulation {

namespace {

broker::switchboard_options board_of(const broker_settings& x,
                                     std::uint64_t drawn) {
  auto o = broker::switchboard_options{};
  o.ticket_first = drawn >> 1;
  o.grace = x.heartbeat;
  o.overtime = x.heartbeat;
  o.waiting_max = 64;
  return o;
}

} // namespace

broker_process::broker_process(world& in, network& through, life self,
                               const broker_settings& settings)
  : world_{in}, self_{self}, board_{board_of(settings,
                                             mix(in.seed(), self.incarnation)),
                                    in.steady(self.who)} {
  auto door = broker::doorway_options{};
  door.role = "broker";
  door.incarnation = mix(in.seed(), 2'000 + self.incarnation) | 1;
  door.heartbeat = settings.heartbeat;
  door.liveness = settings.liveness;
  door.credit = settings.credit;
  door.operators = {"uid:1"};
  door_.emplace(in, through, self, std::move(door), handlers());
}

door_handlers broker_process::handlers() {
  auto x = door_handlers{};
  x.on_call = [this](const broker::door_session& from, broker::envelope call) {
    board_.on_call({.session = from.id, .count = from.count}, std::move(call),
                   now(), out_);
    settle();
  };
  x.on_reply = [this](const broker::door_session& from,
                      broker::envelope reply) {
    board_.on_reply(from.id, std::move(reply), now(), out_);
    settle();
  };
  x.on_cancel = [this](const broker::door_session& from,
                       const broker::envelope& cancel) {
    board_.on_cancel(from.id, cancel.correlation, out_);
    settle();
  };
  x.on_opened = [this](const broker::door_session& who, bool) {
    if (who.hello.role == "worker")
      board_.on_worker(who.id, who.hello, now(), out_);
    settle();
  };
  x.on_ended = [this](domain::session_id who, bool) {
    board_.on_gone(who, now(), out_);
    settle();
  };
  x.on_tick = [this] {
    board_.tick(now(), out_);
    settle();
  };
  return x;
}

void broker_process::settle() {
  // The first tick comes while the door is being made; nothing waits then.
  if (!door_)
    return;
  auto x = std::exchange(out_, {});
  for (auto& order : x.orders)
    door_->send(order.to, std::move(order.frame));
  for (auto& answer : x.answers)
    door_->answer(answer.to, std::move(answer.frame));
}

} // namespace nightfloat::simulation

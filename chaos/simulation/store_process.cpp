// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/store_process.hpp"

#include <utility>

namespace nightfloat::simulation {

store_process::store_process(world& in, network& through, life self,
                             disk_state& disk, const metrics::clock& clock,
                             const store_settings& settings)
  : world_{in}, self_{self}, settings_{settings},
    dice_{mix(in.seed(), 1'000 + self.incarnation)}, sessions_{
                                                       settings.sessions} {
  auto options = settings.ledger;
  options.seed = dice_.next();
  front_ = std::make_unique<storage::ledger_front>(
    std::make_unique<slow_engine>(
      in, disk, [this](microseconds length) { wait_for_disk(length); }),
    std::move(options), clock);
  auto door = broker::doorway_options{};
  door.role = "store";
  door.incarnation = dice_.next() | 1;
  door.heartbeat = settings.heartbeat;
  door.liveness = settings.liveness;
  door.credit = settings.credit;
  door.operators = {"uid:1"};
  door.lifeline = "unix:simulated";
  door.draw_nonce = [this] {
    return std::to_string(dice_.next());
  };
  door_ = std::make_unique<front_door>(in, through, self_, std::move(door),
                                       handlers());
}

store_process::~store_process() {
  // What waits is answered as if by a door that nobody stands behind.
  (void)sessions_.stop();
  feeds_.clear();
  front_.reset();
}

result<void> store_process::open() {
  auto done = front_->start_stepped();
  if (done)
    poke();
  return done;
}

door_handlers store_process::handlers() {
  auto x = door_handlers{};
  x.on_call = [this](const broker::door_session& from, broker::envelope call) {
    serve(from, std::move(call));
    poke();
  };
  x.on_cancel = [this](const broker::door_session& from,
                       const broker::envelope& cancel) {
    feeds_.erase({from.id, cancel.correlation});
  };
  x.on_opened = [this](const broker::door_session& who, bool again) {
    // It asks for its watches anew, in other calls.
    if (again)
      std::erase_if(feeds_,
                    [&](const auto& f) { return f.first.first == who.id; });
    front_->session_opened(who.id);
  };
  x.on_ended = [this](domain::session_id who, bool clean) {
    std::erase_if(feeds_, [&](const auto& f) { return f.first.first == who; });
    front_->session_ended(who, clean);
    poke();
  };
  x.on_tick = [this] {
    let_in();
  };
  return x;
}

// -- the committer, a turn at a time ------------------------------------------

void store_process::poke() {
  const auto at = now();
  if (next_step_ && *next_step_ <= at)
    return;
  next_step_ = at;
  world_.wake_at(at, self_, [this, at] {
    if (next_step_ == at)
      step();
  });
}

void store_process::step() {
  // In its sync the committer takes no other turn: it looks afterwards.
  if (syncing_)
    return;
  next_step_.reset();
  auto next = time_point{};
  try {
    next = front_->step();
  } catch (const process_killed&) {
    // Ends this object: nothing of it may be touched from here on.
    auto bury = std::move(when_dead_);
    return bury();
  }
  let_in();
  if (next == time_point::max())
    return;
  next = std::max(next, now());
  if (next_step_ && *next_step_ <= next)
    return;
  next_step_ = next;
  world_.wake_at(next, self_, [this, next] {
    if (next_step_ == next)
      step();
  });
}

void store_process::wait_for_disk(microseconds length) {
  // While it recovers nobody is let near it, so nothing could go on.
  if (front_->incarnation() == 0)
    return;
  syncing_ = true;
  auto until = world_.now() + length;
  while (!when_dead_ && world_.run_next(until)) {
    if (world_.is_paused(self_.who))
      until = std::max(until, world_.paused_until(self_.who));
  }
  syncing_ = false;
  if (when_dead_)
    throw process_killed{};
  // Turns that came due meanwhile were passed over.
  next_step_.reset();
  poke();
}

// -- sessions -----------------------------------------------------------------

void store_process::in_session(time_point until, work run) {
  auto asked = until == time_point::max() ? sessions_.ask_owed()
                                          : sessions_.ask(now(), until);
  if (!asked)
    return run(asked.error());
  works_.emplace(*asked, std::move(run));
  let_in();
}

void store_process::let_in() {
  for (auto late : sessions_.expire(now())) {
    auto x = works_.extract(late);
    x.mapped()(failure{ec::timed_out, "store: its time was used up while it "
                                      "waited for a session"});
  }
  while (auto x = sessions_.next(now(), front_->incarnation())) {
    auto run = works_.extract(x->who);
    world_.after(microseconds{dice_.below(settings_.read_us_max + 1)}, self_,
                 [this, session = x->session, work = std::move(run.mapped())] {
                   work({});
                   sessions_.give_back(session);
                   let_in();
                 });
  }
}

} // namespace nightfloat::simulation

// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/cluster.hpp"

#include "chaos/simulation/actor_worker.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::simulation {

namespace {

network_options net_of(const dimensions& x) {
  return {.latency_us_min = x.latency_us_min,
          .latency_us_max = std::max(x.latency_us_min, x.latency_us_max),
          .slow_permille = x.slow_permille,
          .slow_us = 50'000,
          .again_permille = x.again_permille};
}

store_settings store_of(const dimensions& x) {
  auto out = store_settings{};
  out.ledger.store.visibility_timeout_ms = x.visibility_ms;
  out.ledger.store.group_max = x.group_max;
  out.ledger.store.history_items = x.history_items;
  out.ledger.store.retry_base_ms = 50;
  out.ledger.store.retry_max_ms = 1'000;
  out.ledger.store.retry_share_percent = 0;
  out.ledger.store.retry_floor = 0;
  out.heartbeat = milliseconds{x.heartbeat_ms};
  out.liveness = milliseconds{x.liveness_ms};
  out.credit = x.credit;
  return out;
}

} // namespace

cluster::cluster(world& in, const schedule& plan, record& to)
  : world_{in}, size_{plan.size}, record_{to}, network_{in, net_of(plan.size)},
    clock_{in, store_number}, store_settings_{store_of(plan.size)} {
  broker_settings_ = {.heartbeat = store_settings_.heartbeat,
                      .liveness = store_settings_.liveness,
                      .credit = size_.credit};
  worker_settings_.slots = size_.slots;
  worker_settings_.heartbeat = store_settings_.heartbeat;
  worker_settings_.liveness = store_settings_.liveness;
  worker_settings_.timeout = milliseconds{size_.timeout_ms};
  disk_.sync_us_max = std::max(disk_.sync_us_min, size_.sync_us_max);
  for (auto who = store_number; who < client_first() + size_.clients; ++who) {
    (void)in.add_process();
    start(who);
  }
}

cluster::~cluster() = default;

// -- lives --------------------------------------------------------------------

void cluster::start(std::uint32_t who) {
  if (world_.lives(who))
    return;
  if (who == store_number)
    return start_store();
  const auto self = world_.start(who);
  lives_[who] = self;
  if (who == broker_number) {
    broker_ = std::make_unique<broker_process>(world_, network_, self,
                                               broker_settings_);
  } else if (who < client_first()) {
    start_worker(who);
  } else {
    auto settings = client_settings{.number = who - client_first(),
                                    .size = size_};
    clients_.push_back(std::make_unique<client_process>(world_, network_, self,
                                                        settings, record_));
  }
}

void cluster::start_store() {
  if (store_)
    return;
  const auto self = world_.start(store_number);
  lives_[store_number] = self;
  store_ = std::make_unique<store_process>(world_, network_, self, disk_,
                                           clock_, store_settings_);
  auto opened = store_->open();
  if (opened)
    return;
  record_.note("store does not open", opened.error().detail);
  bury_store();
  // As its supervisor does, it tries again.
  world_.after(milliseconds{50}, nobody, [this] { start(store_number); });
}

void cluster::start_worker(std::uint32_t who) {
  const auto self = lives_[who];
  auto hooks = worker_hooks{
    .on_lease = [this, who](const domain::lease& x) { note_lease(who, x); },
    .on_lifeline =
      [this, self](const std::string& nonce) {
        open_lifeline(self, nonce);
      }};
  if (size_.actors)
    workers_[who] = std::make_unique<actor_worker>(
      world_, network_, self, worker_settings_, std::move(hooks));
  else
    workers_[who] = std::make_unique<worker_process>(
      world_, network_, self, worker_settings_, std::move(hooks));
}

void cluster::bury_store() {
  world_.kill(store_number);
  network_.drop(store_number);
  store_.reset();
}

void cluster::kill(std::uint32_t who, milliseconds for_how_long) {
  if (!world_.lives(who) || who >= client_first())
    return;
  ++struck_;
  record_.note("kill", who);
  const auto self = lives_[who];
  world_.kill(who);
  network_.drop(who);
  auto again = [this, who, for_how_long] {
    world_.after(for_how_long, nobody, [this, who] { start(who); });
  };
  if (who == store_number) {
    if (!store_->is_syncing()) {
      store_.reset();
      return again();
    }
    return store_->doom([this, again] {
      store_.reset();
      again();
    });
  }
  if (who == broker_number)
    broker_.reset();
  else
    workers_.erase(who);
  // Its sockets close, and who held the other end is told.
  break_lifeline(self);
  again();
}

/// A store that is stopped learns of it when it goes on.
void cluster::break_lifeline(life of) {
  world_.after(network_.latency(), lives_[store_number],
               [this, of] { store_->door().lifeline_broke(of); });
}

void cluster::open_lifeline(life who, const std::string& nonce) {
  world_.after(network_.latency(), lives_[store_number], [this, who, nonce] {
    if (!world_.lives(who))
      return;
    store_->door().hold_lifeline(nonce, who);
  });
}

void cluster::note_lease(std::uint32_t who, const domain::lease& x) {
  record_.note("lease of " + std::to_string(who), x);
  auto [at, fresh] = tokens_.emplace(x.fence, x.work.id);
  if (!fresh)
    breaches_.push_back("token " + std::to_string(x.fence.counter)
                        + " of epoch " + std::to_string(x.fence.epoch)
                        + " was given twice: for job "
                        + std::to_string(at->second.value) + " and job "
                        + std::to_string(x.work.id.value));
}

// -- faults -------------------------------------------------------------------

void cluster::strike(const planned_fault& x) {
  const auto lasting = milliseconds{x.lasting_ms};
  const auto until = world_.now() + lasting;
  if (x.target >= client_first() + size_.clients)
    return;
  switch (x.what) {
    case fault::kill:
      return kill(x.target, lasting);
    case fault::pause:
      if (!world_.lives(x.target))
        return;
      world_.pause(x.target, until);
      break;
    case fault::cut:
    case fault::partition:
    case fault::one_way:
      return separate(x);
    case fault::slow_net:
      network_.slow(x.target, milliseconds{x.amount}, until);
      break;
    case fault::sync_fails:
      disk_.failing_syncs = static_cast<std::uint32_t>(x.amount);
      break;
    case fault::disk_full:
      disk_.full_syncs = static_cast<std::uint32_t>(x.amount);
      break;
    case fault::slow_disk:
      disk_.slower = milliseconds{x.amount};
      disk_.slower_until = until;
      break;
    case fault::clock_jump:
      clock_.jump(x.amount * 1'000);
      break;
    case fault::clock_freeze:
      return freeze(x);
  }
  ++struck_;
}

void cluster::freeze(const planned_fault& x) {
  if (!world_.lives(x.target))
    return;
  ++struck_;
  const auto until = world_.now() + milliseconds{x.lasting_ms};
  const auto form = static_cast<freeze_form>(x.amount);
  world_.freeze(x.target, until, form != freeze_form::jumps_on);
  if (form == freeze_form::suspended)
    world_.pause(x.target, until);
}

void cluster::separate(const planned_fault& x) {
  const auto until = world_.now() + milliseconds{x.lasting_ms};
  ++struck_;
  if (x.what == fault::cut)
    return cut(x.target, x.other);
  network_.block(x.target, x.other, until);
  if (x.what == fault::partition)
    network_.block(x.other, x.target, until);
}

void cluster::cut(std::uint32_t a, std::uint32_t b) {
  network_.cut(a, b);
  const auto who = std::max(a, b);
  if (std::min(a, b) == store_number && who >= worker_first
      && who < client_first() && world_.lives(who))
    break_lifeline(lives_[who]);
}

void cluster::heal() {
  network_.heal();
  disk_.failing_syncs = 0;
  disk_.full_syncs = 0;
  disk_.slower_until = {};
  for (auto who = store_number; who < client_first() + size_.clients; ++who) {
    world_.thaw(who);
    world_.resume(who);
    // The store may be dying in its sync just now: it comes by itself.
    if (who != store_number || !store_)
      start(who);
  }
}

} // namespace nightfloat::simulation

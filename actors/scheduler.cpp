// SPDX-License-Identifier: Apache-2.0
#include "actors/scheduler.hpp"

#include "actors/log.hpp"
#include "actors/programme_cache.hpp"
#include "metrics/registry.hpp"

#include <chrono>
#include <utility>

namespace nightfloat::actors {

namespace {

using scheduler_pointer = metered_pointer<scheduler_actor, scheduler_state>;

constexpr auto tell_every = std::chrono::milliseconds{50};

domain::fence held(const domain::lease& x) {
  return {x.work.id, x.fence};
}

void perform_run(scheduler_pointer self, run_step step);

void tell_owner(scheduler_pointer self) {
  auto& state = self->state;
  auto now = self->clock().now();
  if (now - state.told < tell_every)
    return;
  state.told = now;
  if (auto owner = caf::actor_cast<job_owner_actor>(state.owner))
    self->send(owner, atom::progress_v, held(state.under),
               state.run->progress());
}

/// Before it is sent: a renewal that meets the completed job in the store is
/// answered after that.
void tell_completing(scheduler_pointer self, const run_step& step) {
  using verb = run_step::verb;
  auto& state = self->state;
  auto so = step.what == verb::commit && step.change.complete.has_value();
  if (step.what == verb::none || step.what == verb::end
      || so == state.completing)
    return;
  state.completing = so;
  if (auto owner = caf::actor_cast<job_owner_actor>(state.owner))
    self->send(owner, atom::commit_v, held(state.under), so);
}

void fetch_for_run(scheduler_pointer self) {
  auto proceed = [self](const result<snapshot_ptr>& got) {
    perform_run(self, self->state.run->on_programme(got, self->clock().now()));
  };
  auto cache = whereis<programme_cache_actor>(self->system(), names::cache);
  if (!cache)
    return proceed(
      failure{ec::unavailable, "worker: its programme cache restarts", 200});
  self
    ->request(cache, programme_patience, atom::need_v,
              self->state.under.work.programme, std::uint64_t{0})
    .then([=](const snapshot_ptr& where) { proceed(where); },
          [=](const caf::error& why) { proceed(to_failure(why)); });
}

void send_commit(scheduler_pointer self) {
  auto number = self->state.awaited;
  self->state.world->store->commit(
    self->state.waiting,
    [number, to = mailbox(self)](domain::commit_answer got) {
      to(atom::commit_v, number, std::move(got));
    });
}

bool generates(const scheduler_state& x) {
  return x.under.work.kind == client::generate_job::kind;
}

/// What its search has come to.
void count_search(const domain::job_progress& far) {
  auto& all = metrics::process_registry();
  all
    .counter_of("scheduler_solver_iterations_total",
                "Moves that searches for a roster have tried.")
    .add(far.iterations);
  if (!far.cost.computed)
    return;
  const auto show = [&](const char* part, std::int64_t cost) {
    all
      .gauge_of("scheduler_solver_best_score",
                "What the best roster of the search that ended last costs, "
                "less is better: hard and soft.",
                {{"part", part}})
      .set(cost);
  };
  show("hard", far.cost.hard);
  show("soft", far.cost.soft);
}

void count_abort() {
  metrics::process_registry()
    .counter_of(
      "scheduler_solver_abort_total",
      "Searches for a roster that were cancelled or lost their lease.")
    .add();
}

void count_end(const scheduler_state& x, std::chrono::nanoseconds spent) {
  if (!generates(x))
    return;
  count_search(x.run->progress());
  auto& all = metrics::process_registry();
  all
    .counter_of("schedule_generation_total",
                "Attempts at a roster, by the phase in which they ended.",
                {{"algorithm", "search"}, {"outcome", x.run->progress().phase}})
    .add();
  all
    .histogram_of("schedule_generation_duration_seconds",
                  "Time from claim to the end of an attempt.",
                  {{"algorithm", "search"}})
    .record(static_cast<std::uint64_t>(spent.count()) / 1'000);
}

void end(scheduler_pointer self) {
  count_end(self->state, self->clock().now() - self->state.began);
  auto far = self->state.run->progress();
  log().info("attempt over: job={} programme={} attempt={} phase={} "
             "checkpoints={} resumed={} trace={}",
             self->state.under.work.id.value, self->state.under.work.programme,
             self->state.under.attempt, far.phase, far.checkpoints, far.resumed,
             self->state.under.work.trace);
  if (auto owner = caf::actor_cast<job_owner_actor>(self->state.owner))
    self->send(owner, atom::ended_v, held(self->state.under));
  // Else the owner, which lives on, remembers whom it was to tell of its end.
  self->demonitor(self->state.owner);
  self->quit();
}

void warn_stopped(scheduler_pointer self, ec why) {
  log().warn("attempt stopped: job={} why={} trace={}",
             self->state.under.work.id.value, to_string(why),
             self->state.under.work.trace);
}

void perform_run(scheduler_pointer self, run_step step) {
  auto& state = self->state;
  tell_owner(self);
  tell_completing(self, step);
  switch (step.what) {
    case run_step::verb::none:
      return;
    case run_step::verb::programme:
      return fetch_for_run(self);
    case run_step::verb::slice:
      return self->send(self, atom::step_v);
    case run_step::verb::scan:
      return state.world->store->scan(
        state.under.work.programme, step.prefix, step.after, 0,
        [to = mailbox(self)](result<client::records> got) {
          to(atom::read_v, parcel{std::move(got)});
        });
    case run_step::verb::read:
      return state.world->store->read(
        state.under.work.programme, step.keys, 0,
        [to = mailbox(self)](result<client::records> got) {
          to(atom::read_v, parcel{std::move(got)});
        });
    case run_step::verb::job:
      return state.world->store->job(
        step.job, [to = mailbox(self)](result<domain::job_view> got) {
          to(atom::read_v, parcel{std::move(got)});
        });
    case run_step::verb::commit:
      ++state.awaited;
      state.waiting = std::move(step.change);
      if (step.delay.count() == 0)
        return send_commit(self);
      return self->delayed_send(self, step.delay, atom::resume_v,
                                state.awaited);
    case run_step::verb::end:
      if (step.why != ec::none)
        warn_stopped(self, step.why);
      return end(self);
  }
}

void on_run_commit(scheduler_pointer self, std::uint64_t number,
                   const domain::commit_answer& got) {
  if (number != self->state.awaited)
    return;
  perform_run(self, self->state.run->on_commit(got));
}

void on_run_cancel(scheduler_pointer self, bool lost) {
  warn_stopped(self, lost ? ec::lease_lost : ec::cancelled);
  if (generates(self->state))
    count_abort();
  if (lost)
    return end(self);
  perform_run(self, self->state.run->on_cancel());
}

} // namespace

scheduler_actor::behavior_type
scheduler(scheduler_pointer self, const environment* world, domain::lease under,
          job_owner_actor owner) {
  auto& state = self->state;
  state.world = world;
  state.began = self->clock().now();
  state.run = make_run(under);
  state.owner = caf::actor_cast<caf::actor_addr>(owner);
  state.under = std::move(under);
  // Without its owner nobody renews the lease: it ends with it.
  self->monitor(owner);
  self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
  self->send(self, atom::resume_v, std::uint64_t{0});
  return {
    [self](atom::cancel, bool lost) { on_run_cancel(self, lost); },
    [self](atom::step) {
      perform_run(self, self->state.run->on_slice(self->clock().now()));
    },
    [self](atom::commit, std::uint64_t number,
           const domain::commit_answer& got) {
      on_run_commit(self, number, got);
    },
    [self](atom::resume, std::uint64_t number) {
      if (number == 0)
        perform_run(self, self->state.run->begin(self->clock().now()));
      else if (number == self->state.awaited)
        send_commit(self);
    },
    [self](atom::read, const parcel<result<client::records>>& got) {
      perform_run(self, self->state.run->on_records(*got));
    },
    [self](atom::read, const parcel<result<domain::job_view>>& got) {
      perform_run(self, self->state.run->on_job(*got));
    },
  };
}

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#include "actors/scheduler.hpp"

#include "actors/log.hpp"
#include "actors/programme_cache.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
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

void tell_waiting(scheduler_pointer self, waiting_for what) {
  auto& state = self->state;
  if (std::exchange(state.waits, what) == what)
    return;
  if (auto owner = caf::actor_cast<job_owner_actor>(state.owner))
    self->send(owner, atom::progress_v, held(state.under), what);
}

waiting_for waits_for(const run_step& x) {
  return x.what == run_step::verb::commit && x.change.complete
           ? waiting_for::completion
           : waiting_for::store;
}

// -- what it asks -------------------------------------------------------------

void ask(scheduler_pointer self);

void ask_after(scheduler_pointer self, std::chrono::milliseconds delay) {
  ++self->state.awaited;
  if (delay.count() == 0)
    return ask(self);
  self->delayed_send(self, delay, atom::resume_v, self->state.awaited);
}

/// Whether the question is asked again, which may well bring what it wants; it
/// changes nothing, so that one whose answer was lost is asked again too.
bool asked_again(scheduler_pointer self, const failure& why) {
  auto& state = self->state;
  auto may_help = may_pass(why.code) || is_unknown(why.code);
  if (!may_help || state.asks.once || state.repeats >= job_run::repeats_max)
    return false;
  ++state.repeats;
  ask_after(self, std::max(repeat_after,
                           std::chrono::milliseconds{why.retry_after_ms}));
  return true;
}

/// Lets the run go on, which computes now, however long it takes. A job that
/// has just been completed is not lost: that stays as it was told.
template <class Take>
void go_on(scheduler_pointer self, Take take) {
  if (self->state.waits == waiting_for::store)
    tell_waiting(self, waiting_for::nothing);
  perform_run(self, take(*self->state.run));
}

/// Goes on with an answer, but for one that is late and a failure that may
/// pass.
template <class T, class Take>
void on_answer(scheduler_pointer self, std::uint64_t number,
               const result<T>& got, Take take) {
  if (number == self->state.awaited && (got || !asked_again(self, got.error())))
    go_on(self, take);
}

void fetch_for_run(scheduler_pointer self) {
  auto proceed
    = [self, number = self->state.awaited](const result<snapshot_ptr>& got) {
        on_answer(self, number, got, [&](job_run& run) {
          return run.on_programme(got, self->clock().now());
        });
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

template <class T>
store_port::then<T> answer_to_run(scheduler_pointer self) {
  return [number = self->state.awaited, to = mailbox(self)](result<T> got) {
    to(atom::read_v, number, parcel{std::move(got)});
  };
}

void ask(scheduler_pointer self) {
  const auto& x = self->state.asks;
  const auto& programme = self->state.under.work.programme;
  auto& store = *self->state.world->store;
  switch (x.what) {
    case run_step::verb::programme:
      return fetch_for_run(self);
    case run_step::verb::scan:
      return store.scan(programme, x.prefix, x.after, 0,
                        answer_to_run<client::records>(self));
    case run_step::verb::read:
      return store.read(programme, x.keys, 0,
                        answer_to_run<client::records>(self));
    case run_step::verb::job:
      return store.job(x.job, answer_to_run<domain::job_view>(self));
    case run_step::verb::commit:
      return store.commit(x.change,
                          [number = self->state.awaited,
                           to = mailbox(self)](domain::commit_answer got) {
                            to(atom::commit_v, number, std::move(got));
                          });
    default:
      return;
  }
}

// -- what an operator sees ----------------------------------------------------

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

void count_end(const scheduler_state& x, std::string_view outcome,
               std::chrono::nanoseconds spent) {
  if (!generates(x))
    return;
  count_search(x.run->progress());
  if (outcome == "cancelled" || outcome == "lost")
    count_abort();
  auto& all = metrics::process_registry();
  all
    .counter_of("schedule_generation_total",
                "Attempts at a roster, by how they ended.",
                {{"algorithm", "search"}, {"outcome", std::string{outcome}}})
    .add();
  all
    .histogram_of("schedule_generation_duration_seconds",
                  "Time from claim to the end of an attempt.",
                  {{"algorithm", "search"}})
    .record(static_cast<std::uint64_t>(spent.count()) / 1'000);
}

// -- what it does -------------------------------------------------------------

void end(scheduler_pointer self) {
  const auto outcome = std::string{self->state.run->outcome()};
  count_end(self->state, outcome, self->clock().now() - self->state.began);
  auto far = self->state.run->progress();
  log().info("attempt over: job={} programme={} attempt={} outcome={} "
             "checkpoints={} resumed={} trace={}",
             self->state.under.work.id.value, self->state.under.work.programme,
             self->state.under.attempt, outcome, far.checkpoints, far.resumed,
             self->state.under.work.trace);
  if (auto owner = caf::actor_cast<job_owner_actor>(self->state.owner))
    self->send(owner, atom::ended_v, held(self->state.under), outcome);
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
  switch (step.what) {
    case run_step::verb::none:
      return;
    case run_step::verb::end:
      if (step.why != ec::none)
        warn_stopped(self, step.why);
      return end(self);
    case run_step::verb::slice:
      tell_waiting(self, waiting_for::nothing);
      return self->send(self, atom::step_v);
    default:
      // Before it is sent: a renewal that meets the completed job in the store
      // is answered after that.
      tell_waiting(self, waits_for(step));
      state.repeats = 0;
      state.asks = std::move(step);
      return ask_after(self, state.asks.delay);
  }
}

void on_run_commit(scheduler_pointer self, std::uint64_t number,
                   const domain::commit_answer& got) {
  if (number == self->state.awaited)
    go_on(self, [&](job_run& run) { return run.on_commit(got); });
}

void on_run_cancel(scheduler_pointer self, bool lost) {
  if (lost) {
    warn_stopped(self, ec::lease_lost);
    return end(self);
  }
  // What is being completed may be so already; else the wish comes again.
  if (self->state.waits == waiting_for::completion)
    return;
  auto step = self->state.run->on_cancel();
  if (step.what == run_step::verb::none)
    return;
  warn_stopped(self, ec::cancelled);
  perform_run(self, std::move(step));
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
        ask(self);
    },
    [self](atom::read, std::uint64_t number,
           const parcel<result<client::records>>& got) {
      on_answer(self, number, *got,
                [&](job_run& run) { return run.on_records(*got); });
    },
    [self](atom::read, std::uint64_t number,
           const parcel<result<domain::job_view>>& got) {
      on_answer(self, number, *got,
                [&](job_run& run) { return run.on_job(*got); });
    },
  };
}

} // namespace nightfloat::actors

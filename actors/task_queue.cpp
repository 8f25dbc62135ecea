// SPDX-License-Identifier: Apache-2.0
#include "actors/task_queue.hpp"

#include "actors/job_commits.hpp"
#include "actors/log.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

using queue_pointer = metered_pointer<task_queue_actor, task_queue_state>;
using leases_answer = parcel<result<std::vector<domain::lease>>>;
using states_answer = parcel<result<std::vector<client::lease_state>>>;
using std::chrono::milliseconds;

constexpr auto queue_tick_interval = milliseconds{20};
/// What the store wants of a lease (stop, it is lost) comes with the answer to
/// a renewal: asked this often, it is with the computation in under 100 ms.
constexpr auto listen_interval = milliseconds{40};
/// An empty answer before its time is not asked for again at once.
constexpr auto claim_gap = milliseconds{100};
constexpr auto claim_pause = milliseconds{500};
constexpr auto claim_patience = milliseconds{5'000};
constexpr auto failure_pause = milliseconds{100};
/// A slice may take so long where the machine is short of processors.
constexpr auto end_patience = milliseconds{5'000};

// -- what an operator sees ----------------------------------------------------

void show_tasks(const task_queue_state& x) {
  auto& all = metrics::process_registry();
  all
    .gauge_of("background_tasks_in_progress",
              "Attempts that run now in this process.")
    .set(static_cast<std::int64_t>(x.runners.size()));
  auto claims = !x.draining && x.world->options.jobs_max > 0;
  all
    .gauge_of("job_workers_active",
              "1 while this process claims jobs, else 0; their sum is how many "
              "workers there are for jobs.")
    .set(claims ? 1 : 0);
}

void count_over(const task_queue_state::running& x, const std::string& outcome,
                std::chrono::steady_clock::time_point now) {
  auto& all = metrics::process_registry();
  all
    .counter_of("background_tasks_total",
                "Attempts that are over, by kind and how they ended.",
                {{"task_name", x.kind}, {"status", outcome}})
    .add();
  all
    .histogram_of("background_task_duration_seconds",
                  "Time from a claim to the end of its attempt, by kind.",
                  {{"task_name", x.kind}})
    .record(static_cast<std::uint64_t>((now - x.began)
                                       / std::chrono::microseconds{1}));
}

void say_given_back(const domain::job& x) {
  log().info("lease given back: job={} trace={}", x.id.value, x.trace);
}

// -- leases -------------------------------------------------------------------

void claim(queue_pointer self) {
  auto& state = self->state;
  auto busy = static_cast<std::uint32_t>(state.runners.size());
  auto slots = state.world->options.jobs_max;
  auto count = std::min(state.book.free_slots(),
                        slots > busy ? slots - busy : 0);
  if (state.claiming || state.draining || count == 0
      || self->clock().now() < state.claim_not_before)
    return;
  state.claiming = true;
  state.claimed_at = self->clock().now();
  state.world->store->claim(
    state.world->options.kinds, count, claim_patience,
    [to = mailbox(self)](result<std::vector<domain::lease>> got) {
      to(atom::claimed_v, parcel{std::move(got)});
    });
}

void renew(queue_pointer self) {
  auto& state = self->state;
  auto now = self->clock().now();
  const auto interval = state.book.empty()
                          ? state.book.interval()
                          : std::min(state.book.interval(), listen_interval);
  if (state.renewing || now - state.renewed_at < interval)
    return;
  state.renewing = true;
  state.renewed_at = now;
  state.world->store->renew(
    state.book.list(),
    [to = mailbox(self)](result<std::vector<client::lease_state>> got) {
      to(atom::renewed_v, parcel{std::move(got)});
    });
}

void give_back(queue_pointer self, std::vector<domain::fence> leases) {
  if (leases.empty())
    return;
  // A lost release costs an attempt and one visibility timeout, nothing else;
  // but a process that ends before the answer loses it for sure.
  ++self->state.releasing;
  self->state.world->store->release(
    std::move(leases),
    [to = mailbox(self)](const result<void>&) { to(atom::released_v); });
}

void answer_drains(queue_pointer self) {
  const auto& state = self->state;
  if (!state.draining || !state.book.empty() || state.releasing != 0)
    return;
  for (auto& x : std::exchange(self->state.drains, {}))
    x.deliver(true);
}

void start_attempt(queue_pointer self, const domain::lease& x) {
  auto& state = self->state;
  if (!state.book.add(x, self->clock().now()))
    return;
  log().info("job claimed: job={} kind={} programme={} attempt={} trace={}",
             x.work.id.value, x.work.kind, x.work.programme, x.attempt,
             x.work.trace);
  auto owner = caf::actor_cast<job_owner_actor>(task_queue_actor{self});
  auto runner = spawn_apart(self->system(), *state.world, scheduler,
                            state.world, x, owner);
  self->monitor(runner);
  state.runners.try_emplace(
    x.fence, task_queue_state::running{
               .actor = runner,
               .kind = x.work.kind,
               .began = self->clock().now(),
               .patience = std::max(end_patience,
                                    milliseconds{x.visibility_timeout_ms})});
  show_tasks(state);
}

void on_claimed(queue_pointer self,
                const result<std::vector<domain::lease>>& got) {
  auto& state = self->state;
  state.claiming = false;
  if (!got) {
    state.claim_not_before = self->clock().now() + claim_pause;
    return log().warn("claim failed: code={} why=\"{}\"",
                      to_string(got.error().code), got.error().detail);
  }
  auto unwanted = std::vector<domain::fence>{};
  for (const auto& x : *got) {
    if (!state.draining) {
      start_attempt(self, x);
      continue;
    }
    say_given_back(x.work);
    unwanted.push_back({x.work.id, x.fence});
  }
  give_back(self, std::move(unwanted));
  // An empty answer before its time would make this a busy loop.
  if (!got->empty() || self->clock().now() - state.claimed_at >= claim_gap)
    claim(self);
}

void cancel(queue_pointer self, const domain::fence& held, bool lost) {
  auto found = self->state.runners.find(held.token);
  if (found == self->state.runners.end())
    return;
  auto& x = found->second;
  self->send(x.actor, atom::cancel_v, lost);
  if (lost && x.ticks_left == 0)
    x.ticks_left = x.patience / queue_tick_interval;
}

void tell_failure(queue_pointer self, const domain::fence& x) {
  const auto& state = self->state;
  if (auto found = state.failures.find(x.token); found != state.failures.end())
    state.world->store->commit(
      found->second, [x, to = mailbox(self)](const domain::commit_answer& got) {
        to(atom::released_v, x, got);
      });
}

/// Says for a computation that cannot that its attempt has failed. Its lease is
/// listed until that is decided: given back instead, it would not count.
void give_up(queue_pointer self, const domain::token& x, const failure& why) {
  const auto* lease = self->state.book.find(x);
  if (lease == nullptr || self->state.book.is_given_up(x))
    return;
  self->state.book.give_up(x);
  if (auto at = self->state.runners.find(x); at != self->state.runners.end())
    at->second.has_failed = true;
  self->state.failures.emplace(x, failure_commit(*lease, why, false));
  tell_failure(self, {lease->work.id, x});
}

bool is_decided(domain::commit_outcome x) noexcept {
  return x == domain::commit_outcome::committed
         || x == domain::commit_outcome::replayed
         || x == domain::commit_outcome::fenced;
}

void on_failed(queue_pointer self, const domain::fence& x,
               const domain::commit_answer& got) {
  auto& state = self->state;
  const auto* lease = state.book.find(x.token);
  if (!is_decided(got.outcome) && lease != nullptr) {
    log().warn("failure not taken: job={} code={} why=\"{}\" trace={}",
               x.job.value, to_string(got.code), got.detail, lease->work.trace);
    return self->delayed_send(
      self, std::max(failure_pause, milliseconds{got.retry_after_ms}),
      atom::resume_v, x);
  }
  state.failures.erase(x.token);
  state.book.remove(x.token);
  answer_drains(self);
  claim(self);
}

/// The attempt is over; `outcome` says how, unless its failure was told for it.
void forget(queue_pointer self, const domain::token& x,
            const std::string& outcome) {
  auto& state = self->state;
  if (!state.book.is_given_up(x))
    state.book.remove(x);
  auto found = state.runners.find(x);
  if (found != state.runners.end()) {
    self->demonitor(found->second.actor.address());
    count_over(found->second, found->second.has_failed ? "failed" : outcome,
               self->clock().now());
    state.runners.erase(found);
    show_tasks(state);
  }
  answer_drains(self);
  claim(self);
}

/// Empty where the lease is not held.
std::string trace_of(const task_queue_state& state, const domain::fence& x) {
  const auto* lease = state.book.find(x.token);
  return lease == nullptr ? std::string{} : lease->work.trace;
}

/// The computation may be beyond hearing: see `end_process`.
void end_stuck(queue_pointer self) {
  for (const auto& x : self->state.book.stuck(self->clock().now())) {
    log().error("computation does not move, its attempt has failed: job={} "
                "trace={}",
                x.job.value, trace_of(self->state, x));
    give_up(self, x.token,
            {ec::timed_out, "worker: its computation did not move"});
    cancel(self, x, true);
  }
}

/// A computation that hangs for good keeps its place and its thread: only a new
/// process has them again.
void end_process(queue_pointer self) {
  for (auto& [token, x] : self->state.runners)
    if (x.ticks_left > 0 && --x.ticks_left == 0)
      self->state.world->give_up("worker: a computation of kind " + x.kind
                                 + " does not end");
}

void on_renewed(queue_pointer self,
                const result<std::vector<client::lease_state>>& got) {
  auto& state = self->state;
  state.renewing = false;
  if (!got)
    return log().warn("renewal failed: code={} why=\"{}\"",
                      to_string(got.error().code), got.error().detail);
  auto said = state.book.judge(*got);
  for (const auto& x : said.lost) {
    log().warn("lease lost: job={} trace={}", x.job.value, trace_of(state, x));
    cancel(self, x, true);
    state.book.remove(x.token);
  }
  for (const auto& x : said.cancel_wanted)
    cancel(self, x, false);
  end_stuck(self);
}

/// The computation died: the attempt failed, and the queue of the store
/// decides about the next one.
void on_runner_down(queue_pointer self, const caf::down_msg& dead) {
  auto& runners = self->state.runners;
  auto at = std::find_if(runners.begin(), runners.end(), [&](const auto& x) {
    return x.second.actor.address() == dead.source;
  });
  if (at == runners.end())
    return;
  auto token = at->first;
  if (const auto* lease = self->state.book.find(token)) {
    log().error("computation died: job={} reason=\"{}\" trace={}",
                lease->work.id.value, caf::to_string(dead.reason),
                lease->work.trace);
    give_up(self, token, {ec::worker_lost, "worker: its actor died"});
  }
  forget(self, token, "lost");
}

void end_drain(queue_pointer self) {
  auto& state = self->state;
  if (!state.draining || state.book.empty()
      || self->clock().now() < state.drain_until)
    return;
  auto leases = std::vector<domain::fence>{};
  for (const auto& x : state.book.list()) {
    if (const auto* lease = state.book.find(x.held.token))
      say_given_back(lease->work);
    leases.push_back(x.held);
    cancel(self, x.held, true);
    state.book.remove(x.held.token);
    state.failures.erase(x.held.token);
  }
  give_back(self, std::move(leases));
  answer_drains(self);
}

void on_queue_tick(queue_pointer self) {
  self->state.world->queue_beats.fetch_add(1, std::memory_order_relaxed);
  renew(self);
  claim(self);
  end_drain(self);
  end_process(self);
  self->delayed_send(self, queue_tick_interval, atom::tick_v);
}

caf::result<bool> on_drain_queue(queue_pointer self,
                                 std::uint32_t patience_ms) {
  auto& state = self->state;
  state.draining = true;
  show_tasks(state);
  state.drain_until = self->clock().now() + milliseconds{patience_ms};
  auto promise = self->make_response_promise<bool>();
  state.drains.push_back(promise);
  answer_drains(self);
  return promise;
}

} // namespace

task_queue_actor::behavior_type task_queue(queue_pointer self,
                                           const environment* world) {
  self->state.world = world;
  self->state.book = lease_book{world->options.jobs_max};
  show_tasks(self->state);
  self->set_down_handler(
    [self](const caf::down_msg& dead) { on_runner_down(self, dead); });
  self->send(self, atom::tick_v);
  return {
    [self](atom::progress, const domain::fence& x,
           const domain::job_progress& how_far) {
      self->state.book.progress(x.token, how_far, self->clock().now());
    },
    [self](atom::progress, const domain::fence& x, waiting_for what) {
      self->state.book.waits(x.token, what, self->clock().now());
    },
    [self](atom::ended, const domain::fence& x, const std::string& outcome) {
      forget(self, x.token, outcome);
    },
    [self](atom::tick) { on_queue_tick(self); },
    [self](atom::claimed, const leases_answer& got) { on_claimed(self, *got); },
    [self](atom::renewed, const states_answer& got) { on_renewed(self, *got); },
    [self](atom::released) {
      --self->state.releasing;
      answer_drains(self);
    },
    [self](atom::released, const domain::fence& x,
           const domain::commit_answer& got) { on_failed(self, x, got); },
    [self](atom::resume, const domain::fence& x) { tell_failure(self, x); },
    [self](atom::drain, std::uint32_t patience_ms) {
      return on_drain_queue(self, patience_ms);
    },
  };
}

} // namespace nightfloat::actors

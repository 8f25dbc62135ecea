// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/logging.hpp"
#include "cmd/nightfloatd/store_desk.hpp"
#include "domain/digest.hpp"

#include <utility>

namespace nightfloat::cmd {

namespace {

/// What waits is answered before its caller stops listening.
std::uint32_t wait_within(std::uint32_t remaining_ms) {
  return remaining_ms > 400 ? remaining_ms - 200 : remaining_ms / 2;
}

/// More than a worker has slots; they are looked up on the I/O thread.
constexpr auto leases_max = std::size_t{4'096};

bool is_beyond(std::size_t leases) noexcept {
  return leases > leases_max;
}

failure too_many_leases(const broker::envelope& call) {
  return {ec::oversize, call.operation + ": too many leases (at most "
                          + std::to_string(leases_max) + "), list fewer"};
}

} // namespace

storage::command_key store_desk::key_of(const ticket& x) {
  auto by = storage::command_key{.programme = x.call.programme,
                                 .owed = {},
                                 .remaining_ms = x.call.remaining_ms};
  by.owed.scope = x.call.caller + ' ' + x.call.operation;
  by.owed.key = x.call.key;
  by.owed.fingerprint = domain::hex(domain::fnv(x.call.body));
  return by;
}

// -- the task queue -----------------------------------------------------------

void store_desk::claim(ticket x) {
  auto request = client::claim_request{};
  if (!open(x, request))
    return;
  auto wish = storage::claim_wish{.session = x.session,
                                  .kinds = std::move(request.kinds),
                                  .count = request.count,
                                  .wait_ms = wait_within(x.call.remaining_ms)};
  world_.ledger->claim(std::move(wish),
                       [this, x = std::move(x)](
                         result<std::vector<domain::lease>> leases) mutable {
                         if (!leases)
                           return refuse(x, leases.error());
                         reply(x, client::claim_reply{std::move(*leases)});
                       });
}

void store_desk::await(ticket x) {
  auto request = client::await_request{};
  if (!open(x, request))
    return;
  auto wish = storage::await_wish{.session = x.session,
                                  .job = request.job,
                                  .wait_ms = wait_within(x.call.remaining_ms)};
  world_.ledger->await(wish, [this, x](result<domain::job_view> ended) mutable {
    if (!ended)
      return refuse(x, ended.error());
    reply(x, *ended);
  });
}

void store_desk::renew(ticket x) {
  auto request = client::renew_request{};
  if (!open(x, request))
    return;
  if (is_beyond(request.leases.size()))
    return refuse(x, too_many_leases(x.call));
  auto held = std::vector<storage::held>{};
  for (auto& one : request.leases)
    held.push_back({one.held, std::move(one.progress)});
  auto said = client::renew_reply{};
  for (const auto& one : world_.ledger->renew(x.session, held))
    said.leases.push_back({one.fence, one.lost, one.cancel_wanted});
  reply(x, said);
}

void store_desk::release(ticket x) {
  auto request = client::release_request{};
  if (!open(x, request))
    return;
  if (is_beyond(request.leases.size()))
    return refuse(x, too_many_leases(x.call));
  world_.ledger->release(std::move(request.leases),
                         [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::jobs(ticket x) {
  auto request = client::jobs_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this, request](ticket& t) {
    auto page = world_.ledger->jobs({.programme = t.call.programme,
                                     .job = request.job,
                                     .limit = request.limit});
    if (!page)
      return refuse(t, page.error());
    reply(t, client::job_list{std::move(page->jobs), page->more});
  });
}

void store_desk::requeue(ticket x) {
  auto request = client::requeue_request{};
  auto by = key_of(x);
  if (!open(x, request))
    return;
  if (by.programme.empty() && !x.is_operator)
    return refuse(x, {ec::forbidden,
                      "queue.requeue: name the job's programme, only the "
                      "operator may leave it out"});
  world_.ledger->requeue(request.job, std::move(by),
                         [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::explain(ticket x) {
  auto request = client::explain_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this, request](ticket& t) {
    auto said = world_.ledger->explain(request.job);
    if (!said)
      return refuse(t, said.error());
    reply(t, *said);
  });
}

void store_desk::pause(ticket x) {
  auto request = client::pause_request{};
  if (!open(x, request) || !is_allowed(x))
    return;
  const auto paused = request.paused;
  log_of("storage").info("kind {}: kind={} caller={}",
                         paused ? "paused" : "resumed", request.kind,
                         x.call.caller);
  world_.ledger->pause(std::move(request.kind), paused,
                       [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::limit(ticket x) {
  auto request = client::limit_request{};
  if (!open(x, request) || !is_allowed(x))
    return;
  log_of("storage").info("kind limited: kind={} jobs={} per_ms={} burst={} "
                         "caller={}",
                         request.kind, request.rate.jobs, request.rate.per_ms,
                         request.rate.burst, x.call.caller);
  world_.ledger->limit_rate(
    std::move(request.kind), request.rate,
    [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::queue_stats(ticket x) {
  auto request = client::queue_stats_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this](ticket& t) {
    auto kinds = world_.ledger->kinds();
    if (!kinds)
      return refuse(t, kinds.error());
    reply(t, client::queue_stats{std::move(*kinds)});
  });
}

// -- schedules ----------------------------------------------------------------

void store_desk::cron_put(ticket x) {
  auto request = client::cron_put_request{};
  auto by = key_of(x);
  if (!open(x, request) || !is_allowed(x))
    return;
  log_of("storage").info("schedule put: programme={} name={} line=\"{}\" "
                         "caller={}",
                         x.call.programme, request.what.name, request.what.line,
                         x.call.caller);
  world_.ledger->put_schedule(
    x.call.programme, std::move(request.what), request.replace, std::move(by),
    [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::cron_remove(ticket x) {
  auto request = client::cron_remove_request{};
  auto by = key_of(x);
  if (!open(x, request) || !is_allowed(x))
    return;
  log_of("storage").info("schedule removed: programme={} name={} caller={}",
                         x.call.programme, request.name, x.call.caller);
  world_.ledger->remove_schedule(
    x.call.programme, std::move(request.name), std::move(by),
    [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::cron_pause(ticket x) {
  auto request = client::cron_pause_request{};
  if (!open(x, request) || !is_allowed(x))
    return;
  const auto paused = request.paused;
  log_of("storage").info("schedule {}: programme={} name={} caller={}",
                         paused ? "paused" : "resumed", x.call.programme,
                         request.name, x.call.caller);
  world_.ledger->pause_schedule(
    x.call.programme, std::move(request.name), paused,
    [this, x](result<void> how) mutable { done(x, how); });
}

void store_desk::cron_list(ticket x) {
  auto request = client::cron_list_request{};
  if (!open(x, request))
    return;
  auto found = world_.ledger->schedules(x.call.programme);
  if (!found)
    return refuse(x, found.error());
  reply(x, client::cron_list{std::move(*found)});
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/store_desk.hpp"

#include "cmd/nightfloatd/logging.hpp"
#include "storage/backup.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace nightfloat::cmd {

using std::chrono::milliseconds;

namespace {

/// Nobody reads or takes another's replies by naming his scope. An empty one
/// stays what it is: wrong.
void own(std::string& scope, const std::string& caller) {
  if (!scope.empty())
    scope.insert(0, caller + ' ');
}

} // namespace

store_desk::store_desk(desk_world world) : world_{std::move(world)} {
}

store_desk::handler store_desk::handler_of(std::string_view operation) {
  using entry = std::pair<std::string_view, handler>;
  static constexpr auto handlers = std::array{
    entry{client::commit_request::operation, &store_desk::commit},
    entry{client::read_request::operation, &store_desk::read},
    entry{client::scan_request::operation, &store_desk::scan},
    entry{client::watch_request::operation, &store_desk::watch},
    entry{client::programmes_request::operation, &store_desk::programmes},
    entry{client::claim_request::operation, &store_desk::claim},
    entry{client::await_request::operation, &store_desk::await},
    entry{client::renew_request::operation, &store_desk::renew},
    entry{client::release_request::operation, &store_desk::release},
    entry{client::jobs_request::operation, &store_desk::jobs},
    entry{client::requeue_request::operation, &store_desk::requeue},
    entry{client::explain_request::operation, &store_desk::explain},
    entry{client::pause_request::operation, &store_desk::pause},
    entry{client::limit_request::operation, &store_desk::limit},
    entry{client::queue_stats_request::operation, &store_desk::queue_stats},
    entry{client::cron_put_request::operation, &store_desk::cron_put},
    entry{client::cron_remove_request::operation, &store_desk::cron_remove},
    entry{client::cron_pause_request::operation, &store_desk::cron_pause},
    entry{client::cron_list_request::operation, &store_desk::cron_list},
    entry{client::store_stats_request::operation, &store_desk::stats},
    entry{client::backup_request::operation, &store_desk::backup},
    entry{client::fault_request::operation, &store_desk::set_fault},
    entry{client::status_request::operation, &store_desk::status},
    entry{client::metrics_request::operation, &store_desk::metrics},
  };
  for (const auto& [name, found] : handlers)
    if (name == operation)
      return found;
  return nullptr;
}

void store_desk::serve(const broker::door_session& from,
                       broker::envelope call) {
  auto x = ticket{.to = broker::address_of(from),
                  .call = std::move(call),
                  .session = from.id,
                  .is_operator = from.is_operator,
                  .is_worker = from.hello.role == "worker"};
  x.until = clock::now() + milliseconds{x.call.remaining_ms};
  auto& log = log_of("storage");
  if (log.should_log(spdlog::level::debug))
    log.debug("call: operation={} programme={} caller={} trace={}",
              x.call.operation, x.call.programme, x.call.caller, x.call.trace);
  if (auto found = handler_of(x.call.operation))
    return (this->*found)(std::move(x));
  refuse(x, {ec::unsupported,
             "store: no such operation (" + x.call.operation + ")"});
}

// -- answers ------------------------------------------------------------------

void store_desk::refuse(ticket& x, failure why) {
  auto& log = log_of("storage");
  if (log.should_log(spdlog::level::debug))
    log.debug("refused: operation={} code={} trace={} why=\"{}\"",
              x.call.operation, to_string(why.code), x.call.trace, why.detail);
  world_.answer(x.to, broker::make_refusal(x.call, std::move(why)));
}

void store_desk::done(ticket& x, const result<void>& how) {
  if (how)
    reply(x, client::done_reply{});
  else
    refuse(x, how.error());
}

bool store_desk::is_allowed(ticket& x) {
  if (!x.is_operator)
    refuse(x, {ec::forbidden, x.call.operation + ": only the operator may"});
  return x.is_operator;
}

void store_desk::in_session(ticket x, std::function<void(ticket&)> serve) {
  auto kept = x;
  auto run = [this, x = std::move(x),
              serve = std::move(serve)](const result<void>& entered) mutable {
    if (!entered)
      return refuse(x, at(x.call.operation, entered.error()));
    serve(x);
  };
  if (auto taken = world_.pool->run(kept.until, std::move(run)); !taken)
    refuse(kept, taken.error());
}

// -- the ledger ---------------------------------------------------------------

void store_desk::commit(ticket x) {
  auto request = client::commit_request{};
  if (!open(x, request))
    return;
  auto& change = request.change;
  if (change.programme.empty())
    change.programme = x.call.programme;
  change.caller = x.call.caller;
  // A worker acts for callers, and has put them there itself.
  if (change.reply && !x.is_worker)
    own(change.reply->scope, change.caller);
  if (change.reserve && !x.is_worker)
    own(change.reserve->scope, change.caller);
  if (change.trace.empty())
    change.trace = x.call.trace;
  if (change.remaining_ms == 0 || change.remaining_ms > x.call.remaining_ms)
    change.remaining_ms = x.call.remaining_ms;
  world_.ledger->commit(
    std::move(change),
    [this, x = std::move(x)](domain::commit_answer said) mutable {
      // In the frame, where the client's line looks for it.
      if (domain::is_of_one_copy(said))
        return refuse(x, {said.code, said.detail, said.retry_after_ms});
      const auto again = said.outcome == domain::commit_outcome::replayed;
      reply(x, said, said.version, again);
    });
}

void store_desk::read(ticket x) {
  auto request = client::read_request{};
  if (!open(x, request))
    return;
  // Before it waits for a session.
  if (auto ok = storage::check_key_count(request.keys.size()); !ok)
    return refuse(x, ok.error());
  in_session(std::move(x), [this, request](ticket& t) {
    auto& ledger = *world_.ledger;
    auto page = request.at != 0
                  ? ledger.read_at(t.call.programme, request.at, request.keys)
                  : ledger.read({t.call.programme, t.call.revision},
                                request.keys);
    if (!page)
      return refuse(t, page.error());
    reply(t,
          client::records{page->version, std::move(page->found), page->more,
                          page->ledger_time_ms},
          page->version);
  });
}

void store_desk::scan(ticket x) {
  auto request = client::scan_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this, request](ticket& t) {
    auto wish = storage::scan_options{.prefix = request.prefix,
                                      .after = request.after};
    if (request.limit != 0)
      wish.limit = std::min(request.limit, wish.limit);
    auto& ledger = *world_.ledger;
    auto page = request.at != 0
                  ? ledger.scan_at(t.call.programme, request.at, wish)
                  : ledger.scan({t.call.programme, t.call.revision}, wish);
    if (!page)
      return refuse(t, page.error());
    reply(t,
          client::records{page->version, std::move(page->found), page->more,
                          page->ledger_time_ms},
          page->version);
  });
}

void store_desk::watch(ticket x) {
  auto request = client::watch_request{};
  if (!open(x, request))
    return;
  const auto key = store_feeds::key{x.session, x.call.correlation};
  // shared_ptr: a task is copied; it expects the watch for as long as it is.
  auto wanted = world_.feeds->expect(key);
  in_session(std::move(x), [this, request, key, wanted](ticket& t) {
    auto version = world_.feeds->open(key, t.call, request);
    if (!version)
      return refuse(t, version.error());
    reply(t, client::watch_reply{*version}, *version);
    // Not before: a feed frame must not overtake the answer.
    world_.feeds->start(key);
  });
}

void store_desk::programmes(ticket x) {
  auto request = client::programmes_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this](ticket& t) {
    auto names = world_.ledger->programmes();
    if (!names)
      return refuse(t, names.error());
    reply(t, client::programmes_reply{std::move(*names)});
  });
}

// -- the store ----------------------------------------------------------------

void store_desk::stats(ticket x) {
  auto request = client::store_stats_request{};
  if (!open(x, request))
    return;
  in_session(std::move(x), [this, request](ticket& t) {
    auto held = world_.ledger->state(request.rows ? storage::census::rows
                                                  : storage::census::heads);
    if (!held)
      return refuse(t, held.error());
    auto said = client::store_stats{std::move(*held),
                                    world_.ledger->engine_figures()};
    for (auto& one : world_.figures())
      said.figures.push_back(std::move(one));
    reply(t, said);
  });
}

void store_desk::backup(ticket x) {
  auto request = client::backup_request{};
  if (!open(x, request))
    return;
  if (!is_allowed(x))
    return;
  in_session(std::move(x), [this, request](ticket& t) {
    auto note = storage::back_up(*world_.ledger, request.directory);
    if (!note)
      return refuse(t, note.error());
    log_of("storage").info("backed up: programmes={} epoch={} caller={}",
                           note->programmes.size(), note->epoch, t.call.caller);
    reply(t, client::backup_reply{request.directory, std::move(*note)});
  });
}

// -- the process --------------------------------------------------------------

result<void> store_desk::inject(const client::fault_request& x) {
  // Without a clock to steer, the ledger says why not.
  if (world_.clock != nullptr && x.fault == client::fault_kind::wall_clock) {
    world_.clock->steer(x.jump_ms, x.drift_permille);
    return {};
  }
  return world_.ledger->set_fault(
    {.kind = static_cast<storage::fault_kind>(x.fault),
     .delay_ms = x.delay_ms,
     .count = x.count,
     .point = x.point,
     .jitter_ms = x.jitter_ms});
}

void store_desk::set_fault(ticket x) {
  auto request = client::fault_request{};
  if (!open(x, request))
    return;
  if (!x.is_operator)
    return refuse(x, {ec::forbidden, "fault.set: only the operator may"});
  auto how = inject(request);
  if (how)
    log_of("storage").warn("fault set: kind={} count={} caller={}",
                           static_cast<int>(request.fault), request.count,
                           x.call.caller);
  done(x, how);
}

void store_desk::apart(ticket x, std::function<void(ticket&)> serve) {
  auto kept = x;
  auto run = [this, x = std::move(x),
              serve = std::move(serve)](const result<void>& entered) mutable {
    if (!entered)
      return refuse(x, entered.error());
    serve(x);
  };
  if (!world_.pool->run_owed(std::move(run)))
    refuse(kept, {ec::unavailable, "store: stopping", 1'000});
}

void store_desk::status(ticket x) {
  apart(std::move(x), [this](ticket& t) {
    reply(t, client::status_reply{{world_.status()}});
  });
}

void store_desk::metrics(ticket x) {
  apart(std::move(x), [this](ticket& t) {
    reply(t, client::metrics_reply{world_.metrics()});
  });
}

} // namespace nightfloat::cmd

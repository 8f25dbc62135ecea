// SPDX-License-Identifier: Apache-2.0
// The operations of the simulated store, as `nightfloatd`'s desk serves them.

#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "chaos/simulation/store_process.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::simulation {

namespace {

std::uint32_t wait_within(std::uint32_t remaining_ms) {
  return remaining_ms > 400 ? remaining_ms - 200 : remaining_ms / 2;
}

client::records records_of(storage::record_page x) {
  return {x.version, std::move(x.found), x.more, x.ledger_time_ms};
}

} // namespace

template <class Reply>
void store_process::reply(const ticket& x, const Reply& body,
                          std::uint64_t revision, bool replayed) {
  auto frame = broker::make_reply(x.call);
  frame.body = codec::encode(body);
  frame.revision = revision;
  frame.replayed = replayed;
  door_->answer(x.to, std::move(frame));
}

template void store_process::reply(const ticket&, const client::watch_reply&,
                                   std::uint64_t, bool);

void store_process::refuse(const ticket& x, failure why) {
  door_->answer(x.to, broker::make_refusal(x.call, std::move(why)));
}

std::function<void(result<void>)> store_process::done(const ticket& x) {
  return [this, x](result<void> how) {
    if (how)
      reply(x, client::done_reply{});
    else
      refuse(x, how.error());
  };
}

void store_process::serve(const broker::door_session& from,
                          broker::envelope call) {
  auto x = ticket{.to = {.session = from.id, .count = from.count},
                  .call = std::move(call),
                  .session = from.id,
                  .until = {}};
  x.until = now() + milliseconds{x.call.remaining_ms};
  if (takes<client::commit_request>(
        x, [this](auto& t, auto r) { commit(t, std::move(r)); })
      || takes<client::read_request>(
        x, [this](auto& t, auto r) { read(t, std::move(r)); })
      || takes<client::scan_request>(x, [this](auto& t, auto r) { scan(t, r); })
      || takes<client::watch_request>(x,
                                      [this](auto& t, auto r) { watch(t, r); })
      || takes<client::claim_request>(
        x, [this](auto& t, auto r) { claim(t, std::move(r)); })
      || takes<client::renew_request>(x,
                                      [this](auto& t, auto r) { renew(t, r); })
      || takes<client::jobs_request>(x,
                                     [this](auto& t, auto r) { jobs(t, r); }))
    return;
  serve_queue(std::move(x));
}

void store_process::serve_queue(ticket x) {
  auto& l = *front_;
  if (takes<client::release_request>(
        x, [&](auto& t, auto r) { l.release(std::move(r.leases), done(t)); })
      || takes<client::requeue_request>(
        x, [&](auto& t, auto r) { l.requeue(r.job, {}, done(t)); })
      || takes<client::pause_request>(
        x, [&](auto& t, auto r) { l.pause(r.kind, r.paused, done(t)); })
      || takes<client::limit_request>(
        x, [&](auto& t, auto r) { l.limit_rate(r.kind, r.rate, done(t)); })
      || takes<client::cron_put_request>(x,
                                         [&](auto& t, auto r) {
                                           l.put_schedule(t.call.programme,
                                                          std::move(r.what),
                                                          r.replace, {},
                                                          done(t));
                                         })
      || takes<client::cron_pause_request>(x, [&](auto& t, auto r) {
           l.pause_schedule(t.call.programme, std::move(r.name), r.paused,
                            done(t));
         }))
    return;
  if (takes<client::await_request>(x, [&](auto& t, auto r) {
        l.await({.session = t.session,
                 .job = r.job,
                 .wait_ms = wait_within(t.call.remaining_ms)},
                [this, t](result<domain::job_view> ended) {
                  if (ended)
                    reply(t, *ended);
                  else
                    refuse(t, ended.error());
                });
      }))
    return;
  refuse(x, {ec::unsupported,
             "store: no such operation (" + x.call.operation + ")"});
}

void store_process::commit(ticket x, client::commit_request request) {
  auto& change = request.change;
  if (change.programme.empty())
    change.programme = x.call.programme;
  change.caller = x.call.caller;
  if (change.trace.empty())
    change.trace = x.call.trace;
  if (change.remaining_ms == 0 || change.remaining_ms > x.call.remaining_ms)
    change.remaining_ms = x.call.remaining_ms;
  front_->commit(std::move(change), [this, x](domain::commit_answer said) {
    if (domain::is_of_one_copy(said))
      return refuse(x, {said.code, said.detail, said.retry_after_ms});
    reply(x, said, said.version,
          said.outcome == domain::commit_outcome::replayed);
  });
}

void store_process::read(ticket x, client::read_request request) {
  auto until = x.until;
  in_session(until, [this, x = std::move(x), request = std::move(request)](
                      const result<void>& entered) {
    if (!entered)
      return refuse(x, entered.error());
    auto page = request.at != 0
                  ? front_->read_at(x.call.programme, request.at, request.keys)
                  : front_->read({x.call.programme, x.call.revision},
                                 request.keys);
    if (!page)
      return refuse(x, page.error());
    const auto version = page->version;
    reply(x, records_of(std::move(*page)), version);
  });
}

void store_process::scan(ticket x, const client::scan_request& request) {
  auto until = x.until;
  in_session(
    until, [this, x = std::move(x), request](const result<void>& entered) {
      if (!entered)
        return refuse(x, entered.error());
      auto wish = storage::scan_options{.prefix = request.prefix,
                                        .after = request.after};
      if (request.limit != 0)
        wish.limit = std::min(request.limit, wish.limit);
      auto page = request.at != 0
                    ? front_->scan_at(x.call.programme, request.at, wish)
                    : front_->scan({x.call.programme, x.call.revision}, wish);
      if (!page)
        return refuse(x, page.error());
      const auto version = page->version;
      reply(x, records_of(std::move(*page)), version);
    });
}

void store_process::claim(const ticket& x, client::claim_request request) {
  auto wish = storage::claim_wish{.session = x.session,
                                  .kinds = std::move(request.kinds),
                                  .count = request.count,
                                  .wait_ms = wait_within(x.call.remaining_ms)};
  front_->claim(std::move(wish),
                [this, x](result<std::vector<domain::lease>> leases) {
                  if (leases)
                    reply(x, client::claim_reply{std::move(*leases)});
                  else
                    refuse(x, leases.error());
                });
}

void store_process::renew(ticket x, const client::renew_request& request) {
  auto held = std::vector<storage::held>{};
  for (const auto& one : request.leases)
    held.push_back({one.held, one.progress});
  auto said = client::renew_reply{};
  for (const auto& one : front_->renew(x.session, held))
    said.leases.push_back({one.fence, one.lost, one.cancel_wanted});
  reply(x, said);
}

void store_process::jobs(const ticket& x, const client::jobs_request& request) {
  in_session(x.until, [this, x, request](const result<void>& entered) {
    if (!entered)
      return refuse(x, entered.error());
    auto page = front_->jobs({.programme = x.call.programme,
                              .job = request.job,
                              .limit = request.limit});
    if (!page)
      return refuse(x, page.error());
    reply(x, client::job_list{std::move(page->jobs), page->more});
  });
}

} // namespace nightfloat::simulation

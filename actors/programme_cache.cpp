// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_cache.hpp"

#include "actors/log.hpp"
#include "metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

using cache_pointer
  = metered_pointer<programme_cache_actor, programme_cache_state>;
using entry = programme_cache_state::entry;
using records_answer = parcel<result<client::records>>;

constexpr auto cache_tick_interval = std::chrono::milliseconds{200};

void show_entries(cache_pointer self) {
  metrics::process_registry()
    .gauge_of("cache_entries_count", "Programmes that the worker's cache has.")
    .set(static_cast<std::int64_t>(self->state.entries.size()));
}

void count_evicted() {
  metrics::process_registry()
    .counter_of("cache_evictions_total",
                "Programmes that left the worker's cache, by reason.",
                {{"reason", "full"}})
    .add();
}

void unwatch(const environment& world, entry& x) {
  if (auto feed = std::exchange(x.feed, 0))
    world.store->unwatch(feed);
}

/// Every waiter hears why; it is read again after a pause, or when asked for.
void fail(cache_pointer self, const std::string& name, const failure& why) {
  auto found = self->state.entries.find(name);
  if (found == self->state.entries.end())
    return;
  log().warn("programme not loaded: programme={} code={} why=\"{}\"", name,
             to_string(why.code), why.detail);
  self->state.world->shelf.take_away(name);
  unwatch(*self->state.world, found->second);
  for (auto& x : std::exchange(found->second.waiters, {}))
    x.promise.deliver(to_error(why));
  if (why.code == ec::not_found) {
    self->state.entries.erase(found);
    return show_entries(self);
  }
  auto& x = found->second;
  const auto& options = self->state.options;
  x.failed = true;
  x.pause = std::clamp(2 * x.pause, options.retry_base, options.retry_max);
  x.again = self->clock().now() + x.pause;
}

void start_feed(cache_pointer self, const std::string& name, entry& x,
                std::uint64_t since) {
  auto round = x.loader.round();
  auto to = mailbox(self);
  x.feed = self->state.world->store->watch(
    name, since,
    [=](result<std::uint64_t> got) {
      to(atom::feed_v, name, round, parcel{std::move(got)});
    },
    [=](result<domain::feed_item> got) {
      to(atom::feed_v, name, round, parcel{std::move(got)});
    });
}

void perform_load(cache_pointer self, const std::string& name, entry& x,
                  const load_step& step) {
  auto& store = *self->state.world->store;
  auto round = x.loader.round();
  auto answer = [=, to = mailbox(self)](result<client::records> got) {
    to(atom::read_v, name, round, parcel{std::move(got)});
  };
  switch (step.what) {
    case load_step::verb::none:
      return;
    case load_step::verb::heads:
      unwatch(*self->state.world, x);
      return store.read(name,
                        {std::string{domain::keys::programme_current},
                         std::string{domain::keys::roster_current}},
                        0, answer);
    case load_step::verb::watch:
      return start_feed(self, name, x, step.since);
    case load_step::verb::page:
      return store.scan(name, step.prefix, step.after, 0, answer);
  }
}

void begin(cache_pointer self, const std::string& name, entry& x) {
  self->state.world->shelf.take_away(name);
  x.failed = false;
  perform_load(self, name, x, x.loader.begin());
}

bool is_ready(const programme_cache_state::waiter& w, const entry& x) {
  return w.at_least > 0 && w.at_least <= x.loader.reach();
}

/// Soon answers those whose version is there.
void serve_soon(cache_pointer self, const std::string& name, entry& x) {
  auto ready = [&](const auto& w) {
    return is_ready(w, x);
  };
  if (x.serving || std::ranges::none_of(x.waiters, ready))
    return;
  x.serving = true;
  self->send(self, atom::step_v, name);
}

/// Answers those whose version is there.
void serve(cache_pointer self, const std::string& name, entry& x) {
  auto ready = [&](const auto& w) {
    return is_ready(w, x);
  };
  auto first = std::stable_partition(x.waiters.begin(), x.waiters.end(),
                                     [&](const auto& w) { return !ready(w); });
  if (first == x.waiters.end())
    return;
  auto shown = x.loader.newest();
  if (!shown)
    return fail(self, name, shown.error());
  // While it is read anew this is what it was: good enough for who asked for
  // that, and not for all that come.
  if (x.loader.live())
    self->state.world->shelf.put(*shown);
  for (auto at = first; at != x.waiters.end(); ++at)
    at->promise.deliver(*shown);
  x.waiters.erase(first, x.waiters.end());
}

/// Goes on with a step, or starts over where the feed has a hole.
void proceed(cache_pointer self, const std::string& name, entry& x,
             result<load_step> step) {
  if (step) {
    if (x.loader.live())
      x.pause = {};
    perform_load(self, name, x, *step);
    return serve_soon(self, name, x);
  }
  if (step.error().code != ec::trimmed && step.error().code != ec::slow_reader)
    return fail(self, name, step.error());
  log().warn("programme read anew: programme={} why=\"{}\"", name,
             step.error().detail);
  begin(self, name, x);
}

/// The entry if `round` is still its own.
entry* find(cache_pointer self, const std::string& name, std::uint64_t round) {
  auto found = self->state.entries.find(name);
  if (found == self->state.entries.end()
      || found->second.loader.round() != round)
    return nullptr;
  return &found->second;
}

void drop_oldest(cache_pointer self) {
  auto& entries = self->state.entries;
  auto oldest = entries.end();
  for (auto at = entries.begin(); at != entries.end(); ++at)
    if (at->second.waiters.empty()
        && (oldest == entries.end() || at->second.asked < oldest->second.asked))
      oldest = at;
  if (oldest == entries.end())
    return;
  self->state.world->shelf.take_away(oldest->first);
  unwatch(*self->state.world, oldest->second);
  entries.erase(oldest);
  count_evicted();
}

void ask_version(cache_pointer self, const std::string& name,
                 std::uint64_t waiter) {
  self->state.world->store->read(
    name, {}, 0, [=, to = mailbox(self)](result<client::records> got) {
      to(atom::resume_v, name, waiter, parcel{std::move(got)});
    });
}

caf::result<snapshot_ptr> on_need(cache_pointer self, const std::string& name,
                                  std::uint64_t at_least) {
  auto& state = self->state;
  auto [at, fresh] = state.entries.try_emplace(name, name);
  auto& x = at->second;
  x.asked = ++state.counter;
  if (x.waiters.size() >= state.options.waiting_max)
    return to_error(
      {ec::overloaded, "programme: too many wait for '" + name + "'"});
  auto promise = self->make_response_promise<snapshot_ptr>();
  x.waiters.push_back({state.counter, fresh ? 1 : at_least,
                       self->clock().now() + state.options.wait_max, promise});
  auto waiter = state.counter;
  if (!fresh && at_least == 0)
    ask_version(self, name, waiter);
  if (fresh || x.failed)
    begin(self, name, x);
  else
    serve_soon(self, name, x);
  if (state.entries.size() > state.options.programmes_max)
    drop_oldest(self);
  if (fresh)
    show_entries(self);
  return promise;
}

void on_version(cache_pointer self, const std::string& name,
                std::uint64_t number, const result<client::records>& got) {
  auto found = self->state.entries.find(name);
  if (found == self->state.entries.end())
    return;
  auto& waiters = found->second.waiters;
  auto at = std::find_if(waiters.begin(), waiters.end(),
                         [&](const auto& w) { return w.number == number; });
  if (at == waiters.end())
    return;
  if (!got) {
    at->promise.deliver(to_error(got.error()));
    waiters.erase(at);
    return;
  }
  at->at_least = std::max<std::uint64_t>(got->version, 1);
  serve_soon(self, name, found->second);
}

void on_records(cache_pointer self, const std::string& name,
                std::uint64_t round, const result<client::records>& got) {
  auto* x = find(self, name, round);
  if (x == nullptr)
    return;
  if (!got)
    return fail(self, name, got.error());
  proceed(self, name, *x,
          x->feed == 0 ? x->loader.on_heads(*got) : x->loader.on_page(*got));
}

void on_feed_begun(cache_pointer self, const std::string& name,
                   std::uint64_t round, const result<std::uint64_t>& got) {
  auto* x = find(self, name, round);
  if (x != nullptr)
    proceed(self, name, *x,
            got ? result<load_step>{x->loader.on_watching()} : got.error());
}

void on_item(cache_pointer self, const std::string& name, std::uint64_t round,
             const result<domain::feed_item>& got) {
  auto* x = find(self, name, round);
  if (x == nullptr)
    return;
  self->state.world->shelf.take_away(name);
  proceed(self, name, *x, got ? x->loader.on_item(*got) : got.error());
}

void on_step(cache_pointer self, const std::string& name) {
  auto found = self->state.entries.find(name);
  if (found == self->state.entries.end())
    return;
  found->second.serving = false;
  serve(self, name, found->second);
}

void on_cache_tick(cache_pointer self) {
  auto now = self->clock().now();
  for (auto& [name, x] : self->state.entries) {
    auto late
      = std::stable_partition(x.waiters.begin(), x.waiters.end(),
                              [&](const auto& w) { return now < w.until; });
    for (auto at = late; at != x.waiters.end(); ++at)
      at->promise.deliver(
        to_error({ec::unavailable, "programme: '" + name
                                     + "' is not up to date, the store does "
                                       "not answer"}));
    x.waiters.erase(late, x.waiters.end());
    if (x.failed && now >= x.again)
      begin(self, name, x);
  }
  self->delayed_send(self, cache_tick_interval, atom::tick_v);
}

} // namespace

programme_cache_state::~programme_cache_state() {
  for (auto& [programme, x] : entries) {
    world->shelf.take_away(programme);
    // Nobody is told of a promise that is merely dropped.
    for (auto& one : x.waiters)
      one.promise.deliver(
        to_error({ec::unavailable, "worker: its programme cache restarts"}));
    unwatch(*world, x);
  }
}

programme_cache_actor::behavior_type
programme_cache(cache_pointer self, const environment* world,
                programme_cache_options options) {
  self->state.world = world;
  self->state.options = options;
  self->delayed_send(self, cache_tick_interval, atom::tick_v);
  return {
    [self](atom::need, const std::string& name, std::uint64_t at_least) {
      return on_need(self, name, at_least);
    },
    [self](atom::resume, const std::string& name, std::uint64_t waiter,
           const records_answer& got) { on_version(self, name, waiter, *got); },
    [self](atom::read, const std::string& name, std::uint64_t round,
           const records_answer& got) { on_records(self, name, round, *got); },
    [self](atom::feed, const std::string& name, std::uint64_t round,
           const parcel<result<std::uint64_t>>& got) {
      on_feed_begun(self, name, round, *got);
    },
    [self](atom::feed, const std::string& name, std::uint64_t round,
           const parcel<result<domain::feed_item>>& got) {
      on_item(self, name, round, *got);
    },
    [self](atom::step, const std::string& name) { on_step(self, name); },
    [self](atom::tick) { on_cache_tick(self); },
  };
}

} // namespace nightfloat::actors

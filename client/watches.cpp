// SPDX-License-Identifier: Apache-2.0
#include "client/watches.hpp"

#include <utility>

namespace nightfloat::client {

namespace {

constexpr auto reply_within = std::chrono::seconds{5};
constexpr auto pause = std::chrono::milliseconds{100};

/// What asking again will not change.
bool ends_watch(ec code) {
  switch (code) {
    case ec::trimmed:
    case ec::slow_reader:
    case ec::not_found:
    case ec::forbidden:
    case ec::unauthorized:
    case ec::invalid_argument:
    case ec::unsupported:
    case ec::malformed:
    case ec::bad_version:
      return true;
    default:
      return false;
  }
}

} // namespace

watches::watches(broker::zmq_loop& loop, link& store)
  : loop_(loop), store_(store) {
}

void watches::add(watch_id id, std::string programme, std::uint64_t since,
                  watch_handlers handlers) {
  auto& x = watches_[id];
  x = {.programme = std::move(programme),
       .last = since,
       .handlers = std::move(handlers)};
  if (auto limit = x.handlers.first_within; limit.count() != 0)
    x.timer = loop_.after(limit, [this, id] { time_out(id); });
  ask(id);
}

void watches::remove(watch_id id) {
  auto x = watches_.find(id);
  if (x == watches_.end())
    return;
  auto number = x->second.call;
  loop_.cancel(x->second.timer);
  watches_.erase(x);
  store_.drop(number);
}

void watches::close(const failure& why) {
  for (auto& [id, x] : std::exchange(watches_, {})) {
    if (x.handlers.on_end)
      x.handlers.on_end(why);
  }
}

watches::watch* watches::find(watch_id id, std::uint64_t round) {
  auto x = watches_.find(id);
  return x == watches_.end() || x->second.round != round ? nullptr : &x->second;
}

void watches::ask(watch_id id) {
  auto known = watches_.find(id);
  if (known == watches_.end())
    return;
  auto& x = known->second;
  auto round = ++x.round;
  auto call = line_call{};
  call.frame.operation = watch_request::operation;
  call.frame.programme = x.programme;
  call.frame.trace = make_trace();
  call.frame.body
    = codec::encode(watch_request{.since = x.last, .bare = x.handlers.bare});
  call.deadline = loop_.now() + reply_within;
  auto number = store_.call(
    std::move(call),
    [this, id, round](result<broker::envelope> got) {
      on_reply(id, round, std::move(got));
    },
    [this, id, round](result<broker::envelope> got) {
      on_feed(id, round, std::move(got));
    });
  // The handlers may have run: look again.
  if (auto* still = find(id, round))
    still->call = number;
}

void watches::ask_later(watch_id id) {
  loop_.after(pause, [this, id] { ask(id); });
}

void watches::on_reply(watch_id id, std::uint64_t round,
                       result<broker::envelope> got) {
  if (find(id, round) == nullptr || got)
    return;
  if (ends_watch(got.error().code))
    return end(id, std::move(got).error());
  ask_later(id);
}

void watches::on_feed(watch_id id, std::uint64_t round,
                      result<broker::envelope> got) {
  auto* x = find(id, round);
  if (x == nullptr)
    return;
  if (!got) {
    if (ends_watch(got.error().code))
      return end(id, std::move(got).error());
    return ask_later(id);
  }
  auto item = codec::decode<domain::feed_item>(got->body);
  if (!item)
    return end(id, at("ledger.watch", std::move(item).error()));
  if (item->version <= x->last)
    return;
  if (item->version != x->last + 1) {
    // One is missing: from the last one on, again.
    auto number = x->call;
    ask(id);
    return store_.drop(number);
  }
  x->last = item->version;
  loop_.cancel(std::exchange(x->timer, 0));
  auto on_item = x->handlers.on_item;
  if (on_item)
    on_item(std::move(*item));
}

void watches::end(watch_id id, failure why) {
  auto x = watches_.find(id);
  auto on_end = std::move(x->second.handlers.on_end);
  loop_.cancel(x->second.timer);
  watches_.erase(x);
  if (on_end)
    on_end(std::move(why));
}

// The call may be unanswered, or stand without an item, or wait to be made.
void watches::time_out(watch_id id) {
  auto x = watches_.find(id);
  if (x == watches_.end())
    return;
  auto number = x->second.call;
  auto limit = std::to_string(x->second.handlers.first_within.count());
  end(id, {ec::timed_out,
           "ledger.watch: no item within " + limit + " ms, allow more", 0});
  store_.drop(number);
}

} // namespace nightfloat::client

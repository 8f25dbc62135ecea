// SPDX-License-Identifier: Apache-2.0
// The watches of the simulated store, as `nightfloatd` moves them on.

#include "broker/frame.hpp"
#include "chaos/simulation/store_process.hpp"

#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto page_items = std::size_t{32};
constexpr auto breath = milliseconds{5};
constexpr auto recovery_pause = milliseconds{100};

broker::envelope feed_frame(const broker::envelope& call) {
  auto frame = broker::make_reply(call);
  frame.kind = broker::frame_kind::feed;
  return frame;
}

} // namespace

void store_process::watch(const ticket& x,
                          const client::watch_request& request) {
  in_session(x.until, [this, x, request](const result<void>& entered) {
    if (!entered)
      return refuse(x, entered.error());
    const auto key = feed_key{x.session, x.call.correlation};
    auto from = front_->watch(x.call.programme, request.since,
                              [this, key] { mark(key); });
    if (!from)
      return refuse(x, from.error());
    auto version = front_->version(x.call.programme);
    if (!version)
      return refuse(x, version.error());
    feeds_[key] = {.call = x.call, .from = std::move(*from), .started = true};
    reply(x, client::watch_reply{*version}, *version);
    mark(key);
  });
}

void store_process::mark(const feed_key& who) {
  auto i = feeds_.find(who);
  if (i == feeds_.end() || std::exchange(i->second.marked, true))
    return;
  in_session(time_point::max(), [this, who](const result<void>& entered) {
    if (entered)
      move_on(who);
  });
}

void store_process::move_on(const feed_key& who) {
  auto i = feeds_.find(who);
  if (i == feeds_.end())
    return;
  i->second.marked = false;
  auto items = i->second.from->next(page_items);
  if (!items && items.error().code == ec::unavailable)
    return world_.wake_after(recovery_pause, self_, [this, who] { mark(who); });
  if (!items)
    return end_feed(who, items.error());
  for (const auto& item : *items) {
    auto frame = feed_frame(i->second.call);
    frame.revision = item.version;
    frame.body = codec::encode(item);
    door_->send(who.first, std::move(frame));
  }
  if (items->size() == page_items)
    world_.wake_after(breath, self_, [this, who] { mark(who); });
  else if (!items->empty())
    mark(who);
}

void store_process::end_feed(const feed_key& who, const failure& why) {
  auto frame = feed_frame(feeds_.at(who).call);
  frame.status = why.code;
  frame.detail = why.detail;
  frame.retry_after_ms = why.retry_after_ms;
  door_->send(who.first, std::move(frame));
  feeds_.erase(who);
}

} // namespace nightfloat::simulation

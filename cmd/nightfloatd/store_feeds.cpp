// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/store_feeds.hpp"

#include "broker/frame.hpp"
#include "codec/bytes.hpp"

#include <utility>

namespace nightfloat::cmd {

using std::chrono::milliseconds;

namespace {

/// A reader that has far to go gets pages with a breath between, so that its
/// queue does not overflow while it keeps up.
constexpr auto page_items = std::size_t{128};
constexpr auto breath = milliseconds{5};
constexpr auto recovery_pause = milliseconds{100};
/// Of all places for watches one session takes an eighth at most.
constexpr auto session_feeds_max = std::size_t{128};

broker::envelope feed_frame(const broker::envelope& call) {
  auto frame = broker::make_reply(call);
  frame.kind = broker::frame_kind::feed;
  return frame;
}

} // namespace

store_feeds::store_feeds(feeds_world world) : world_{std::move(world)} {
}

std::shared_ptr<const void> store_feeds::expect(const key& who) {
  auto guard = std::lock_guard{mutex_};
  expected_.insert(who);
  return {nullptr, [this, who](const void*) {
            auto again = std::lock_guard{mutex_};
            expected_.erase(who);
          }};
}

result<std::uint64_t> store_feeds::open(const key& who,
                                        const broker::envelope& call,
                                        const client::watch_request& wish) {
  // By name, never by pointer: a wake must not own the watch that it wakes.
  auto from = world_.ledger->watch(call.programme, wish.since,
                                   [this, who] { mark(who); });
  if (!from)
    return from.error();
  auto version = world_.ledger->version(call.programme);
  if (!version)
    return version.error();
  auto x = std::make_shared<feed>();
  x->call = call;
  x->bare = wish.bare;
  x->from = std::move(*from);
  auto before = std::shared_ptr<feed>{};
  auto guard = std::lock_guard{mutex_};
  if (count_of(who.session) >= session_feeds_max && !feeds_.contains(who))
    return failure{ec::overloaded,
                   "watch: too many in this session (at most "
                     + std::to_string(session_feeds_max) + "), end one first",
                   1'000};
  // Of a frame that came twice the second finds the watch of the first.
  if (expected_.erase(who) == 0 && !feeds_.contains(who))
    return failure{ec::cancelled, "watch: its caller is gone"};
  std::swap(before, feeds_[who]);
  feeds_[who] = std::move(x);
  return version;
}

std::size_t store_feeds::count_of(const domain::session_id& session) const {
  auto n = std::size_t{0};
  for (auto i = feeds_.lower_bound({session, 0});
       i != feeds_.end() && i->first.session == session; ++i)
    ++n;
  return n;
}

void store_feeds::start(const key& who) {
  {
    auto guard = std::lock_guard{mutex_};
    if (!feeds_.contains(who))
      return;
    started_.insert(who);
  }
  mark(who);
}

void store_feeds::close(const key& who) {
  auto gone = std::shared_ptr<feed>{};
  auto guard = std::lock_guard{mutex_};
  if (auto i = feeds_.find(who); i != feeds_.end()) {
    gone = std::move(i->second);
    feeds_.erase(i);
  }
  expected_.erase(who);
  started_.erase(who);
}

void store_feeds::close_all(const domain::session_id& session) {
  auto theirs = std::vector<key>{};
  {
    auto guard = std::lock_guard{mutex_};
    std::erase_if(expected_,
                  [&](const key& x) { return x.session == session; });
    for (auto i = feeds_.lower_bound({session, 0});
         i != feeds_.end() && i->first.session == session; ++i)
      theirs.push_back(i->first);
  }
  for (const auto& who : theirs)
    close(who);
}

void store_feeds::mark(const key& who) {
  {
    auto guard = std::lock_guard{mutex_};
    if (!started_.contains(who) || !marked_.insert(who).second)
      return;
  }
  world_.pool->run_owed([this, who](const result<void>& entered) {
    if (entered)
      move_on(who);
  });
}

void store_feeds::move_on(const key& who) {
  auto x = std::shared_ptr<feed>{};
  {
    auto guard = std::lock_guard{mutex_};
    // Unmarked before reading: what comes during it marks anew.
    marked_.erase(who);
    if (auto i = feeds_.find(who); i != feeds_.end())
      x = i->second;
  }
  if (!x)
    return;
  auto guard = std::lock_guard{x->moving};
  auto items = x->from->next(page_items);
  if (!items && items.error().code == ec::unavailable)
    return world_.later(recovery_pause, [this, who] { mark(who); });
  if (!items)
    return end(who, x->call, items.error());
  for (auto& item : *items) {
    if (x->bare)
      for (auto& one : item.changes)
        one.before.reset();
    auto frame = feed_frame(x->call);
    frame.revision = item.version;
    frame.body = codec::encode(item);
    if (frame.body.size() + 4'096 > broker::frame_bytes_max)
      return end(who, x->call,
                 {ec::trimmed, "feed: an item is larger than a frame ("
                                 + std::to_string(frame.body.size())
                                 + " bytes), take a new snapshot"});
    world_.send(who.session, std::move(frame));
  }
  if (items->size() == page_items)
    world_.later(breath, [this, who] { mark(who); });
  else if (!items->empty())
    mark(who);
}

void store_feeds::end(const key& who, const broker::envelope& call,
                      failure why) {
  auto frame = feed_frame(call);
  frame.status = why.code;
  frame.detail = std::move(why.detail);
  broker::clip_detail(frame);
  frame.retry_after_ms = why.retry_after_ms;
  world_.send(who.session, std::move(frame));
  close(who);
}

} // namespace nightfloat::cmd

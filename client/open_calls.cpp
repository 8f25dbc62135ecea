// SPDX-License-Identifier: Apache-2.0
#include "client/open_calls.hpp"

#include <utility>

namespace nightfloat::client {

namespace {

/// The frame, or what its status says.
result<broker::envelope> said(broker::envelope& x) {
  if (x.status == ec::none)
    return std::move(x);
  return failure{x.status, std::move(x.detail), x.retry_after_ms};
}

} // namespace

void open_calls::add(std::uint64_t number, handler done, handler on_feed) {
  auto fresh = handlers_
                 .emplace(number, waiting{std::move(done), std::move(on_feed)})
                 .second;
  NIGHTFLOAT_EXPECT(fresh);
}

void open_calls::drop(std::uint64_t number) {
  handlers_.erase(number);
}

void open_calls::take(line_event& x) {
  switch (x.what) {
    case line_happening::answered:
      return end(x.number, said(x.frame));
    case line_happening::failed:
      return end(x.number, std::move(x.why));
    case line_happening::feed:
      return feed(x);
    default:
      return;
  }
}

void open_calls::feed(line_event& x) {
  auto known = handlers_.find(x.number);
  if (known == handlers_.end())
    return;
  if (x.frame.status != ec::none)
    return end(x.number, said(x.frame));
  // A copy: it may drop its own call.
  auto on_feed = known->second.on_feed;
  on_feed(std::move(x.frame));
}

void open_calls::end(std::uint64_t number, result<broker::envelope> how) {
  auto known = handlers_.find(number);
  if (known == handlers_.end())
    return;
  auto& waits = known->second;
  if (waits.on_feed && waits.done && how) {
    // The reply of a stream: more will follow.
    auto done = std::exchange(waits.done, {});
    return done(std::move(how));
  }
  auto x = std::move(waits);
  handlers_.erase(known);
  if (x.done)
    x.done(std::move(how));
  else if (x.on_feed)
    x.on_feed(std::move(how));
}

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The common way of a call that only reads: fetch the programme, compute,
// answer.

#include "actors/environment.hpp"
#include "actors/messages.hpp"
#include "actors/programme_cache.hpp"
#include "client/answers.hpp"
#include "codec/bytes.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <functional>
#include <string_view>

namespace nightfloat::actors {

/// Time as the actor sees it, for measuring what a computation took.
using now_function = client::read_clock;

/// A reply of that version.
template <class Reply>
answer answer_with(const Reply& x, std::uint64_t version) {
  auto out = answer{};
  out.body = codec::encode(x);
  out.revision = version;
  return out;
}

/// Why nobody should work on `x` any more; `none`: go on.
[[nodiscard]] failure still_wanted(const call& x,
                                   std::chrono::steady_clock::time_point now);

/// Adds a duration to the process's histogram of that name.
void record(std::string_view metric, std::string_view what_it_is,
            std::uint64_t spent_us);

/// The newest snapshot of a programme, if it is here and new enough; else null.
/// Counts which of the two.
[[nodiscard]] snapshot_ptr at_hand(const environment& world,
                                   std::string_view programme,
                                   std::uint64_t at_least);

/// `compute` is a pure function of the call and the programme.
using computation = std::function<result<answer>(
  const call&, const programme_snapshot&, const now_function&)>;

/// Runs `compute` on the programme as the call wants it.
[[nodiscard]] answer run(const computation& compute, const call& x,
                         const programme_snapshot& where,
                         const now_function& now);

/// Answers from the shelf, or asks the cache and answers later.
template <class Self>
caf::result<answer> with_programme(Self* self, const environment& world,
                                   const parcel<call>& x, computation compute) {
  auto now = [self] {
    return self->clock().now();
  };
  if (auto where = at_hand(world, x->frame.programme, x->frame.revision))
    return run(compute, *x, *where, now);
  auto promise = self->template make_response_promise<answer>();
  auto cache = whereis<programme_cache_actor>(self->system(), names::cache);
  if (!cache) {
    promise.deliver(
      refusal({ec::unavailable, "worker: its programme cache restarts", 200}));
    return promise;
  }
  self
    ->request(cache, programme_patience, atom::need_v, x->frame.programme,
              x->frame.revision)
    .then(
      [=](const snapshot_ptr& where) mutable {
        promise.deliver(run(compute, *x, *where, now));
      },
      [=](const caf::error& why) mutable {
        promise.deliver(refusal(to_failure(why)));
      });
  return promise;
}

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/work.hpp"

#include "chaos/simulation/dice.hpp"
#include "codec/bytes.hpp"

#include <algorithm>

namespace nightfloat::simulation {

namespace {

/// To claim one job, note and complete it: a worker's tick, the ways there
/// and back, syncs.
constexpr auto around_ms = std::uint64_t{250};
/// A job lasts at most so many times the visibility timeout.
constexpr auto lasting_most = 3u;
/// A job of a schedule lasts less than that.
constexpr auto scheduled_ms = 20u;
/// What a step of the clock makes up for, and what comes due by itself.
constexpr auto scheduled_count = 32u;

} // namespace

job_shape shape_of(const planned_act& x, const dimensions& size) {
  auto drawn = dice{mix(x.a, x.b)};
  auto out = job_shape{};
  out.priority = static_cast<std::uint8_t>(drawn.below(10));
  out.attempts_max = static_cast<std::uint32_t>(drawn.between(1, 6));
  out.order.lasting_ms = static_cast<std::uint32_t>(
    drawn.below(drawn.chance(200) ? lasting_most * size.visibility_ms : 100));
  out.order.failures
    = drawn.chance(200) ? static_cast<std::uint32_t>(drawn.below(4)) : 0;
  out.order.notes = static_cast<std::uint32_t>(drawn.below(3));
  if (drawn.chance(200))
    out.unique = "one " + std::to_string(drawn.below(2));
  out.follows = drawn.chance(250);
  return out;
}

domain::schedule schedule_of(const planned_act& x) {
  auto drawn = dice{mix(x.a, x.b)};
  auto out = domain::schedule{};
  out.name = "minutes " + std::to_string(x.a % 2);
  out.line = "* * * * *";
  out.misfire = static_cast<domain::misfire_policy>(drawn.between(1, 3));
  out.work.kind = work_kind;
  out.work.priority = static_cast<std::uint8_t>(drawn.below(10));
  out.work.attempts_max = 6;
  out.work.attempt_ms_max = 5'000;
  auto order = work_order{};
  order.lasting_ms = static_cast<std::uint32_t>(drawn.below(scheduled_ms));
  out.work.payload = codec::encode(order);
  return out;
}

milliseconds work_in(const schedule& x) {
  auto sum = std::uint64_t{0};
  for (const auto& one : x.acts) {
    if (one.what == act::submit) {
      const auto job = shape_of(one, x.size);
      sum += (job.order.lasting_ms + around_ms)
             * std::min(job.order.failures + 1, job.attempts_max);
    } else if (one.what == act::requeue) {
      sum += lasting_most * x.size.visibility_ms + around_ms;
    } else if (one.what == act::cron) {
      sum += scheduled_count * (scheduled_ms + around_ms);
    }
  }
  const auto at_once = std::max(x.size.workers * x.size.slots, 1u);
  return milliseconds{sum / at_once};
}

} // namespace nightfloat::simulation

// SPDX-License-Identifier: Apache-2.0
#include "chaos/elapsed.hpp"
#include "soak/load_groups.hpp"

// What a virtual user does: draws a flow, takes its steps, begins anew.

#include <algorithm>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

/// A user who finds nothing to do does not spin.
constexpr auto nothing_to_do = 10ms;

std::chrono::nanoseconds drawn(const think_time& x, double share) {
  auto s = x.least_s + (x.most_s - x.least_s) * share;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
    std::chrono::duration<double>{s});
}

const ready_flow& pick(const ready_load& x, std::uint64_t at) {
  for (const auto& f : x.flows) {
    if (at < f.weight)
      return f;
    at -= f.weight;
  }
  return x.flows.back();
}

} // namespace

bool load::may_iterate(user& u) {
  auto& g = *u.of;
  if (ending_ || g.over)
    return false;
  switch (g.what->how) {
    case executor::per_vu_iterations:
      if (u.iterations_left == 0)
        return false;
      --u.iterations_left;
      return true;
    case executor::shared_iterations:
      if (g.shared_left == 0)
        return false;
      --g.shared_left;
      return true;
    case executor::constant_vus:
    case executor::ramping_vus:
      return g.active <= g.wanted;
    case executor::constant_arrival_rate:
    case executor::ramping_arrival_rate:
      break;
  }
  return true;
}

void load::begin_iteration(user& u, time_point due, time_point now) {
  if (!may_iterate(u))
    return retire(u);
  const auto& from = *u.of->what;
  u.flow = &pick(from, u.rng.next() % from.weight);
  u.step = 0;
  u.iteration = due;
  u.sent = {};
  step_from(u, due, now);
}

// Goes on with the step at hand, or the next that chance lets it take.
void load::step_from(user& u, time_point due, time_point now) {
  const auto& steps = u.flow->steps;
  while (u.step != steps.size() && steps[u.step].chance < 1
         && u.draw() >= steps[u.step].chance)
    ++u.step;
  if (u.step == steps.size())
    return end_iteration(u, now, true, 0ms);
  if (u.of->cut)
    return end_iteration(u, now, false, 0ms);
  due += drawn(steps[u.step].think, u.draw());
  u.due = due;
  if (due > now)
    push(due, event_kind::go, u.of, &u);
  else
    dispatch(u, due);
}

void load::go(user& u, time_point due, time_point now) {
  if (u.flow == nullptr)
    begin_iteration(u, due, now);
  else
    dispatch(u, due);
}

void load::dispatch(user& u, time_point due) {
  u.due = due;
  ++in_flight_;
  outgoing_.push_back(&u);
}

void load::end_iteration(user& u, time_point now, bool whole,
                         std::chrono::milliseconds wait) {
  const auto& flow = *u.flow;
  if (whole) {
    what_.meters.add(flow.iterations, 1);
    what_.meters.record(flow.iteration_duration,
                        chaos::elapsed_us(u.iteration, now));
    ++second_.iterations;
  } else {
    what_.meters.add(flow.interrupted, 1);
  }
  u.flow = nullptr;
  auto& g = *u.of;
  if (is_open(g.what->how) || ending_ || g.over)
    return retire(u);
  auto due = now
             + std::max<std::chrono::nanoseconds>(drawn(flow.think, u.draw()),
                                                  wait);
  // Nothing was sent: the next one begins from the timer, not from here.
  if (u.sent == time_point{} && due <= now)
    due = now + nothing_to_do;
  if (due > now)
    push(due, event_kind::go, &g, &u);
  else
    begin_iteration(u, due, now);
}

// Sends what is to be sent, with the lock let go. An answer within the call
// finds `flushing` set and leaves its next step to the loop that runs. It may
// be the last one of all, and this loop still wants the lock: so who flushes
// is counted, and `run` waits for them.
void load::flush(std::unique_lock<std::mutex>& guard) {
  static thread_local auto flushing = false;
  if (flushing)
    return;
  flushing = true;
  ++flushers_;
  auto batch = std::vector<user*>{};
  while (!outgoing_.empty()) {
    batch.swap(outgoing_);
    guard.unlock();
    for (auto* u : batch)
      send(*u);
    guard.lock();
    batch.clear();
  }
  // For its memory.
  batch.swap(outgoing_);
  --flushers_;
  flushing = false;
}

void load::send(user& u) {
  const auto& step = u.flow->steps[u.step];
  u.sent = clock_.steady();
  at_.begin(step.operation, *u.who, step.timeout,
            [this, &u](const step_answer& got) { on_answer(u, got); });
}

void load::on_answer(user& u, const step_answer& got) {
  auto guard = std::unique_lock{mutex_};
  auto now = clock_.steady();
  --in_flight_;
  const auto& step = u.flow->steps[u.step];
  if (got.skipped) {
    what_.meters.add(step.skipped, 1);
    end_iteration(u, now, true, nothing_to_do);
  } else if (count(u, got, now)) {
    ++u.step;
    step_from(u, now, now);
  } else {
    // The rest of a flow rests on what failed.
    end_iteration(u, now, true,
                  std::chrono::milliseconds{got.why.retry_after_ms});
  }
  flush(guard);
  if (in_flight_ == 0)
    changed_.notify_one();
}

// True: it was answered, and the flow goes on.
bool load::count(user& u, const step_answer& got, time_point now) {
  const auto& step = u.flow->steps[u.step];
  auto& meters = what_.meters;
  auto took = chaos::elapsed_us(u.sent, now);
  auto response = chaos::elapsed_us(u.due, now);
  meters.record(step.duration, took);
  meters.record(step.response, response);
  meters.record(step.waiting, chaos::elapsed_us(u.due, u.sent));
  second_duration_.record(took);
  second_response_.record(response);
  for (const auto& one : step.checks)
    meters.rate(one.slot, passes(one.what, got, u.seen, took));
  u.seen = std::max(u.seen, got.version);
  auto code = got.why.code;
  auto ok = code == ec::none;
  auto refused = !ok && got.why.retry_after_ms != 0;
  auto allowed = std::ranges::find(step.allow, code) != step.allow.end();
  auto failed = !ok && !refused && !allowed;
  meters.add(step.operations, 1);
  meters.rate(step.failed, failed);
  meters.rate(step.refused, refused);
  second_.ok += failed || refused ? 0 : 1;
  second_.failed += failed ? 1 : 0;
  second_.refused += refused ? 1 : 0;
  if (!ok)
    count_failure(got, failed);
  else if (counts_tenths_)
    count_tenth(now);
  return ok;
}

void load::count_tenth(time_point now) {
  auto i = static_cast<std::size_t>((now - began_) / 100ms);
  if (i >= tenths_.size())
    tenths_.resize(i + 1);
  ++tenths_[i];
}

void load::count_failure(const step_answer& got, bool counts) {
  auto i = static_cast<std::size_t>(got.why.code);
  ++codes_[i];
  if (said_[i].empty() && (counts || codes_[i] == 1))
    said_[i] = got.why.detail;
}

} // namespace nightfloat::soak

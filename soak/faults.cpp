// SPDX-License-Identifier: Apache-2.0
#include "soak/faults.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <semaphore>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto end_limit = 5s;

class driver {
public:
  driver(world& on, const metrics::clock& clock,
         metrics::clock::time_point start, const std::atomic<bool>& stop)
    : world_(on), clock_(clock), start_(start), stop_(stop) {
  }

  faults_done run(const std::vector<due_fault>& planned) {
    for (const auto& x : planned) {
      if (!wait_until(x.at_s))
        break;
      auto line = report::fault_line{};
      line.fault = x.what.fault;
      line.target = x.what.target;
      begin(x, line);
      if (x.heal_s > x.at_s)
        wait_until(x.heal_s);
      heal(x, line);
      done_.lines.push_back(std::move(line));
    }
    close_episodes();
    return std::move(done_);
  }

private:
  void begin(const due_fault& x, report::fault_line& line) {
    auto* hit = world_.processes().find(x.what.target);
    line.at_ms = now_ms();
    if (hit == nullptr) {
      line.detail = "it did not run";
      return;
    }
    auto pauses = x.what.fault == "pause";
    auto sent = hit->signal(pauses                        ? SIGSTOP
                            : x.what.fault == "terminate" ? SIGTERM
                                                          : SIGKILL);
    line.took_effect = sent.has_value() && (pauses || hit->wait_end(end_limit));
    if (!sent)
      line.detail = sent.error().detail;
  }

  void heal(const due_fault& x, report::fault_line& line) {
    if (x.what.fault == "pause") {
      auto* hit = world_.processes().find(x.what.target);
      line.healed = hit != nullptr && hit->signal(SIGCONT).has_value();
    } else {
      auto again = world_.restart(x.what.target);
      line.healed = again.has_value();
      if (!again)
        line.detail = again.error().detail;
    }
    line.until_ms = now_ms();
    done_.episodes.push_back(
      {.fault = x.what.fault,
       .target = x.what.target,
       .at_s = static_cast<double>(line.at_ms) / 1'000,
       .healed_s = static_cast<double>(line.until_ms) / 1'000});
  }

  // Each lasts until the next begins.
  void close_episodes() {
    for (auto i = std::size_t{0}; i + 1 < done_.episodes.size(); ++i)
      done_.episodes[i].until_s = done_.episodes[i + 1].at_s;
  }

  bool wait_until(double at_s) {
    auto due = start_
               + std::chrono::duration_cast<std::chrono::nanoseconds>(
                 std::chrono::duration<double>{at_s});
    // Nobody releases it: a wait that costs nothing.
    auto never = std::binary_semaphore{0};
    while (!stop_ && clock_.steady() < due)
      static_cast<void>(
        never.try_acquire_until(std::min(due, clock_.steady() + 20ms)));
    return !stop_;
  }

  [[nodiscard]] std::uint64_t now_ms() const {
    return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady()
                                                            - start_)
        .count());
  }

  world& world_;
  const metrics::clock& clock_;
  metrics::clock::time_point start_;
  const std::atomic<bool>& stop_;
  faults_done done_;
};

} // namespace

std::vector<due_fault> make_schedule(const std::vector<fault_terms>& all) {
  auto out = std::vector<due_fault>{};
  for (const auto& x : all)
    for (auto i = std::uint32_t{0}; i != x.repetitions; ++i) {
      auto at = x.first_s + x.every_s * i;
      out.push_back({at, at + x.lasting_s, x});
    }
  std::ranges::stable_sort(out, {}, &due_fault::at_s);
  return out;
}

faults_done carry_out(const std::vector<due_fault>& planned, world& on,
                      const metrics::clock& clock,
                      metrics::clock::time_point load_start,
                      const std::atomic<bool>& stop) {
  return driver{on, clock, load_start, stop}.run(planned);
}

} // namespace nightfloat::soak

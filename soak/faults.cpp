// SPDX-License-Identifier: Apache-2.0
#include "soak/faults.hpp"

#include "soak/aftermath.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <semaphore>
#include <utility>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

/// A process drains for up to 5 s, and its end takes a little more.
constexpr auto strike_limit = 15s;
/// How long after a fault, and how often, the others are asked about it.
constexpr auto look_s = 5.0;
constexpr auto look_pause_s = 0.005;

double in_seconds(std::uint64_t ms) {
  return static_cast<double>(ms) / 1'000;
}

class driver {
public:
  driver(world& on, const metrics::clock& clock,
         metrics::clock::time_point start, const std::atomic<bool>& stop)
    : world_(on), clock_(clock), start_(start), stop_(stop) {
  }

  faults_done run(const std::vector<due_fault>& planned) {
    for (auto i = std::size_t{0}; i != planned.size(); ++i) {
      const auto& x = planned[i];
      if (!wait_until(x.at_s))
        break;
      auto line = report::fault_line{};
      line.fault = x.what.fault;
      line.target = x.what.target;
      auto seen = aftermath_of(x);
      begin(x, line);
      // Later than planned, where the one before took longer.
      auto at_s = in_seconds(line.at_ms);
      close_episode(at_s);
      if (x.heal_s > x.at_s)
        look_until(now_s() + x.heal_s - x.at_s, seen, line);
      heal(x, line);
      auto look_end_s = at_s + look_s;
      if (i + 1 != planned.size())
        look_end_s = std::min(look_end_s, planned[i + 1].at_s - look_s / 10);
      look_until(look_end_s, seen, line);
      if (line.took_effect && line.healed)
        note(line, seen);
      done_.lines.push_back(std::move(line));
    }
    return std::move(done_);
  }

private:
  std::optional<aftermath> aftermath_of(const due_fault& x) {
    for (const auto& one : world_.members())
      if (one.name == x.what.target && x.what.fault != "slow")
        return std::optional<aftermath>{std::in_place, world_.own_link(), one};
    return std::nullopt;
  }

  void begin(const due_fault& x, report::fault_line& line) {
    line.at_ms = now_ms();
    if (x.what.fault == "reconnect") {
      line.took_effect = world_.cut() != 0;
      if (!line.took_effect)
        line.detail = "there was no connection to cut";
    } else if (x.what.fault == "slow") {
      slowed_ = world_.slowed();
      if (auto ok = world_.slow(x.what.delay_ms); !ok)
        line.detail = ok.error().detail;
    } else {
      strike(x, line);
    }
  }

  void strike(const due_fault& x, report::fault_line& line) {
    auto* hit = world_.processes().find(x.what.target);
    if (hit == nullptr) {
      line.detail = "it did not run";
      return;
    }
    auto pauses = x.what.fault == "pause";
    auto sent = hit->signal(pauses                   ? SIGSTOP
                            : x.what.fault == "kill" ? SIGKILL
                                                     : SIGTERM);
    line.took_effect = sent.has_value()
                       && (pauses || hit->wait_end(strike_limit));
    if (!sent)
      line.detail = sent.error().detail;
    else if (!line.took_effect)
      line.detail = "it did not end";
    if (x.what.fault == "cold" && x.what.target == "store")
      world_.forget_files();
  }

  void heal(const due_fault& x, report::fault_line& line) {
    auto healed = result<void>{};
    if (x.what.fault == "slow") {
      // A figure that is not known proves nothing.
      auto slowed = world_.slowed();
      line.took_effect = slowed_ && slowed && *slowed > *slowed_;
      if (!line.took_effect && line.detail.empty())
        line.detail = slowed_ && slowed ? "nothing was written meanwhile"
                                        : "the store did not tell its figures";
      healed = world_.slow(0);
    } else if (x.what.fault == "pause") {
      auto* hit = world_.processes().find(x.what.target);
      if (hit == nullptr)
        healed = failure{ec::not_found, "it did not run", 0};
      else
        healed = hit->signal(SIGCONT);
    } else if (x.what.fault != "reconnect") {
      end_for_good(x.what.target);
      healed = world_.restart(x.what.target);
    }
    line.healed = healed.has_value();
    if (!healed)
      line.detail = healed.error().detail;
    line.until_ms = now_ms();
  }

  // One that still drains would count as started, and then be gone.
  void end_for_good(const std::string& target) {
    if (auto* hit = world_.processes().find(target);
        hit != nullptr && hit->signal(SIGKILL))
      static_cast<void>(hit->wait_end(strike_limit));
  }

  void note(const report::fault_line& line,
            const std::optional<aftermath>& seen) {
    auto& x = done_.episodes.emplace_back();
    x.fault = line.fault;
    x.target = line.target;
    x.at_s = in_seconds(line.at_ms);
    x.healed_s = in_seconds(line.until_ms);
    if (!seen)
      return;
    x.noticed_s = seen->noticed_s();
    x.reclaimed_s = seen->reclaimed_s();
  }

  // Follows what the others make of it, no longer than there is to see.
  void look_until(double until_s, std::optional<aftermath>& seen,
                  const report::fault_line& line) {
    while (seen && !seen->is_over() && now_s() < until_s && !stop_) {
      seen->look(now_s() - in_seconds(line.at_ms));
      wait_until(std::min(until_s, now_s() + look_pause_s));
    }
    if (line.until_ms == 0)
      wait_until(until_s);
  }

  // Each lasts until the next fault, whatever becomes of that.
  void close_episode(double at_s) {
    if (!done_.episodes.empty() && done_.episodes.back().until_s == 0)
      done_.episodes.back().until_s = at_s;
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

  [[nodiscard]] double now_s() const {
    return std::chrono::duration<double>(clock_.steady() - start_).count();
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
  std::optional<std::uint64_t> slowed_;
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

void end_at(double end_s, faults_done& to) {
  for (auto& x : to.episodes)
    if (x.until_s == 0 || x.until_s > end_s)
      x.until_s = end_s;
  std::erase_if(to.episodes, [=](const fault_episode& x) {
    return x.until_s == end_s && end_s - x.healed_s < good_seconds + 1;
  });
}

void add_missed(const std::vector<due_fault>& planned, faults_done& to) {
  for (const auto& x : planned) {
    auto is_of_it = [&](const report::fault_line& done) {
      return done.fault == x.what.fault && done.target == x.what.target;
    };
    if (std::ranges::any_of(to.lines, is_of_it))
      continue;
    auto line = report::fault_line{};
    line.fault = x.what.fault;
    line.target = x.what.target;
    line.at_ms = line.until_ms = static_cast<std::uint64_t>(x.at_s * 1'000);
    line.healed = true;
    line.detail = "the load ended before it was due";
    to.lines.push_back(std::move(line));
  }
}

} // namespace nightfloat::soak

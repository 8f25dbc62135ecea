// SPDX-License-Identifier: Apache-2.0
#include "soak/watcher.hpp"

#include <chrono>
#include <sys/resource.h>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto interval = 1s;

double own_cpu_s() {
  auto used = rusage{};
  getrusage(RUSAGE_SELF, &used);
  auto s = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return s(used.ru_utime) + s(used.ru_stime);
}

} // namespace

watcher::watcher(chaos::sampler by, const metrics::clock& clock,
                 time_point zero)
  : by_(std::move(by)), clock_(clock), zero_(zero), thread_([this] { run(); }) {
}

watcher::~watcher() {
  stop();
}

void watcher::stop() {
  {
    auto guard = std::lock_guard{mutex_};
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void watcher::run() {
  auto due = clock_.steady();
  auto guard = std::unique_lock{mutex_};
  while (!stop_) {
    guard.unlock();
    auto at = std::chrono::duration<double>(clock_.steady() - zero_).count();
    auto seen = by_.sample();
    guard.lock();
    line_.add(seen, at);
    add_own(at);
    if (keep_ != nullptr)
      keep_->push_back(std::move(seen));
    changed_.notify_all();
    due = std::max(due + interval, clock_.steady());
    changed_.wait_until(
      guard, due, [this, due] { return stop_ || clock_.steady() >= due; });
  }
}

void watcher::add_own(double at_s) {
  auto cpu = own_cpu_s();
  if (own_cpu_ >= 0 && at_s > own_at_)
    line_.add({"cpu", "cores", report::panel::machine}, "generator", at_s,
              (cpu - own_cpu_) / (at_s - own_at_));
  own_cpu_ = cpu;
  own_at_ = at_s;
}

void watcher::with(const std::function<void(timeline&)>& use) {
  auto guard = std::lock_guard{mutex_};
  use(line_);
}

std::vector<std::vector<chaos::process_sample>> watcher::look(double seconds) {
  auto seen = std::vector<std::vector<chaos::process_sample>>{};
  auto wanted = static_cast<std::size_t>(std::max(seconds, 3.0));
  auto guard = std::unique_lock{mutex_};
  keep_ = &seen;
  changed_.wait(guard, [&] { return stop_ || seen.size() >= wanted; });
  keep_ = nullptr;
  return seen;
}

} // namespace nightfloat::soak

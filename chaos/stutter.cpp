// SPDX-License-Identifier: Apache-2.0
#include "chaos/stutter.hpp"

#include <csignal>
#include <utility>

namespace nightfloat::chaos {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr auto period = milliseconds{100};

} // namespace

stutter::stutter(process target, std::uint32_t permille)
  : target_(std::move(target)) {
  auto stopped = period * permille / 1'000;
  thread_ = std::thread{[this, stopped] {
    run(stopped, period - stopped);
  }};
}

stutter::~stutter() {
  end();
}

void stutter::run(milliseconds stopped, milliseconds left) {
  while (!over_ && target_.signal(SIGSTOP)) {
    auto since = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(stopped);
    // One that has ended takes signals until somebody reaps it.
    if (!target_.is_running())
      return;
    static_cast<void>(target_.signal(SIGCONT));
    auto stood = std::chrono::steady_clock::now() - since;
    stopped_us_ += std::chrono::duration_cast<microseconds>(stood).count();
    std::this_thread::sleep_for(left);
  }
}

microseconds stutter::end() {
  over_ = true;
  if (thread_.joinable())
    thread_.join();
  return microseconds{stopped_us_.load()};
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "metrics/clock.hpp"

namespace nightfloat::metrics {

namespace {

using namespace std::chrono;

class host_clock final : public clock {
public:
  time_point steady() const override {
    return steady_clock::now();
  }

  std::int64_t wall_ms() const override {
    auto now = std::chrono::system_clock::now().time_since_epoch();
    return duration_cast<milliseconds>(now).count();
  }
};

constexpr std::int64_t ns_per_ms = 1'000'000;

} // namespace

const clock& system_clock() noexcept {
  static const auto it = host_clock{};
  return it;
}

manual_clock::manual_clock(std::int64_t wall_ms) noexcept
  : wall_ns_{wall_ms * ns_per_ms} {
}

clock::time_point manual_clock::steady() const {
  return time_point{nanoseconds{steady_ns_.load()}};
}

std::int64_t manual_clock::wall_ms() const {
  return wall_ns_.load() / ns_per_ms;
}

void manual_clock::advance(nanoseconds by) noexcept {
  steady_ns_ += by.count();
  wall_ns_ += by.count();
}

void manual_clock::set_wall_ms(std::int64_t x) noexcept {
  wall_ns_ = x * ns_per_ms;
}

} // namespace nightfloat::metrics

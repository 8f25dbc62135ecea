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

steerable_clock::steerable_clock(const clock& host) noexcept : host_{host} {
}

clock::time_point steerable_clock::steady() const {
  return host_.steady();
}

std::int64_t steerable_clock::wall_ms() const {
  return host_.wall_ms() + error_ms();
}

void steerable_clock::steer(std::int64_t jump_ms,
                            std::int32_t drift_permille) noexcept {
  since_ns_ = host_.steady().time_since_epoch().count();
  jump_ms_ = jump_ms;
  drift_permille_ = drift_permille;
}

std::int64_t steerable_clock::error_ms() const noexcept {
  auto gone_ns = host_.steady().time_since_epoch().count() - since_ns_;
  return jump_ms_ + gone_ns / ns_per_ms * drift_permille_ / 1'000;
}

} // namespace nightfloat::metrics

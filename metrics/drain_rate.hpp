// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace nightfloat::metrics {

/// How fast work drains, so that a refusal can say when to come back: answers
/// over the last one to two seconds.
class drain_rate {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// One piece of work was answered.
  void done(time_point now) noexcept {
    roll(now);
    ++present_;
  }

  /// How long `queue` pieces will take, in ms: 10 to 60 000; a second where
  /// nothing was answered lately, since nothing is known.
  [[nodiscard]] std::uint32_t wait_ms(std::size_t queue,
                                      time_point now) noexcept {
    roll(now);
    auto answered = before_ + present_;
    if (answered == 0)
      return 1'000;
    auto span
      = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_)
          .count()
        + (before_ > 0 ? 1'000 : 0) + 1;
    auto ms = static_cast<std::uint64_t>(queue)
              * static_cast<std::uint64_t>(span) / answered;
    return static_cast<std::uint32_t>(ms < 10 ? 10 : ms > 60'000 ? 60'000 : ms);
  }

  /// Whether anything was answered lately.
  [[nodiscard]] bool is_known(time_point now) noexcept {
    roll(now);
    return before_ + present_ > 0;
  }

private:
  void roll(time_point now) noexcept {
    constexpr auto bucket = std::chrono::seconds{1};
    if (now - began_ < bucket)
      return;
    before_ = now - began_ < 2 * bucket ? present_ : 0;
    present_ = 0;
    began_ = now;
  }

  time_point began_{};
  std::uint64_t before_ = 0;
  std::uint64_t present_ = 0;
};

} // namespace nightfloat::metrics

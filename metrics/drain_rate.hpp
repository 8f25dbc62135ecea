// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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
    roll(now, true);
    ++present_;
  }

  /// How long `queue` pieces will take, in ms: 10 to 60 000; a second where
  /// nothing was answered lately, since nothing is known. An answer after a
  /// silence counts as one of a whole second at least.
  [[nodiscard]] std::uint32_t wait_ms(std::size_t queue,
                                      time_point now) noexcept {
    roll(now, false);
    auto answered = before_ + present_;
    if (answered == 0)
      return 1'000;
    auto span = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now - began_)
        .count()
      + (before_ > 0 ? 1'000 : 0) + 1);
    if (worked_before_)
      span = std::max<std::uint64_t>(span, 1'000);
    auto ms = static_cast<std::uint64_t>(queue) * span / answered;
    return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(ms, 10, 60'000));
  }

  /// Whether anything was answered lately.
  [[nodiscard]] bool is_known(time_point now) noexcept {
    roll(now, false);
    return before_ + present_ > 0;
  }

private:
  void roll(time_point now, bool answers) noexcept {
    constexpr auto bucket = std::chrono::seconds{1};
    auto past = now - began_;
    if (past < bucket)
      return;
    auto recent = past < 2 * bucket;
    before_ = recent ? present_ : 0;
    // What is answered now was begun before. Whoever asks now after a longer
    // silence has what is only beginning.
    worked_before_ = answers || recent;
    present_ = 0;
    began_ = now;
  }

  time_point began_{};
  std::uint64_t before_ = 0;
  std::uint64_t present_ = 0;
  /// Whether work was under way in the second before the present one.
  bool worked_before_ = false;
};

} // namespace nightfloat::metrics

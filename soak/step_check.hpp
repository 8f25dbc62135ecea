// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a step's answer is checked for.

#include "soak/target.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::soak {

enum class check_kind : std::uint8_t {
  ok,    ///< Answered without a failure.
  found, ///< And the answer holds something.
  fresh, ///< At no older version than this user has seen.
  under, ///< Within so many ms.
};

struct step_check {
  check_kind what = check_kind::ok;
  std::uint64_t bound_us = 0;
  std::string text;
};

/// Fails with `configuration`, saying what to write.
[[nodiscard]] result<step_check> parse_step_check(std::string_view text);

struct allowed_code {
  ec code = ec::none;
};

/// A failure's code by its name. Fails with `configuration`.
[[nodiscard]] result<allowed_code> parse_code(std::string_view text);

/// `seen` is the newest version that the user had seen before.
[[nodiscard]] bool passes(const step_check& x, const step_answer& got,
                          std::uint64_t seen, std::uint64_t took_us);

} // namespace nightfloat::soak

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the sentences of a soak are made of.

#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace nightfloat::soak {

/// What `std::snprintf` writes, at most 255 characters of it.
template <class... Args>
[[nodiscard]] std::string text(const char* format, Args... args) {
  auto out = std::array<char, 256>{};
  std::snprintf(out.data(), out.size(), format, args...);
  return out.data();
}

/// `a, b, c`: the names that `name` gives to the elements of `all`.
template <class Range, class Name = std::identity>
[[nodiscard]] std::string listed(const Range& all, Name name = {}) {
  auto out = std::string{};
  for (const auto& x : all)
    out.append(out.empty() ? "" : ", ").append(std::invoke(name, x));
  return out;
}

/// Without blanks at either end.
[[nodiscard]] inline std::string_view trimmed(std::string_view x) noexcept {
  while (!x.empty() && x.front() == ' ')
    x.remove_prefix(1);
  while (!x.empty() && x.back() == ' ')
    x.remove_suffix(1);
  return x;
}

} // namespace nightfloat::soak

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a list has a value: `std::ranges::contains` of C++23.

#include <algorithm>

namespace nightfloat::domain::stage {

template <class List, class Value>
[[nodiscard]] bool contains(const List& list, const Value& x) {
  return std::ranges::find(list, x) != list.end();
}

} // namespace nightfloat::domain::stage

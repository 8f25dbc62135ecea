// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/nightfloat/terminal.hpp"

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// What else could be, and what each breaks and costs more or less: the first
/// `show` of `all` as a table whose first column is `head`, the rules of each
/// below one another. Prints nothing of none. `Price` has `what`, `broken`,
/// `cost` and `rules`.
template <class Price>
void print_prices(const std::vector<Price>& all, const char* head,
                  std::size_t show) {
  if (all.empty())
    return;
  auto more = [](std::int64_t n) {
    return (n > 0 ? "+" : "") + std::to_string(n);
  };
  auto t = table{{head, ">BROKEN", ">COST", "RULES"}};
  for (auto i = std::size_t{0}; i < all.size() && i < show; ++i) {
    const auto& one = all[i];
    t.add({one.what, more(one.broken), more(one.cost),
           one.rules.empty() ? "" : one.rules.front()});
    for (auto k = std::size_t{1}; k < one.rules.size(); ++k)
      t.add({"", "", "", one.rules[k]});
  }
  t.print(std::cout);
}

} // namespace nightfloat::cmd

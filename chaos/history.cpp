// SPDX-License-Identifier: Apache-2.0
#include "chaos/history.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::chaos {

void history::add(operation x) {
  auto guard = std::lock_guard{mutex_};
  done_.push_back(std::move(x));
}

std::vector<operation> history::all() const {
  auto copy = [this] {
    auto guard = std::lock_guard{mutex_};
    return done_;
  }();
  std::ranges::stable_sort(copy, {}, &operation::invoked_us);
  return copy;
}

operation_end end_of(ec code) noexcept {
  switch (code) {
    case ec::none:
      return operation_end::ok;
    // The answers of the store and of the rules, and refusals made before
    // anything began.
    case ec::invalid_argument:
    case ec::not_found:
    case ec::conflict:
    case ec::fenced:
    case ec::refused:
    case ec::key_reused:
    case ec::forbidden:
    case ec::no_space:
      return operation_end::fail;
    // Silence, overload and lost peers come after a request may have left; its
    // repeat, or the first one still under way, can yet take effect. So can
    // one that a publish held back: it comes again until its time is up.
    default:
      return operation_end::unknown;
  }
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
// unfair_queue: first come, first served, whichever programme asks.

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

// Beside the method that is called stands the sound one. All that has the word
// itself was included before.
#define next                                                                   \
  sound_next(std::span<const std::string> kinds, std::int64_t now_ms);         \
  std::optional<std::uint64_t> next
#include "storage/ready_jobs.hpp"
#undef next

#include "chaos/planted/planted.hpp"

#define next sound_next
#include "storage/ready_jobs.cpp"
#undef next

namespace nightfloat::storage {

std::optional<std::uint64_t>
ready_jobs::next(std::span<const std::string> kinds, std::int64_t now_ms) {
  if (!planted::is_awake("unfair_queue"))
    return sound_next(kinds, now_ms);
  auto first = std::optional<std::uint64_t>{};
  for (const auto& kind : kinds) {
    auto of_kind = kinds_.find(kind);
    if (of_kind == kinds_.end())
      continue;
    for (const auto& one : of_kind->second)
      for (const auto& [programme, jobs] : one.lines)
        if (!jobs.empty() && (!first || jobs.begin()->first < *first))
          first = jobs.begin()->first;
  }
  return first;
}

} // namespace nightfloat::storage

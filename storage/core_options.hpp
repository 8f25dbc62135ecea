// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/schedule.hpp"
#include "storage/attempts.hpp"
#include "storage/retry_budget.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightfloat::storage {

struct core_options {
  std::chrono::milliseconds visibility_timeout{10'000};
  std::uint64_t history_items = 100'000;
  /// 0: as long as `history_items` allows.
  std::chrono::milliseconds history_retention{0};
  std::chrono::milliseconds reply_retention{86'400'000};
  std::chrono::milliseconds result_retention{86'400'000};
  backoff pause;
  retry_terms retries;
  /// What every programme gets once, with its first transaction or, of what
  /// is new here, its next.
  std::vector<domain::schedule> schedules;
  std::size_t jobs_live_max = 200'000;
  std::uint64_t seed = 1;
};

} // namespace nightfloat::storage

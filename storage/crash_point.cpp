// SPDX-License-Identifier: Apache-2.0
#include "storage/crash_point.hpp"

#include <algorithm>
#include <cstdlib>
#include <mutex>

namespace nightfloat::storage {

namespace detail {
std::atomic<bool> crash_point_armed{false};
} // namespace detail

namespace {

std::mutex armed_mutex;
std::string armed_name;
std::uint32_t hits_left = 0;

} // namespace

void detail::crash_point_hit(std::string_view name) noexcept {
  auto guard = std::lock_guard{armed_mutex};
  if (name != armed_name || hits_left == 0)
    return;
  if (--hits_left == 0)
    std::abort();
}

const std::vector<std::string>& crash_point_names() {
  static const auto names = std::vector<std::string>{
    "recover.opened", "recover.epoch",   "commit.decided", "wal.append",
    "wal.appended",   "wal.sync",        "wal.synced",     "commit.durable",
    "commit.adopted", "commit.answered",
  };
  return names;
}

bool arm_crash_point(std::string_view name, std::uint32_t hit) {
  const auto& names = crash_point_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    return false;
  auto guard = std::lock_guard{armed_mutex};
  armed_name = name;
  hits_left = hit == 0 ? 1 : hit;
  detail::crash_point_armed.store(true, std::memory_order_relaxed);
  return true;
}

void disarm_crash_points() noexcept {
  auto guard = std::lock_guard{armed_mutex};
  armed_name.clear();
  hits_left = 0;
  detail::crash_point_armed.store(false, std::memory_order_relaxed);
}

} // namespace nightfloat::storage

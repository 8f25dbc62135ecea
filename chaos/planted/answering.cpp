// SPDX-License-Identifier: Apache-2.0
// leak_bytes: 64 bytes for each call that a worker answers.
// leak_descriptor: a descriptor a minute, as long as calls come.

#include "actors/answering.hpp"

#include "chaos/planted/planted.hpp"

#define run sound_run
#include "actors/answering.cpp"
#undef run

#include <atomic>
#include <chrono>
#include <fcntl.h>

namespace nightfloat::actors {

namespace {

std::atomic<char*> lost = nullptr;
std::atomic<std::int64_t> opened_s = 0;

void leak_bytes() {
  constexpr auto bytes = 64;
  // Kept from the optimizer, which may leave out what nobody sees.
  lost = new char[bytes];
}

void leak_descriptor() {
  constexpr auto minute_s = 60;
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  auto now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  auto last = opened_s.load();
  if (now_s - last >= minute_s && opened_s.compare_exchange_strong(last, now_s))
    static_cast<void>(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

} // namespace

answer run(const computation& compute, const call& x,
           const programme_snapshot& where, const now_function& now) {
  if (planted::is_awake("leak_bytes"))
    leak_bytes();
  if (planted::is_awake("leak_descriptor"))
    leak_descriptor();
  return sound_run(compute, x, where, now);
}

} // namespace nightfloat::actors

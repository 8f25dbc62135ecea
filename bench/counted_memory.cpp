// SPDX-License-Identifier: Apache-2.0
#include "bench/counted_memory.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace nightfloat::bench {

namespace {

std::atomic<bool> counting = false;
std::atomic<std::ptrdiff_t> held_now = 0;
std::atomic<std::ptrdiff_t> held_most = 0;

void count(std::ptrdiff_t bytes) noexcept {
  auto now = held_now.fetch_add(bytes) + bytes;
  auto most = held_most.load();
  while (now > most && !held_most.compare_exchange_weak(most, now))
    continue;
}

} // namespace

counted_memory::counted_memory() noexcept {
  held_now = 0;
  held_most = 0;
  counting = true;
}

counted_memory::~counted_memory() {
  counting = false;
}

std::size_t counted_memory::peak() const noexcept {
  return static_cast<std::size_t>(held_most.load());
}

std::size_t counted_memory::held() const noexcept {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(held_now.load(), 0));
}

} // namespace nightfloat::bench

// All out of line: GCC 12 would see `free` beside `new`, or `delete` beside
// `malloc`, and call it a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  auto x = std::malloc(size);
  if (x == nullptr)
    throw std::bad_alloc{};
  if (nightfloat::bench::counting.load(std::memory_order_relaxed))
    nightfloat::bench::count(
      static_cast<std::ptrdiff_t>(malloc_usable_size(x)));
  return x;
}

[[gnu::noinline]] void operator delete(void* x) noexcept {
  if (x != nullptr
      && nightfloat::bench::counting.load(std::memory_order_relaxed))
    nightfloat::bench::count(
      -static_cast<std::ptrdiff_t>(malloc_usable_size(x)));
  std::free(x);
}

[[gnu::noinline]] void operator delete(void* x, std::size_t) noexcept {
  operator delete(x);
}

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/counted_allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>
#include <sys/resource.h>

namespace nightfloat::cmd {

namespace {

std::atomic<bool> counting = false;
std::atomic<std::uint64_t> allocation_count = 0;
std::atomic<std::uint64_t> allocated_bytes = 0;

} // namespace

void count_allocations() noexcept {
  counting = true;
}

allocation_profile allocations() noexcept {
  auto used = rusage{};
  getrusage(RUSAGE_SELF, &used);
  return {allocation_count.load(), allocated_bytes.load(),
          static_cast<std::uint64_t>(used.ru_maxrss) * 1'024};
}

} // namespace nightfloat::cmd

// Out of line: GCC 12 would see `free` beside `new` and call it a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  using namespace nightfloat::cmd;
  if (counting.load(std::memory_order_relaxed)) {
    allocation_count.fetch_add(1, std::memory_order_relaxed);
    allocated_bytes.fetch_add(size, std::memory_order_relaxed);
  }
  if (auto* x = std::malloc(size))
    return x;
  throw std::bad_alloc{};
}

[[gnu::noinline]] void operator delete(void* x) noexcept {
  std::free(x);
}

[[gnu::noinline]] void operator delete(void* x, std::size_t) noexcept {
  std::free(x);
}

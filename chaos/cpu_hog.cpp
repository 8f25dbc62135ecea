// SPDX-License-Identifier: Apache-2.0
#include "chaos/cpu_hog.hpp"

#include "domain/error.hpp"

#include <ctime>
#include <fstream>
#include <utility>

namespace nightfloat::chaos {

namespace {

constexpr std::uint64_t burnt_percent_min = 20;
constexpr std::uint64_t wanted_percent_min = 80;

std::uint64_t own_cpu_us() {
  auto x = timespec{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &x);
  return static_cast<std::uint64_t>(x.tv_sec) * 1'000'000
         + static_cast<std::uint64_t>(x.tv_nsec) / 1'000;
}

std::uint64_t own_wait_us() {
  auto in = std::ifstream{"/proc/thread-self/schedstat"};
  auto ran_ns = std::uint64_t{0};
  auto waited_ns = std::uint64_t{0};
  in >> ran_ns >> waited_ns;
  return in ? waited_ns / 1'000 : 0;
}

} // namespace

cpu_hog::~cpu_hog() {
  static_cast<void>(stop());
}

void cpu_hog::start(std::uint32_t threads) {
  NIGHTFLOAT_EXPECT(threads_.empty());
  cool_ = false;
  burnt_us_ = 0;
  waited_us_ = 0;
  for (auto i = 0u; i != threads; ++i)
    threads_.emplace_back([this] { burn(); });
}

void cpu_hog::burn() {
  while (!cool_)
    continue;
  burnt_us_ += own_cpu_us();
  waited_us_ += own_wait_us();
}

hog_use cpu_hog::stop() {
  cool_ = true;
  for (auto& x : std::exchange(threads_, {}))
    x.join();
  return {burnt_us_, waited_us_};
}

bool was_felt(const hog_use& x, std::uint32_t threads,
              std::uint64_t lasting_us) noexcept {
  return x.burnt_us * 100 >= lasting_us * burnt_percent_min
         || (x.burnt_us + x.waited_us) * 100
              >= lasting_us * threads * wanted_percent_min;
}

} // namespace nightfloat::chaos

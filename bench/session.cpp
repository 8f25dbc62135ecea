// SPDX-License-Identifier: Apache-2.0
// What a session of storage costs: from asking to being let in, and what is
// left after a million of them.
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "storage/session_pool.hpp"

#include <atomic>
#include <cstdlib>
#include <semaphore>
#include <thread>
#include <vector>

using namespace nightfloat;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr auto one_by_one = 100'000;
constexpr auto at_once = 900'000;
constexpr auto clients = 4;
constexpr auto in_flight = 16;
constexpr auto patience = std::chrono::seconds{60};

/// The mean wait of those who find a free session, in microseconds.
double checkout_mean(storage::session_pool& pool) {
  auto waited = clock_type::duration{};
  for (auto i = 0; i < one_by_one; ++i) {
    auto done = std::binary_semaphore{0};
    const auto asked = clock_type::now();
    auto taken = pool.run(asked + patience, [&](const result<void>&) {
      waited += clock_type::now() - asked;
      done.release();
    });
    if (!taken)
      std::exit(3);
    done.acquire();
  }
  return std::chrono::duration<double, std::micro>(waited).count() / one_by_one;
}

/// More than there are sessions for, some of which fail in them.
void crowd(storage::session_pool& pool) {
  auto threads = std::vector<std::thread>{};
  for (auto t = 0; t < clients; ++t)
    threads.emplace_back([&] {
      auto free = std::counting_semaphore<in_flight>{in_flight};
      for (auto i = 0; i < at_once / clients; ++i) {
        free.acquire();
        auto taken = pool.run(clock_type::now() + patience,
                              [&](const result<void>&) { free.release(); });
        if (!taken)
          std::exit(3);
      }
      for (auto i = 0; i < in_flight; ++i)
        free.acquire();
    });
  for (auto& one : threads)
    one.join();
}

} // namespace

int main() {
  auto pool = storage::session_pool{{.limits = {.sessions = 4}}};
  bench::figure({"session.checkout_mean", checkout_mean(pool), "us",
                 bench::target::at_most, 50});
  const auto us = bench::once_us([&] { crowd(pool); });
  bench::figure({"session.checkouts", at_once / us * 1e6, "/s",
                 bench::target::at_least, 50});
  pool.stop();
  const auto counts = pool.counts();
  bench::context("session.checked_out", static_cast<double>(counts.checked_out),
                 "sessions");
  bench::figure({"session.leaked",
                 static_cast<double>(counts.leaked() + counts.in_use),
                 "sessions", bench::target::at_most, 0});
}

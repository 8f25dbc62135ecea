// SPDX-License-Identifier: Apache-2.0
// What a hog proves, on a machine that gives it a CPU and on one that does not.

#include "chaos/cpu_hog.hpp"
#include "chaos/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <sched.h>

BOOST_AUTO_TEST_SUITE(cpu_hog_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

constexpr auto second_us = std::uint64_t{1'000'000};

// Burnt by all threads of this process.
std::uint64_t process_cpu_us() {
  auto x = timespec{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &x);
  return static_cast<std::uint64_t>(x.tv_sec) * second_us
         + static_cast<std::uint64_t>(x.tv_nsec) / 1'000;
}

// However long that takes here.
void wait_until_burnt(std::uint64_t us) {
  auto until = process_cpu_us() + us;
  BOOST_REQUIRE(
    chaos::comes_true([&] { return process_cpu_us() >= until; }, 60s));
}

// This thread and those that it starts have one CPU among them.
struct on_one_cpu {
  cpu_set_t before{};

  on_one_cpu() {
    BOOST_REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
    auto one = cpu_set_t{};
    for (auto i = std::size_t{0}; i != CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
      if (CPU_ISSET(i, &before))
        CPU_SET(i, &one);
    BOOST_REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  }

  ~on_one_cpu() {
    sched_setaffinity(0, sizeof before, &before);
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(what_burns_a_fifth_of_a_cpu_is_felt) {
  BOOST_TEST(chaos::was_felt({second_us / 5, 0}, 2, second_us));
  BOOST_TEST(!chaos::was_felt({second_us / 5 - 1, 0}, 2, second_us));
  BOOST_TEST(!chaos::was_felt({}, 2, second_us));
}

BOOST_AUTO_TEST_CASE(what_stands_in_line_all_the_time_is_felt_too) {
  const auto little = second_us / 10;
  const auto due = 2 * second_us / 5 * 4;
  BOOST_TEST(chaos::was_felt({little, due - little}, 2, second_us));
  BOOST_TEST(!chaos::was_felt({little, due - little - 1}, 2, second_us));
  // Twice as many must have stood there for twice as long.
  BOOST_TEST(!chaos::was_felt({little, due - little}, 4, second_us));
}

BOOST_FIXTURE_TEST_CASE(who_has_no_cpu_of_its_own_waits_for_one, on_one_cpu) {
  auto aut = chaos::cpu_hog{};
  aut.start(4);
  wait_until_burnt(second_us / 5);
  auto use = aut.stop();
  BOOST_TEST(use.burnt_us >= second_us / 10);
  // While one runs, three wait.
  BOOST_TEST(use.waited_us > use.burnt_us);
}

BOOST_AUTO_TEST_CASE(a_hog_counts_anew_each_time) {
  auto aut = chaos::cpu_hog{};
  aut.start(2);
  wait_until_burnt(second_us / 20);
  BOOST_TEST(aut.stop().burnt_us != 0u);
  aut.start(0);
  auto none = aut.stop();
  BOOST_TEST(none.burnt_us == 0u);
  BOOST_TEST(none.waited_us == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

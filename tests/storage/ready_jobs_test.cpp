// SPDX-License-Identifier: Apache-2.0
// Who is served next: priorities, ageing, turns.
#include "storage/ready_jobs.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ready_jobs_test)

using namespace nightfloat;
using storage::ageing_step_ms;
using storage::ready_jobs;
using test::number_from;

namespace {

const auto kinds = std::vector<std::string>{"generate", "purge"};

struct fixture {
  ready_jobs jobs;
  std::uint64_t sequence_last = 0;
  std::map<std::uint64_t, ready_jobs::place> places;

  std::uint64_t add(std::string_view programme, int priority = 5,
                    std::int64_t since_ms = 0,
                    std::string_view kind = "generate") {
    auto x = ready_jobs::place{.kind = kind,
                               .priority = static_cast<std::uint8_t>(priority),
                               .programme = programme,
                               .sequence = ++sequence_last,
                               .since_ms = since_ms};
    places[x.sequence] = x;
    jobs.insert(x);
    return x.sequence;
  }

  std::uint64_t serve(std::int64_t now_ms = 0) {
    auto found = jobs.next(kinds, now_ms);
    if (!found)
      return 0;
    jobs.erase(places.at(*found));
    return *found;
  }

  /// How many are served before `x` is.
  std::size_t served_before(std::uint64_t x, std::int64_t now_ms = 0) {
    for (auto count = std::size_t{0};; ++count) {
      auto found = serve(now_ms);
      BOOST_REQUIRE(found != 0);
      if (found == x)
        return count;
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ready, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_served_where_nothing_waits) {
  BOOST_TEST(serve() == 0);
  add("a", 5, 0, "import");
  BOOST_TEST(serve() == 0);
  BOOST_TEST(jobs.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_flood_of_one_programme_does_not_starve_another) {
  for (auto i = 0; i < 10'000; ++i)
    add("flood");
  BOOST_TEST(serve() == 1);
  auto single = add("single");
  BOOST_TEST(served_before(single) <= 1);
}

BOOST_AUTO_TEST_CASE(an_old_flood_does_not_starve_another_programme_either) {
  for (auto i = 0; i < 1'000; ++i)
    add("flood");
  auto single = add("single", 5, 20 * ageing_step_ms);
  BOOST_TEST(served_before(single, 20 * ageing_step_ms) <= 1);
}

BOOST_AUTO_TEST_CASE(a_flood_of_better_jobs_does_not_starve_a_low_one) {
  auto low = add("a", 0, 0);
  const auto now = 9 * ageing_step_ms;
  for (auto i = 0; i < 1'000; ++i)
    add("b", 9, now);
  BOOST_TEST(jobs.before(places[low], now - 1) == 1'000);
  auto best = serve(now - 1);
  BOOST_TEST(best != low);
  BOOST_TEST(served_before(low, now) <= 1);
}

BOOST_AUTO_TEST_CASE(an_urgent_job_waits_for_few_of_an_old_flood) {
  for (auto i = 0; i < 1'000; ++i)
    add("a", 5, 0);
  const auto now = 10 * ageing_step_ms;
  auto urgent = add("b", 9, now);
  BOOST_TEST(served_before(urgent, now) <= 1);
}

BOOST_AUTO_TEST_CASE(ageing_ends_at_the_highest_priority) {
  auto low = add("a", 0, 0);
  const auto now = 100 * ageing_step_ms;
  auto urgent = add("b", 9, now - ageing_step_ms);
  // Both stand at 9, and neither was served: who waits longer is first.
  BOOST_TEST(serve(now) == low);
  BOOST_TEST(serve(now) == urgent);
}

BOOST_AUTO_TEST_CASE(kinds_of_one_priority_take_turns) {
  for (auto i = 0; i < 10; ++i)
    add("a");
  auto other = add("a", 5, 0, "purge");
  BOOST_TEST(served_before(other) == 1);
}

BOOST_AUTO_TEST_CASE(taking_a_job_out_twice_changes_nothing) {
  auto x = add("a");
  auto y = add("a");
  jobs.erase(places[x]);
  jobs.erase(places[x]);
  BOOST_TEST(jobs.size() == 1);
  jobs.insert(places[y]);
  BOOST_TEST(jobs.size() == 1);
  BOOST_TEST(jobs.size("generate") == 1);
  BOOST_TEST(serve() == y);
}

BOOST_AUTO_TEST_CASE(an_older_job_that_comes_back_leads_its_line_again) {
  auto old = add("a", 5, 0);
  jobs.erase(places[old]);
  add("a", 5, 1'000);
  jobs.insert(places[old]);
  BOOST_TEST(serve(2'000) == old);
}

BOOST_AUTO_TEST_CASE(whatever_waits_is_served_once_and_no_later_than_said) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 100);
       ++i) {
    auto random = std::mt19937_64{first + i};
    auto x = fixture{};
    const auto now = static_cast<std::int64_t>(random() % 12) * ageing_step_ms;
    const char* names[] = {"a", "b", "c"};
    auto left = random() % 60 + 1;
    for (auto n = std::uint64_t{0}; n < left; ++n)
      x.add(names[random() % 3], static_cast<int>(random() % 10),
            static_cast<std::int64_t>(random() % 12) * ageing_step_ms);
    // Some were served before, so turns stand anywhere.
    for (; left > 1 && random() % 4 != 0; --left)
      (void)x.serve(now);
    auto bounds = std::map<std::uint64_t, std::size_t>{};
    for (const auto& [sequence, place] : x.places)
      bounds[sequence] = x.jobs.before(place, now);
    auto seen = std::map<std::string, std::uint64_t>{};
    for (auto n = std::uint64_t{0}; n < left; ++n) {
      auto served = x.serve(now);
      BOOST_REQUIRE_MESSAGE(served != 0, "seed " << first + i);
      BOOST_TEST(n <= bounds[served], "seed " << first + i);
      const auto& place = x.places[served];
      auto& last
        = seen[std::string{place.programme} + std::to_string(place.priority)];
      BOOST_TEST(served > last, "seed " << first + i);
      last = served;
    }
    BOOST_TEST(x.serve(now) == 0);
    BOOST_TEST(x.jobs.size() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

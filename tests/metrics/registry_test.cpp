// SPDX-License-Identifier: Apache-2.0
#include "metrics/registry.hpp"
#include "metrics/text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <thread>

BOOST_AUTO_TEST_SUITE(registry_test)

using namespace nightfloat::metrics;

BOOST_AUTO_TEST_CASE(text_is_sorted_escaped_and_labelled) {
  auto aut = registry{};
  aut.gauge_of("queue_depth", "Jobs that wait.").set(-3);
  aut
    .counter_of("errors_total", "Said \\ and\nso on.",
                {{"reason", "a\"b\\c\nd"}, {"kind", "x"}})
    .add(2);
  BOOST_TEST(aut.prometheus({{"role", "store"}, {"instance", "1"}})
             == "# HELP errors_total Said \\\\ and\\nso on.\n"
                "# TYPE errors_total counter\n"
                "errors_total{role=\"store\",instance=\"1\",kind=\"x\","
                "reason=\"a\\\"b\\\\c\\nd\"} 2\n"
                "# HELP queue_depth Jobs that wait.\n"
                "# TYPE queue_depth gauge\n"
                "queue_depth{role=\"store\",instance=\"1\"} -3\n");
  BOOST_TEST(aut.prometheus().find("queue_depth -3\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_name_and_one_set_of_labels_are_one_metric) {
  auto aut = registry{};
  auto& x = aut.counter_of("c_total", "c", {{"a", "1"}, {"b", "2"}});
  auto& y = aut.counter_of("c_total", "c", {{"b", "2"}, {"a", "1"}});
  auto& z = aut.counter_of("c_total", "c", {{"a", "1"}, {"b", "3"}});
  BOOST_TEST(&x == &y);
  BOOST_TEST(&x != &z);
}

BOOST_AUTO_TEST_CASE(a_histogram_is_cumulative_and_ends_with_its_count) {
  auto aut = registry{};
  auto& x = aut.histogram_of("wait_seconds", "w", {{"op", "a"}});
  for (auto us : {5u, 10u, 11u, 250'000u, 4'000'000'000u})
    x.record(us);
  auto text = aut.prometheus();
  auto has = [&](const char* line) {
    return text.find(std::string{line} + "\n") != std::string::npos;
  };
  BOOST_TEST(has("# TYPE wait_seconds histogram"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"0.00001\"} 2"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"0.00002\"} 3"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"0.2\"} 3"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"0.5\"} 4"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"1000\"} 4"));
  BOOST_TEST(has("wait_seconds_bucket{op=\"a\",le=\"+Inf\"} 5"));
  BOOST_TEST(has("wait_seconds_sum{op=\"a\"} 4000.250026"));
  BOOST_TEST(has("wait_seconds_count{op=\"a\"} 5"));
}

BOOST_AUTO_TEST_CASE(sizes_are_printed_as_they_are) {
  auto aut = registry{};
  aut.histogram_of("batch_size", "b", {}, unit::count).record(3);
  auto text = aut.prometheus();
  BOOST_TEST(text.find("batch_size_bucket{le=\"2\"} 0\n") != text.npos);
  BOOST_TEST(text.find("batch_size_bucket{le=\"5\"} 1\n") != text.npos);
  BOOST_TEST(text.find("batch_size_sum 3\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(label_sets_beyond_the_bound_share_one) {
  auto aut = registry{};
  for (auto i = std::size_t{0}; i < 3 * registry::label_sets_max; ++i)
    aut.counter_of("c_total", "c", {{"who", std::to_string(i)}}).add();
  auto text = aut.prometheus();
  auto lines = std::count(text.begin(), text.end(), '\n');
  BOOST_TEST(lines == 2 + static_cast<long>(registry::label_sets_max) + 1);
  BOOST_TEST(text.find("c_total{who=\"other\"} 128\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(families_beyond_the_bound_are_counted_unseen) {
  auto aut = registry{};
  for (auto i = std::size_t{0}; i < registry::families_max + 5; ++i)
    aut.gauge_of("g" + std::to_string(i), "g").set(1);
  auto text = aut.prometheus();
  auto lines = std::count(text.begin(), text.end(), '\n');
  BOOST_TEST(lines == 3 * static_cast<long>(registry::families_max));
}

BOOST_AUTO_TEST_CASE(threads_lose_no_count) {
  auto aut = registry{};
  auto work = [&aut] {
    for (auto i = 0; i < 10'000; ++i) {
      aut.counter_of("c_total", "c").add();
      aut.histogram_of("h_seconds", "h").record(static_cast<unsigned>(i));
    }
  };
  auto other = std::thread{work};
  work();
  other.join();
  BOOST_TEST(aut.counter_of("c_total", "c").value() == 20'000u);
  BOOST_TEST(aut.histogram_of("h_seconds", "h").count() == 20'000u);
}

BOOST_AUTO_TEST_CASE(names_follow_prometheus) {
  for (auto good : {"a", "_a", "a:b", "http_requests_total", "A9"})
    BOOST_TEST(is_metric_name(good), good);
  for (auto bad : {"", "9a", "a-b", "a b", "\xc3\xa4"})
    BOOST_TEST(!is_metric_name(bad), bad);
  BOOST_TEST(is_label_name("reason"));
  for (auto bad : {"", "__name__", "a:b", "1"})
    BOOST_TEST(!is_label_name(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()

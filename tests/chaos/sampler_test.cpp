// SPDX-License-Identifier: Apache-2.0
#include "chaos/sampler.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sampler_test)

using namespace nightfloat;
using chaos::process_sample;

namespace {

double figure(const process_sample& x, std::string_view name) {
  const auto* found = x.find(name);
  return found == nullptr ? -1 : *found;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_name_with_brackets_does_not_shift_the_fields) {
  auto x = process_sample{};
  chaos::read_stat("42 (a) b) R 1 42 42 0 -1 4194304 100 0 0 0 150 50 0 0 20 "
                   "0 7 0 12345 1000 200",
                   100, x);
  BOOST_TEST(figure(x, "cpu") == 2);
  BOOST_TEST(figure(x, "threads") == 7);
}

BOOST_AUTO_TEST_CASE(memory_and_switches_are_read_of_status) {
  auto x = process_sample{};
  chaos::read_status("Name:\tx\nVmHWM:\t  900 kB\nVmRSS:\t  512 kB\n"
                     "voluntary_ctxt_switches:\t10\n"
                     "nonvoluntary_ctxt_switches:\t5\n",
                     x);
  BOOST_TEST(figure(x, "rss") == 512 * 1'024);
  BOOST_TEST(figure(x, "switches") == 15);
  BOOST_TEST(figure(x, "voluntary_switches") == 10);
}

BOOST_AUTO_TEST_CASE(metrics_go_to_the_process_that_they_name) {
  auto all = std::vector<process_sample>{{"store", 1, {}}, {"worker-2", 2, {}}};
  chaos::read_metrics(
    "# TYPE process_heap_bytes gauge\n"
    "process_heap_bytes{role=\"store\",instance=\"1\"} 100\n"
    "process_heap_bytes{role=\"worker\",instance=\"2\"} 200\n"
    "process_heap_bytes{role=\"worker\",instance=\"3\"} 300\n"
    "background_task_queue_depth{role=\"store\",instance=\"1\","
    "queue_name=\"leased\"} 4\n"
    "process_heap_bytes_more{role=\"store\",instance=\"1\"} 7\n",
    all);
  BOOST_TEST(figure(all[0], "heap") == 100);
  BOOST_TEST(figure(all[1], "heap") == 200);
  BOOST_TEST(figure(all[0], "queue_leased") == 4);
  BOOST_TEST(all[0].figures.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_mailboxes_of_a_worker_are_the_sum_over_its_actors) {
  auto all = std::vector<process_sample>{{"worker-1", 1, {}},
                                         {"worker-2", 2, {}}};
  auto line = [](const char* actor, const char* instance, int depth) {
    return std::string{"actor_mailbox_messages{role=\"worker\",instance=\""}
           + instance + "\",actor=\"" + actor + "\"} " + std::to_string(depth)
           + "\n";
  };
  chaos::read_metrics(line("bridge", "1", 2) + line("validator", "1", 3)
                        + line("bridge", "2", 7),
                      all);
  BOOST_TEST(figure(all[0], "mailboxes") == 5);
  BOOST_TEST(figure(all[1], "mailboxes") == 7);
  BOOST_TEST(figure(all[0], "mailbox_deepest") == 3);
  BOOST_TEST(figure(all[1], "mailbox_deepest") == 7);
  BOOST_TEST(all[0].figures.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_age_is_that_of_the_oldest_ready_job) {
  auto jobs = std::vector<domain::job_view>(3);
  jobs[0].state = domain::job_state::ready;
  jobs[0].submitted_ms = 9'000;
  jobs[1].state = domain::job_state::ready;
  jobs[1].submitted_ms = 7'500;
  jobs[2].state = domain::job_state::completed;
  jobs[2].submitted_ms = 1'000;
  BOOST_TEST(chaos::oldest_ready_s(jobs, 10'000) == 2.5);
  BOOST_TEST(chaos::oldest_ready_s({}, 10'000) == 0);
}

BOOST_AUTO_TEST_CASE(of_a_list_that_was_cut_before_the_oldest_no_age_is_said) {
  auto seen = client::job_list{};
  seen.jobs.resize(2);
  seen.jobs[0].state = domain::job_state::completed;
  seen.jobs[1].state = domain::job_state::ready;
  seen.jobs[1].submitted_ms = 9'000;
  auto age = [&](double ready) {
    return chaos::ready_age_s(seen, ready, 10'000).value_or(-1);
  };
  BOOST_TEST(age(2) == 1);
  seen.more = true;
  BOOST_TEST(age(2) == -1);
  BOOST_TEST(age(1) == 1);
}

BOOST_AUTO_TEST_CASE(nothing_readable_is_nothing_found) {
  auto x = process_sample{};
  chaos::read_stat("", 100, x);
  chaos::read_status("", x);
  BOOST_TEST(x.figures.empty());
}

BOOST_AUTO_TEST_SUITE_END()

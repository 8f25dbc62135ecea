// SPDX-License-Identifier: Apache-2.0
// Each checker passes a sound run, and fails the run that breaks its claim.

#include "chaos/checkers.hpp"
#include "chaos/workload.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <utility>

BOOST_AUTO_TEST_SUITE(checkers_test)

using namespace nightfloat;
using chaos::verdict;

namespace {

const auto roster = domain::roster_id{9};

std::string month_with(std::vector<std::uint32_t> shifts) {
  auto x = domain::duty_month{};
  x.shift = std::move(shifts);
  return codec::encode(x);
}

domain::change put(std::string key, std::string bytes) {
  auto x = domain::change{};
  x.key = std::move(key);
  x.after = std::move(bytes);
  return x;
}

std::string duty_key(std::uint32_t person) {
  return domain::keys::duty(roster, domain::person_id{person}, 202607);
}

domain::feed_item item(std::uint64_t version, std::string trace,
                       std::vector<domain::change> changes) {
  auto x = domain::feed_item{};
  x.version = version;
  x.trace = std::move(trace);
  x.changes = std::move(changes);
  return x;
}

chaos::operation swap_ok() {
  auto x = chaos::operation{};
  x.kind = chaos::operation_kind::swap;
  x.key = "k1";
  x.trace = "t-swap";
  x.end = chaos::operation_end::ok;
  x.version = 3;
  x.body = "reply";
  return x;
}

// A roster is staged, published by job 9, and one swap is made in it.
chaos::evidence sound() {
  auto x = chaos::evidence{};
  auto head = domain::roster_head{};
  head.roster = roster;
  x.feed = {
    item(1, "t-job",
         {put(duty_key(1), month_with({1, 2})),
          put(duty_key(2), month_with({3}))}),
    item(2, "t-job",
         {put(std::string{domain::keys::roster_current}, codec::encode(head))}),
    item(3, "t-swap",
         {put(duty_key(1), month_with({1, 3})),
          put(duty_key(2), month_with({2})),
          put(domain::keys::swap(domain::swap_id{5}), "swap")}),
  };
  x.history = {swap_ok()};
  x.again = {{"k1", ec::none, "reply"}};
  auto done = chaos::job_end{};
  done.job = domain::job_id{9};
  done.found = true;
  done.view.state = domain::job_state::completed;
  done.view.fence = {1, 4};
  x.feed[1].events
    = {{"completed", codec::encode(domain::fence{done.job, done.view.fence})}};
  x.jobs = {done};
  x.leftovers = {{"processes", 5, 5, 0}};
  x.falls = {{"store", 0, SIGKILL}, {"worker-1", 0, SIGKILL}, {"broker", 0, 0}};
  auto there = [&](std::uint64_t revision, const domain::change& c) {
    x.records.push_back({c.key, revision, *c.after});
  };
  for (const auto& c : x.feed[2].changes)
    there(3, c);
  there(2, x.feed[1].changes[0]);
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_sound_run_passes_every_check) {
  for (const auto& c : chaos::check_all(sound()))
    BOOST_TEST((c.verdict == verdict::valid),
               c.name << ": " << (c.traces.empty() ? "" : c.traces[0]));
}

BOOST_AUTO_TEST_CASE(an_empty_run_proves_nothing) {
  auto all = chaos::check_all({});
  BOOST_TEST((chaos::worst(all) == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(a_gap_in_the_versions_is_found) {
  auto x = sound();
  x.feed.erase(x.feed.begin() + 1);
  BOOST_TEST((chaos::check_versions(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(an_acknowledged_change_that_is_gone_is_found) {
  auto gone = sound();
  gone.feed.pop_back();
  BOOST_TEST((chaos::check_nothing_lost(gone).verdict == verdict::invalid));
  auto replaced = sound();
  replaced.feed.back().trace = "t-other";
  BOOST_TEST((chaos::check_nothing_lost(replaced).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(an_acknowledged_swap_that_left_its_reply_alone_is_found) {
  auto hollow = sound();
  hollow.feed.back().changes.clear();
  auto lost = chaos::check_nothing_lost(hollow);
  BOOST_TEST((lost.verdict == verdict::invalid));
  BOOST_TEST(lost.traces.at(0).ends_with("holds its trace and not its change"));
  auto unmoved = sound();
  unmoved.feed.back().changes.erase(unmoved.feed.back().changes.begin(),
                                    unmoved.feed.back().changes.end() - 1);
  BOOST_TEST((chaos::check_nothing_lost(unmoved).verdict == verdict::invalid));
  auto nowhere = sound();
  nowhere.history[0].version = 0;
  BOOST_TEST((chaos::check_nothing_lost(nowhere).verdict == verdict::invalid));
  // A reservation alone names no version.
  nowhere.history[0].kind = chaos::operation_kind::generate;
  BOOST_TEST((chaos::check_nothing_lost(nowhere).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(an_acknowledged_write_stands_in_its_item) {
  auto x = sound();
  auto& op = x.history[0];
  op.kind = chaos::operation_kind::write;
  op.record = "chaos/1";
  op.value = "new";
  x.feed.back().changes = {put("chaos/1", "new")};
  BOOST_TEST((chaos::check_nothing_lost(x).verdict == verdict::valid));
  x.feed.back().changes = {put("chaos/1", "old")};
  BOOST_TEST((chaos::check_nothing_lost(x).verdict == verdict::invalid));
  x.feed.back().changes = {put("chaos/2", "new")};
  BOOST_TEST((chaos::check_nothing_lost(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(an_effect_that_happened_twice_is_found) {
  auto x = sound();
  x.feed.push_back(item(4, "t-swap", {x.feed.back().changes.back()}));
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(an_effect_of_a_refused_operation_is_found) {
  auto x = sound();
  x.history[0].end = chaos::operation_end::fail;
  x.history[0].code = ec::refused;
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_job_whose_submission_was_refused_is_found) {
  auto x = sound();
  auto& op = x.history.emplace_back();
  op.kind = chaos::operation_kind::submit;
  op.end = chaos::operation_end::fail;
  op.code = ec::invalid_argument;
  op.job = domain::job_id{8};
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::valid));
  op.job = x.jobs[0].job;
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::invalid));
  // Between two copies of it the other job came, or was taken up again.
  x.jobs[0].view.work.after = {domain::job_id{7}};
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(any_job_of_a_submission_that_was_refused_is_found) {
  auto x = sound();
  auto& op = x.history.emplace_back();
  op.kind = chaos::operation_kind::submit;
  op.key = "k2";
  op.end = chaos::operation_end::fail;
  op.job = chaos::submitted_job(op);
  op.revision = 3;
  auto& job = x.jobs.emplace_back();
  job.found = true;
  job.job = chaos::submitted_job(op, 3);
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::valid));
  job.job = chaos::submitted_job(op, 2);
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_shift_of_two_owners_or_of_none_is_found) {
  auto two = sound();
  two.feed[2].changes[0] = put(duty_key(1), month_with({1, 2, 3}));
  BOOST_TEST((chaos::check_conservation(two).verdict == verdict::invalid));
  auto none = sound();
  none.feed[2].changes[0] = put(duty_key(1), month_with({1}));
  BOOST_TEST((chaos::check_conservation(none).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_shift_that_no_publication_brought_is_found) {
  auto x = sound();
  x.feed[2].changes[0] = put(duty_key(1), month_with({1, 3, 99}));
  auto found = chaos::check_conservation(x);
  BOOST_TEST((found.verdict == verdict::invalid));
  BOOST_TEST(found.traces.at(0)
             == "version 3: shift 99 was not in the roster as it was "
                "published");
  // Its head written once more is no publication.
  x.feed[2].changes.push_back(x.feed[1].changes[0]);
  BOOST_TEST((chaos::check_conservation(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_shift_that_was_lost_at_its_publication_is_found) {
  auto x = sound();
  auto made = client::generate_result{};
  made.roster = roster;
  made.duties = 3;
  x.jobs[0].view.work.kind = client::generate_job::kind;
  x.jobs[0].view.last.result = codec::encode(made);
  BOOST_TEST((chaos::check_conservation(x).verdict == verdict::valid));
  made.duties = 4;
  x.jobs[0].view.last.result = codec::encode(made);
  BOOST_TEST((chaos::check_conservation(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_swap_in_two_transactions_is_found) {
  auto x = sound();
  auto second = x.feed[2];
  second.version = 4;
  second.changes.erase(second.changes.begin());
  x.feed[2].changes.resize(1);
  x.feed.push_back(second);
  BOOST_TEST((chaos::check_conservation(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_draft_may_be_written_in_pieces) {
  auto x = sound();
  auto draft = domain::keys::duty(domain::roster_id{11}, domain::person_id{1},
                                  202607);
  x.feed.push_back(item(4, "t-draft", {put(draft, month_with({7}))}));
  x.feed.push_back(item(5, "t-draft", {put(draft, month_with({8}))}));
  BOOST_TEST((chaos::check_conservation(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_reply_that_changed_is_found) {
  auto x = sound();
  x.again[0].body = "another";
  BOOST_TEST((chaos::check_replies(x).verdict == verdict::invalid));
  x.again[0] = {"k1", ec::refused, {}};
  BOOST_TEST((chaos::check_replies(x).verdict == verdict::invalid));
  // Who did not answer has not broken its word.
  x.again[0].code = ec::timed_out;
  BOOST_TEST((chaos::check_replies(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(a_job_that_is_lost_live_or_published_twice_is_found) {
  auto lost = sound();
  lost.jobs[0].found = false;
  BOOST_TEST((chaos::check_jobs(lost).verdict == verdict::invalid));
  auto live = sound();
  live.feed.erase(live.feed.begin() + 1);
  live.jobs[0].view.state = domain::job_state::leased;
  BOOST_TEST((chaos::check_jobs(live).verdict == verdict::invalid));
  auto twice = sound();
  twice.feed.push_back(twice.feed[1]);
  BOOST_TEST((chaos::check_jobs(twice).verdict == verdict::invalid));
  auto mute = sound();
  mute.feed.erase(mute.feed.begin() + 1);
  mute.jobs[0].view.state = domain::job_state::dead_letter;
  BOOST_TEST((chaos::check_jobs(mute).verdict == verdict::invalid));
  mute.jobs[0].view.last.detail = "out of attempts";
  BOOST_TEST((chaos::check_jobs(mute).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_job_that_nobody_wanted_cancelled_is_found) {
  auto x = sound();
  x.feed.erase(x.feed.begin() + 1);
  x.jobs[0].view.state = domain::job_state::cancelled;
  BOOST_TEST((chaos::check_jobs(x).verdict == verdict::invalid));
  x.jobs[0].view.cancel_wanted = true;
  BOOST_TEST((chaos::check_jobs(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_job_that_kept_the_roster_in_force_publishes_nothing) {
  auto kept = client::generate_result{};
  kept.published = false;
  auto x = sound();
  x.jobs[0].view.last.result = codec::encode(kept);
  BOOST_TEST((chaos::check_jobs(x).verdict == verdict::invalid));
  x.feed.erase(x.feed.begin() + 1);
  BOOST_TEST((chaos::check_jobs(x).verdict == verdict::valid));
  x.jobs[0].view.last.result = codec::encode(client::generate_result{});
  BOOST_TEST((chaos::check_jobs(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_feed_that_ends_early_is_found) {
  auto x = sound();
  x.feed_ends = "an item is missing";
  BOOST_TEST((chaos::check_versions(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(beyond_the_end_of_the_feed_nothing_is_known) {
  auto x = sound();
  x.feed.pop_back();
  x.feed_ends = "it stands still";
  for (auto check : {chaos::check_nothing_lost, chaos::check_nothing_twice,
                     chaos::check_conservation, chaos::check_jobs,
                     chaos::check_fences, chaos::check_rebuilt})
    BOOST_TEST((check(x).verdict == verdict::unknown), check(x).name);
  x.feed_ends.clear();
  x.feed.clear();
  BOOST_TEST((chaos::check_nothing_twice(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(checks_that_are_asked_for_are_made) {
  auto names = [](const chaos::evidence& x) {
    auto out = std::vector<std::string>{};
    for (const auto& c : chaos::check_all(x))
      out.push_back(c.name);
    return out;
  };
  auto x = sound();
  auto without = names(x).size();
  x.asked = {.records = true,
             .schedules = true,
             .wait_bound_ms = 1,
             .goodput_percent = 1};
  BOOST_TEST(names(x).size() == without + 9);
  x.asked.wait_bound_ms = 0;
  BOOST_TEST(names(x).size() == without + 8);
  x.asked.jobs_before_max = 1;
  BOOST_TEST(names(x).size() == without + 9);
  // Nothing was seen of any of it.
  BOOST_TEST((chaos::worst(chaos::check_all(x)) == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(a_completion_under_a_lease_of_the_past_is_found) {
  auto late = sound();
  late.jobs[0].view.fence = {1, 5};
  BOOST_TEST((chaos::check_fences(late).verdict == verdict::invalid));
  auto silent = sound();
  silent.feed[1].events.clear();
  BOOST_TEST((chaos::check_fences(silent).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_completion_that_a_newer_one_followed_is_found) {
  auto x = sound();
  auto& events = x.feed[1].events;
  events.insert(events.begin(), events.front());
  events.front().body
    = codec::encode(domain::fence{x.jobs[0].job, domain::token{1, 3}});
  auto found = chaos::check_fences(x);
  BOOST_TEST((found.verdict == verdict::invalid));
  BOOST_TEST(found.traces.at(0).ends_with(
    "completed 2 times, first under token 3 of epoch 1"));
}

BOOST_AUTO_TEST_CASE(what_is_left_over_is_found_beyond_its_slack) {
  auto x = sound();
  x.leftovers[0] = {"descriptors", 40, 44, 4};
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::valid));
  x.leftovers[0].after = 45;
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(an_end_by_a_defect_is_found_and_an_ordered_one_is_not) {
  auto x = sound();
  BOOST_TEST((chaos::check_falls(x).verdict == verdict::valid));
  x.falls.push_back({"worker-2", 0, SIGSEGV});
  auto fallen = chaos::check_falls(x);
  BOOST_TEST((fallen.verdict == verdict::invalid));
  BOOST_TEST(fallen.traces.at(0)
             == "worker-2: ended of signal 11, see its log");
  for (const auto& end :
       std::vector<chaos::process_fall>{{"broker", 0, SIGABRT},
                                        {"store", 0, SIGABRT},
                                        {"worker-1", 0, SIGSYS},
                                        {"worker-1", 0, SIGTRAP},
                                        {"worker-1", 70, 0}}) {
    x.falls.back() = end;
    BOOST_TEST((chaos::check_falls(x).verdict == verdict::invalid));
  }
  x.falls.clear();
  BOOST_TEST((chaos::check_falls(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_SUITE_END()

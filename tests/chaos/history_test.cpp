// SPDX-License-Identifier: Apache-2.0
// A history is written as it happens, and read back from what is there.

#include "chaos/history.hpp"
#include "chaos/history_file.hpp"
#include "codec/json.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(history_test)

using namespace nightfloat;
using chaos::operation_end;

namespace {

chaos::operation begun(std::uint32_t client, std::uint64_t at_us) {
  auto x = chaos::operation{};
  x.client = client;
  x.kind = chaos::operation_kind::write;
  x.key = "key " + std::to_string(client);
  x.invoked_us = at_us;
  x.request = std::string("\0\xff", 2);
  return x;
}

chaos::operation ended(chaos::operation x, std::uint64_t at_us) {
  x.ended_us = at_us;
  x.end = operation_end::ok;
  x.version = 7;
  x.body = std::string("\x80\n", 2);
  return x;
}

/// From now on the disk under a file that this process holds open is full.
void fill_disk_under(const std::string& path) {
  namespace fs = std::filesystem;
  auto full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  BOOST_REQUIRE(full >= 0);
  auto swapped = false;
  for (const auto& x : fs::directory_iterator{"/proc/self/fd"}) {
    auto error = std::error_code{};
    if (fs::read_symlink(x.path(), error) != fs::canonical(path))
      continue;
    swapped = ::dup2(full, std::stoi(x.path().filename())) >= 0;
  }
  ::close(full);
  BOOST_REQUIRE(swapped);
}

struct fixture {
  std::string lines;
  chaos::history all;

  fixture() {
    all.record_to([this](std::string_view line) { lines += line; });
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(each_moment_is_a_line_when_it_happens, fixture) {
  auto number = all.begin(begun(1, 10));
  BOOST_TEST(std::ranges::count(lines, '\n') == 1);
  all.end(number, ended(begun(1, 10), 20));
  BOOST_TEST(std::ranges::count(lines, '\n') == 2);
}

BOOST_FIXTURE_TEST_CASE(what_was_written_reads_back_the_same, fixture) {
  auto first = all.begin(begun(1, 10));
  auto second = all.begin(begun(2, 5));
  all.end(second, ended(begun(2, 5), 30));
  all.end(first, ended(begun(1, 10), 20));
  auto read = chaos::parse_history(lines);
  BOOST_TEST_REQUIRE(read.has_value());
  auto kept = all.all();
  BOOST_TEST_REQUIRE(read->size() == 2u);
  for (auto i = 0u; i != 2; ++i) {
    BOOST_TEST((*read)[i].client == kept[i].client);
    BOOST_TEST((*read)[i].key == kept[i].key);
    BOOST_TEST((*read)[i].ended_us == kept[i].ended_us);
    BOOST_TEST((*read)[i].request == kept[i].request);
    BOOST_TEST((*read)[i].body == kept[i].body);
    BOOST_TEST(((*read)[i].end == operation_end::ok));
  }
  // In the order of invocation.
  BOOST_TEST((*read)[0].client == 2u);
}

BOOST_FIXTURE_TEST_CASE(an_operation_without_an_end_is_unknown, fixture) {
  auto x = begun(1, 10);
  x.end = operation_end::ok;
  all.begin(x);
  BOOST_TEST((all.all()[0].end == operation_end::unknown));
  auto read = chaos::parse_history(lines);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(((*read)[0].end == operation_end::unknown));
  BOOST_TEST((*read)[0].ended_us == 10u);
}

BOOST_FIXTURE_TEST_CASE(what_was_added_at_once_is_whole, fixture) {
  all.add(ended(begun(1, 10), 20));
  auto read = chaos::parse_history(lines);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST((*read)[0].key == "key 1");
  BOOST_TEST((*read)[0].request == begun(1, 10).request);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_was_cut_is_left_out, fixture) {
  all.add(ended(begun(1, 10), 20));
  auto read = chaos::parse_history(lines.substr(0, lines.size() - 9));
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST_REQUIRE(read->size() == 1u);
  BOOST_TEST(((*read)[0].end == operation_end::unknown));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_history_is_refused_by_line, fixture) {
  all.add(ended(begun(1, 10), 20));
  auto bad = chaos::parse_history(lines + "{}x\n");
  BOOST_TEST_REQUIRE(!bad);
  BOOST_TEST(bad.error().detail.find("line 3") != std::string::npos);
  auto twice = chaos::parse_history(lines + lines);
  BOOST_TEST_REQUIRE(!twice);
  BOOST_TEST(twice.error().detail.find("begins a second time")
             != std::string::npos);
  auto headless = chaos::parse_history(lines.substr(lines.find('\n') + 1));
  BOOST_TEST_REQUIRE(!headless);
  BOOST_TEST(headless.error().detail.find("has not begun")
             != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(evidence_is_kept_and_loaded, fixture) {
  auto there = test::scratch{};
  auto file = chaos::history_file{};
  BOOST_TEST_REQUIRE(file.open(there.path("history.jsonl")).has_value());
  all.add(ended(begun(1, 10), 20));
  file.write(lines);
  BOOST_TEST(file.state().has_value());
  auto x = chaos::evidence{};
  x.programme = "chaos";
  auto& item = x.feed.emplace_back();
  item.version = 1;
  item.changes = {{"k", 0, {}, std::string("\0\xfe", 2)}};
  x.records = {{"k", 1, std::string("\0\xfe", 2)}};
  x.watched = {{1, 1, "chain"}};
  x.jobs = {{domain::job_id{3}, true, {.attempts = 2}}};
  x.again = {{"key 1", ec::none, std::string("\0\xfd", 2)}};
  x.asked.wait_bound_ms = 9;
  BOOST_TEST_REQUIRE(chaos::save_evidence(x, there.path("")).has_value());
  auto loaded = chaos::load_evidence(there.path(""));
  BOOST_TEST_REQUIRE(loaded.has_value(), loaded.error().detail);
  BOOST_TEST(loaded->history.size() == 1u);
  BOOST_TEST((loaded->feed == x.feed));
  BOOST_TEST((loaded->records == x.records));
  BOOST_TEST_REQUIRE(loaded->watched.size() == 1u);
  BOOST_TEST(loaded->watched[0].chain == "chain");
  BOOST_TEST_REQUIRE(loaded->jobs.size() == 1u);
  BOOST_TEST(loaded->jobs[0].view.attempts == 2u);
  BOOST_TEST_REQUIRE(loaded->again.size() == 1u);
  BOOST_TEST(loaded->again[0].body == x.again[0].body);
  BOOST_TEST(loaded->asked.wait_bound_ms == 9u);
}

BOOST_FIXTURE_TEST_CASE(what_grows_with_a_run_is_in_files_of_lines, fixture) {
  auto there = test::scratch{};
  auto x = chaos::evidence{};
  BOOST_TEST_REQUIRE(chaos::save_evidence(x, there.path("")).has_value());
  auto empty = std::filesystem::file_size(there.path("evidence.json"));
  x.jobs.resize(100);
  x.watched.resize(100);
  x.again.resize(100);
  BOOST_TEST_REQUIRE(chaos::save_evidence(x, there.path("")).has_value());
  BOOST_TEST(std::filesystem::file_size(there.path("evidence.json")) == empty);
}

BOOST_FIXTURE_TEST_CASE(a_run_of_an_older_runner_is_loaded, fixture) {
  auto there = test::scratch{};
  std::ofstream{there.path("history.jsonl")} << lines;
  std::ofstream{there.path("feed.jsonl")};
  std::ofstream{there.path("records.jsonl")};
  auto x = chaos::evidence{};
  x.jobs.resize(1);
  x.watched.resize(2);
  x.again.resize(3);
  std::ofstream{there.path("evidence.json")} << codec::to_json(x);
  auto loaded = chaos::load_evidence(there.path(""));
  BOOST_TEST_REQUIRE(loaded.has_value(), loaded.error().detail);
  BOOST_TEST(loaded->jobs.size() == 1u);
  BOOST_TEST(loaded->watched.size() == 2u);
  BOOST_TEST(loaded->again.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_to_its_end_is_not_taken_for_whole,
                        fixture) {
  auto there = test::scratch{};
  std::ofstream{there.path("history.jsonl")} << lines;
  BOOST_TEST_REQUIRE(chaos::save_evidence({}, there.path("")).has_value());
  BOOST_TEST_REQUIRE(chaos::load_evidence(there.path("")).has_value());
  // It opens like a file, and fails to be read.
  std::filesystem::remove(there.path("feed.jsonl"));
  std::filesystem::create_directory(there.path("feed.jsonl"));
  auto loaded = chaos::load_evidence(there.path(""));
  BOOST_TEST_REQUIRE(!loaded);
  BOOST_TEST((loaded.error().code == ec::io_failed));
}

BOOST_FIXTURE_TEST_CASE(of_a_killed_run_the_history_is_enough, fixture) {
  auto there = test::scratch{};
  all.add(ended(begun(1, 10), 20));
  std::ofstream{there.path("history.jsonl")} << lines;
  auto loaded = chaos::load_evidence(there.path(""));
  BOOST_TEST_REQUIRE(loaded.has_value());
  BOOST_TEST(loaded->history.size() == 1u);
  BOOST_TEST(loaded->asked.records);
  BOOST_TEST((chaos::load_evidence(there.path("nowhere")).error().code
              == ec::not_found));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_with_file_reason_and_remedy) {
  auto there = test::scratch{};
  auto file = chaos::history_file{};
  BOOST_TEST_REQUIRE(file.open(there.path("history.jsonl")).has_value());
  file.write("first\n");
  BOOST_TEST(file.state().has_value());
  fill_disk_under(there.path("history.jsonl"));
  file.write("second\n");
  auto state = file.state();
  BOOST_TEST_REQUIRE(!state);
  BOOST_TEST((state.error().code == ec::no_space));
  BOOST_TEST(state.error().detail
             == there.path("history.jsonl")
                  + ": cannot be written (No space left on device), make room "
                    "or choose another directory");
}

BOOST_AUTO_TEST_CASE(after_a_line_that_was_not_written_there_is_no_other) {
  auto there = test::scratch{};
  auto path = there.path("history.jsonl");
  auto file = chaos::history_file{};
  BOOST_TEST_REQUIRE(file.open(path).has_value());
  auto room = rlimit{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &room) == 0);
  auto little = rlimit{.rlim_cur = 4, .rlim_max = room.rlim_max};
  auto heard = std::signal(SIGXFSZ, SIG_IGN);
  BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  file.write("first\n");
  BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &room) == 0);
  std::signal(SIGXFSZ, heard);
  file.write("2nd\n");
  BOOST_TEST(!file.state());
  BOOST_TEST(std::filesystem::file_size(path) == 4u);
}

BOOST_AUTO_TEST_CASE(a_history_is_not_written_over) {
  auto there = test::scratch{};
  std::ofstream{there.path("h")} << "old";
  auto file = chaos::history_file{};
  auto opened = file.open(there.path("h"));
  BOOST_TEST_REQUIRE(!opened);
  BOOST_TEST((opened.error().code == ec::io_failed));
}

BOOST_AUTO_TEST_CASE(errors_that_mean_maybe_are_never_filed_as_no) {
  for (auto code : {ec::unknown_outcome, ec::worker_lost, ec::timed_out,
                    ec::overloaded, ec::unavailable, ec::no_worker,
                    ec::in_progress, ec::held, ec::no_space})
    BOOST_TEST((chaos::end_of(code) == operation_end::unknown));
  for (auto code : {ec::conflict, ec::refused, ec::invalid_argument})
    BOOST_TEST((chaos::end_of(code) == operation_end::fail));
  BOOST_TEST((chaos::end_of(ec::none) == operation_end::ok));
}

BOOST_AUTO_TEST_SUITE_END()

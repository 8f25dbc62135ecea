// SPDX-License-Identifier: Apache-2.0
// A process that dies at each named step of a write, and what is there after.
#include "metrics/clock.hpp"
#include "storage/backup.hpp"
#include "storage/crash_point.hpp"
#include "storage/rocks_engine.hpp"
#include "tests/storage/engine_conformance.hpp"
#include "tests/support/scratch.hpp"

#include <future>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(crash_points_test)

using namespace nightfloat;

namespace {

/// A ledger in a process of its own, which dies with commits in flight.
struct whole_store {
  static constexpr auto first = 7;
  static constexpr auto more = 40;

  test::scratch files;
  int acknowledged = 0;

  std::unique_ptr<storage::ledger> open() const {
    auto x = storage::ledger::open(
      storage::make_rocks_engine({.directory = files.path("ledger")}), {},
      metrics::system_clock());
    return x ? std::move(*x) : nullptr;
  }

  static std::string row(int i) {
    // Versions as they are given, since each waits for none.
    return "record/" + std::to_string(1'000 + i);
  }

  static domain::transaction change(int i) {
    auto x = domain::transaction{.programme = "p"};
    x.put = {{row(i), "bytes of " + std::to_string(i)}, {"last", row(i)}};
    x.submit = {
      domain::job{.id = {static_cast<std::uint64_t>(i)}, .kind = "generate"}};
    x.reply = domain::owed_reply{
      .scope = "test", .key = std::to_string(i), .fingerprint = "f"};
    return x;
  }

  /// Sends some, tells on `out` whatever is acknowledged, waits for all.
  static void write(storage::ledger& to, int from, int count, int out) {
    auto told
      = std::vector<std::promise<void>>(static_cast<std::size_t>(count));
    for (auto i = 0; i < count; ++i)
      to.commit(change(from + i), [&, i](const domain::commit_answer& said) {
        if (said.outcome == domain::commit_outcome::committed)
          (void)!::write(out, "x", 1);
        told[static_cast<std::size_t>(i)].set_value();
      });
    for (auto& one : told)
      one.get_future().wait();
  }

  void die_at(const std::string& point, std::uint32_t hit) {
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    if (child == 0) {
      ::signal(SIGABRT, SIG_DFL);
      auto x = open();
      write(*x, 1, first, ends[1]);
      if (point.starts_with("recover."))
        x.reset();
      storage::arm_crash_point(point, hit);
      if (!x)
        x = open();
      // One batch after the other, of one to many transactions.
      for (auto i = first + 1; i < first + 6; ++i)
        write(*x, i, 1, ends[1]);
      write(*x, first + 6, more, ends[1]);
      ::_exit(3);
    }
    ::close(ends[1]);
    auto byte = '\0';
    while (::read(ends[0], &byte, 1) == 1)
      ++acknowledged;
    ::close(ends[0]);
    auto status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
  }

  void check() const {
    auto proof = storage::verify_directory(files.path("ledger"));
    BOOST_REQUIRE_MESSAGE(proof, (proof ? "" : proof.error().detail));
    for (const auto& x : proof->divergences)
      BOOST_ERROR(x.key << ": " << x.what);
    auto x = open();
    BOOST_REQUIRE(x);
    const auto version = static_cast<int>(x->version("p").value());
    BOOST_TEST(version >= acknowledged);
    BOOST_TEST(acknowledged >= first);
    // Whole transactions, all up to one and none after it.
    auto keys = std::vector<std::string>{"last"};
    for (auto i = 1; i <= first + 6 + more; ++i)
      keys.push_back(row(i));
    const auto page = x->read({.programme = "p"}, keys);
    BOOST_REQUIRE(page);
    for (auto i = 1; i <= first + 6 + more; ++i) {
      const auto& found = page->found[static_cast<std::size_t>(i)];
      const auto there = i <= version;
      BOOST_TEST(found.revision == (there ? static_cast<std::uint64_t>(i) : 0));
      BOOST_TEST(x->jobs({.job = {static_cast<std::uint64_t>(i)}}).has_value()
                 == there);
    }
    BOOST_TEST(page->found[0].bytes == row(version));
    x->close();
  }
};

struct bench {
  test::scratch files;

  std::unique_ptr<storage::engine> make() {
    return storage::make_rocks_engine({.directory = files.path("db")});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(crash_points, bench)

BOOST_AUTO_TEST_CASE(
  acknowledged_writes_outlive_a_crash_at_any_step_of_a_write) {
  for (const auto* point :
       {"wal.append", "wal.appended", "wal.sync", "wal.synced"}) {
    const auto child = ::fork();
    if (child == 0) {
      ::signal(SIGABRT, SIG_DFL);
      auto x = make();
      if (!x->reopen() || !x->recover(x->newest_epoch().value() + 1))
        ::_exit(1);
      const auto epoch = x->newest_epoch().value();
      if (x->apply(test::rows(epoch, {{point, "acknowledged"}})).outcome
          != test::apply_outcome::ok)
        ::_exit(2);
      storage::arm_crash_point(point, 1);
      (void)x->apply(test::rows(epoch, {{"limbo", point}}));
      ::_exit(3);
    }
    auto status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT), point);
    auto x = make();
    BOOST_REQUIRE(x->reopen());
    BOOST_TEST(test::value_of(*x, point) == "acknowledged");
  }
}

BOOST_AUTO_TEST_CASE(a_death_at_any_point_of_a_commit_leaves_a_prefix) {
  for (const auto& point : storage::crash_point_names())
    for (auto hit : {1u, 2u, 5u}) {
      if (point.starts_with("recover.") && hit > 1)
        continue;
      BOOST_TEST_CONTEXT(point << ", hit " << hit) {
        auto x = whole_store{};
        x.die_at(point, hit);
        x.check();
      }
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_no_step_has_arms_nothing) {
  BOOST_TEST(!storage::arm_crash_point("no such step", 1));
  storage::crash_point("no such step");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

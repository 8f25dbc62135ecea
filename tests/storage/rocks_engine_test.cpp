// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_engine.hpp"
#include "storage/rocks_options.hpp"
#include "tests/storage/engine_conformance.hpp"
#include "tests/support/scratch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <future>
#include <string_view>
#include <sys/stat.h>

BOOST_AUTO_TEST_SUITE(rocks_engine_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

struct rocks_bench {
  test::scratch files;

  std::unique_ptr<storage::engine> make() {
    return storage::make_rocks_engine({.directory = files.path("db")});
  }

  std::string checkpoint_target(const std::string& name) {
    return files.path(name);
  }

  std::unique_ptr<storage::engine> at_checkpoint(const std::string& name) {
    fs::permissions(files.path(name), fs::perms::owner_all);
    return storage::make_rocks_engine({.directory = files.path(name)});
  }

  /// The log that is written to.
  fs::path log() const {
    auto newest = fs::path{};
    for (const auto& entry : fs::directory_iterator{files.path("db")})
      if (entry.path().extension() == ".log" && entry.path() > newest)
        newest = entry.path();
    return newest;
  }
};

using conformance = test::conformance<rocks_bench>;

/// A figure as another thread sees it; -1 where it is not said.
std::int64_t figure_of(const storage::engine& x, std::string_view name) {
  auto ask = [&] {
    auto all = x.figures();
    auto at = std::ranges::find(all, name, &domain::store_figure::name);
    return at == all.end() ? -1 : static_cast<std::int64_t>(at->value);
  };
  return std::async(std::launch::async, ask).get();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(rocks_engine, conformance)

NIGHTFLOAT_ENGINE_CONFORMS()

BOOST_AUTO_TEST_CASE(only_the_owner_may_enter_its_directory) {
  struct ::stat info = {};
  BOOST_REQUIRE(::stat(files.path("db").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0700);
  engine.reset();
  fs::permissions(files.path("db"), fs::perms::all);
  BOOST_TEST(make()->reopen().error().code == ec::configuration);
}

BOOST_AUTO_TEST_CASE(a_delayed_sync_takes_longer_and_succeeds) {
  BOOST_REQUIRE(engine->set_fault(
    {.kind = storage::fault_kind::sync_delay, .delay_ms = 30, .count = 1}));
  const auto before = std::chrono::steady_clock::now();
  put({{"a", "1"}});
  BOOST_TEST((std::chrono::steady_clock::now() - before
              >= std::chrono::milliseconds{30}));
}

BOOST_AUTO_TEST_CASE(damage_before_the_tail_refuses_to_start) {
  for (auto i = 0; i < 20; ++i)
    put({{"key", std::string(4'000, static_cast<char>('a' + i))}});
  const auto path = log();
  // As after a power cut: the log is what recovery has.
  fs::copy(files.path("db"), files.path("cut"), fs::copy_options::recursive);
  fs::permissions(files.path("cut"), fs::perms::owner_all);
  auto damaged = fs::path{files.path("cut")} / path.filename();
  {
    auto out = std::fstream{damaged,
                            std::ios::in | std::ios::out | std::ios::binary};
    out.seekp(20'000);
    out.write("damage", 6);
  }
  auto x = storage::make_rocks_engine({.directory = files.path("cut")});
  auto done = x->reopen();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::corrupt);
  BOOST_TEST(done.error().detail.find("restore") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_log_that_ends_early_is_a_torn_tail) {
  put({{"a", "1"}});
  put({{"b", std::string(4'000, 'x')}});
  const auto path = log();
  fs::copy(files.path("db"), files.path("cut"), fs::copy_options::recursive);
  fs::permissions(files.path("cut"), fs::perms::owner_all);
  auto torn = fs::path{files.path("cut")} / path.filename();
  fs::resize_file(torn, fs::file_size(torn) - 1'000);
  auto x = storage::make_rocks_engine({.directory = files.path("cut")});
  BOOST_REQUIRE(x->reopen());
  BOOST_TEST(test::value_of(*x, "a") == "1");
  BOOST_TEST(test::value_of(*x, "b") == "(none)");
}

BOOST_AUTO_TEST_CASE(what_is_left_of_a_store_is_not_taken_for_a_new_one) {
  put({{"a", "1"}});
  const auto path = fs::path{files.path("cut")};
  fs::copy(files.path("db"), path, fs::copy_options::recursive);
  fs::permissions(path, fs::perms::owner_all);
  BOOST_REQUIRE(fs::remove(path / "CURRENT"));
  auto x = storage::make_rocks_engine({.directory = path});
  auto done = x->reopen();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::corrupt);
  BOOST_TEST(done.error().detail.find("CURRENT is missing")
             != std::string::npos);
  BOOST_TEST(fs::exists(path / log().filename()));
}

BOOST_AUTO_TEST_CASE(a_store_whose_making_was_cut_short_is_made_anew) {
  const auto path = fs::path{files.path("new")};
  fs::create_directory(path);
  fs::permissions(path, fs::perms::owner_all);
  std::ofstream{path / "MANIFEST-000001"} << "half";
  auto x = storage::make_rocks_engine({.directory = path});
  BOOST_TEST(x->reopen().has_value());
}

BOOST_AUTO_TEST_CASE(a_path_with_a_lock_in_its_name_is_not_in_use) {
  using rocksdb::Status;
  auto code = [](const char* what, const char* why) {
    return storage::open_failure("/srv/block", Status::IOError(what, why)).code;
  };
  BOOST_TEST(code("While open a file for random read: /srv/block/000004.sst",
                  "Input/output error")
             == ec::storage_failed);
  BOOST_TEST(
    code("While lock file: /srv/block/LOCK", "Resource temporarily unavailable")
    == ec::in_use);
  BOOST_TEST(code("lock hold by current process, acquire time 1 acquiring "
                  "thread 2: /srv/block/LOCK",
                  "No locks available")
             == ec::in_use);
}

BOOST_AUTO_TEST_CASE(iterators_count_while_they_are_open) {
  put({{"a", "1"}, {"b", "2"}});
  BOOST_TEST(figure_of(*engine, "iterators") == 0);
  auto during = std::int64_t{-1};
  auto look = [&](std::string_view, std::string_view) {
    during = figure_of(*engine, "iterators");
    return false;
  };
  const auto order = storage::scan_order::ascending;
  BOOST_REQUIRE(engine->scan({}, order, look));
  BOOST_TEST(during == 1);
  BOOST_TEST(figure_of(*engine, "iterators") == 0);
  auto done = engine->with_snapshot([&](const storage::view& then) {
    BOOST_TEST(figure_of(*engine, "snapshots") == 1);
    return then.scan({}, order, [&](std::string_view, std::string_view) {
      // One within another.
      (void)then.scan({}, order, look);
      return false;
    });
  });
  BOOST_REQUIRE(done);
  BOOST_TEST(during == 2);
  BOOST_TEST(figure_of(*engine, "iterators") == 0);
  BOOST_TEST(figure_of(*engine, "snapshots") == 0);
}

BOOST_AUTO_TEST_CASE(a_closed_engine_tells_of_no_iterators) {
  engine->close();
  BOOST_TEST(figure_of(*engine, "iterators") == -1);
}

BOOST_AUTO_TEST_CASE(a_crash_point_must_have_a_name_that_exists) {
  BOOST_TEST(engine
               ->set_fault({.kind = storage::fault_kind::crash_point,
                            .point = "no such step"})
               .error()
               .code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "chaos/files.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(files_test)

namespace {

using namespace nightfloat;
namespace fs = std::filesystem;

struct fixture {
  fs::path dir;

  fixture() {
    auto name = (fs::temp_directory_path() / "nightfloat-files-").string()
                + std::string(6, 'X');
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    dir = name;
  }

  ~fixture() {
    unsetenv("XDG_RUNTIME_DIR");
    fs::remove_all(dir);
  }

  static unsigned mode(const fs::path& path) {
    struct stat found {};
    BOOST_REQUIRE(stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(files, fixture)

BOOST_AUTO_TEST_CASE(a_private_directory_is_made_with_its_parents) {
  BOOST_REQUIRE(chaos::make_private(dir / "a" / "b"));
  BOOST_TEST(mode(dir / "a" / "b") == 0700);
  BOOST_TEST(chaos::make_private(dir / "a" / "b").has_value());
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_open_to_others_is_refused) {
  fs::create_directory(dir / "open");
  fs::permissions(dir / "open", fs::perms{0755});
  auto made = chaos::make_private(dir / "open");
  BOOST_REQUIRE(!made);
  BOOST_TEST(made.error().code == ec::forbidden);
  BOOST_TEST(made.error().detail.find("chmod 700") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_link_in_the_place_of_a_directory_is_refused) {
  fs::create_directory(dir / "target");
  fs::create_directory_symlink(dir / "target", dir / "link");
  BOOST_TEST(!chaos::make_private(dir / "link"));
  std::ofstream{dir / "file"} << "x";
  BOOST_TEST(!chaos::make_private(dir / "file"));
}

BOOST_AUTO_TEST_CASE(a_file_is_replaced_whole_and_private) {
  BOOST_REQUIRE(chaos::replace_file(dir / "x", "one"));
  BOOST_REQUIRE(chaos::replace_file(dir / "x", "two"));
  BOOST_TEST(mode(dir / "x") == 0600);
  BOOST_TEST(*chaos::read_file(dir / "x") == "two");
  for (const auto& left : fs::directory_iterator{dir})
    BOOST_TEST(left.path().filename().string() == "x");
  BOOST_TEST(!chaos::replace_file(dir / "none" / "x", "y"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_or_too_long_is_told_apart) {
  std::ofstream{dir / "x"} << std::string((1 << 20) + 1, 'x');
  BOOST_TEST(chaos::read_file(dir / "x").error().code == ec::oversize);
  BOOST_TEST(chaos::read_file(dir / "x", 2 << 20).has_value());
  BOOST_TEST(chaos::read_file(dir / "y").error().code == ec::not_found);
  BOOST_TEST(chaos::read_file(dir / "x" / "y").error().code == ec::not_found);
  BOOST_TEST(chaos::read_file(dir).error().code == ec::io_failed);
}

BOOST_AUTO_TEST_CASE(what_the_system_refuses_says_why_and_what_to_do) {
  std::ofstream{dir / "file"} << "x";
  auto below = dir / "file" / "x";
  for (const auto& said : {chaos::make_private(below).error(),
                           chaos::replace_file(below, "").error(),
                           chaos::file_lock::take(below).error(),
                           chaos::read_file(below).error()}) {
    BOOST_TEST_INFO_SCOPE(said.detail);
    BOOST_TEST(said.detail.starts_with(below.string()));
    BOOST_TEST(said.detail.find(" (Not a directory), ") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_tail_of_a_file_is_its_last_lines) {
  std::ofstream{dir / "log"} << "a\nb\nc\n\n";
  BOOST_TEST(chaos::tail(dir / "log", 2) == "b\nc");
  BOOST_TEST(chaos::tail(dir / "log", 9) == "a\nb\nc");
  BOOST_TEST(chaos::tail(dir / "none", 2).empty());
  std::ofstream{dir / "long"} << std::string(100'000, 'x') << "\nend\n";
  BOOST_TEST(chaos::tail(dir / "long", 1) == "end");
}

BOOST_AUTO_TEST_CASE(sockets_lie_below_the_runtime_directory) {
  setenv("XDG_RUNTIME_DIR", dir.c_str(), 1);
  auto first = chaos::choose_runtime_dir("/state/one");
  auto again = chaos::choose_runtime_dir("/state/one");
  auto other = chaos::choose_runtime_dir("/state/two");
  BOOST_REQUIRE((first && again && other));
  BOOST_TEST(*first == *again);
  BOOST_TEST(*first != *other);
  BOOST_TEST(first->starts_with(dir.string()));
  BOOST_TEST(mode(*first) == 0700);
}

BOOST_AUTO_TEST_CASE(a_runtime_directory_too_long_for_sockets_is_avoided) {
  auto deep = dir / std::string(120, 'd');
  fs::create_directory(deep);
  setenv("XDG_RUNTIME_DIR", deep.c_str(), 1);
  auto chosen = chaos::choose_runtime_dir("/state/one");
  BOOST_REQUIRE(chosen);
  BOOST_TEST(chosen->size() <= chaos::socket_dir_bytes_max);
  BOOST_TEST(mode(*chosen) == 0700);
  fs::remove(*chosen);
}

BOOST_AUTO_TEST_CASE(a_lock_is_held_by_one) {
  auto mine = chaos::file_lock::take(dir / "lock");
  BOOST_REQUIRE(mine);
  auto other = chaos::file_lock::take(dir / "lock");
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().code == ec::in_use);
  mine->release();
  BOOST_TEST(chaos::file_lock::take(dir / "lock").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

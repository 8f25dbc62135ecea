// SPDX-License-Identifier: Apache-2.0
// The store's own disk goes with the run, however that ends. Without root or a
// loop device there is none, and nothing to test.

#include "chaos/files.hpp"
#include "chaos/loop_disk.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

BOOST_AUTO_TEST_SUITE(loop_disk_test)

using namespace nightfloat;

namespace {

struct place {
  tests::socket_home home;
  std::string at = home.path() + "/store";
  std::optional<chaos::loop_disk> disk;

  place() {
    std::filesystem::create_directories(at);
    auto made = chaos::loop_disk::make(home.path() + "/disk.img", at, 300);
    if (made)
      disk.emplace(std::move(*made));
    else
      BOOST_TEST_REQUIRE((made.error().code == ec::unsupported));
  }

  [[nodiscard]] bool is_mounted() const {
    auto text = chaos::read_file("/proc/self/mounts");
    BOOST_REQUIRE(text);
    return text->find(" " + at + " ") != std::string::npos;
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_disk_is_unmounted_with_its_owner, place) {
  if (!disk)
    return;
  BOOST_TEST(is_mounted());
  disk.reset();
  BOOST_TEST(!is_mounted());
}

BOOST_FIXTURE_TEST_CASE(a_disk_in_use_is_dropped_all_the_same, place) {
  if (!disk)
    return;
  auto open = std::ofstream{at + "/held"};
  BOOST_TEST(is_mounted());
  chaos::drop_disks();
  BOOST_TEST(!is_mounted());
}

BOOST_AUTO_TEST_SUITE_END()

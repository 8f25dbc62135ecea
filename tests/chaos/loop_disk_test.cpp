// SPDX-License-Identifier: Apache-2.0
// The store's own disk goes with the run, however that ends. Without root or a
// loop device there is none, and nothing to test.

#include "chaos/files.hpp"
#include "chaos/loop_disk.hpp"
#include "chaos/machine_faults.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

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

// Full to the last byte, beside a store that only sleeps.
struct filled : place {
  std::optional<chaos::cluster> sleepers;
  std::optional<chaos::disk_faults> aut;
  chaos::fault_record x;

  filled() {
    if (!disk)
      return;
    auto daemon = home.path() + "/daemon";
    std::ofstream{daemon} << "#!/bin/sh\nexec sleep 1000\n";
    std::filesystem::permissions(daemon, std::filesystem::perms{0700});
    auto made = chaos::cluster::open({.dir = home.path() + "/state",
                                      .runtime_dir = home.path() + "/run",
                                      .daemon = daemon});
    BOOST_REQUIRE(made);
    sleepers.emplace(std::move(*made));
    BOOST_REQUIRE(sleepers->start("store"));
    aut.emplace(*sleepers, *disk);
    x.planned.fault = chaos::fault_kind::full_disk;
    x.planned.target = chaos::target_role::store;
    BOOST_TEST(aut->begin(x));
  }

  ~filled() {
    if (sleepers)
      static_cast<void>(sleepers->drain(std::chrono::seconds{10}));
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

BOOST_FIXTURE_TEST_CASE(a_disk_is_full_until_there_is_room, filled) {
  if (!disk)
    return;
  BOOST_TEST(x.took_effect, x.detail);
  aut->end(x);
  BOOST_TEST(x.healed, x.detail);
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_cannot_be_emptied_has_not_healed, filled) {
  if (!disk)
    return;
  BOOST_TEST(x.took_effect, x.detail);
  std::filesystem::remove(at + "/full");
  aut->end(x);
  BOOST_TEST(!x.healed);
  BOOST_TEST(!aut->has_healed(x));
  BOOST_TEST(x.detail.starts_with("own disk: cannot be emptied"), x.detail);
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

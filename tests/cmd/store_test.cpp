// SPDX-License-Identifier: Apache-2.0
// A cluster that is backed up while it serves, destroyed, and restored, by the
// operator's program alone.
#include "chaos/cluster.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(store_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

struct fixture : tests::operator_fixture {
  std::string dir = home / ".local/state/nightfloat";
  std::string copy = home / "copy";

  ~fixture() {
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store, fixture)

BOOST_AUTO_TEST_CASE(a_cluster_comes_back_from_its_backup) {
  run(0, {"up", "--workers", "1"});
  run(0, {"sample", "--import"});
  auto stats = run(0, {"store", "stats"});
  BOOST_TEST(has(stats.out, "feed items"));
  BOOST_TEST(has(stats.out, "compaction.pending_bytes"));
  auto made = run(0, {"store", "backup", copy});
  BOOST_TEST(has(made.out, "backed up: " + copy));
  run(2, {"store", "backup", copy});
  run(2, {"store", "restore", copy});
  BOOST_TEST(has(run(3, {"store", "verify"}).err, "in use"));
  run(0, {"down"});
  auto own = run(0, {"store", "verify", "--json"});
  BOOST_TEST(has(own.out, "\"whole\": true"));
  fs::remove_all(dir + "/store");
  auto restored = run(0, {"store", "restore", copy});
  BOOST_TEST(has(restored.out, "restored: " + dir + "/store"));
  run(0, {"up", "--workers", "1"});
  BOOST_TEST(has(run(0, {"status"}).out, "sample"));
  BOOST_TEST(has(run(0, {"store", "stats", "--heads"}).out, "sample"));
  run(0, {"down"});
}

BOOST_AUTO_TEST_CASE(damage_is_a_verdict_that_names_its_place) {
  run(0, {"up", "--workers", "1"});
  run(0, {"sample", "--import"});
  run(0, {"store", "backup", copy});
  run(0, {"down"});
  auto note = copy + "/backup.json";
  fs::resize_file(note, fs::file_size(note) / 2);
  auto found = run(1, {"store", "verify", copy});
  BOOST_TEST(has(found.out, "backup.json"));
  BOOST_TEST(has(found.out, "store restore"));
  run(3, {"store", "verify", home / "none"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

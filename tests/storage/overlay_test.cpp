// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_engine.hpp"
#include "storage/overlay.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(overlay_test)

using namespace nightfloat;
using storage::scan_order;

namespace {

struct bench {
  storage::memory_disk disk;
  storage::memory_engine engine{disk};
  storage::overlay rows{engine};

  bench() {
    BOOST_REQUIRE(engine.reopen());
  }

  std::string all(scan_order order = scan_order::ascending,
                  storage::key_range range = {}, std::size_t most = 100) {
    auto text = std::string{};
    auto done = rows.scan(range, order, [&](auto key, auto value) {
      text.append(key).append("=").append(value).append(" ");
      return --most > 0;
    });
    BOOST_REQUIRE(done);
    return text;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(overlays, bench)

BOOST_AUTO_TEST_CASE(own_rows_hide_those_below) {
  disk.synced = {{"a", "1"}, {"c", "3"}, {"d", "4"}};
  rows.put("b", "2");
  rows.put("c", "new");
  rows.erase("d");
  BOOST_TEST(all() == "a=1 b=2 c=new ");
  BOOST_TEST(all(scan_order::descending) == "c=new b=2 a=1 ");
  BOOST_TEST(rows.get("d")->has_value() == false);
  BOOST_TEST(rows.get("c")->value() == "new");
  BOOST_TEST(all(scan_order::ascending, {"b", "c"}) == "b=2 ");
  BOOST_TEST(all(scan_order::ascending, {}, 2) == "a=1 b=2 ");
}

BOOST_AUTO_TEST_CASE(a_row_written_twice_is_taken_once) {
  rows.put("a", "1");
  rows.put("a", "2");
  rows.erase("b");
  auto batch = rows.take(7);
  BOOST_TEST(batch.epoch == 7);
  BOOST_REQUIRE(batch.rows.size() == 2);
  BOOST_TEST(batch.rows[0].second.value() == "2");
  BOOST_TEST(rows.empty());
  BOOST_TEST(all() == "");
}

BOOST_AUTO_TEST_CASE(it_reads_as_if_it_were_applied) {
  const auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto random = std::mt19937_64{seed};
  for (auto round = 0; round < 200; ++round) {
    disk.synced.clear();
    rows.clear();
    auto expected = storage::memory_disk::rows{};
    for (auto i = random() % 12; i > 0; --i)
      disk.synced[std::to_string(random() % 20)] = "below";
    expected = disk.synced;
    for (auto i = random() % 12; i > 0; --i) {
      auto key = std::to_string(random() % 20);
      if (random() % 2 == 0) {
        rows.put(key, "own");
        expected[key] = "own";
      } else {
        rows.erase(key);
        expected.erase(key);
      }
    }
    auto up = std::string{};
    auto down = std::string{};
    for (const auto& [key, value] : expected) {
      up += key + "=" + value + " ";
      down = key + "=" + value + " " + down;
    }
    BOOST_TEST(all() == up, "seed " << seed);
    BOOST_TEST(all(scan_order::descending) == down, "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

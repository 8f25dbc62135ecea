// SPDX-License-Identifier: Apache-2.0
#include "storage/kept_rows.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(kept_rows_test)

using namespace nightfloat;
using storage::kept_rows;
using storage::write_batch;

namespace {

/// Rows in memory that count how often they are asked for.
struct rows final : storage::view {
  std::map<std::string, std::string, std::less<>> all;
  mutable unsigned asked = 0;
  bool broken = false;

  result<std::optional<std::string>> get(std::string_view key) const override {
    ++asked;
    if (broken)
      return failure{ec::storage_failed, "rows: broken"};
    auto found = all.find(key);
    return found == all.end() ? std::optional<std::string>{} : found->second;
  }

  result<void> scan(const storage::key_range&, storage::scan_order,
                    const storage::row_visitor&) const override {
    return {};
  }

  void apply(const write_batch& batch) {
    for (const auto& range : batch.erase_ranges)
      all.erase(all.lower_bound(range.first),
                range.last.empty() ? all.end() : all.lower_bound(range.last));
    for (const auto& [key, value] : batch.rows) {
      if (value)
        all.insert_or_assign(key, *value);
      else
        all.erase(key);
    }
  }
};

struct bench {
  rows base;
  kept_rows kept{base, 3 * (kept_rows::row_overhead + 4)};

  /// What is at `key`; "-": nothing.
  std::string at(std::string_view key) {
    auto row = kept.get(key);
    BOOST_REQUIRE(row);
    return row->value_or("-");
  }

  void write(const write_batch& batch) {
    kept.write(batch);
    base.apply(batch);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(keeping, bench)

BOOST_AUTO_TEST_CASE(a_row_is_asked_for_once) {
  base.all = {{"a", "1"}};
  BOOST_TEST(at("a") == "1");
  BOOST_TEST(at("a") == "1");
  BOOST_TEST(base.asked == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_asked_for_again) {
  BOOST_TEST(at("a") == "-");
  base.all = {{"a", "1"}};
  BOOST_TEST(at("a") == "1");
}

BOOST_AUTO_TEST_CASE(a_batch_changes_what_is_kept) {
  base.all = {{"a", "1"}, {"b", "1"}, {"c", "1"}};
  for (auto key : {"a", "b", "c"})
    at(key);
  write({.epoch = 1,
         .erase_ranges = {{"c", "d"}},
         .rows = {{"a", "2"}, {"b", std::nullopt}}});
  BOOST_TEST(at("a") == "2");
  BOOST_TEST(base.asked == 3);
  BOOST_TEST(at("b") == "-");
  BOOST_TEST(at("c") == "-");
}

BOOST_AUTO_TEST_CASE(a_row_that_nobody_asked_for_takes_no_place) {
  write({.epoch = 1, .erase_ranges = {}, .rows = {{"a", "1"}}});
  BOOST_TEST(at("a") == "1");
  BOOST_TEST(base.asked == 1);
}

BOOST_AUTO_TEST_CASE(a_row_can_be_kept_before_it_is_written) {
  kept.keep("a", "1");
  write({.epoch = 1, .erase_ranges = {}, .rows = {{"a", "1"}}});
  BOOST_TEST(at("a") == "1");
  BOOST_TEST(base.asked == 0);
  kept.keep("a", "2");
  BOOST_TEST(at("a") == "2");
}

BOOST_AUTO_TEST_CASE(who_asks_last_takes_the_row) {
  base.all = {{"a", "1"}};
  at("a");
  for (auto asked : {1u, 2u}) {
    auto row = kept.take("a");
    BOOST_REQUIRE(row);
    BOOST_TEST(row->value() == "1");
    BOOST_TEST(base.asked == asked);
  }
  BOOST_TEST(!kept.take("b")->has_value());
}

BOOST_AUTO_TEST_CASE(those_asked_for_last_are_kept_within_the_bytes) {
  for (auto key : {"a", "b", "c"})
    base.all[key] = std::string(39, *key);
  at("a");
  at("b");
  at("a");
  at("c");
  base.asked = 0;
  at("a");
  at("c");
  BOOST_TEST(base.asked == 0);
  at("b");
  BOOST_TEST(base.asked == 1);
  base.all["d"] = std::string(500, 'd');
  BOOST_TEST(at("d").size() == 500);
}

BOOST_AUTO_TEST_CASE(a_row_that_grew_too_long_is_let_go) {
  base.all = {{"a", "1"}};
  at("a");
  write(
    {.epoch = 1, .erase_ranges = {}, .rows = {{"a", std::string(500, 'a')}}});
  BOOST_TEST(at("a").size() == 500);
  BOOST_TEST(base.asked == 2);
}

BOOST_AUTO_TEST_CASE(what_was_forgotten_is_asked_for_again) {
  base.all = {{"a", "1"}};
  at("a");
  base.all = {{"a", "2"}};
  BOOST_TEST(kept.bytes() == 2 + kept_rows::row_overhead);
  kept.forget();
  BOOST_TEST(kept.bytes() == 0);
  BOOST_TEST(at("a") == "2");
}

BOOST_AUTO_TEST_CASE(a_failure_is_told_and_not_kept) {
  base.all = {{"a", "1"}};
  base.broken = true;
  BOOST_TEST(kept.get("a").has_error());
  base.broken = false;
  BOOST_TEST(at("a") == "1");
}

BOOST_AUTO_TEST_CASE(it_never_differs_from_its_base) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  BOOST_TEST_INFO_SCOPE("seed " << seed);
  auto random = std::mt19937_64{seed};
  auto draw = [&](unsigned below) {
    return static_cast<unsigned>(random() % below);
  };
  auto key = [&] {
    return std::string(1, static_cast<char>('a' + draw(12)));
  };
  for (auto i = 0; i < 20'000; ++i) {
    auto batch = write_batch{.epoch = 1, .erase_ranges = {}, .rows = {}};
    if (draw(10) == 0) {
      auto range = storage::key_range{.first = key(), .last = key()};
      if (range.last < range.first)
        range.last.clear();
      batch.erase_ranges.push_back(std::move(range));
    }
    auto written = std::map<std::string, std::optional<std::string>>{};
    for (auto n = draw(3); n > 0; --n)
      written[key()] = draw(4) == 0 ? std::nullopt
                                    : std::optional{std::string(draw(30), 'x')};
    batch.rows.assign(written.begin(), written.end());
    write(batch);
    for (auto n = 0; n < 3; ++n) {
      auto one = key();
      auto found = base.all.find(one);
      BOOST_REQUIRE_EQUAL(at(one),
                          found == base.all.end() ? "-" : found->second);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// The past against a model that kept every version of everything.
#include "storage/past.hpp"
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(past_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

using records = std::map<std::string, std::pair<std::uint64_t, std::string>>;

struct bench : core_bench {
  std::mt19937_64 random;
  /// By version; the first is that of nothing.
  std::vector<records> kept{records{}};

  void write_one() {
    auto then = kept.back();
    const auto next = kept.size();
    auto x = change(std::to_string(next));
    for (auto i = random() % 4 + 1; i > 0; --i) {
      const auto key = (random() % 3 == 0 ? "a/" : "b/")
                       + std::to_string(random() % 25);
      if (then.contains(key) && then[key].first == next)
        continue;
      if (random() % 3 == 0) {
        if (then.erase(key) > 0)
          x.erase.push_back(key);
        continue;
      }
      // Not all of one size, so that pages end by bytes too.
      auto bytes = std::string(random() % 60, 'x');
      then[key] = {next, bytes};
      std::erase(x.erase, key);
      x.put.push_back({key, std::move(bytes)});
    }
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
    kept.push_back(std::move(then));
  }

  /// Everything under `prefix` at `version`, page by page.
  records scanned(std::uint64_t version, storage::scan_options wish) {
    auto out = records{};
    while (true) {
      auto page = storage::scan_past(*engine, "p", version, wish);
      BOOST_REQUIRE_MESSAGE(page, (page ? "" : page.error().detail));
      BOOST_TEST(page->version == version);
      BOOST_TEST(page->found.size() <= wish.limit);
      for (const auto& x : page->found) {
        BOOST_TEST((x.key > wish.after));
        wish.after = x.key;
        out.emplace(x.key, std::pair{x.revision, x.bytes});
      }
      if (!page->more)
        return out;
      // Who stops at an empty page would miss what comes after it.
      BOOST_REQUIRE(!page->found.empty());
    }
  }

  records wanted(std::uint64_t version, const std::string& prefix) const {
    auto out = kept[version];
    std::erase_if(out,
                  [&](const auto& x) { return !x.first.starts_with(prefix); });
    return out;
  }

  void check(std::uint64_t version) {
    for (const auto* prefix : {"", "a/", "b/1", "c"}) {
      const auto wish = storage::scan_options{
        .prefix = prefix,
        .limit = static_cast<std::uint32_t>(random() % 12 + 1),
        .bytes_max = random() % 300 + 1};
      BOOST_CHECK(scanned(version, wish) == wanted(version, prefix));
    }
    const auto keys = std::vector<std::string>{"a/1", "b/2", "b/2", "b/24",
                                               "none"};
    auto page = storage::read_past(*engine, "p", version, keys);
    BOOST_REQUIRE(page);
    for (auto i = std::size_t{0}; i < keys.size(); ++i) {
      const auto there = kept[version].find(keys[i]);
      const auto found = there != kept[version].end();
      BOOST_TEST(page->found[i].revision == (found ? there->second.first : 0));
      BOOST_TEST(page->found[i].bytes == (found ? there->second.second : ""));
    }
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(every_version_is_what_it_was) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 12);
       ++i) {
    auto x = bench();
    BOOST_TEST_CONTEXT("seed " << first + i) {
      x.random.seed(first + i);
      for (auto n = 0; n < 60; ++n)
        x.write_one();
      for (auto version = std::uint64_t{0}; version <= 60; ++version)
        x.check(version);
    }
  }
}

BOOST_AUTO_TEST_CASE(its_time_is_that_of_the_version) {
  auto x = bench();
  for (auto n = 0; n < 3; ++n) {
    x.write_one();
    x.advance(1s);
  }
  const auto items = x.items();
  BOOST_REQUIRE(items.size() == 3);
  BOOST_TEST(items[0].ledger_time_ms < items[1].ledger_time_ms);
  for (const auto& one : items) {
    auto page = storage::read_past(*x.engine, "p", one.version, {"a/1"});
    BOOST_REQUIRE(page);
    BOOST_TEST(page->ledger_time_ms == one.ledger_time_ms);
    page = storage::scan_past(*x.engine, "p", one.version, {});
    BOOST_REQUIRE(page);
    BOOST_TEST(page->ledger_time_ms == one.ledger_time_ms);
  }
}

BOOST_AUTO_TEST_CASE(a_read_of_too_many_bytes_is_refused_now_and_then) {
  auto x = bench();
  (void)x.commit(change("1", {{"a", std::string(900'000, 'x')}}));
  (void)x.commit(change("2", {{"a", "small"}}));
  const auto keys = std::vector<std::string>(5, "a");
  auto now = storage::read_past(*x.engine, "p", 2, keys);
  BOOST_REQUIRE(now);
  BOOST_TEST(now->found.size() == 5);
  auto then = storage::read_past(*x.engine, "p", 1, keys);
  BOOST_REQUIRE(!then);
  BOOST_TEST(then.error().code == ec::oversize);
  BOOST_TEST(
    storage::read_past(*x.engine, "p", 1, {"a", "a"})->found[1].bytes.size()
    == 900'000);
  (void)x.commit(change("3", {{"a", std::string(900'000, 'y')}}));
  BOOST_TEST(storage::read_past(*x.engine, "p", 3, keys).error().code
             == ec::oversize);
}

BOOST_AUTO_TEST_CASE(what_is_trimmed_is_said_and_what_is_not_is_exact) {
  auto x = bench();
  x.options.history_items = 20;
  x.start();
  for (auto n = 0; n < 100; ++n)
    x.write_one();
  const auto oldest = storage::read_head(*x.engine, "p")->oldest;
  BOOST_TEST(oldest > 70);
  for (auto version = oldest - 1; version <= 100; ++version)
    x.check(version);
  BOOST_TEST(storage::scan_past(*x.engine, "p", oldest - 1, {})->ledger_time_ms
             == 0);
  for (auto version : {std::uint64_t{0}, std::uint64_t{1}, oldest - 2}) {
    auto page = storage::scan_past(*x.engine, "p", version, {});
    BOOST_REQUIRE(!page);
    BOOST_TEST(page.error().code == ec::trimmed);
    BOOST_TEST(page.error().detail.find(std::to_string(oldest))
               != std::string::npos);
  }
  BOOST_TEST(storage::scan_past(*x.engine, "p", 101, {}).error().code
             == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_page_of_what_was_not_there_yet_is_passed_over) {
  auto x = bench();
  (void)x.commit(change("1", {{"k/9", "then"}}));
  for (auto i = 0; i < 9; ++i)
    (void)x.commit(
      change("n" + std::to_string(i), {{"k/" + std::to_string(i), "now"}}));
  auto page = storage::scan_past(*x.engine, "p", 1, {.limit = 1});
  BOOST_REQUIRE(page);
  BOOST_REQUIRE(page->found.size() == 1);
  BOOST_TEST(page->found[0].bytes == "then");
}

BOOST_AUTO_TEST_SUITE_END()

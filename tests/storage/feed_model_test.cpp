// SPDX-License-Identifier: Apache-2.0
// Readers of a feed against what was committed: whatever they are (fast, slow,
// asleep), through batches, failed syncs, recoveries and trimmed history, each
// sees every item once and in order, or is told that it must begin anew.
// NIGHTFLOAT_SEED replays, NIGHTFLOAT_COUNT says how many seeds.
#include "storage/feed.hpp"
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <random>

BOOST_AUTO_TEST_SUITE(feed_model_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto lag_max = std::uint64_t{25};
constexpr auto page_items = std::size_t{6};

struct reader {
  std::unique_ptr<storage::subscription> feed;
  /// The version that it has seen.
  std::uint64_t at = 0;
  /// The records as it knows them.
  std::map<std::string, std::string> copy;
  std::uint64_t wakes = 0;
  std::uint64_t snapshots = 0;
};

struct trial : core_bench {
  std::mt19937_64 random;
  storage::feed_readers readers{64};
  std::vector<std::unique_ptr<reader>> all;
  std::uint64_t keys_last = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t slow = 0;

  explicit trial(std::uint64_t seed) : random{seed} {
    options.history_items = 30;
    start();
    for (auto i = 0; i < 4; ++i) {
      auto& x = *all.emplace_back(std::make_unique<reader>());
      begin_anew(x);
    }
  }

  std::map<std::string, std::string> records() const {
    auto out = std::map<std::string, std::string>{};
    const auto prefix = storage::layout::records("p");
    BOOST_REQUIRE(engine->scan(
      storage::prefix_range(prefix), storage::scan_order::ascending,
      [&](std::string_view key, std::string_view row) {
        out.emplace(key.substr(prefix.size()), storage::bytes_of(row));
        return true;
      }));
    return out;
  }

  /// Takes a snapshot, and follows from there.
  void begin_anew(reader& x) {
    x.feed.reset();
    x.copy = records();
    x.at = version();
    ++x.snapshots;
    watch(x);
  }

  void watch(reader& x) {
    auto feed = storage::make_subscription(
      *engine, readers, {.programme = "p", .since = x.at, .lag_max = lag_max},
      [&x] { ++x.wakes; });
    if (!feed) {
      BOOST_TEST(feed.error().code == ec::trimmed);
      ++trimmed;
      return begin_anew(x);
    }
    x.feed = std::move(*feed);
  }

  void read(reader& x) {
    const auto head = *storage::read_head(*engine, "p");
    auto items = x.feed->next(page_items);
    if (!items) {
      const auto code = items.error().code;
      BOOST_TEST((code == ec::trimmed || code == ec::slow_reader));
      // It is said only where it is so, and then for good.
      BOOST_TEST((code == ec::trimmed ? x.at + 1 < head.oldest
                                      : head.version - x.at > lag_max));
      BOOST_TEST(x.feed->next(page_items).error().code == code);
      ++(code == ec::trimmed ? trimmed : slow);
      return begin_anew(x);
    }
    // So much and no more is held for it.
    BOOST_TEST(items->size() <= page_items);
    BOOST_TEST((!items->empty() || x.at == head.version));
    for (const auto& item : *items) {
      BOOST_TEST(item.version == x.at + 1);
      x.at = item.version;
      for (const auto& one : item.changes)
        one.after ? void(x.copy[one.key] = *one.after)
                  : void(x.copy.erase(one.key));
    }
    if (x.at == head.version)
      BOOST_CHECK(x.copy == records());
  }

  transaction some_change() {
    auto x = change(std::to_string(++keys_last));
    const auto key = "k" + std::to_string(random() % 9);
    if (random() % 4 == 0)
      x.erase = {key};
    else
      x.put = {{key, std::to_string(random())}};
    return x;
  }

  void write() {
    begin();
    for (auto i = random() % 5 + 1; i > 0; --i)
      (void)decide(some_change());
    if (random() % 12 == 0)
      BOOST_REQUIRE(engine->set_fault(
        {.kind = random() % 2 == 0 ? storage::fault_kind::sync_error
                                   : storage::fault_kind::lose_unsynced,
         .count = 1}));
    const auto done = engine->apply(core->seal());
    if (done.outcome == storage::apply_outcome::ok) {
      core->adopt();
      readers.wake("p");
      return;
    }
    reopen();
    readers.wake_all();
  }

  /// The store's process ends; readers ask again from where they are.
  void restart() {
    for (auto& x : all)
      x->feed.reset();
    cut();
    for (auto& x : all)
      watch(*x);
  }

  void step() {
    switch (random() % 8) {
      case 0:
        if (random() % 6 == 0)
          return restart();
        [[fallthrough]];
      case 1:
      case 2:
        return write();
      default:
        // The first reads often, the last hardly ever.
        for (auto i = std::size_t{0}; i < all.size(); ++i)
          if (random() % (1ull << (2 * i)) == 0)
            read(*all[i]);
    }
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(every_reader_sees_all_once_in_order_or_is_told) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  auto trimmed = std::uint64_t{0};
  auto slow = std::uint64_t{0};
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 20);
       ++i) {
    BOOST_TEST_CONTEXT("seed " << first + i) {
      auto x = trial{first + i};
      for (auto n = 0; n < 400; ++n)
        x.step();
      for (auto& one : x.all) {
        while (one->at < x.version())
          x.read(*one);
        BOOST_CHECK(one->copy == x.records());
        BOOST_TEST(one->wakes > 0);
      }
      trimmed += x.trimmed;
      slow += x.slow;
      for (auto& one : x.all)
        one->feed.reset();
      BOOST_TEST(x.readers.count() == 0);
    }
  }
  // Both ends of a slow reader were met.
  BOOST_TEST(trimmed > 0);
  BOOST_TEST(slow > 0);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every engine promises: the same questions to each. A bench opens
// engines on one disk; `Bench` has `make()` (an engine, closed, on the disk)
// and `at_checkpoint(name)` (one on a checkpoint of that name) and
// `checkpoint_target(name)`.

#include "storage/engine.hpp"
#include "storage/layout.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <random>
#include <string>

namespace nightfloat::test {

using storage::apply_outcome;
using storage::write_batch;

inline write_batch rows(std::uint64_t epoch,
                        std::vector<std::pair<std::string, std::string>> puts) {
  auto batch = write_batch{.epoch = epoch};
  for (auto& [key, value] : puts)
    batch.rows.emplace_back(std::move(key), std::move(value));
  return batch;
}

inline std::string value_of(const storage::view& from, const std::string& key) {
  auto found = from.get(key);
  BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().detail));
  return found->value_or("(none)");
}

inline std::string
keys_of(const storage::view& from, const storage::key_range& range,
        storage::scan_order order = storage::scan_order::ascending,
        std::size_t most = 1'000) {
  auto text = std::string{};
  auto done = from.scan(range, order, [&](std::string_view key, auto) {
    text.append(key).append(" ");
    return --most > 0;
  });
  BOOST_REQUIRE(done);
  return text;
}

template <class Bench>
struct conformance : Bench {
  std::unique_ptr<storage::engine> engine = opened(1);

  std::unique_ptr<storage::engine> opened(std::uint64_t epoch) {
    auto x = this->make();
    auto done = x->reopen();
    BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
    BOOST_REQUIRE(x->recover(epoch));
    return x;
  }

  void put(std::vector<std::pair<std::string, std::string>> puts,
           std::uint64_t epoch = 1) {
    const auto done = engine->apply(rows(epoch, std::move(puts)));
    BOOST_REQUIRE_MESSAGE(done.outcome == apply_outcome::ok, done.why.detail);
  }

  void reads_what_was_written() {
    put({{"a", "1"}, {"b", std::string{"\0\xff", 2}}});
    BOOST_TEST(value_of(*engine, "a") == "1");
    BOOST_CHECK(value_of(*engine, "b") == (std::string{"\0\xff", 2}));
    BOOST_TEST(value_of(*engine, "c") == "(none)");
    auto erase = write_batch{.epoch = 1};
    erase.rows = {{"a", std::nullopt}, {"c", "3"}};
    BOOST_REQUIRE(engine->apply(erase).outcome == apply_outcome::ok);
    BOOST_TEST(value_of(*engine, "a") == "(none)");
    BOOST_TEST(value_of(*engine, "c") == "3");
  }

  void scans_in_both_orders_within_its_range() {
    put({{"k1", ""}, {"k2", ""}, {"k3", ""}, {"l", ""}, {"j", ""}});
    const auto k = storage::prefix_range("k");
    BOOST_TEST(keys_of(*engine, k) == "k1 k2 k3 ");
    BOOST_TEST(keys_of(*engine, k, storage::scan_order::descending)
               == "k3 k2 k1 ");
    BOOST_TEST(keys_of(*engine, k, storage::scan_order::descending, 2)
               == "k3 k2 ");
    BOOST_TEST(keys_of(*engine, {"k2", "l"}) == "k2 k3 ");
    BOOST_TEST(keys_of(*engine, {"k3", ""}, storage::scan_order::ascending, 2)
               == "k3 l ");
    BOOST_TEST(keys_of(*engine, {"x", "y"}) == "");
  }

  void erases_ranges_before_it_writes_rows() {
    put({{"a1", "old"}, {"a2", "old"}, {"a3", "old"}, {"b", "old"}});
    auto batch = rows(1, {{"a2", "new"}});
    batch.erase_ranges = {{"a1", "a3"}};
    BOOST_REQUIRE(engine->apply(batch).outcome == apply_outcome::ok);
    BOOST_TEST(keys_of(*engine, {"a", "c"}) == "a2 a3 b ");
    BOOST_TEST(value_of(*engine, "a2") == "new");
  }

  void a_snapshot_stands_still() {
    put({{"a", "1"}});
    auto done = engine->with_snapshot([&](const storage::view& then) {
      BOOST_TEST(value_of(then, "a") == "1");
      return result<void>{};
    });
    BOOST_REQUIRE(done);
    auto failed = engine->with_snapshot([](const storage::view&) {
      return result<void>{failure{ec::trimmed, "as said"}};
    });
    BOOST_TEST(failed.error().code == ec::trimmed);
  }

  void what_was_applied_survives_a_restart() {
    put({{"a", "1"}});
    engine.reset();
    engine = opened(2);
    BOOST_TEST(value_of(*engine, "a") == "1");
    BOOST_TEST(engine->newest_epoch().value() == 2);
  }

  void only_the_newest_epoch_writes() {
    BOOST_TEST(engine->recover(1).error().code == ec::fenced);
    BOOST_REQUIRE(engine->recover(5));
    auto done = engine->apply(rows(1, {{"a", "old writer"}}));
    BOOST_CHECK(done.outcome == apply_outcome::failed);
    BOOST_TEST(done.why.code == ec::fenced);
    BOOST_TEST(value_of(*engine, "a") == "(none)");
    put({{"a", "new writer"}}, 5);
  }

  void a_closed_engine_says_so() {
    engine->close();
    BOOST_TEST(engine->get("a").error().code == ec::unavailable);
    BOOST_CHECK(engine->apply(rows(1, {{"a", "1"}})).outcome
                == apply_outcome::failed);
    BOOST_REQUIRE(engine->reopen());
    BOOST_TEST(value_of(*engine, "a") == "(none)");
    // Recovery has not said which epoch writes now.
    BOOST_TEST(engine->apply(rows(1, {{"a", "1"}})).why.code == ec::fenced);
  }

  void one_engine_a_disk() {
    auto second = this->make();
    auto done = second->reopen();
    BOOST_REQUIRE(!done);
    BOOST_TEST(done.error().code == ec::in_use);
    engine.reset();
    BOOST_TEST(second->reopen().has_value());
  }

  void a_checkpoint_is_a_copy() {
    put({{"a", "1"}});
    const auto target = this->checkpoint_target("copy");
    auto done = engine->checkpoint(target);
    BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
    BOOST_TEST(engine->checkpoint(target).error().code == ec::invalid_argument);
    put({{"a", "2"}});
    auto copy = this->at_checkpoint("copy");
    BOOST_REQUIRE(copy->reopen());
    BOOST_TEST(value_of(*copy, "a") == "1");
  }

  /// After a fault of `kind`: the outcome is unknown, no further write goes,
  /// and after a reopen all acknowledged is there; the batch may be.
  void loses_nothing_acknowledged(storage::fault_kind kind, bool reappears) {
    put({{"acked", "1"}});
    BOOST_REQUIRE(engine->set_fault({.kind = kind, .count = 1}));
    auto done = engine->apply(rows(1, {{"acked", "2"}, {"limbo", "2"}}));
    BOOST_CHECK(done.outcome == apply_outcome::unknown);
    BOOST_TEST(done.why.code == ec::storage_failed);
    BOOST_CHECK(engine->apply(rows(1, {{"after", "3"}})).outcome
                != apply_outcome::ok);
    BOOST_REQUIRE(engine->set_fault({}));
    auto healed = engine->reopen();
    BOOST_REQUIRE_MESSAGE(healed, (healed ? "" : healed.error().detail));
    BOOST_REQUIRE(engine->recover(2));
    const auto there = value_of(*engine, "limbo") == "2";
    BOOST_TEST(there == reappears);
    // Whole or not at all.
    BOOST_TEST(value_of(*engine, "acked") == (there ? "2" : "1"));
    BOOST_TEST(value_of(*engine, "after") == "(none)");
    put({{"again", "4"}}, 2);
    engine.reset();
    engine = opened(3);
    BOOST_TEST(value_of(*engine, "again") == "4");
  }

  void a_full_disk_is_refused_before_writing() {
    put({{"a", "1"}});
    BOOST_REQUIRE(
      engine->set_fault({.kind = storage::fault_kind::no_space, .count = 1}));
    auto done = engine->apply(rows(1, {{"a", "2"}}));
    BOOST_CHECK(done.outcome == apply_outcome::failed);
    BOOST_TEST(done.why.code == ec::no_space);
    put({{"b", "3"}});
    engine.reset();
    engine = opened(2);
    BOOST_TEST(value_of(*engine, "a") == "1");
    BOOST_TEST(value_of(*engine, "b") == "3");
  }

  /// Against a map, with restarts.
  void agrees_with_a_map(std::uint64_t seed) {
    auto random = std::mt19937_64{seed};
    auto model = std::map<std::string, std::string>{};
    auto epoch = std::uint64_t{1};
    auto key = [&] {
      return "k" + std::to_string(random() % 50);
    };
    for (auto step = 0; step < 200; ++step) {
      auto batch = write_batch{.epoch = epoch};
      auto fresh = std::map<std::string, std::optional<std::string>>{};
      if (random() % 8 == 0) {
        auto range = storage::key_range{key(), key()};
        if (range.first > range.last)
          std::swap(range.first, range.last);
        if (range.first != range.last) {
          model.erase(model.lower_bound(range.first),
                      model.lower_bound(range.last));
          batch.erase_ranges = {range};
        }
      }
      for (auto i = random() % 5; i > 0; --i)
        fresh[key()] = random() % 3 == 0 ? std::optional<std::string>{}
                                         : std::to_string(random());
      for (auto& [k, v] : fresh) {
        batch.rows.emplace_back(k, v);
        v ? void(model[k] = *v) : void(model.erase(k));
      }
      BOOST_REQUIRE(engine->apply(batch).outcome == apply_outcome::ok);
      if (random() % 40 == 0) {
        engine.reset();
        engine = opened(++epoch);
      }
    }
    auto found = std::map<std::string, std::string>{};
    (void)engine->scan(storage::prefix_range("k"),
                       storage::scan_order::ascending,
                       [&](std::string_view k, std::string_view v) {
                         found.emplace(k, v);
                         return true;
                       });
    BOOST_CHECK_MESSAGE(found == model, "NIGHTFLOAT_SEED=" << seed);
  }
};

} // namespace nightfloat::test

/// One test case for each promise, in the suite of a bench.
#define NIGHTFLOAT_CONFORMS(claim)                                             \
  BOOST_AUTO_TEST_CASE(claim##_) {                                             \
    claim();                                                                   \
  }

#define NIGHTFLOAT_ENGINE_CONFORMS()                                           \
  NIGHTFLOAT_CONFORMS(reads_what_was_written)                                  \
  NIGHTFLOAT_CONFORMS(scans_in_both_orders_within_its_range)                   \
  NIGHTFLOAT_CONFORMS(erases_ranges_before_it_writes_rows)                     \
  NIGHTFLOAT_CONFORMS(a_snapshot_stands_still)                                 \
  NIGHTFLOAT_CONFORMS(what_was_applied_survives_a_restart)                     \
  NIGHTFLOAT_CONFORMS(only_the_newest_epoch_writes)                            \
  NIGHTFLOAT_CONFORMS(a_closed_engine_says_so)                                 \
  NIGHTFLOAT_CONFORMS(one_engine_a_disk)                                       \
  NIGHTFLOAT_CONFORMS(a_checkpoint_is_a_copy)                                  \
  NIGHTFLOAT_CONFORMS(a_full_disk_is_refused_before_writing)                   \
  BOOST_AUTO_TEST_CASE(a_failed_sync_may_reappear) {                           \
    loses_nothing_acknowledged(storage::fault_kind::sync_error, true);         \
  }                                                                            \
  BOOST_AUTO_TEST_CASE(lost_bytes_are_gone) {                                  \
    loses_nothing_acknowledged(storage::fault_kind::lose_unsynced, false);     \
  }                                                                            \
  BOOST_AUTO_TEST_CASE(a_torn_tail_is_tolerated) {                             \
    loses_nothing_acknowledged(storage::fault_kind::torn_tail, false);         \
  }                                                                            \
  BOOST_AUTO_TEST_CASE(a_failed_write_is_unknown) {                            \
    loses_nothing_acknowledged(storage::fault_kind::write_error, false);       \
  }                                                                            \
  BOOST_AUTO_TEST_CASE(it_agrees_with_a_map) {                                 \
    for (auto i = std::uint64_t{0}; i < 5; ++i)                                \
      conformance{}.agrees_with_a_map(test::number_from("NIGHTFLOAT_SEED", 1)  \
                                      + i);                                    \
  }

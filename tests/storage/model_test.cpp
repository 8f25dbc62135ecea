// SPDX-License-Identifier: Apache-2.0
// The ledger against the stupidest ledger there is, through batches, failed
// syncs, power cuts and repeats: NIGHTFLOAT_SEED replays, NIGHTFLOAT_COUNT
// says how many seeds.
#include "codec/bytes.hpp"
#include "storage/chain.hpp"
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(model_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

/// One transaction at a time, all in memory.
struct simple_ledger {
  struct row {
    std::uint64_t revision = 0;
    std::string bytes;

    bool operator==(const row&) const = default;
  };

  std::uint64_t version = 0;
  std::map<std::string, row> rows;
  std::map<std::string, commit_answer> replies;
  std::vector<std::pair<std::uint64_t, std::string>> erased;

  commit_answer decide(const transaction& x) {
    if (auto i = replies.find(x.reply->key); i != replies.end()) {
      auto said = i->second;
      said.outcome = commit_outcome::replayed;
      return said;
    }
    auto stale = commit_answer{.outcome = commit_outcome::conflict};
    for (const auto& wish : x.expect)
      if (rows[wish.key].revision != wish.revision) {
        stale.key = wish.key;
        stale.actual = rows[wish.key].revision;
        return stale;
      }
    for (const auto& wish : x.expect_unchanged)
      if (changed_since(wish))
        return stale;
    ++version;
    for (const auto& one : x.put)
      rows[one.key] = {version, one.bytes};
    for (const auto& key : x.touch)
      rows[key] = {version, ""};
    for (const auto& key : x.erase) {
      rows[key] = {};
      erased.emplace_back(version, key);
    }
    auto said = commit_answer{.outcome = commit_outcome::committed,
                              .version = version,
                              .body = x.reply->body};
    replies[x.reply->key] = said;
    return said;
  }

  bool changed_since(const domain::unchanged& wish) const {
    for (const auto& [key, one] : rows)
      if (key.starts_with(wish.prefix) && one.revision > wish.since)
        return true;
    for (const auto& [at, key] : erased)
      if (key.starts_with(wish.prefix) && at > wish.since)
        return true;
    return false;
  }
};

struct trial : core_bench {
  std::uint64_t seed;
  std::mt19937_64 random;
  simple_ledger model;
  std::uint64_t keys_last = 0;

  explicit trial(std::uint64_t x) : seed{x}, random{x} {
  }

  std::string some_key() {
    return (random() % 2 == 0 ? "a/" : "b/") + std::to_string(random() % 8);
  }

  /// Mostly right about the present, sometimes stale, now and then a repeat.
  transaction some_change() {
    auto fresh = keys_last == 0 || random() % 8 != 0;
    auto x
      = change(std::to_string(fresh ? ++keys_last : random() % keys_last + 1));
    auto used = std::map<std::string, int>{};
    for (auto i = random() % 3 + 1; i > 0; --i) {
      auto key = some_key();
      if (used[key]++ > 0)
        continue;
      if (random() % 4 != 0)
        x.expect.push_back({key, random() % 10 == 0
                                   ? random() % (model.version + 2)
                                   : model.rows[key].revision});
      switch (random() % 4) {
        case 0:
          x.erase.push_back(key);
          break;
        case 1:
          x.touch.push_back(key);
          break;
        default:
          x.put.push_back({key, std::to_string(random())});
      }
    }
    if (random() % 6 == 0)
      x.expect_unchanged.push_back(
        {random() % 2 == 0 ? "a/" : "b/",
         model.version - std::min<std::uint64_t>(random() % 4, model.version)});
    return x;
  }

  void check_state() {
    BOOST_TEST(version() == model.version, "seed " << seed);
    for (const auto& [key, row] : model.rows) {
      auto there = record(key);
      BOOST_TEST(there.revision == row.revision, key << ", seed " << seed);
      BOOST_TEST(there.bytes == row.bytes, key << ", seed " << seed);
    }
  }

  void check_answer(const commit_answer& said, const commit_answer& expected) {
    BOOST_TEST(said.outcome == expected.outcome, "seed " << seed);
    BOOST_TEST(said.version == expected.version, "seed " << seed);
    BOOST_TEST(said.body == expected.body, "seed " << seed);
    if (!expected.key.empty()) {
      BOOST_TEST(said.key == expected.key, "seed " << seed);
      BOOST_TEST(said.actual == expected.actual, "seed " << seed);
    }
  }

  /// One batch of one to five, whose sync may fail in any way.
  void step() {
    auto before = model;
    auto changes = std::vector<transaction>{};
    auto expected = std::vector<commit_answer>{};
    auto said = std::vector<commit_answer>{};
    begin();
    for (auto i = random() % 5 + 1; i > 0; --i) {
      changes.push_back(some_change());
      expected.push_back(model.decide(changes.back()));
      said.push_back(decide(changes.back()));
    }
    auto batch = core->seal();
    const auto outcome = apply(batch);
    if (outcome == storage::apply_outcome::ok) {
      core->adopt();
      for (auto i = std::size_t{0}; i < said.size(); ++i)
        check_answer(said[i], expected[i]);
      return;
    }
    if (outcome == storage::apply_outcome::failed) {
      core->drop();
      model = before;
      return;
    }
    // Unknown: the whole batch is there, or nothing of it.
    random() % 3 == 0 ? cut() : reopen();
    if (version() == before.version)
      model = before;
    check_state();
    // Asking again by key gives one effect, whichever it was.
    for (const auto& x : changes)
      check_answer(commit(x), model.decide(x));
  }

  storage::apply_outcome apply(const storage::write_batch& batch) {
    using storage::fault_kind;
    if (batch.empty())
      return storage::apply_outcome::ok;
    const auto kinds = std::array{
      fault_kind::sync_error, fault_kind::lose_unsynced, fault_kind::no_space};
    if (random() % 6 == 0)
      BOOST_REQUIRE(engine->set_fault(
        {.kind = kinds[random() % kinds.size()], .count = 1}));
    return engine->apply(batch).outcome;
  }

  void check_history() {
    auto rebuilt = std::map<std::string, simple_ledger::row>{};
    auto chain = std::string{};
    auto last = std::uint64_t{0};
    for (auto item : items()) {
      BOOST_TEST(item.version == ++last);
      for (const auto& one : item.changes) {
        const auto& before = rebuilt[one.key];
        BOOST_TEST(one.revision_before == before.revision);
        BOOST_TEST(one.before.value_or("") == before.bytes);
        rebuilt[one.key] = one.after
                             ? simple_ledger::row{item.version, *one.after}
                             : simple_ledger::row{};
      }
      const auto link = std::exchange(item.chain, "");
      BOOST_CHECK(link == storage::chain_link(chain, codec::encode(item)));
      chain = link;
    }
    BOOST_TEST(last == model.version);
    for (const auto& [key, row] : model.rows)
      BOOST_CHECK_MESSAGE(rebuilt[key] == row, key << ", seed " << seed);
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(random_histories_agree_with_the_simple_ledger) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 40);
       ++i) {
    auto x = trial{first + i};
    for (auto step = 0; step < 60; ++step)
      x.step();
    x.check_state();
    x.check_history();
    x.cut();
    x.check_state();
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_sync_leaves_a_prefix) {
  using storage::fault_kind;
  constexpr auto batches = 12;
  for (auto mode : {fault_kind::sync_error, fault_kind::lose_unsynced})
    for (auto dies_at = 0; dies_at < batches; ++dies_at) {
      auto x = core_bench{};
      auto acknowledged = std::uint64_t{0};
      for (auto i = 0; i < batches; ++i) {
        x.begin();
        (void)x.decide(change("a" + std::to_string(i), {{"k", "1"}}));
        (void)x.decide(
          change("b" + std::to_string(i), {{"k" + std::to_string(i), "2"}}));
        if (i == dies_at)
          BOOST_REQUIRE(x.engine->set_fault({.kind = mode}));
        const auto done = x.engine->apply(x.core->seal());
        if (done.outcome != storage::apply_outcome::ok)
          break;
        x.core->adopt();
        acknowledged = 2 * static_cast<std::uint64_t>(i + 1);
      }
      x.start();
      const auto found = x.version();
      BOOST_TEST(found
                 == acknowledged + (mode == fault_kind::sync_error ? 2 : 0));
      BOOST_TEST(x.items().size() == found);
      for (auto i = std::uint64_t{0}; i < found / 2; ++i)
        BOOST_TEST(x.record("k" + std::to_string(i)).revision == 2 * i + 2);
    }
}

BOOST_AUTO_TEST_CASE(every_job_has_one_effect_whatever_dies) {
  const auto first = number_from("NIGHTFLOAT_SEED", 1);
  constexpr auto jobs = std::uint64_t{20};
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 40);
       ++i) {
    auto x = trial{first + i};
    for (auto id = std::uint64_t{1}; id <= jobs; ++id)
      (void)x.commit(submission("s" + std::to_string(id), work(id)));
    auto tokens = std::vector<domain::lease>{};
    auto accepted = std::map<std::uint64_t, std::uint64_t>{};
    for (auto step = 0; step < 2'000 && x.core->jobs().size() > 0; ++step) {
      if (x.random() % 2 == 0)
        for (auto& lease : x.claim({x.random() % 3 + 1, 1}))
          tokens.push_back(std::move(lease));
      if (x.random() % 20 == 0)
        x.advance(11s);
      if (x.random() % 15 == 0)
        x.random() % 2 == 0 ? x.cut() : x.tick();
      if (tokens.empty())
        continue;
      // Old tokens too: workers that woke late.
      const auto& lease = tokens[x.random() % tokens.size()];
      auto done = completion_of(lease);
      done.put = {{"effect/" + std::to_string(lease.work.id.value), "x"}};
      auto said = x.commit(done);
      if (said.outcome != commit_outcome::committed)
        continue;
      BOOST_TEST(++accepted[lease.work.id.value] == 1, "seed " << first + i);
    }
    // Accepted once, or given up for a reason; never both, never neither.
    for (auto id = std::uint64_t{1}; id <= jobs; ++id) {
      const auto view = x.show(id);
      const auto ended = accepted.contains(id) ? domain::job_state::completed
                                               : domain::job_state::dead_letter;
      BOOST_TEST(view.state == ended, "seed " << first + i);
      BOOST_TEST((x.record("effect/" + std::to_string(id)).revision != 0)
                 == accepted.contains(id));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// A store against its own history: whole after random histories, and not
// after any one byte of it has changed.
#include "codec/bytes.hpp"
#include "storage/verify.hpp"
#include "tests/support/core_bench.hpp"
#include "tests/support/seed.hpp"

#include <random>

BOOST_AUTO_TEST_SUITE(verify_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

struct bench : core_bench {
  std::mt19937_64 random{number_from("NIGHTFLOAT_SEED", 1)};
  std::uint64_t keys_last = 0;

  std::string some_key() {
    return "k/" + std::to_string(random() % 12);
  }

  /// Puts, erasures, touches, jobs and replies.
  void live(int transactions) {
    for (auto i = 0; i < transactions; ++i) {
      auto x = change(std::to_string(++keys_last));
      switch (random() % 4) {
        case 0:
          x.erase = {some_key()};
          break;
        case 1:
          x.touch = {some_key()};
          break;
        case 2:
          x.submit = {work(keys_last)};
          [[fallthrough]];
        default:
          x.put = {{some_key(), std::to_string(random())}};
      }
      (void)commit(x);
      if (random() % 6 == 0)
        for (const auto& lease : claim({1, 1}))
          (void)commit(completion_of(lease));
    }
    tick();
  }

  [[nodiscard]] domain::store_proof proof() const {
    return storage::verify(*engine);
  }

  /// Flips one bit of the row at `key`.
  void flip(const std::string& key, std::size_t byte) {
    auto& row = disk.synced.at(key);
    row.at(byte) = static_cast<char>(row[byte] ^ 1);
  }

  [[nodiscard]] domain::divergence first() const {
    const auto x = proof();
    BOOST_REQUIRE(!x.whole);
    BOOST_REQUIRE(!x.divergences.empty());
    return x.divergences.front();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(verification, bench)

BOOST_AUTO_TEST_CASE(a_store_that_nobody_wrote_to_is_whole) {
  BOOST_TEST(proof().whole);
  auto nothing = storage::memory_disk{};
  auto fresh = storage::memory_engine{nothing};
  BOOST_REQUIRE(fresh.reopen());
  BOOST_TEST(storage::verify(fresh).whole);
}

BOOST_AUTO_TEST_CASE(random_histories_are_whole_trimmed_or_not) {
  for (auto keep : {100'000u, 7u}) {
    options.history_items = keep;
    start();
    live(80);
    const auto x = proof();
    for (const auto& one : x.divergences)
      BOOST_ERROR(one.key << ": " << one.what);
    BOOST_TEST(x.whole);
    BOOST_REQUIRE(x.programmes.size() == 1);
    BOOST_TEST(x.programmes[0].version == version());
    BOOST_TEST(x.programmes[0].readable == version());
    BOOST_TEST(x.programmes[0].replayed > 0);
  }
}

BOOST_AUTO_TEST_CASE(equal_records_have_equal_hashes_and_others_have_not) {
  live(20);
  const auto before = proof().programmes[0].records_hash;
  cut();
  BOOST_TEST(proof().programmes[0].records_hash == before);
  (void)commit(change("more", {{"k/1", "new"}}));
  BOOST_TEST(proof().programmes[0].records_hash != before);
}

BOOST_AUTO_TEST_CASE(a_flipped_record_is_named) {
  live(40);
  (void)commit(change("x", {{"k/1", "as written"}}));
  flip(storage::layout::record("p", "k/1"), 10);
  const auto x = first();
  BOOST_TEST(x.programme == "p");
  BOOST_TEST(x.key == "k/1");
  BOOST_TEST(x.version == version());
}

BOOST_AUTO_TEST_CASE(a_flipped_item_is_named_by_its_version) {
  live(40);
  flip(storage::layout::item("p", 17), 40);
  const auto x = first();
  BOOST_TEST(x.key == "feed item 17");
  BOOST_TEST(proof().programmes[0].readable == 16);
}

BOOST_AUTO_TEST_CASE(a_missing_item_record_or_job_is_told) {
  live(40);
  const auto whole = disk.synced;
  const auto put_back = [&] {
    disk.synced = whole;
    cut();
  };
  disk.synced.erase(storage::layout::item("p", 9));
  BOOST_TEST(first().key == "feed item 9");
  put_back();
  (void)commit(change("x", {{"k/1", "as written"}}));
  disk.synced.erase(storage::layout::record("p", "k/1"));
  BOOST_TEST(first().key == "k/1");
  BOOST_TEST(first().what.find("missing") != std::string::npos);
  put_back();
  (void)commit(submission("job", work(4'711)));
  disk.synced.erase(storage::layout::job_number({4'711}));
  BOOST_TEST(first().key == "jobs");
}

BOOST_AUTO_TEST_CASE(a_row_that_says_how_fast_a_kind_goes_is_read) {
  live(5);
  const auto row = storage::layout::kind_rate("generate");
  disk.synced[row] = codec::encode(domain::rate_terms{.jobs = 1});
  BOOST_TEST(proof().whole);
  flip(row, 0);
  BOOST_TEST(first().key.starts_with("rates "));
}

BOOST_AUTO_TEST_CASE(a_record_that_nobody_wrote_is_told) {
  live(10);
  disk.synced[storage::layout::record("p", "k/never")]
    = storage::pack_record(3, "smuggled in");
  BOOST_TEST(first().key == "k/never");
}

BOOST_AUTO_TEST_CASE(history_rewritten_from_one_item_on_is_not_believed) {
  // An item replaced with its chain put right: the next one tells.
  live(30);
  auto row = disk.synced.at(storage::layout::item("p", 11));
  disk.synced[storage::layout::item("p", 12)] = row;
  BOOST_TEST(first().key == "feed item 12");
}

BOOST_AUTO_TEST_CASE(no_flipped_bit_of_what_is_true_goes_unseen) {
  live(60);
  const auto whole = disk.synced;
  auto keys = std::vector<std::string>{};
  for (const auto& [key, row] : whole)
    // Chain, items and records prove each other; a job's payload does not.
    if (key[0] == 'd' || key[0] == 'f')
      keys.push_back(key);
  for (auto i = std::uint64_t{0}; i < number_from("NIGHTFLOAT_COUNT", 300);
       ++i) {
    const auto& key = keys[random() % keys.size()];
    flip(key, random() % whole.at(key).size());
    BOOST_TEST(!proof().whole, "row " << key);
    disk.synced = whole;
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

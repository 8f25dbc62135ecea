// SPDX-License-Identifier: Apache-2.0
// Many at once: every transaction waits until all are planned on the same
// version, then the ledger decides one after another.
#include "actors/programme_cache.hpp"
#include "client/answers.hpp"
#include "client/load.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/swapping_worker.hpp"

#include <random>
#include <set>

BOOST_AUTO_TEST_SUITE(swap_races_test)

using namespace nightfloat;
using domain::swap_act;
using domain::swap_state;
using test::has;

namespace {

constexpr auto people = 200U;
constexpr auto racers = 50U;

struct crowd : test::swapping_worker {
  // Everybody but resident 1 is free on the day of shift 1.
  crowd() : swapping_worker{people, domain::minutes{1440}} {
    world.options.calls_max = 256;
    // The programme is loaded before anybody races.
    static_cast<void>(
      call(client::swap_find_request{.owner = {1}, .shift = {1}}));
    store.hold = [](const domain::transaction&) {
      return true;
    };
  }

  /// Everybody's answer, once all are let go.
  std::vector<actors::answer> race(const std::vector<std::uint64_t>& asked) {
    BOOST_TEST(store.held.size() == asked.size());
    BOOST_TEST(replies.size() < asked.size());
    store.let_go();
    run();
    auto out = std::vector<actors::answer>{};
    for (auto one : asked)
      out.push_back(answer_to(one));
    return out;
  }

  /// Exactly one has won; the others were refused in words like these.
  static void one_wins(const std::vector<actors::answer>& all,
                       const char* words) {
    auto won = 0;
    for (const auto& x : all) {
      won += x.status == ec::none ? 1 : 0;
      BOOST_TEST((x.status == ec::none
                  || (x.status == ec::refused && has(x.detail, words))),
                 x.detail);
    }
    BOOST_TEST(won == 1);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(swap_races, crowd)

BOOST_AUTO_TEST_CASE(of_fifty_swaps_of_one_shift_exactly_one_is_executed) {
  auto asked = std::vector<std::uint64_t>{};
  for (auto i = 0U; i < racers; ++i)
    asked.push_back(send(exchange(1, 2 + i), fresh_key()));
  one_wins(race(asked), "is not R1's but R");
  BOOST_TEST(events("swap") == 1u);
  BOOST_TEST(owner_of({1}).value != 1u);
}

BOOST_AUTO_TEST_CASE(of_fifty_offers_of_one_shift_exactly_one_stands) {
  auto asked = std::vector<std::uint64_t>{};
  for (auto i = 0U; i < racers; ++i)
    asked.push_back(send(request_of({{1}}), fresh_key()));
  auto said = race(asked);
  one_wins(said, "of R1, which was first");
  auto live = ledger.scan("im", "swap_live/");
  BOOST_TEST_REQUIRE(live.size() == 1u);
  auto first = codec::decode<domain::swap_record>(live[0].bytes).value();
  for (const auto& x : said)
    if (x.status != ec::none)
      BOOST_TEST(has(x.detail, std::to_string(first.id.value).c_str()));
}

BOOST_AUTO_TEST_CASE(of_fifty_who_take_a_gift_exactly_one_has_it) {
  store.let_go();
  auto gift = request_of({{1}});
  gift.wish.gift = true;
  auto id = made(call(gift, "gift")).id;
  store.hold = [](const domain::transaction&) {
    return true;
  };
  auto asked = std::vector<std::uint64_t>{};
  for (auto i = 0U; i < racers; ++i)
    asked.push_back(send(client::swap_act_request{.act = swap_act::accept,
                                                  .swap = id,
                                                  .person = {2 + i}},
                         fresh_key()));
  one_wins(race(asked), "is agreed by everybody");
}

BOOST_AUTO_TEST_CASE(a_hundred_swaps_at_once_are_all_executed) {
  auto asked = std::vector<std::uint64_t>{};
  for (auto i = 0U; i < 100; ++i)
    asked.push_back(send(exchange(2 * i + 1, 2 * i + 2), fresh_key()));
  auto done = 0;
  for (const auto& x : race(asked)) {
    BOOST_TEST(x.status == ec::none, x.detail);
    done += x.status == ec::none ? 1 : 0;
  }
  BOOST_TEST(done == 100);
  BOOST_TEST(events("swap") == 100u);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_with_the_cache_that_it_waits_for) {
  auto first = send(exchange(1, 2), fresh_key());
  auto second = send(exchange(3, 4), fresh_key());
  // Both are in conflict, and the feed has not brought what with.
  static_cast<void>(touch(1));
  static_cast<void>(touch(3));
  store.let_go();
  settle();
  BOOST_TEST(replies.size() == 1u);
  kill(actors::whereis<actors::programme_cache_actor>(system(),
                                                      actors::names::cache));
  BOOST_TEST(answer_to(first).status == ec::unavailable);
  BOOST_TEST(answer_to(second).status != ec::none);
  pass(std::chrono::seconds{1});
  BOOST_TEST(call(exchange(5, 6), fresh_key()).status == ec::none);
}

BOOST_AUTO_TEST_CASE(an_identical_request_a_hundred_times_is_one_swap) {
  auto asked = std::vector<std::uint64_t>{};
  for (auto i = 0U; i < 100; ++i)
    asked.push_back(send(exchange(1, 2), "same"));
  auto said = race(asked);
  for (const auto& x : said) {
    BOOST_TEST(x.status == ec::none, x.detail);
    BOOST_TEST((x.body == said.front().body));
  }
  BOOST_TEST(events("swap") == 1u);
}

BOOST_AUTO_TEST_CASE(a_validation_in_a_storm_of_swaps_reads_one_version) {
  store.let_go();
  auto random = std::mt19937_64{test::number_from("NIGHTFLOAT_SEED", 1)};
  auto port = test::import_port{ledger};
  auto programme = client::load_programme(port, "im").value().programme;
  auto seen = std::set<std::uint64_t>{};
  auto keys = std::vector<std::string>{};
  for (const auto& x : ledger.scan("im", "duty/"))
    keys.push_back(x.key);
  for (auto i = 0; i < 20; ++i) {
    auto held = random() % 3;
    store.hold = [&](const domain::transaction&) {
      return held == 0;
    };
    for (auto n = 0; n < 4; ++n) {
      auto a = static_cast<std::uint32_t>(1 + random() % people);
      auto b = static_cast<std::uint32_t>(1 + random() % people);
      static_cast<void>(send(exchange(a, b), fresh_key()));
    }
    auto said = call(client::validate_request{});
    BOOST_TEST_REQUIRE(said.status == ec::none);
    auto got = codec::decode<client::validate_reply>(said.body).value();
    seen.insert(got.version);
    auto then = ledger.ledger->read_at("im", got.version, keys).value();
    auto roster = domain::roster{};
    for (const auto& x : then.found) {
      auto who = static_cast<std::uint32_t>(
        std::stoul(x.key.substr(x.key.size() - 15, 8), nullptr, 16));
      auto columns = codec::decode<domain::duty_month>(x.bytes).value();
      for (const auto& row : domain::unpack({who}, columns).value())
        roster.duties.push_back(row);
    }
    auto whole = client::load(port, "im").value();
    roster.plan = whole.roster->plan;
    domain::sort(roster);
    auto want = client::answer_from(
                  client::validate_request{}, {programme, roster, got.version},
                  [] { return std::chrono::steady_clock::time_point{}; })
                  .value();
    BOOST_TEST((got.findings == want.findings));
    BOOST_TEST(got.duties == want.duties);
    store.let_go();
    run();
  }
  BOOST_TEST(seen.size() > 10u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

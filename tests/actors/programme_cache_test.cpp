// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_cache.hpp"
#include "codec/bytes.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_store.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/event_based_actor.hpp>

#include <optional>

BOOST_AUTO_TEST_SUITE(programme_cache_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

constexpr auto set = domain::data_id{7};

struct fixture : test::actor_fixture {
  test::scripted_store store;
  actors::programme_cache_actor aut;
  std::vector<result<actors::snapshot_ptr>> got;

  fixture() {
    world.store = &store;
    auto options = actors::programme_cache_options{};
    options.programmes_max = 2;
    options.waiting_max = 3;
    aut = spawn(actors::programme_cache, &world, options);
  }

  /// The cache ends its feeds when it ends: the store must be there.
  ~fixture() {
    kill(aut);
  }

  void need(std::uint64_t at_least, const std::string& programme = "im") {
    spawn(
      [this, at_least, programme](caf::event_based_actor* self, int) {
        self->request(aut, 60s, atom::need_v, programme, at_least)
          .then([this](const actors::snapshot_ptr& x) { got.push_back(x); },
                [this](const caf::error& why) {
                  got.push_back(actors::to_failure(why));
                });
      },
      0);
  }

  void answer_read(client::records x) {
    BOOST_TEST_REQUIRE(!store.reads.empty());
    store.take(store.reads).done(std::move(x));
    settle();
  }

  client::records heads(std::uint64_t version) {
    return {version,
            {{std::string{domain::keys::programme_current}, 1,
              codec::encode(domain::programme_head{set, {}})},
             {std::string{domain::keys::roster_current}, 0, {}}},
            false};
  }

  /// Heads, feed and pages of a programme that nobody changes meanwhile.
  void load(std::uint64_t version) {
    answer_read(heads(version));
    BOOST_TEST_REQUIRE(!store.watches.empty());
    feed = store.take(store.watches);
    BOOST_TEST(feed.since == version);
    feed.started(version);
    settle();
    while (!store.scans.empty()) {
      auto page = store.take(store.scans);
      auto found = client::records{version, {}, false};
      auto info = domain::keys::info(set);
      if (info.starts_with(page.prefix))
        found.found.push_back(
          {info, 1, codec::encode(tests::small_programme().info)});
      page.done(std::move(found));
      settle();
    }
  }

  void item(std::uint64_t version) {
    auto x = domain::feed_item{};
    x.version = version;
    feed.on_item(std::move(x));
    settle();
  }

  test::scripted_store::asked_watch feed;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(programme_cache, fixture)

BOOST_AUTO_TEST_CASE(many_wait_for_one_load) {
  need(1);
  need(1);
  BOOST_TEST(store.reads.size() == 1u);
  load(5);
  BOOST_TEST_REQUIRE(got.size() == 2u);
  BOOST_TEST(got[0].value()->version == 5u);
  BOOST_TEST((got[0].value() == got[1].value()));
}

BOOST_AUTO_TEST_CASE(its_end_answers_who_waits) {
  need(1);
  BOOST_TEST(got.empty());
  kill(aut);
  BOOST_TEST_REQUIRE(got.size() == 1u);
  BOOST_TEST(got[0].error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(a_version_to_come_is_waited_for) {
  need(1);
  load(5);
  need(7);
  item(6);
  BOOST_TEST(got.size() == 1u);
  item(7);
  BOOST_TEST_REQUIRE(got.size() == 2u);
  BOOST_TEST(got[1].value()->version == 7u);
}

BOOST_AUTO_TEST_CASE(items_that_come_together_make_one_snapshot) {
  need(1);
  load(5);
  need(6);
  need(8);
  for (auto version : {6u, 7u, 8u}) {
    auto x = domain::feed_item{};
    x.version = version;
    feed.on_item(std::move(x));
  }
  settle();
  BOOST_TEST_REQUIRE(got.size() == 3u);
  BOOST_TEST(got[1].value()->version == 8u);
  BOOST_TEST((got[1].value() == got[2].value()));
}

BOOST_AUTO_TEST_CASE(the_newest_is_what_is_durable_when_asked) {
  need(1);
  load(5);
  need(0);
  BOOST_TEST(got.size() == 1u);
  answer_read({6, {}, false});
  BOOST_TEST(got.size() == 1u);
  item(6);
  BOOST_TEST(got.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_shelf_holds_the_newest_or_nothing) {
  need(1);
  BOOST_TEST(world.shelf.find("im", 1) == nullptr);
  load(5);
  BOOST_TEST_REQUIRE(world.shelf.find("im", 5) != nullptr);
  BOOST_TEST(world.shelf.find("im", 5)->version == 5u);
  BOOST_TEST(world.shelf.find("im", 6) == nullptr);
  // Whether 5 is the newest of all only the store can say.
  BOOST_TEST(world.shelf.find("im", 0) == nullptr);
  item(6);
  BOOST_TEST(world.shelf.find("im", 5) == nullptr);
  need(1);
  BOOST_TEST_REQUIRE(world.shelf.find("im", 5) != nullptr);
  BOOST_TEST(world.shelf.find("im", 5)->version == 6u);
  kill(aut);
  BOOST_TEST(world.shelf.find("im", 5) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_shelf_is_empty_while_a_programme_is_read_anew) {
  need(1);
  load(5);
  // Another roster, or other data, came into force.
  auto switched = domain::feed_item{};
  switched.version = 6;
  switched.changes.push_back(
    {.key = std::string{domain::keys::roster_current}});
  feed.on_item(std::move(switched));
  settle();
  // Who was content with what was before is answered from that; all others
  // wait for what is.
  need(5);
  BOOST_TEST_REQUIRE(got.size() == 2u);
  BOOST_TEST(got[1].value()->version == 5u);
  BOOST_TEST(world.shelf.find("im", 1) == nullptr);
  load(6);
  need(6);
  BOOST_TEST_REQUIRE(world.shelf.find("im", 6) != nullptr);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_read_is_left_alone_for_longer) {
  auto fails = [&] {
    BOOST_TEST_REQUIRE(store.reads.size() == 1u);
    store.take(store.reads).done(failure{ec::corrupt, "torn"});
    settle();
  };
  need(1);
  for (auto pause = 200ms; pause < 30s; pause *= 2) {
    fails();
    advance(pause - 200ms);
    BOOST_TEST(store.reads.empty());
    advance(200ms);
    BOOST_TEST(store.reads.size() == 1u);
  }
  fails();
  // Asked for, it is read at once, though its newest version is wanted.
  need(0);
  BOOST_TEST_REQUIRE(store.reads.size() == 2u);
  store.take(store.reads).done(client::records{5, {}, false});
  load(5);
  BOOST_TEST(got.back().has_value());
  // It was read: the next time is the first again.
  feed.on_item(failure{ec::corrupt, "torn"});
  settle();
  advance(400ms);
  BOOST_TEST(store.reads.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_gap_is_healed_by_reading_anew) {
  need(1);
  load(5);
  item(7);
  BOOST_TEST(store.feeds.empty());
  need(1);
  BOOST_TEST(got.size() == 2u);
  need(8);
  load(8);
  BOOST_TEST_REQUIRE(got.size() == 3u);
  BOOST_TEST(got[2].value()->version == 8u);
  BOOST_TEST(store.feeds.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_feed_that_ends_is_begun_again) {
  need(1);
  load(5);
  auto ended = feed;
  ended.on_item(failure{ec::slow_reader, "fell behind"});
  settle();
  load(9);
  // A late item of the feed that ended counts for nothing.
  auto late = domain::feed_item{};
  late.version = 10;
  ended.on_item(late);
  settle();
  need(10);
  BOOST_TEST(got.size() == 1u);
  item(10);
  BOOST_TEST(got.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_store_that_fails_is_asked_again) {
  need(1);
  store.take(store.reads).done(failure{ec::unavailable, "recovering"});
  settle();
  BOOST_TEST_REQUIRE(got.size() == 1u);
  BOOST_TEST(got[0].error().code == ec::unavailable);
  BOOST_TEST(store.reads.empty());
  advance(200ms);
  load(5);
  need(1);
  BOOST_TEST(got[1].has_value());
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_ever) {
  need(1);
  load(5);
  need(6);
  advance(14s);
  BOOST_TEST(got.size() == 1u);
  advance(2s);
  BOOST_TEST_REQUIRE(got.size() == 2u);
  BOOST_TEST(got[1].error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(an_unknown_programme_is_not_kept) {
  need(1);
  answer_read({0,
               {{std::string{domain::keys::programme_current}, 0, {}},
                {std::string{domain::keys::roster_current}, 0, {}}},
               false});
  BOOST_TEST_REQUIRE(got.size() == 1u);
  BOOST_TEST(got[0].error().code == ec::not_found);
  advance(1s);
  BOOST_TEST(store.reads.empty());
}

BOOST_AUTO_TEST_CASE(waiters_and_programmes_are_bounded) {
  for (auto i = 0; i < 4; ++i)
    need(1);
  BOOST_TEST_REQUIRE(got.size() == 1u);
  BOOST_TEST(got[0].error().code == ec::overloaded);
  load(5);
  for (auto other : {"a", "b"}) {
    need(1, other);
    load(5);
  }
  BOOST_TEST(store.feeds.size() == 2u);
}

BOOST_AUTO_TEST_CASE(its_end_ends_its_feeds) {
  need(1);
  load(5);
  BOOST_TEST(store.feeds.size() == 1u);
  kill(aut);
  BOOST_TEST(store.feeds.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

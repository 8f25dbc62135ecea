// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_loader.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(programme_loader_test)

using namespace nightfloat;
using actors::load_step;

namespace {

constexpr auto set = domain::data_id{7};
constexpr auto roster = domain::roster_id{9};

/// Records as a store would show them, and a loader fed by hand.
struct fixture {
  std::map<std::string, domain::record> stored;
  std::uint64_t version = 10;
  actors::programme_loader loader{"im"};

  fixture() {
    auto x = tests::small_programme(2);
    auto duties = tests::small_roster(x, 2);
    put(std::string{domain::keys::programme_current},
        codec::encode(domain::programme_head{set, {}}));
    put(std::string{domain::keys::roster_current},
        codec::encode(domain::roster_head{roster, {}, 1}));
    put(domain::keys::info(set), codec::encode(x.info));
    for (const auto& who : x.people)
      put(domain::keys::person(set, who.id), codec::encode(who));
    for (const auto& one : x.credentials)
      put(domain::keys::credential(set, one.person, one.id),
          codec::encode(one));
    put(domain::keys::site(set, {1}), codec::encode(x.sites[0]));
    put(domain::keys::holiday(set, x.holidays[0].day),
        codec::encode(x.holidays[0]));
    put(domain::keys::activity(set, {1}), codec::encode(x.activities[0]));
    put(domain::keys::rules(set), codec::encode(*x.pack));
    for (const auto& one : duties.duties)
      put(domain::keys::duty(roster, one.person, domain::month_of(one.start)),
          codec::encode(domain::pack_duties({&one, 1})));
    put("guard/person/00000001", {});
  }

  void put(const std::string& key, std::string bytes) {
    stored[key] = {key, version, std::move(bytes)};
  }

  /// The next transaction: one write.
  domain::feed_item write(const std::string& key, std::string bytes) {
    ++version;
    put(key, bytes);
    auto item = domain::feed_item{};
    item.version = version;
    item.changes.push_back({key, 0, {}, std::move(bytes)});
    return item;
  }

  /// The next transaction: one record less.
  domain::feed_item without(const std::string& key) {
    ++version;
    stored.erase(key);
    auto item = domain::feed_item{};
    item.version = version;
    item.changes.push_back({key, 0, {}, {}});
    return item;
  }

  client::records heads() {
    return {version,
            {stored[std::string{domain::keys::programme_current}],
             stored[std::string{domain::keys::roster_current}]},
            false};
  }

  client::records page(const load_step& x, std::size_t limit = 100) {
    auto out = client::records{version, {}, false};
    for (const auto& [key, record] : stored) {
      if (!key.starts_with(x.prefix) || key <= x.after)
        continue;
      out.more = out.found.size() == limit;
      if (out.more)
        break;
      out.found.push_back(record);
    }
    return out;
  }

  /// From the first page to the end of the last.
  result<load_step> pages(load_step at, std::size_t limit = 100) {
    auto next = result<load_step>{at};
    while (next && next->what == load_step::verb::page)
      next = loader.on_page(page(*next, limit));
    return next;
  }

  load_step to_first_page() {
    BOOST_TEST_REQUIRE((loader.begin().what == load_step::verb::heads));
    auto watch = loader.on_heads(heads());
    BOOST_TEST_REQUIRE(watch.has_value());
    BOOST_TEST(watch->since == version);
    return loader.on_watching();
  }

  void load() {
    BOOST_TEST_REQUIRE(pages(to_first_page()).has_value());
    BOOST_TEST_REQUIRE(loader.live());
  }
};

std::string person_bytes(const std::string& code) {
  auto x = domain::person{};
  x.id = {1};
  x.code = code;
  return codec::encode(x);
}

std::size_t duties_in(actors::programme_loader& x) {
  return x.newest().value()->roster->duties.size();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(programme_loader, fixture)

BOOST_AUTO_TEST_CASE(a_quiet_programme_is_shown_after_its_last_page) {
  BOOST_TEST_REQUIRE(pages(to_first_page(), 1).has_value());
  BOOST_TEST(loader.live());
  auto x = loader.newest().value();
  BOOST_TEST(x->version == 10u);
  BOOST_TEST(x->programme->people.size() == 2u);
  BOOST_TEST(x->roster->duties.size() == 4u);
  BOOST_TEST(x->guard("guard/person/00000001") == 10u);
  BOOST_TEST(x->guard("guard/person/00000002") == 0u);
}

BOOST_AUTO_TEST_CASE(every_table_of_a_programme_is_shown) {
  load();
  auto x = *loader.newest().value()->programme;
  auto expected = tests::small_programme(2);
  for (auto* one : {&x, &expected}) {
    one->rotations.clear();
    one->templates.clear();
    one->absences.clear();
    one->requirements.clear();
  }
  BOOST_TEST((x == expected));
}

BOOST_AUTO_TEST_CASE(a_credential_that_ends_and_rules_that_change_are_shown) {
  load();
  auto lapsed = tests::small_programme(2).credentials[1];
  lapsed.status = domain::credential_status::suspended;
  auto rules = domain::rule_pack{.name = "stricter", .free_weekly = true};
  for (const auto& item :
       {write(domain::keys::credential(set, lapsed.person, lapsed.id),
              codec::encode(lapsed)),
        write(domain::keys::rules(set), codec::encode(rules))})
    BOOST_TEST_REQUIRE(loader.on_item(item).has_value());
  auto x = loader.newest().value()->programme;
  BOOST_TEST((x->credentials[1] == lapsed));
  BOOST_TEST((x->pack == rules));
}

BOOST_AUTO_TEST_CASE(rules_that_are_taken_back_are_gone) {
  load();
  auto item = write(domain::keys::rules(set), {});
  item.changes[0].after.reset();
  BOOST_TEST_REQUIRE(loader.on_item(item).has_value());
  BOOST_TEST(!loader.newest().value()->programme->pack.has_value());
}

BOOST_AUTO_TEST_CASE(pages_of_a_newer_version_wait_for_their_items) {
  auto step = to_first_page();
  auto key = domain::keys::duty(roster, {1}, 202'609);
  auto duty = domain::duty{};
  duty.person = {1};
  duty.start = domain::month_start(202'609);
  duty.end = duty.start + domain::minutes{60};
  auto item = write(key, codec::encode(domain::pack_duties({&duty, 1})));
  BOOST_TEST_REQUIRE(pages(step).has_value());
  BOOST_TEST(!loader.live());
  BOOST_TEST(loader.reach() == 0u);
  BOOST_TEST_REQUIRE(loader.on_item(item).has_value());
  BOOST_TEST(loader.live());
  BOOST_TEST(loader.reach() == 11u);
  BOOST_TEST(duties_in(loader) == 5u);
}

BOOST_AUTO_TEST_CASE(an_item_older_than_its_record_changes_nothing) {
  auto step = to_first_page();
  auto key = domain::keys::person(set, {1});
  auto first = write(key, person_bytes("OLD"));
  auto second = write(key, person_bytes("NEW"));
  BOOST_TEST_REQUIRE(loader.on_item(first).has_value());
  BOOST_TEST_REQUIRE(loader.on_item(second).has_value());
  BOOST_TEST_REQUIRE(pages(step).has_value());
  BOOST_TEST(loader.newest().value()->programme->people[0].code == "NEW");
}

BOOST_AUTO_TEST_CASE(a_gap_is_said_and_the_last_snapshot_stays) {
  load();
  auto before = loader.newest().value();
  write("guard/person/00000002", {});
  auto late = write("guard/person/00000002", {});
  auto next = loader.on_item(late);
  BOOST_TEST_REQUIRE(next.has_error());
  BOOST_TEST(next.error().code == ec::trimmed);
  auto round = loader.round();
  BOOST_TEST((loader.begin().what == load_step::verb::heads));
  BOOST_TEST(loader.round() == round + 1);
  BOOST_TEST(loader.reach() == 10u);
  BOOST_TEST((loader.newest().value() == before));
  BOOST_TEST_REQUIRE(loader.on_heads(heads()).has_value());
  BOOST_TEST_REQUIRE(pages(loader.on_watching()).has_value());
  BOOST_TEST(loader.newest().value()->guard("guard/person/00000002") == 12u);
}

BOOST_AUTO_TEST_CASE(another_head_starts_the_load_over) {
  load();
  auto other = domain::roster_id{10};
  auto item = write(std::string{domain::keys::roster_current},
                    codec::encode(domain::roster_head{other, roster, 2}));
  auto next = loader.on_item(item);
  BOOST_TEST_REQUIRE(next.has_value());
  BOOST_TEST((next->what == load_step::verb::heads));
  BOOST_TEST_REQUIRE(loader.on_heads(heads()).has_value());
  BOOST_TEST_REQUIRE(pages(loader.on_watching()).has_value());
  BOOST_TEST(duties_in(loader) == 0u);
  BOOST_TEST(loader.newest().value()->roster_head.roster == other);
}

BOOST_AUTO_TEST_CASE(parts_that_did_not_change_are_shared) {
  load();
  auto before = loader.newest().value();
  BOOST_TEST_REQUIRE(
    loader.on_item(write("guard/person/00000002", {})).has_value());
  auto after = loader.newest().value();
  BOOST_TEST((after->roster == before->roster));
  BOOST_TEST((after->programme == before->programme));
  BOOST_TEST(after->guard("guard/person/00000002") == 11u);
  BOOST_TEST(before->guard("guard/person/00000002") == 0u);
}

BOOST_AUTO_TEST_CASE(who_moves_stands_where_a_whole_load_would_put_him) {
  load();
  auto random = std::mt19937{
    static_cast<std::uint32_t>(test::number_from("NIGHTFLOAT_SEED", 1))};
  auto below = [&](std::uint32_t x) {
    return static_cast<std::uint32_t>(random()) % x;
  };
  for (auto i = 0; i < 200; ++i) {
    const auto who = domain::person_id{1 + below(5)};
    const auto key = domain::keys::duty(roster, who, 202'607 + below(2));
    auto rows = std::vector<domain::duty>{};
    for (auto at = below(3); at < 3; ++at)
      rows.push_back({.person = who,
                      .shift = {below(9)},
                      .start = domain::instant{domain::minutes{at * 60}},
                      .end = domain::instant{domain::minutes{at * 60 + 30}}});
    auto step = below(4) == 0 ? loader.on_item(without(key))
                              : loader.on_item(write(
                                key, codec::encode(domain::pack_duties(rows))));
    BOOST_TEST_REQUIRE(step.has_value());
    if (below(3) == 0)
      continue;
    auto shown = loader.newest().value();
    auto whole = fixture{};
    whole.stored = stored;
    whole.version = version;
    whole.load();
    BOOST_TEST_REQUIRE(
      (*shown->roster == *whole.loader.newest().value()->roster));
  }
}

BOOST_AUTO_TEST_CASE(a_programme_without_data_is_not_found) {
  stored.clear();
  static_cast<void>(loader.begin());
  auto next = loader.on_heads({0, {{}, {}}, false});
  BOOST_TEST_REQUIRE(next.has_error());
  BOOST_TEST(next.error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_record_that_does_not_decode_is_corrupt) {
  put(domain::keys::duty(roster, {1}, 202'607), "\xc1");
  auto next = pages(to_first_page());
  BOOST_TEST_REQUIRE(next.has_error());
  BOOST_TEST(next.error().code == ec::corrupt);
}

BOOST_AUTO_TEST_CASE(too_many_items_during_a_load_start_it_over) {
  loader = actors::programme_loader{"im", 3};
  static_cast<void>(to_first_page());
  for (auto i = 0; i < 3; ++i)
    BOOST_TEST_REQUIRE(loader.on_item(write("swap/1", {})).has_value());
  auto next = loader.on_item(write("swap/1", {}));
  BOOST_TEST_REQUIRE(next.has_error());
  BOOST_TEST(next.error().code == ec::slow_reader);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

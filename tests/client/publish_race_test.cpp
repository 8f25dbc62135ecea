// SPDX-License-Identifier: Apache-2.0
// What others do between the reading of what is in force and the switch.
#include "client/load.hpp"
#include "client/publish.hpp"
#include "codec/bytes.hpp"
#include "tests/support/simple_ledger.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(publish_race_test)

namespace {

using namespace nightfloat;
using tests::small_programme;
using tests::small_roster;

struct fixture {
  tests::simple_ledger ledger;
  std::uint64_t number = 0;

  result<client::publish_report>
  publish(const std::string& name, domain::programme content,
          std::optional<domain::roster> roster = std::nullopt) {
    content.info.name = name;
    return client::publish(ledger,
                           {.programme = "im",
                            .content = std::move(content),
                            .roster = std::move(roster),
                            .number = ++number},
                           {});
  }

  std::string in_force() {
    auto now = client::load(ledger, "im");
    BOOST_REQUIRE_MESSAGE(now, now.error().detail);
    return now->programme.info.name;
  }

  void write(domain::transaction x) {
    x.programme = "im";
    x.reply = domain::owed_reply{.scope = "other",
                                 .key = std::to_string(ledger.commits)};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }

  /// Does `what` once, right before the `nth` commit of `scope`.
  void before(const std::string& scope, int nth, std::function<void()> what) {
    ledger.before_commit = [=, n = 0](const auto& x) mutable -> result<void> {
      if (x.reply->scope == scope && ++n == nth)
        what();
      return {};
    };
  }

  void require_lost(const result<client::publish_report>& x) {
    BOOST_REQUIRE(!x);
    BOOST_TEST((x.error().code == ec::conflict), x.error().detail);
    BOOST_TEST(in_force() == "old");
    BOOST_TEST(ledger.count(domain::keys::data({2})) == 0u);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(publish_race, fixture)

BOOST_AUTO_TEST_CASE(what_was_purged_between_two_chunks_is_not_published) {
  BOOST_REQUIRE(publish("old", small_programme()));
  before("import.stage", 3,
         [this] { write({.erase = {domain::keys::info({2})}}); });
  require_lost(publish("new", small_programme(300)));
  before("import.stage", 12, [this] {
    auto gone = domain::keys::duty({3}, {1}, 202'607);
    BOOST_TEST_REQUIRE(ledger.count(gone) == 1u);
    write({.erase = {std::move(gone)}});
  });
  auto content = small_programme(300);
  require_lost(publish("new", content, small_roster(content, 2)));
  BOOST_TEST(ledger.count(domain::keys::duties({3})) == 0u);
}

BOOST_AUTO_TEST_CASE(leave_that_is_written_beside_an_import_is_not_lost) {
  BOOST_REQUIRE(publish("old", small_programme()));
  auto leave = domain::absence{
    .id = {9}, .person = {3}, .first = {}, .last = {}, .kind = "sick"};
  before("import.publish", 1, [&] {
    write({.put = {{.key = domain::keys::absence({1}, {3}, {9}),
                    .bytes = codec::encode(leave)}}});
  });
  require_lost(publish("new", small_programme()));
  BOOST_TEST(client::load(ledger, "im")->programme.absences.size() == 3u);
  // What was written before the import was read is what it replaces.
  BOOST_TEST(publish("new", small_programme()).has_value());
}

BOOST_AUTO_TEST_CASE(a_roster_that_is_kept_is_the_one_that_was_seen_to_fit) {
  auto content = small_programme();
  BOOST_REQUIRE(publish("old", content, small_roster(content)));
  before("import.publish", 1,
         [this] { write({.touch = {domain::keys::person_guard({3})}}); });
  require_lost(publish("new", content));
  BOOST_TEST(publish("new", content).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

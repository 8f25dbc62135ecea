// SPDX-License-Identifier: Apache-2.0
#include "client/load.hpp"
#include "client/publish.hpp"
#include "codec/bytes.hpp"
#include "tests/support/simple_ledger.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(publish_test)

namespace {

using namespace nightfloat;
using tests::small_programme;
using tests::small_roster;

struct fixture {
  tests::simple_ledger ledger;
  std::uint64_t number = 0;

  result<client::publish_report>
  publish(domain::programme content,
          std::optional<domain::roster> roster = std::nullopt,
          bool drop = false) {
    return client::publish(ledger,
                           {.programme = "im",
                            .content = std::move(content),
                            .roster = std::move(roster),
                            .drop_roster = drop,
                            .number = ++number},
                           {});
  }

  result<client::loaded> load() {
    return client::load(ledger, "im");
  }

  /// Somebody else's swap: touches a guard and rewrites a person's month.
  void swap(domain::roster_id id, domain::person_id who) {
    auto x = domain::transaction{.programme = "im"};
    x.touch = {domain::keys::person_guard(who)};
    x.put = {{.key = domain::keys::duty(id, who, 202'607),
              .bytes = codec::encode(domain::duty_month{})}};
    x.reply = domain::owed_reply{.scope = "swap",
                                 .key = std::to_string(ledger.commits)};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(publish, fixture)

BOOST_AUTO_TEST_CASE(what_was_published_is_what_is_loaded) {
  auto content = small_programme();
  auto roster = small_roster(content);
  auto report = publish(content, roster);
  BOOST_REQUIRE(report);
  BOOST_TEST(!report->unchanged);
  auto found = load();
  BOOST_REQUIRE(found);
  BOOST_TEST((found->programme == content));
  BOOST_REQUIRE(found->roster.has_value());
  BOOST_TEST((found->roster->duties == roster.duties));
  BOOST_TEST((found->roster->plan == roster.plan));
  BOOST_TEST(found->version == report->version);
  BOOST_TEST(found->roster->id.value == 1);
}

BOOST_AUTO_TEST_CASE(nothing_imported_is_not_found) {
  auto found = load();
  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(the_same_content_twice_writes_nothing) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  auto commits = ledger.commits;
  auto again = publish(content, small_roster(content));
  BOOST_REQUIRE(again);
  BOOST_TEST(again->unchanged);
  BOOST_TEST(ledger.commits == commits);
  auto alone = publish(content);
  BOOST_REQUIRE(alone);
  BOOST_TEST(alone->unchanged);
  BOOST_TEST(alone->roster_kept);
}

BOOST_AUTO_TEST_CASE(a_large_programme_keeps_to_the_bounds_of_a_transaction) {
  auto content = small_programme(300);
  ledger.page_size = 1'000;
  ledger.before_commit = [](auto& x) -> result<void> {
    BOOST_TEST(x.put.size() <= domain::writes_max);
    BOOST_TEST(x.expect.size() <= domain::expectations_max);
    BOOST_TEST(codec::encode(x).size() < domain::transaction_bytes_max);
    return {};
  };
  auto report = publish(content, small_roster(content, 12));
  BOOST_REQUIRE(report);
  BOOST_TEST(report->records == 7 + 300 + 1 + 1 + 2 + 1 + 300 * 12 + 300);
  BOOST_TEST((load()->programme == content));
}

BOOST_AUTO_TEST_CASE(a_stored_duty_takes_as_few_bytes_as_the_documents_say) {
  auto month = std::vector<domain::duty>{};
  for (auto i = 0; i < 22; ++i) {
    auto start = domain::month_start(202'607)
                 + domain::minutes{1'440 * i + 720};
    month.push_back({.person = {130},
                     .shift = {60'000U + static_cast<std::uint32_t>(i)},
                     .start = start,
                     .end = start + domain::minutes{720},
                     .from = {27},
                     .rotation = {9},
                     .site = {2}});
  }
  auto key = domain::keys::duty({1'234'567}, {130}, 202'607);
  auto bytes = key.size() + codec::encode(domain::pack_duties(month)).size();
  BOOST_TEST((bytes + month.size() / 2) / month.size() == 20U);
  static_assert(sizeof(domain::duty) == 32);
}

BOOST_AUTO_TEST_CASE(differences_are_counted_by_table) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  content.people[1].name = "Renamed";
  content.people.push_back({.id = {99}, .code = "R99", .name = "New"});
  content.absences.pop_back();
  auto report = publish(content);
  BOOST_REQUIRE(report);
  auto people = report->changes.at(1);
  BOOST_TEST(people.table == "people");
  BOOST_TEST(people.added == 1);
  BOOST_TEST(people.changed == 1);
  BOOST_TEST(people.same == 4);
  BOOST_TEST(report->changes.at(4).removed == 1);
}

BOOST_AUTO_TEST_CASE(differences_of_every_table_are_counted) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  content.sites[0].people_max = 10;
  content.holidays.clear();
  content.activities.push_back({.id = {2}, .code = "NEW"});
  content.credentials[0].status = domain::credential_status::suspended;
  content.pack.reset();
  auto report = publish(content);
  BOOST_REQUIRE(report);
  auto text = std::string{};
  for (const auto& x : report->changes)
    if (x.added + x.changed + x.removed > 0)
      text += x.table + ' ' + std::to_string(x.added) + '+'
              + std::to_string(x.changed) + '~' + std::to_string(x.removed)
              + "- ";
  BOOST_TEST(text
             == "sites 0+1~0- holidays 0+0~1- activities 1+0~0- "
                "credentials 0+1~0- rules 0+0~1- ");
  BOOST_TEST((load()->programme == content));
}

BOOST_AUTO_TEST_CASE(a_roster_at_a_site_that_is_gone_is_not_kept) {
  auto content = small_programme();
  auto roster = small_roster(content);
  roster.duties[0].site = {1};
  BOOST_REQUIRE(publish(content, roster));
  content.sites.clear();
  auto refused = publish(content);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::refused);
  BOOST_TEST(refused.error().detail.find("site 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_roster_that_the_new_programme_does_not_fit_is_not_lost) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  auto fewer = small_programme(4);
  auto refused = publish(fewer);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::refused);
  BOOST_TEST(refused.error().detail.find("person 5") != std::string::npos);
  BOOST_TEST((load()->programme == content));
  auto dropped = publish(fewer, std::nullopt, true);
  BOOST_REQUIRE(dropped);
  BOOST_TEST((load()->programme == fewer));
  BOOST_TEST(!load()->roster.has_value());
}

BOOST_AUTO_TEST_CASE(a_kept_roster_never_changes_hands_by_number) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  std::swap(content.people[0].code, content.people[1].code);
  auto refused = publish(content);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::refused);
  BOOST_TEST(refused.error().detail.find("person R2 was number 2 and would "
                                         "be 1")
             != std::string::npos);
  BOOST_REQUIRE(publish(content, small_roster(content)));
  content.people[0].code = "NEW";
  BOOST_TEST(publish(content).has_value());
}

BOOST_AUTO_TEST_CASE(
  a_publication_beside_another_conflicts_and_leaves_no_trace) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  auto mine = content;
  mine.info.name = "mine";
  auto theirs = content;
  theirs.info.name = "theirs";
  auto once = true;
  ledger.before_commit = [&](auto& x) -> result<void> {
    if (std::exchange(once, false) && x.reply->scope == "import.stage")
      BOOST_REQUIRE(publish(theirs));
    return {};
  };
  auto lost = publish(mine);
  BOOST_REQUIRE(!lost);
  BOOST_TEST(lost.error().code == ec::conflict);
  BOOST_TEST(load()->programme.info.name == "theirs");
  BOOST_TEST(ledger.count(domain::keys::data({2})) == 0);
}

BOOST_AUTO_TEST_CASE(a_swap_beside_a_roster_import_is_not_overwritten) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  auto once = true;
  ledger.before_commit = [&](auto& x) -> result<void> {
    if (x.reply->scope == "import.publish" && std::exchange(once, false))
      swap({1}, {3});
    return {};
  };
  auto lost = publish(content, small_roster(content, 2));
  BOOST_REQUIRE(!lost);
  BOOST_TEST(lost.error().code == ec::conflict);
  BOOST_TEST(load()->roster->id.value == 1);
  BOOST_TEST(ledger.count(domain::keys::duties({2})) == 0);
}

BOOST_AUTO_TEST_CASE(a_purge_of_what_is_being_staged_is_not_published) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  auto roster = small_roster(content);
  for (auto victim :
       {domain::keys::person({2}, {3}), domain::keys::duty({3}, {1}, 202'607),
        domain::keys::plan({4}, {2})}) {
    ledger.before_commit = [&](auto& x) -> result<void> {
      if (x.reply->scope != "import.publish")
        return {};
      ledger.before_commit = nullptr;
      auto gone = domain::transaction{.programme = "im"};
      gone.erase = {victim};
      gone.reply = domain::owed_reply{.scope = "purge", .key = victim};
      BOOST_REQUIRE(ledger.commit(gone).has_value());
      return {};
    };
    auto lost = publish(content, roster);
    BOOST_REQUIRE_MESSAGE(!lost, victim);
    BOOST_TEST(lost.error().code == ec::conflict);
    BOOST_TEST(!load()->roster.has_value());
  }
  BOOST_TEST(publish(content, roster).has_value());
}

BOOST_AUTO_TEST_CASE(what_was_staged_on_an_older_version_conflicts) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  auto staged_on = load()->version;
  auto mine = content;
  mine.info.name = "mine";
  auto staged = [&](std::optional<domain::roster> roster) {
    return client::publish(ledger,
                           {.programme = "im",
                            .content = mine,
                            .roster = std::move(roster),
                            .staged_on = staged_on,
                            .number = ++number},
                           {});
  };
  // A swap between the preview and the publication.
  swap({1}, {3});
  auto lost = staged(small_roster(content, 2));
  BOOST_REQUIRE(!lost);
  BOOST_TEST(lost.error().code == ec::conflict);
  BOOST_TEST(load()->programme.info.name == "small");
  BOOST_TEST(staged(std::nullopt).has_value());
  // Another publication.
  mine.info.name = "late";
  lost = staged(std::nullopt);
  BOOST_REQUIRE(!lost);
  BOOST_TEST(lost.error().code == ec::conflict);
  BOOST_TEST(load()->programme.info.name == "mine");
}

BOOST_AUTO_TEST_CASE(a_full_disk_while_staging_leaves_all_as_it_was) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  auto more = small_programme(200);
  auto staged = 0;
  ledger.before_commit = [&](auto& x) -> result<void> {
    if (x.reply->scope == "import.stage" && ++staged == 3)
      return failure{ec::no_space, "disk full", 0};
    return {};
  };
  auto report = publish(more);
  BOOST_REQUIRE(!report);
  BOOST_TEST(report.error().code == ec::no_space);
  BOOST_TEST((load()->programme == content));
  BOOST_TEST(ledger.count(domain::keys::data({2})) == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_publication_keeps_what_it_may_name) {
  ledger.before_commit = [&](auto& x) -> result<void> {
    if (x.reply->scope == "import.publish")
      return failure{ec::unknown_outcome, "silence", 0};
    return {};
  };
  auto report = publish(small_programme());
  BOOST_REQUIRE(!report);
  BOOST_TEST(report.error().code == ec::unknown_outcome);
  BOOST_TEST(ledger.count(domain::keys::data({1})) > 0);
}

BOOST_AUTO_TEST_CASE(data_two_publications_back_are_erased) {
  for (auto name : {"a", "b", "c"}) {
    auto content = small_programme();
    content.info.name = name;
    BOOST_REQUIRE(publish(content));
  }
  BOOST_TEST(ledger.count(domain::keys::data({1})) == 0);
  BOOST_TEST(ledger.count(domain::keys::data({2})) > 0);
  BOOST_TEST(load()->programme.info.name == "c");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(load, fixture)

BOOST_AUTO_TEST_CASE(pages_of_several_versions_are_brought_to_one) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content, small_roster(content)));
  auto pages = 0;
  ledger.before_page = [&](auto&) {
    // The last person's month is read late, the first one's early.
    if (++pages == 7) {
      swap({1}, {1});
      swap({1}, {5});
    }
  };
  auto found = load();
  BOOST_REQUIRE(found);
  BOOST_TEST(pages >= 7);
  BOOST_TEST(found->version == ledger.feed.size());
  auto expected = small_roster(content);
  std::erase_if(expected.duties, [](auto& x) {
    return (x.person.value == 1 || x.person.value == 5)
           && domain::month_of(x.start) == 202'607;
  });
  BOOST_TEST((found->roster->duties == expected.duties));
}

BOOST_AUTO_TEST_CASE(a_head_that_switches_meanwhile_is_read_anew) {
  auto content = small_programme();
  BOOST_REQUIRE(publish(content));
  auto other = content;
  other.info.name = "other";
  auto once = true;
  ledger.before_page = [&](auto&) {
    if (std::exchange(once, false))
      BOOST_REQUIRE(publish(other));
  };
  auto found = load();
  BOOST_REQUIRE(found);
  BOOST_TEST(found->programme.info.name == "other");
}

BOOST_AUTO_TEST_CASE(a_damaged_record_is_named) {
  BOOST_REQUIRE(publish(small_programme()));
  auto x = domain::transaction{.programme = "im"};
  x.put = {{.key = domain::keys::person({1}, {3}), .bytes = "\xff"}};
  x.reply = domain::owed_reply{.scope = "test", .key = "damage"};
  BOOST_REQUIRE(ledger.commit(x).has_value());
  auto found = load();
  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().code == ec::corrupt);
  BOOST_TEST(found.error().detail.find("person/00000003") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

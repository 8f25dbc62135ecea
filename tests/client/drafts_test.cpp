// SPDX-License-Identifier: Apache-2.0
// A draft that is dropped, and what the same key is told of it afterwards.
#include "client/drafts.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "tests/support/simple_ledger.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(drafts_test)

namespace {

using namespace nightfloat;

/// It keeps what a key was told.
struct keeping_ledger : tests::simple_ledger {
  std::map<std::string, domain::commit_answer> told;

  result<domain::commit_answer> commit(const domain::transaction& x) override {
    auto key = x.reply->scope + '|' + x.reply->key;
    if (auto known = told.find(key); known != told.end()) {
      auto again = known->second;
      again.outcome = domain::commit_outcome::replayed;
      return again;
    }
    auto answer = tests::simple_ledger::commit(x);
    if (answer && answer->outcome == domain::commit_outcome::committed) {
      answer->body = x.reply->body;
      told.emplace(std::move(key), *answer);
    }
    return answer;
  }
};

struct fixture {
  keeping_ledger ledger;
  std::uint64_t number = 0;
  domain::roster_id which{5};

  fixture() {
    auto head = domain::draft_head{};
    head.roster = which;
    head.seed = 7;
    head.keep_until_ms = 1;
    auto x = domain::transaction{.programme = "im"};
    x.put = {{.key = domain::keys::draft(which), .bytes = codec::encode(head)},
             {.key = domain::keys::duty(which, {1}, 202'607),
              .bytes = codec::encode(domain::duty_month{})}};
    x.reply = domain::owed_reply{.scope = "test", .key = "draft"};
    BOOST_REQUIRE(ledger.commit(x).has_value());
  }

  result<domain::draft_head> drop(const std::string& key) {
    auto x = client::draft_request{};
    x.programme = "im";
    x.draft = which;
    x.key = key;
    x.number = ++number;
    return client::drop_draft(ledger, x);
  }

  std::size_t duties() {
    return ledger.count(domain::keys::duties(which));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(drafts, fixture)

BOOST_AUTO_TEST_CASE(the_same_key_is_told_the_same_of_a_dropped_draft) {
  auto first = drop("key");
  BOOST_REQUIRE_MESSAGE(first, first.error().detail);
  BOOST_TEST(first->seed == 7u);
  BOOST_TEST(duties() == 0u);
  auto again = drop("key");
  BOOST_REQUIRE_MESSAGE(again, again.error().detail);
  BOOST_TEST((*again == *first));
  auto other = drop("another");
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(an_unknown_drop_is_known_by_its_key) {
  ledger.before_commit = [](const auto& x) -> result<void> {
    if (x.reply->scope == "import.discard")
      return failure{ec::unavailable, "gone", 0};
    return {};
  };
  BOOST_REQUIRE(drop("key"));
  // Whoever dropped it died before its records were erased.
  BOOST_TEST(duties() == 1u);
  ledger.before_commit = nullptr;
  BOOST_REQUIRE(drop("key"));
  BOOST_TEST(duties() == 0u);
}

BOOST_AUTO_TEST_CASE(another_keys_drop_of_what_is_gone_erases_nothing) {
  ledger.before_commit = [](const auto& x) -> result<void> {
    if (x.reply->scope == "import.discard")
      return failure{ec::unavailable, "gone", 0};
    return {};
  };
  BOOST_REQUIRE(drop("key"));
  ledger.before_commit = nullptr;
  BOOST_TEST(drop("another").error().code == ec::not_found);
  BOOST_TEST(duties() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

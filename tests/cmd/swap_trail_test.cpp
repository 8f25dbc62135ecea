// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/swap_trail.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "storage/chain.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(swap_trail_test)

namespace {

using namespace nightfloat;

/// A ledger in which swap 7 was offered, something else happened, and it was
/// withdrawn; tests alter what it says.
struct kept : client::ledger_port {
  std::vector<domain::feed_item> items;
  domain::record now;
  std::uint64_t oldest = 1;

  kept() {
    auto x = domain::swap_record{.id = {7}};
    add({});
    x.state = domain::swap_state::open;
    x.trail = {{.at_ms = 1, .by = "uid:1"}};
    write(domain::keys::swap_live({7}), x);
    add({});
    x.state = domain::swap_state::withdrawn;
    x.trail.push_back({.at_ms = 2,
                       .act = domain::swap_act::withdraw,
                       .by = "uid:1",
                       .after = 2});
    write(domain::keys::swap({7}), x);
    add({});
  }

  void add(std::vector<domain::change> changes) {
    auto x = domain::feed_item{.programme = "im",
                               .version = items.size() + 1,
                               .changes = std::move(changes)};
    auto before = items.empty() ? std::string{} : items.back().chain;
    x.chain = storage::chain_link(before, codec::encode(x));
    items.push_back(std::move(x));
  }

  void write(std::string key, const domain::swap_record& x) {
    auto bytes = codec::encode(x);
    add({{.key = key, .after = bytes}});
    now = {std::move(key), items.size(), std::move(bytes)};
  }

  result<client::records> read(const std::string&,
                               const std::vector<std::string>& keys) override {
    auto out = client::records{.version = items.size()};
    for (const auto& key : keys)
      out.found.push_back(key == now.key ? now : domain::record{.key = key});
    return out;
  }

  result<client::records> scan(const std::string&, const std::string&,
                               const std::string&) override {
    return client::records{};
  }

  result<std::vector<domain::feed_item>> changes(const std::string&,
                                                 std::uint64_t since,
                                                 std::uint64_t until) override {
    if (since + 1 < oldest)
      return failure{ec::trimmed, "it begins later"};
    return std::vector<domain::feed_item>{
      items.begin() + static_cast<std::ptrdiff_t>(since),
      items.begin() + static_cast<std::ptrdiff_t>(until)};
  }

  result<domain::commit_answer> commit(const domain::transaction&) override {
    return domain::commit_answer{};
  }

  cmd::swap_trail trail() {
    auto x = cmd::load_swap_trail(*this, "im", {7});
    BOOST_REQUIRE_MESSAGE(x.has_value(), (x ? "" : x.error().detail));
    return std::move(*x);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(swap_trail, kept)

BOOST_AUTO_TEST_CASE(each_line_is_found_in_the_chain) {
  auto x = trail();
  BOOST_TEST(x.altered == "");
  BOOST_TEST_REQUIRE(x.lines.size() == 2u);
  BOOST_TEST(x.lines[0].version == 2u);
  BOOST_TEST(x.lines[1].version == 4u);
  BOOST_TEST(x.lines[0].chain.size() == 64u);
  BOOST_TEST(x.links == 4u);
  BOOST_TEST(
    (cmd::load_swap_trail(*this, "im", {8}).error().code == ec::not_found));
}

BOOST_AUTO_TEST_CASE(a_line_that_was_rewritten_is_seen) {
  auto x = codec::decode<domain::swap_record>(now.bytes).value();
  x.trail[0].by = "uid:2";
  now.bytes = codec::encode(x);
  BOOST_TEST(!trail().altered.empty());
}

BOOST_AUTO_TEST_CASE(a_record_that_was_rewritten_beside_its_trail_is_seen) {
  auto x = codec::decode<domain::swap_record>(now.bytes).value();
  x.state = domain::swap_state::executed;
  now.bytes = codec::encode(x);
  BOOST_TEST(trail().altered == "line 2 is not what version 4 wrote");
}

BOOST_AUTO_TEST_CASE(a_commit_that_was_rewritten_breaks_its_link) {
  items[2].caller = "nobody";
  BOOST_TEST(trail().altered
             == "version 3 does not follow from the one before it");
}

BOOST_AUTO_TEST_CASE(a_chain_that_was_computed_anew_is_seen_by_its_end) {
  // Whoever rewrites one commit and its link must rewrite all that follow.
  items[3].caller = "nobody";
  auto bare = items[3];
  bare.chain.clear();
  items[3].chain = storage::chain_link(items[2].chain, codec::encode(bare));
  BOOST_TEST(trail().altered
             == "version 5 does not follow from the one before it");
}

BOOST_AUTO_TEST_CASE(what_history_no_longer_reaches_is_left_open) {
  oldest = 3;
  auto x = trail();
  BOOST_TEST(x.altered == "");
  BOOST_TEST(x.lines[0].chain.empty());
  BOOST_TEST(!x.lines[1].chain.empty());
  oldest = 99;
  x = trail();
  BOOST_TEST(x.links == 0u);
  BOOST_TEST(x.lines[1].chain.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
// A storm of changes of duty round a publish: it ends with a roster in force
// and no acknowledged change lost. NIGHTFLOAT_SEED replays.
#include "client/load.hpp"
#include "tests/support/publishing_worker.hpp"
#include "tests/support/seed.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <utility>

BOOST_AUTO_TEST_SUITE(publish_storm_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using test::is_publishing;

namespace {

/// Others who change duty all the time, and what was acknowledged to them.
struct storm : test::publishing_worker {
  std::mt19937_64 random;
  /// Whom each shift set by hand belongs to, as acknowledged.
  std::map<std::uint32_t, std::uint32_t> hand;
  unsigned committed = 0;
  unsigned held = 0;
  unsigned stale = 0;
  /// A change that was prepared on a roster and comes later.
  std::optional<domain::transaction> late;
  std::pair<std::uint32_t, std::uint32_t> late_move;

  explicit storm(std::uint64_t seed) : random(seed) {
    auto programme = test::quarter();
    auto roster = tests::small_roster(programme);
    for (auto& x : roster.duties)
      if (x.shift.value % 3 == 0) {
        x.source = domain::duty_source::manual;
        hand[x.shift.value] = x.person.value;
      }
    import(programme, &roster);
  }

  static std::vector<domain::duty>
  month_of(const domain::roster& x, std::uint32_t who, std::uint32_t month) {
    auto out = std::vector<domain::duty>{};
    for (const auto& d : domain::duties_of(x, {who}))
      if (domain::month_of(d.start) == month)
        out.push_back(d);
    return out;
  }

  std::uint64_t revision(const std::string& key) {
    return ledger.ledger->read({"im", 0}, {key}).value().found[0].revision;
  }

  /// A shift set by hand passes to another, expecting all that a swap does.
  domain::transaction prepare(std::pair<std::uint32_t, std::uint32_t>& move) {
    auto port = test::import_port{ledger};
    auto now = client::load(port, "im").value();
    auto at = std::next(hand.begin(),
                        static_cast<long>(random() % hand.size()));
    auto from = at->second;
    auto to = static_cast<std::uint32_t>(random() % 5 + 1);
    to = to == from ? from % 5 + 1 : to;
    move = {at->first, to};
    auto own = domain::duties_of(*now.roster, {from});
    auto it = std::find_if(own.begin(), own.end(), [&](const auto& d) {
      return d.shift.value == at->first;
    });
    BOOST_REQUIRE(it != own.end());
    auto month = domain::month_of(it->start);
    auto theirs = month_of(*now.roster, to, month);
    theirs.push_back(*it);
    std::sort(theirs.begin(), theirs.end(),
              [](const auto& a, const auto& b) { return a.start < b.start; });
    auto mine = month_of(*now.roster, from, month);
    std::erase_if(mine, [&](const auto& d) { return d.shift == it->shift; });
    auto x = domain::transaction{};
    x.programme = "im";
    x.expect = {{"roster/current", now.roster_revision}};
    for (auto [who, duties] : {std::pair{from, mine}, std::pair{to, theirs}}) {
      auto guard = domain::keys::person_guard({who});
      x.expect.push_back({guard, revision(guard)});
      x.touch.push_back(guard);
      x.put.push_back({domain::keys::duty(now.roster_head.roster, {who}, month),
                       codec::encode(domain::pack_duties(duties))});
    }
    x.trace = "storm";
    x.reply = domain::owed_reply{};
    x.reply->scope = "storm";
    x.reply->key = std::to_string(++number);
    return x;
  }

  void send(const domain::transaction& x,
            std::pair<std::uint32_t, std::uint32_t> move) {
    auto said = ledger.commit(x);
    if (said.outcome == domain::commit_outcome::committed) {
      hand[move.first] = move.second;
      ++committed;
    } else {
      ++(said.code == ec::held ? held : stale);
      BOOST_TEST((said.code == ec::held || said.code == ec::conflict));
    }
  }

  void blow(bool at_once) {
    if (late && random() % 2 == 0)
      send(*std::exchange(late, {}), late_move);
    auto move = std::pair<std::uint32_t, std::uint32_t>{};
    auto x = prepare(move);
    if (!at_once && random() % 2 == 0) {
      late = x;
      late_move = move;
    } else {
      send(x, move);
    }
  }

  /// Every change wrote to the roster in force at its version.
  void check_feed() {
    auto from = ledger.ledger->watch("im", 0, [] {}).value();
    auto current = std::string{};
    for (auto items = from->next(1'000).value(); !items.empty();
         items = from->next(1'000).value())
      for (const auto& item : items)
        for (const auto& x : item.changes)
          if (x.key == domain::keys::roster_current)
            current = domain::keys::duties(
              codec::decode<domain::roster_head>(*x.after).value().roster);
          else if (x.key.starts_with("duty/") && item.trace == "storm")
            BOOST_TEST(x.key.starts_with(current), x.key);
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_storm_of_changes_ends_with_a_publish_and_loses_none) {
  auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 3);
  for (auto seed = first; seed < first + count; ++seed) {
    auto x = storm{seed};
    x.store.before_commit = [&](const domain::transaction& change) {
      if (is_publishing(change) || x.random() % 3 == 0)
        x.blow(is_publishing(change));
    };
    auto wish = storm::wish(seed);
    wish.publish_worse = true;
    auto job = x.submit(wish);
    x.pass(3s);
    x.store.before_commit = nullptr;
    BOOST_TEST((x.state(job) == domain::job_state::completed), "seed " << seed);
    BOOST_TEST(x.ledger.job(job).attempts == 1u);
    BOOST_TEST(x.head().roster.value == job.value);
    BOOST_TEST(x.committed >= 3u);
    BOOST_TEST(x.events("hold") == 1u);
    BOOST_TEST(x.held >= 1u);
    // The last one comes to a roster that was replaced.
    if (x.late)
      x.send(*x.late, x.late_move);
    auto port = test::import_port{x.ledger};
    auto now = client::load(port, "im").value();
    auto found = std::map<std::uint32_t, std::uint32_t>{};
    for (const auto& d : now.roster->duties)
      if (d.source == domain::duty_source::manual)
        BOOST_TEST(found.emplace(d.shift.value, d.person.value).second);
    BOOST_TEST((found == x.hand), "seed " << seed);
    x.check_feed();
    // And then it is calm again.
    auto before = x.committed;
    auto move = std::pair<std::uint32_t, std::uint32_t>{};
    auto one = x.prepare(move);
    x.send(one, move);
    BOOST_TEST(x.committed == before + 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme in which swaps are asked for and done without a store: each
// change is written whole, and what may never be is looked for after it.

#include "domain/ledger_time.hpp"
#include "domain/swap/change.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace nightfloat::test {

/// Wards by day for residents 1 to 3 in July, one shift each day in turn, and
/// the attending with them. Shift 3 n + k is resident k's.
struct swap_world : scene {
  domain::swap_board board;
  std::map<domain::swap_id, domain::swap_record_at> ended;
  std::uint64_t version = 1;
  std::uint64_t number = 100;
  std::int64_t now_ms = ms_of("2026-07-01T00:00Z");
  std::string why;

  swap_world() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
    for (auto i = 0; i < 27; ++i)
      work(1U + static_cast<unsigned>(i) % 3,
           at("2026-07-01T07:00Z") + domain::minutes{i * 1440}, 720,
           domain::duty_kind::clinical, 1);
    for (auto i = 0; i < 28; ++i)
      work(11, at("2026-07-01T07:00Z") + domain::minutes{i * 1440}, 720,
           domain::duty_kind::supervision, 2);
    what.id = {5};
    sort(what);
  }

  static std::int64_t ms_of(std::string_view text) {
    return domain::ms_of(at(text));
  }

  [[nodiscard]] domain::swap_scene here() const {
    return {where, what, pack, board, now_ms};
  }

  /// Writes it whole; true: it was not refused.
  bool take(const result<domain::swap_change>& x) {
    BOOST_REQUIRE_MESSAGE(x.has_value(), (x ? "" : x.error().detail));
    why = x->refusal ? x->refusal->detail : "";
    BOOST_REQUIRE(!x->refusal || !x->refusal->detail.empty());
    BOOST_REQUIRE(x->refusal || x->written);
    BOOST_REQUIRE((x->before_ms == 0 || x->before_ms > now_ms));
    if (x->written)
      write(*x);
    return !x->refusal;
  }

  void write(const domain::swap_change& x) {
    ++version;
    if (x.plan)
      what = apply(what, *x.plan);
    file(x.record);
    for (const auto& one : x.ended)
      file(one.record);
    for (auto one : x.marks)
      if (one.written) {
        BOOST_REQUIRE_EQUAL(board.mark_of(one.at.shift).revision,
                            one.at.revision);
        one.at.revision = version;
        board.put(one.at);
      }
    for (auto one : x.tallies) {
      one.revision = version;
      board.put(one);
    }
  }

  void file(const domain::swap_record& x) {
    if (is_live(x.state)) {
      board.put({.revision = version, .record = x});
      return;
    }
    board.erase(x.id);
    ended[x.id] = {x, version};
  }

  /// The number of the request; not assigned: it was refused.
  domain::swap_id offer(std::vector<domain::swap_leg> legs, unsigned taker = 0,
                        domain::swap_wish wish = {}, std::uint32_t hours = 48) {
    auto x = domain::swap_offer{.id = {++number},
                                .legs = std::move(legs),
                                .taker = {taker},
                                .wish = wish,
                                .hours = hours};
    auto how = domain::swap_command{
      .act = domain::swap_act::offer,
      .person = x.legs.empty() ? domain::person_id{} : x.legs.front().person,
      .by = "uid:1"};
    return take(plan_offer(here(), x, how)) ? x.id : domain::swap_id{};
  }

  bool direct(std::vector<domain::swap_leg> legs, unsigned taker = 0,
              domain::change_code code = domain::change_code::none,
              std::string reason = {}) {
    auto x = domain::swap_offer{
      .id = {++number}, .legs = std::move(legs), .taker = {taker}};
    auto how = domain::swap_command{.act = domain::swap_act::execute,
                                    .by = "uid:1",
                                    .code = code,
                                    .reason = std::move(reason)};
    return take(plan_direct(here(), x, how));
  }

  [[nodiscard]] std::optional<domain::swap_record_at>
  find(domain::swap_id which) const {
    if (const auto* live = board.find(which))
      return domain::swap_record_at{live->record, live->revision};
    auto found = ended.find(which);
    return found == ended.end() ? std::nullopt : std::optional{found->second};
  }

  [[nodiscard]] domain::swap_state state(domain::swap_id which) const {
    return find(which)->record.state;
  }

  bool say(domain::swap_id which, domain::swap_command how) {
    how.by = "uid:1";
    return take(plan_act(here(), *find(which), how));
  }

  bool say(domain::swap_id which, domain::swap_act act, unsigned who,
           unsigned shift = 0) {
    return say(which, {.act = act, .person = {who}, .in_return = {shift}});
  }

  [[nodiscard]] unsigned holder(unsigned shift) const {
    for (const auto& x : what.duties)
      if (x.shift.value == shift)
        return x.person.value;
    return 0;
  }

  using place = std::tuple<std::uint32_t, domain::instant, domain::instant>;

  [[nodiscard]] std::multiset<place> places() const {
    auto out = std::multiset<place>{};
    for (const auto& x : what.duties)
      out.insert({x.shift.value, x.start, x.end});
    return out;
  }

  /// No shift is promised twice, and the marks say exactly what is promised.
  void check_promises() const {
    auto promised = std::map<domain::shift_id, domain::swap_id>{};
    for (const auto& one : board.live)
      for (auto shift : promised_shifts(one->record)) {
        BOOST_REQUIRE(promised.emplace(shift, one->record.id).second);
        BOOST_REQUIRE(board.mark_of(shift).mark.live == one->record.id);
      }
    for (const auto& one : board.marks)
      if (one.mark.live.assigned())
        BOOST_REQUIRE(promised.at(one.shift) == one.mark.live);
  }
};

} // namespace nightfloat::test

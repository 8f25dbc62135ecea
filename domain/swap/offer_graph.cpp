// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/offer_graph.hpp"

#include "domain/ledger_time.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto near_days = std::int64_t{14};
constexpr auto reach_days = std::int64_t{90};
constexpr auto load_reach = minutes{14 * 1440};
constexpr auto room_around = minutes{10 * 60};

} // namespace

result<void> offer_graph::read(swap_leg wanted) {
  auto self = node_of({}, wanted, {});
  if (!self)
    return self.error();
  nodes_.push_back(*std::move(self));
  read_board(wanted);
  measure_loads();
  return {};
}

result<offer_node> offer_graph::node_of(swap_id offer, swap_leg leg,
                                        const swap_wish& wish) const {
  auto who = judge_.person(leg.person);
  if (!who)
    return who.error();
  auto given = judge_.take(**who, leg.shift, **who);
  if (!given)
    return given.error();
  auto begin = given->parts.front().start;
  if (ms_of(begin) <= at_.now_ms)
    return failure{ec::refused, "swap: shift " + std::to_string(leg.shift.value)
                                  + " began at " + local_text(site_, begin)
                                  + ", choose one that is yet to come"};
  auto out = offer_node{.offer = offer,
                        .who = *who,
                        .given = *std::move(given),
                        .wish = wish,
                        .day = site_.local_date(begin)};
  for (const auto& part : out.given.parts)
    out.length += (part.end - part.start).count();
  return out;
}

void offer_graph::read_board(swap_leg wanted) {
  for (const auto& one : at_.board.live) {
    const auto& x = one->record;
    auto open = x.state == swap_state::open || x.state == swap_state::countered;
    if (!open || !x.market || x.wish.gift || x.roster != at_.what.id
        || at_.now_ms >= x.expires_ms)
      continue;
    if (x.owner == wanted.person) {
      if (x.moves.front().shift == wanted.shift) {
        nodes_.front().offer = x.id;
        nodes_.front().wish = x.wish;
      }
      continue;
    }
    // What is no longer theirs is nobody's match.
    if (auto found = node_of(x.id, {x.owner, x.moves.front().shift}, x.wish))
      nodes_.push_back(*std::move(found));
  }
}

void offer_graph::measure_loads() {
  auto sum = std::int64_t{0};
  for (auto& x : nodes_) {
    auto begin = x.given.parts.front().start;
    auto own = duties_of(judge_.what(), x.who->id);
    auto i = std::ranges::lower_bound(own, begin - load_reach, {},
                                      &duty::start);
    for (; i != own.end() && i->start < begin + load_reach; ++i)
      if (counts(i->kind))
        x.load += (i->end - i->start).count();
    sum += x.load;
  }
  mean_load_ = sum / static_cast<std::int64_t>(nodes_.size());
}

std::optional<swap_score> offer_graph::glance(std::size_t a,
                                              std::size_t b) const {
  const auto& from = nodes_[a];
  const auto& to = nodes_[b];
  auto days = std::int64_t{std::abs((from.day - to.day).count())};
  if (days > reach_days)
    return std::nullopt;
  auto named = from.wish.last != date{};
  if (named && (to.day < from.wish.first || to.day > from.wish.last))
    return std::nullopt;
  auto out = swap_score{};
  out.date = static_cast<std::uint32_t>(
    days <= near_days ? 1000 : 1000 - 500 * days / reach_days);
  out.preference = named ? 1000 : 600;
  auto after = from.load - from.length + to.length;
  auto off = std::min(std::abs(after - mean_load_), swap_load_full);
  out.workload = static_cast<std::uint32_t>(1000 - 1000 * off / swap_load_full);
  auto past = at_.board.tally_of(from.who->id).tally;
  out.history = std::min(1000U
                           - std::min(200 * std::min(past.declined, 5U), 600U)
                           + std::min(100 * std::min(past.agreed, 5U), 300U),
                         1000U);
  return out;
}

std::optional<swap_score> offer_graph::look(std::size_t a, std::size_t b) {
  auto out = glance(a, b);
  if (!out)
    return std::nullopt;
  const auto& from = nodes_[a];
  const auto& to = nodes_[b];
  auto pass = to.given;
  pass.to = from.who;
  if (judge_.unfit(pass) || is_busy(from, to))
    return std::nullopt;
  out->availability = has_room(from, to) ? 1000 : 500;
  return out;
}

bool offer_graph::is_busy(const offer_node& from, const offer_node& to) {
  change_.gone = from.given.parts;
  change_.come = to.given.parts;
  for (auto& part : change_.come)
    part.person = from.who->id;
  return judge_.rules().busy(*from.who, change_, room_).has_value();
}

bool offer_graph::has_room(const offer_node& from, const offer_node& to) const {
  auto begin = to.given.parts.front().start - room_around;
  auto end = to.given.parts.back().end + room_around;
  auto own = duties_of(judge_.what(), from.who->id);
  auto i = std::ranges::lower_bound(own, begin - minutes{2 * 1440}, {},
                                    &duty::start);
  for (; i != own.end() && i->start < end; ++i)
    if (i->end > begin && i->shift != from.given.shift)
      return false;
  return true;
}

} // namespace nightfloat::domain

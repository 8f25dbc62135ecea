// SPDX-License-Identifier: Apache-2.0

// Every live offer is a node: somebody, the shift that they give, and what
// they wish for. An edge says that one could take another's shift, cheaply
// judged and scored. A swap of two is an edge there and one back; a ring is
// searched over the few best edges of each node, and so need not be the best
// of all, but is found at once. What is left is judged by the rules, best
// first.

#include "domain/swap/match.hpp"

#include "domain/clock.hpp"
#include "domain/ledger_time.hpp"
#include "domain/swap/judge.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto near_days = std::int64_t{14};
constexpr auto reach_days = std::int64_t{90};
constexpr auto load_reach = minutes{14 * 1440};
constexpr auto room_around = minutes{10 * 60};
/// Edges of a node that a ring is searched over, and rings that are judged.
constexpr std::size_t branches = 4;
constexpr std::size_t rings_judged_max = 64;
constexpr std::size_t pairs_judged_max = 200;

struct node {
  swap_id offer{};
  const person_facts* who = nullptr;
  passing given;
  swap_wish wish;
  date day{};
  std::int64_t length = 0;
  std::int64_t load = 0;
};

struct edge {
  std::size_t to = 0;
  swap_score parts;
};

std::uint32_t whole(const swap_score& x) noexcept {
  const auto& w = swap_weights;
  return (x.date * w.date + x.preference * w.preference
          + x.workload * w.workload + x.history * w.history
          + x.availability * w.availability)
         / 100;
}

swap_score mean(const std::vector<edge>& all) {
  auto out = swap_score{};
  auto n = static_cast<std::uint32_t>(all.size());
  for (auto part :
       {&swap_score::date, &swap_score::preference, &swap_score::workload,
        &swap_score::history, &swap_score::availability}) {
    for (const auto& one : all)
      out.*part += one.parts.*part;
    out.*part /= n;
  }
  return out;
}

/// A ring of nodes: each gives to the one before, the first to the last.
struct ring {
  std::vector<std::size_t> nodes;
  swap_score parts;
  std::uint32_t score = 0;
};

class matcher {
public:
  matcher(const swap_scene& at, const swap_judge& judge, const zone& site)
    : at_{at}, judge_{judge}, site_{site} {
  }

  result<swap_matches> run(swap_leg wanted, std::size_t limit) {
    auto self = node_of({}, wanted, {});
    if (!self)
      return self.error();
    nodes_.push_back(*std::move(self));
    read_board(wanted);
    measure_loads();
    auto pairs = std::vector<ring>{};
    for (auto i = std::size_t{1}; i < nodes_.size(); ++i)
      add_pair(i, pairs);
    auto out = swap_matches{};
    out.considered = static_cast<std::uint32_t>(nodes_.size() - 1);
    judge_best(std::move(pairs), limit, pairs_judged_max, out.found);
    branches_.resize(nodes_.size());
    auto path = std::vector<std::size_t>{0};
    auto edges = std::vector<edge>{};
    auto rings = std::vector<ring>{};
    walk(path, edges, rings);
    judge_best(std::move(rings), limit, rings_judged_max, out.found);
    std::ranges::stable_sort(out.found, std::greater{}, &swap_match::score);
    if (out.found.size() > limit)
      out.found.resize(limit);
    return out;
  }

private:
  result<node> node_of(swap_id offer, swap_leg leg, const swap_wish& wish) {
    auto who = judge_.person(leg.person);
    if (!who)
      return who.error();
    auto given = judge_.take(**who, leg.shift, **who);
    if (!given)
      return given.error();
    auto begin = given->parts.front().start;
    if (ms_of(begin) <= at_.now_ms)
      return failure{ec::refused, "swap: shift "
                                    + std::to_string(leg.shift.value)
                                    + " began at " + local_text(site_, begin)
                                    + ", choose one that is yet to come"};
    auto out = node{.offer = offer,
                    .who = *who,
                    .given = *std::move(given),
                    .wish = wish,
                    .day = site_.local_date(begin)};
    for (const auto& part : out.given.parts)
      out.length += (part.end - part.start).count();
    return out;
  }

  void read_board(swap_leg wanted) {
    for (const auto& one : at_.board.live) {
      const auto& x = one->record;
      auto open = x.state == swap_state::open
                  || x.state == swap_state::countered;
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

  void measure_loads() {
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

  /// How well `from` would do with what `to` gives, leaving aside whether they
  /// may; nothing: it lies too far, or is not what they wish.
  std::optional<swap_score> glance(const node& from, const node& to) const {
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
    out.workload
      = static_cast<std::uint32_t>(1000 - 1000 * off / swap_load_full);
    auto past = at_.board.tally_of(from.who->id).tally;
    out.history = std::min(1000U
                             - std::min(200 * std::min(past.declined, 5U), 600U)
                             + std::min(100 * std::min(past.agreed, 5U), 300U),
                           1000U);
    return out;
  }

  /// The same once it is seen that they are there, and how they lie around it.
  std::optional<swap_score> look(const node& from, const node& to) {
    auto out = glance(from, to);
    if (!out)
      return std::nullopt;
    auto pass = to.given;
    pass.to = from.who;
    if (judge_.unfit(pass) || is_busy(from, to))
      return std::nullopt;
    out->availability = has_room(from, to) ? 1000 : 500;
    return out;
  }

  bool is_busy(const node& from, const node& to) {
    change_.gone = from.given.parts;
    change_.come = to.given.parts;
    for (auto& part : change_.come)
      part.person = from.who->id;
    return judge_.rules().busy(*from.who, change_, room_).has_value();
  }

  /// Whether there is no other work close by.
  bool has_room(const node& from, const node& to) const {
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

  void add_pair(std::size_t other, std::vector<ring>& out) {
    auto there = look(nodes_[0], nodes_[other]);
    if (!there)
      return;
    auto back = look(nodes_[other], nodes_[0]);
    if (!back)
      return;
    add_ring({0, other}, {{other, *there}, {0, *back}}, out);
  }

  static void add_ring(std::vector<std::size_t> nodes,
                       const std::vector<edge>& edges, std::vector<ring>& out) {
    auto parts = mean(edges);
    auto score = whole(parts);
    if (score >= swap_score_min)
      out.push_back({std::move(nodes), parts, score});
  }

  /// The best of where `from` could go, found once.
  const std::vector<edge>& branches_of(std::size_t from) {
    auto& known = branches_[from];
    if (known)
      return *known;
    known.emplace();
    auto glances = std::vector<edge>{};
    for (auto to = std::size_t{1}; to < nodes_.size(); ++to)
      if (nodes_[to].who != nodes_[from].who)
        if (auto seen = glance(nodes_[from], nodes_[to]))
          glances.push_back({to, *seen});
    auto place = [](const edge& x) {
      return std::tuple{-static_cast<std::int64_t>(whole(x.parts)), x.to};
    };
    auto tried = std::min(glances.size(), 4 * branches);
    std::ranges::partial_sort(
      glances, glances.begin() + static_cast<std::ptrdiff_t>(tried), {}, place);
    for (auto i = std::size_t{0}; i < tried && known->size() < branches; ++i)
      if (auto seen = look(nodes_[from], nodes_[glances[i].to]))
        known->push_back({glances[i].to, *seen});
    return *known;
  }

  void walk(std::vector<std::size_t>& path, std::vector<edge>& edges,
            std::vector<ring>& out) {
    if (path.size() >= 3)
      if (auto home = look(nodes_[path.back()], nodes_[0])) {
        edges.push_back({0, *home});
        add_ring(path, edges, out);
        edges.pop_back();
      }
    if (path.size() == swap_parties_max)
      return;
    for (const auto& next : std::vector{branches_of(path.back())}) {
      auto known = std::ranges::any_of(
        path, [&](auto one) { return nodes_[one].who == nodes_[next.to].who; });
      if (known)
        continue;
      path.push_back(next.to);
      edges.push_back(next);
      walk(path, edges, out);
      path.pop_back();
      edges.pop_back();
    }
  }

  void judge_best(std::vector<ring> all, std::size_t limit,
                  std::size_t judged_max, std::vector<swap_match>& out) const {
    std::ranges::sort(all, [](const ring& a, const ring& b) {
      return std::tie(b.score, a.nodes) < std::tie(a.score, b.nodes);
    });
    auto tried = std::min(all.size(), judged_max);
    auto good = std::size_t{0};
    for (auto i = std::size_t{0}; i < tried && good < limit; ++i) {
      auto passes = passings_of(all[i]);
      if (!judge_.judge(passes))
        continue;
      ++good;
      out.push_back(shown(all[i], passes));
    }
  }

  /// Each takes what the next gives, the last what the first does.
  std::vector<passing> passings_of(const ring& x) const {
    auto out = std::vector<passing>{};
    auto count = x.nodes.size();
    for (auto i = std::size_t{0}; i < count; ++i) {
      auto pass = nodes_[x.nodes[i]].given;
      pass.to = nodes_[x.nodes[(i + count - 1) % count]].who;
      out.push_back(std::move(pass));
    }
    return out;
  }

  swap_match shown(const ring& x, const std::vector<passing>& passes) const {
    auto out = swap_match{.kind = x.nodes.size() > 2 ? swap_kind::cycle
                                                     : swap_kind::one_to_one,
                          .score = x.score,
                          .parts = x.parts};
    for (auto i : x.nodes)
      out.offers.push_back(nodes_[i].offer);
    for (const auto& one : passes) {
      out.moves.push_back({.shift = one.shift,
                           .month = month_of(one.parts.front().start),
                           .from = one.from->id,
                           .to = one.to->id});
      out.why += (out.why.empty() ? "" : ", ") + one.to->code + " takes "
                 + local_text(site_, one.parts.front().start) + " of "
                 + one.from->code;
    }
    return out;
  }

  const swap_scene& at_;
  const swap_judge& judge_;
  const zone& site_;
  std::vector<node> nodes_;
  std::vector<std::optional<std::vector<edge>>> branches_;
  std::int64_t mean_load_ = 0;
  duty_change change_;
  before_and_after room_;
};

} // namespace

result<swap_matches> match_swaps(const swap_scene& at, swap_leg wanted,
                                 std::size_t limit) {
  auto site = zone::find(at.where.info.zone);
  if (!site)
    return nightfloat::at("swap", site.error());
  auto judge = swap_judge::make(at.where, at.what, at.pack);
  if (!judge)
    return judge.error();
  return matcher{at, *judge, *site}.run(wanted,
                                        std::min(limit, swap_matches_max));
}

} // namespace nightfloat::domain

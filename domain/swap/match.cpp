// SPDX-License-Identifier: Apache-2.0

// A swap of two is an edge of the graph of offers there and one back. A ring is
// searched from both its ends: over the few best edges of each node, and to the
// few who would do best with the shift that was asked about. It need not be the
// best of all, but is found at once. What is left is judged by the rules, best
// first.

#include "domain/swap/match.hpp"

#include "domain/swap/offer_graph.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Edges of a node that a ring is searched over, and rings that are judged.
constexpr std::size_t branches = 4;
constexpr std::size_t rings_judged_max = 64;
constexpr std::size_t pairs_judged_max = 200;

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
    : nodes_{at, judge, site}, judge_{judge}, site_{site} {
  }

  result<swap_matches> run(swap_leg wanted, std::size_t limit) {
    if (auto done = nodes_.read(wanted); !done)
      return done.error();
    auto pairs = std::vector<ring>{};
    for (auto i = std::size_t{1}; i < nodes_.size(); ++i)
      add_pair(i, pairs);
    auto out = swap_matches{};
    out.considered = static_cast<std::uint32_t>(nodes_.size() - 1);
    judge_best(std::move(pairs), limit, pairs_judged_max, out.found);
    branches_.resize(nodes_.size());
    find_takers();
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
  void add_pair(std::size_t other, std::vector<ring>& out) {
    auto there = nodes_.look(0, other);
    if (!there)
      return;
    auto back = nodes_.look(other, 0);
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

  /// The best few of those at which a closer look finds nothing against it.
  template <class Look>
  static std::vector<edge> few_best(std::vector<edge> glances, Look&& look) {
    auto place = [](const edge& x) {
      return std::tuple{-static_cast<std::int64_t>(whole(x.parts)), x.to};
    };
    auto tried = std::min(glances.size(), 4 * branches);
    std::ranges::partial_sort(
      glances, glances.begin() + static_cast<std::ptrdiff_t>(tried), {}, place);
    auto out = std::vector<edge>{};
    for (auto i = std::size_t{0}; i < tried && out.size() < branches; ++i)
      if (auto seen = look(glances[i]))
        out.push_back({glances[i].to, *seen});
    return out;
  }

  /// The best of where `from` could go, found once.
  const std::vector<edge>& branches_of(std::size_t from) {
    auto& known = branches_[from];
    if (known)
      return *known;
    auto glances = std::vector<edge>{};
    for (auto to = std::size_t{1}; to < nodes_.size(); ++to)
      if (nodes_[to].who != nodes_[from].who)
        if (auto seen = nodes_.glance(from, to))
          glances.push_back({to, *seen});
    known = few_best(std::move(glances),
                     [&](const edge& x) { return nodes_.look(from, x.to); });
    return *known;
  }

  /// Who would do best with the shift that was asked about: a ring that one of
  /// them closes is found even where those before like others better.
  void find_takers() {
    auto glances = std::vector<edge>{};
    for (auto from = std::size_t{1}; from < nodes_.size(); ++from)
      if (auto seen = nodes_.glance(from, 0))
        glances.push_back({from, *seen});
    takers_ = few_best(std::move(glances),
                       [&](const edge& x) { return nodes_.look(x.to, 0); });
  }

  bool leads_to(std::size_t from, std::size_t to) {
    const auto& all = branches_of(from);
    return std::ranges::find(all, to, &edge::to) != all.end();
  }

  bool is_in(const std::vector<std::size_t>& path, std::size_t other) const {
    return std::ranges::any_of(
      path, [&](auto one) { return nodes_[one].who == nodes_[other].who; });
  }

  void walk(std::vector<std::size_t>& path, std::vector<edge>& edges,
            std::vector<ring>& out) {
    if (path.size() >= 3)
      if (auto home = nodes_.look(path.back(), 0)) {
        edges.push_back({0, *home});
        add_ring(path, edges, out);
        edges.pop_back();
      }
    if (path.size() == swap_parties_max)
      return;
    if (path.size() >= 2)
      end_with_taker(path, edges, out);
    for (const auto& next : std::vector{branches_of(path.back())}) {
      if (is_in(path, next.to))
        continue;
      path.push_back(next.to);
      edges.push_back(next);
      walk(path, edges, out);
      path.pop_back();
      edges.pop_back();
    }
  }

  /// Home over each of those who would take the shift, if the last may go
  /// there and does not anyway.
  void end_with_taker(std::vector<std::size_t>& path, std::vector<edge>& edges,
                      std::vector<ring>& out) {
    for (const auto& taker : takers_) {
      if (is_in(path, taker.to) || leads_to(path.back(), taker.to))
        continue;
      auto there = nodes_.look(path.back(), taker.to);
      if (!there)
        continue;
      path.push_back(taker.to);
      edges.push_back({taker.to, *there});
      edges.push_back({0, taker.parts});
      add_ring(path, edges, out);
      edges.resize(edges.size() - 2);
      path.pop_back();
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

  offer_graph nodes_;
  const swap_judge& judge_;
  const zone& site_;
  std::vector<std::optional<std::vector<edge>>> branches_;
  std::vector<edge> takers_;
};

} // namespace

result<swap_matches> match_swaps(const swap_scene& at, swap_leg wanted,
                                 std::size_t limit) {
  auto site = zone::find(at.where.info.zone);
  if (!site)
    return nightfloat::at("swap", site.error());
  auto judge = judge_at(at);
  if (!judge)
    return judge.error();
  return matcher{at, *judge, *site}.run(wanted,
                                        std::min(limit, swap_matches_max));
}

} // namespace nightfloat::domain

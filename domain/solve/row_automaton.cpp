// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_automaton.hpp"

#include "domain/solve/row_memory.hpp"

#include <algorithm>
#include <deque>
#include <map>

namespace nightfloat::domain::solve {

namespace {

using node = std::vector<std::uint16_t>;

template <class Key>
std::uint16_t number_of(std::map<Key, std::uint16_t>& known, const Key& key) {
  return known.emplace(key, static_cast<std::uint16_t>(known.size()))
    .first->second;
}

class builder {
public:
  builder(const problem& x, const person& who, kept_rules kept, bool strict,
          build_watch& watch)
    : x_{x}, who_{who}, rules_{x.contracts[who.contract]}, strict_{strict},
      watch_{watch} {
    auto bits = rule_bits{rules_};
    for (auto i = std::size_t{0}; i < rules_.runs.size(); ++i) {
      auto run = run_memory{x, rules_.runs[i], who.run_before[i]};
      if (run.matters()) {
        runs_.push_back(run);
        run_tasks_.push_back(rules_.runs[i].tasks);
      }
    }
    for (auto i = std::size_t{0}; i < rules_.groups.size(); ++i)
      if (i < 32
          && (rule_bits::within(kept, bits.groups + i)
              || rules_.groups[i].partial != score{})) {
        groups_.push_back(i);
        places_.push_back(span_places(rules_.groups[i], x.days));
      }
    for (auto i = std::size_t{0}; i < rules_.windows.size(); ++i)
      if (rule_bits::within(kept, bits.windows + i))
        windows_.push_back(i);
    for (auto i : windows_)
      window_parts_.emplace_back(rules_.windows[i]);
  }

  std::optional<row_automaton>
  build(std::span<const std::vector<std::int32_t>> signs) {
    auto fits = [](const auto& part) {
      return part.fits();
    };
    if (!std::ranges::all_of(runs_, fits)
        || !std::ranges::all_of(window_parts_, fits))
      return {};
    classes(signs);
    kinds();
    if (!walk())
      return {};
    collect();
    return std::move(out_);
  }

private:
  /// Tasks with the same column and row of successions, and alike in all else.
  void classes(std::span<const std::vector<std::int32_t>> signs) {
    auto n = x_.tasks.size();
    auto known = std::map<std::vector<std::int64_t>, std::uint16_t>{};
    auto known_rows = std::map<std::vector<score>, std::uint16_t>{};
    for (auto t = std::size_t{0}; t < n; ++t) {
      auto sign = std::vector<std::int64_t>(signs[t].begin(), signs[t].end());
      auto row = std::vector<score>{};
      for (auto i = std::size_t{0}; !rules_.next.empty() && i < n; ++i) {
        row.push_back(rules_.next[t * n + i]);
        for (auto both : {rules_.next[t * n + i], rules_.next[i * n + t]}) {
          sign.push_back(both.hard());
          sign.push_back(both.soft());
        }
      }
      row_of_.push_back(number_of(known_rows, row));
      for (auto set : run_tasks_)
        sign.push_back(has(set, static_cast<task>(t)));
      for (auto i : groups_)
        sign.push_back(has(rules_.groups[i].tasks, static_cast<task>(t)));
      for (auto i : windows_)
        sign.push_back(rules_.windows[i].weights[t]);
      out_.class_of.push_back(number_of(known, sign));
      if (out_.class_of.back() == sample_of_.size())
        sample_of_.push_back(static_cast<task>(t));
    }
    out_.classes = sample_of_.size();
  }

  void kinds() {
    auto known = std::map<node, std::uint16_t>{};
    for (auto day = 0; day < x_.days; ++day) {
      auto sign = node{};
      for (const auto& places : places_)
        sign.push_back(
          static_cast<std::uint16_t>(places[static_cast<std::size_t>(day)]));
      for (auto i : windows_)
        sign.push_back(day + 1 >= rules_.windows[i].days ? 1 : 0);
      out_.kind_of.push_back(number_of(known, sign));
      if (out_.kind_of.back() == signs_.size())
        signs_.push_back(sign);
    }
  }

  node begin() const {
    // Its succession is that of no task where nobody knows the day before.
    auto known = who_.last_known && !rules_.next.empty();
    auto out = node{known ? row_of_[who_.last] : nothing_before};
    for (const auto& run : runs_)
      out.push_back(run.start());
    out.resize(out.size() + groups_.size() + windows_.size(), 0);
    return out;
  }

  score next_price(std::uint16_t row, task to) const {
    if (rules_.next.empty() || row == nothing_before)
      return {};
    auto n = x_.tasks.size();
    for (auto from = std::size_t{0}; from < n; ++from)
      if (row_of_[from] == row)
        return rules_.next[from * n + to];
    return {};
  }

  /// The edge that a class of tasks makes from a node; fills `to`.
  row_edge step(const node& from, task done, const node& sign, node& to) const {
    auto out = row_edge{};
    out.price = next_price(from[0], done);
    to.assign(1, row_of_[done]);
    auto at = std::size_t{1};
    auto take = [&](const remembered& x) {
      out.price += x.price;
      to.push_back(x.value);
      ++at;
    };
    for (const auto& run : runs_)
      take(run.step(from[at], done));
    for (auto i = std::size_t{0}; i < groups_.size(); ++i) {
      auto memory = span_memory{rules_.groups[groups_[i]]};
      auto x = memory.step(from[at], done, static_cast<span_place>(sign[i]));
      out.begun |= x.begun ? std::uint32_t{1} << groups_[i] : 0;
      take(x);
    }
    for (auto i = std::size_t{0}; i < windows_.size(); ++i)
      take(
        window_parts_[i].step(from[at], done, sign[groups_.size() + i] != 0));
    return out;
  }

  /// Day by day; false where there are too many nodes, or it was ended.
  bool walk() {
    auto kinds = signs_.size();
    auto here = std::vector<std::uint32_t>{number(begin())};
    for (auto day = std::size_t{0}; day < out_.kind_of.size(); ++day) {
      auto kind = out_.kind_of[day];
      auto next = std::vector<std::uint32_t>{};
      for (auto from : here) {
        auto& edges = found_[from * kinds + kind];
        if (!edges)
          edges = edges_of(from, kind);
        if (nodes_.size() > automaton_nodes_max || watch_.ends(edges->size()))
          return false;
        for (const auto& e : *edges)
          next.push_back(e.to);
      }
      std::ranges::sort(next);
      next.erase(std::unique(next.begin(), next.end()), next.end());
      here = std::move(next);
    }
    return true;
  }

  std::vector<row_edge> edges_of(std::uint32_t from, std::uint16_t kind) {
    auto out = std::vector<row_edge>{};
    auto what = nodes_[from];
    auto to = node{};
    for (auto i = std::size_t{0}; i < sample_of_.size(); ++i) {
      auto e = step(what, sample_of_[i], signs_[kind], to);
      if (strict_ && e.price.hard() > 0)
        continue;
      e.from = from;
      e.to = number(to);
      e.kind = static_cast<std::uint16_t>(i);
      out.push_back(e);
    }
    return out;
  }

  std::uint32_t number(const node& x) {
    auto [at, fresh]
      = numbers_.emplace(x, static_cast<std::uint32_t>(nodes_.size()));
    if (fresh) {
      nodes_.push_back(x);
      found_.resize(nodes_.size() * signs_.size());
    }
    return at->second;
  }

  void collect() {
    out_.nodes = nodes_.size();
    out_.kinds.resize(signs_.size());
    for (auto kind = std::size_t{0}; kind < signs_.size(); ++kind) {
      auto& all = out_.kinds[kind];
      for (auto n = std::size_t{0}; n < nodes_.size(); ++n) {
        all.first.push_back(static_cast<std::uint32_t>(all.edges.size()));
        if (const auto& own = found_[n * signs_.size() + kind])
          all.edges.insert(all.edges.end(), own->begin(), own->end());
      }
      all.first.push_back(static_cast<std::uint32_t>(all.edges.size()));
    }
  }

  static constexpr std::uint16_t nothing_before = 0xffff;

  const problem& x_;
  const person& who_;
  const contract& rules_;
  bool strict_;
  build_watch& watch_;
  std::vector<run_memory> runs_;
  std::vector<task_set> run_tasks_;
  std::vector<std::size_t> groups_;
  std::vector<std::vector<span_place>> places_;
  std::vector<std::size_t> windows_;
  std::vector<window_memory> window_parts_;
  /// By task: which have the same successors; by class: one of its tasks.
  std::vector<std::uint16_t> row_of_;
  std::vector<task> sample_of_;
  std::vector<node> signs_;
  std::vector<node> nodes_;
  std::map<node, std::uint32_t> numbers_;
  std::deque<std::optional<std::vector<row_edge>>> found_;
  row_automaton out_;
};

} // namespace

bool build_watch::ends(std::size_t pieces) {
  constexpr auto between = std::size_t{50'000};
  pieces_ += pieces;
  if (ended_ || pieces_ < between)
    return ended_;
  pieces_ = 0;
  ended_ = stop_ != nullptr && *stop_ && (*stop_)();
  return ended_;
}

std::optional<row_automaton>
automaton_of(const problem& x, const person& who, kept_rules kept, bool strict,
             std::span<const std::vector<std::int32_t>> signs,
             build_watch& watch) {
  return builder{x, who, kept, strict, watch}.build(signs);
}

} // namespace nightfloat::domain::solve

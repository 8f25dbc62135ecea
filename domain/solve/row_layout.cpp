// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_layout.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::domain::solve {

namespace {

constexpr auto of_no_group = std::uint32_t{32};

/// A counter, and the group that it counts for.
struct group_counter {
  row_counter counter;
  std::uint32_t group = of_no_group;

  [[nodiscard]] std::int32_t step(task done, std::uint32_t begun) const {
    return group == of_no_group ? counter.steps[done]
                                : static_cast<std::int32_t>(begun >> group & 1);
  }
};

class compiler {
public:
  compiler(const problem& x, const person& who, kept_rules kept,
           build_watch& watch)
    : x_{x}, who_{who}, kept_{kept}, rules_{x.contracts[who.contract]},
      watch_{watch} {
  }

  std::optional<row_layout> build(bool strict, std::size_t states_max) {
    out_.of_task.resize(x_.tasks.size());
    if (!counters())
      return {};
    auto signs = std::vector<std::vector<std::int32_t>>(x_.tasks.size());
    for (const auto& c : counters_)
      for (auto t = std::size_t{0}; t < signs.size(); ++t)
        signs[t].push_back(c.group == of_no_group ? c.counter.steps[t] : 0);
    auto automaton = automaton_of(x_, who_, kept_, strict, signs, watch_);
    if (!automaton)
      return {};
    out_.automaton = std::move(*automaton);
    for (const auto& c : counters_) {
      auto states = static_cast<std::size_t>(c.counter.cap) + 1;
      (&c == counters_.data() ? out_.inner : out_.outer) *= states;
      if (out_.inner * out_.outer > states_max)
        return {};
    }
    if (out_.states() > states_max / static_cast<std::size_t>(x_.days))
      return {};
    edges();
    lasts();
    moves();
    if (watch_.ended())
      return {};
    return std::move(out_);
  }

private:
  bool counters() {
    auto bits = rule_bits{rules_};
    for (auto i = std::size_t{0}; i < rules_.totals.size(); ++i)
      if (rule_bits::within(kept_, i)
          && !take({counter_of(x_, who_, i), of_no_group}))
        return false;
    for (auto i = std::size_t{0}; i < rules_.groups.size(); ++i)
      // Edges have no bit for those beyond.
      if (rule_bits::within(kept_, bits.groups + i)
          && (i >= of_no_group
              || !take({group_counter_of(x_, who_, i),
                        static_cast<std::uint32_t>(i)})))
        return false;
    std::ranges::stable_sort(counters_, [](const auto& a, const auto& b) {
      return a.counter.cap > b.counter.cap;
    });
    return true;
  }

  bool take(group_counter x) {
    if (x.counter.last.empty())
      return false;
    auto linear = x.counter.linear();
    if (linear && (x.group == of_no_group || x.counter.beyond == score{})) {
      out_.base += x.counter.last[0];
      for (auto t = std::size_t{0};
           x.group == of_no_group && t < x_.tasks.size(); ++t)
        out_.of_task[t] += x.counter.beyond * x.counter.steps[t];
    } else {
      counters_.push_back(std::move(x));
    }
    return true;
  }

  /// A task of each class.
  std::vector<task> samples() const {
    auto out = std::vector<task>(out_.automaton.classes);
    for (auto t = x_.tasks.size(); t-- > 0;)
      out[out_.automaton.class_of[t]] = static_cast<task>(t);
    return out;
  }

  void edges() {
    auto sample = samples();
    for (const auto& kind : out_.automaton.kinds) {
      auto& day = out_.kinds.emplace_back();
      day.first = kind.first;
      for (const auto& e : kind.edges) {
        if (watch_.ends(1))
          return;
        auto& edge = day.edges.emplace_back();
        edge = {e.from, e.to, e.kind, 0, 0, e.price};
        auto by = std::vector<std::int32_t>{};
        for (const auto& c : counters_)
          by.push_back(c.step(sample[e.kind], e.begun));
        if (!by.empty()) {
          edge.step = by.front();
          by.erase(by.begin());
        }
        out_.step_max = std::max(out_.step_max, edge.step);
        edge.move = moves_
                      .emplace(by, static_cast<std::uint16_t>(moves_.size()))
                      .first->second;
      }
      arriving(day);
    }
  }

  void arriving(row_layout::day_edges& day) const {
    auto& first = day.into_first;
    first.assign(out_.automaton.nodes + 1, 0);
    for (const auto& e : day.edges)
      ++first[e.to + 1];
    for (auto n = std::size_t{1}; n < first.size(); ++n)
      first[n] += first[n - 1];
    auto at = first;
    day.into.resize(day.edges.size());
    for (auto i = std::uint32_t{0}; i < day.edges.size(); ++i)
      day.into[at[day.edges[i].to]++] = i;
  }

  void lasts() {
    if (!counters_.empty()) {
      out_.inner_last = counters_.front().counter.last;
      out_.beyond = counters_.front().counter.beyond;
    } else {
      out_.inner_last.assign(1, {});
    }
    for (auto o = std::size_t{0}; o < out_.outer; ++o) {
      auto sum = score{};
      for_each(o, [&](const group_counter& c, std::size_t count) {
        sum += c.counter.last[count];
      });
      out_.outer_last.push_back(sum);
    }
  }

  /// With every outer counter and what it has in the outer number `o`.
  template <class Use>
  void for_each(std::size_t o, Use use) const {
    for (auto i = std::size_t{1}; i < counters_.size(); ++i) {
      auto states = static_cast<std::size_t>(counters_[i].counter.cap) + 1;
      use(counters_[i], o % states);
      o /= states;
    }
  }

  void moves() {
    out_.outer_next.resize(moves_.size() * out_.outer);
    out_.outer_price.resize(out_.outer_next.size());
    for (const auto& move : moves_)
      for (auto o = std::size_t{0}; o < out_.outer; ++o) {
        if (watch_.ends(1))
          return;
        auto at = move.second * out_.outer + o;
        auto scale = std::size_t{1};
        auto i = std::size_t{0};
        for_each(o, [&](const group_counter& c, std::size_t count) {
          auto cap = static_cast<std::size_t>(c.counter.cap);
          auto sum = count + static_cast<std::size_t>(move.first[i++]);
          out_.outer_next[at]
            += static_cast<std::uint32_t>(std::min(sum, cap) * scale);
          if (sum > cap)
            out_.outer_price[at] += c.counter.beyond
                                    * static_cast<std::int64_t>(sum - cap);
          scale *= cap + 1;
        });
      }
  }

  const problem& x_;
  const person& who_;
  kept_rules kept_;
  const contract& rules_;
  build_watch& watch_;
  /// The innermost first.
  std::vector<group_counter> counters_;
  std::map<std::vector<std::int32_t>, std::uint16_t> moves_;
  row_layout out_;
};

} // namespace

std::optional<row_layout>
layout_of(const problem& x, const person& who, kept_rules kept, bool strict,
          std::size_t states_max, build_watch& watch) {
  return compiler{x, who, kept, watch}.build(strict, states_max);
}

} // namespace nightfloat::domain::solve

// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/escape.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nightfloat::domain::solve {

namespace {

/// Steps of a descent, and days on either side that it looks at.
constexpr auto steps_max = 4;
constexpr auto around = 2;
constexpr auto block_most = 4;
/// A move that is accepted more rarely leads nowhere in time.
constexpr auto chance_least = 1e-6;
/// Draws between two looks at whether to stop.
constexpr auto draws_between = std::size_t{8};

class probe {
public:
  probe(const tables& x, const state& from, std::int64_t hard_weight,
        random_source& random)
    : x_{x}, at_{from}, weight_{hard_weight}, random_{random} {
    at_.keep();
  }

  /// What the move drawn costs; nothing where it is not allowed or none.
  std::optional<double> draw() {
    people_.clear();
    first_ = static_cast<std::int32_t>(
      random_.below(static_cast<std::size_t>(x_.days)));
    count_ = std::min(1 + static_cast<std::int32_t>(random_.below(block_most)),
                      x_.days - first_);
    auto of = random_.below(3) + 1;
    if (of > x_.people)
      return {};
    while (people_.size() < of)
      if (auto who = random_.below(x_.people);
          std::ranges::find(people_, who) == people_.end())
        people_.push_back(who);
    moves_.clear();
    if (of == 1)
      reassign();
    else
      pass_round();
    if (!std::ranges::all_of(moves_, [&](const auto& x) { return fits(x); })
        || !std::ranges::any_of(moves_,
                                [&](const auto& x) { return differs(x); }))
      return {};
    auto delta = score{};
    for (const auto& x : moves_)
      delta += at_.apply(x);
    return static_cast<double>(delta.weighed(weight_));
  }

  /// Whether the descent from there ends elsewhere than where it began.
  bool leads_out() {
    for (auto step = 0; step < steps_max && descend(); ++step) {
    }
    auto before = at_.roster();
    at_.undo();
    return before != at_.roster();
  }

  void undo() {
    at_.undo();
  }

private:
  void reassign() {
    auto x = at_.now(people_[0], first_, count_);
    auto may = x_.may(people_[0], first_);
    std::fill_n(x.to.begin(), count_, may[random_.below(may.size())]);
    moves_.push_back(x);
  }

  void pass_round() {
    for (auto i = std::size_t{0}; i < people_.size(); ++i) {
      auto x = at_.now(people_[i], first_, count_);
      x.who = people_[(i + 1) % people_.size()];
      moves_.push_back(x);
    }
  }

  bool fits(const change& x) const {
    for (auto k = 0; k < x.count; ++k)
      if (!has(x_.what.allowed[x_.what.cell_at(x.who, x.first + k)],
               x.to[static_cast<std::size_t>(k)]))
        return false;
    return true;
  }

  bool differs(const change& x) const {
    for (auto k = 0; k < x.count; ++k)
      if (at_.at(x.who, x.first + k) != x.to[static_cast<std::size_t>(k)])
        return true;
    return false;
  }

  /// The best of single days set anew around the move, where it gains.
  bool descend() {
    auto best = change{};
    auto gain = std::int64_t{0};
    auto last = std::min(x_.days, first_ + count_ + around);
    for (auto who : people_)
      for (auto day = std::max(0, first_ - around); day < last; ++day)
        for (auto to : x_.may(who, day)) {
          if (to == at_.at(who, day))
            continue;
          auto x = change{who, day, 1, {to}};
          auto delta = at_.cells(x) + at_.joined(x);
          auto most = gain - delta.weighed(weight_);
          delta += at_.rules(x, {weight_, most});
          if (delta.weighed(weight_) < gain) {
            gain = delta.weighed(weight_);
            best = x;
          }
        }
    if (gain < 0)
      at_.apply(best);
    return gain < 0;
  }

  const tables& x_;
  state at_;
  std::int64_t weight_;
  random_source& random_;
  std::vector<std::uint32_t> people_;
  std::vector<change> moves_;
  std::int32_t first_ = 0;
  std::int32_t count_ = 0;
};

} // namespace

escape_chance escape_of(const tables& x, const state& from, double temperature,
                        std::int64_t hard_weight, random_source& random,
                        std::size_t draws, const std::function<bool()>& stop) {
  auto at = probe{x, from, hard_weight, random};
  auto out = escape_chance{};
  for (auto i = std::size_t{0}; i < draws; ++i) {
    if (i % draws_between == 0 && stop && stop())
      break;
    auto costs = at.draw();
    if (!costs)
      continue;
    auto chance = *costs <= 0 ? 1.0 : std::exp(-*costs / temperature);
    if (chance < chance_least)
      at.undo();
    else if (at.leads_out())
      out.out += chance;
  }
  out.out /= static_cast<double>(std::max<std::size_t>(draws, 1));
  return out;
}

} // namespace nightfloat::domain::solve

// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/requirement_rows.hpp"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

namespace nightfloat::domain::solve {

namespace {

/// Entries, for each column that there may be in the end.
constexpr auto entries_a_column = std::size_t{40};
/// Entries between two looks at whether to stop.
constexpr auto entries_between = std::size_t{10'000};

} // namespace

requirement_rows::requirement_rows(const requirements& of,
                                   std::span<const requirement> kept,
                                   day_span within, std::size_t columns_max,
                                   stop_request stop)
  : of_{&of}, x_{&of.what()}, within_{within},
    columns_max_{columns_max}, stop_{std::move(stop)} {
  for (auto i = std::size_t{0}; i < kept.size() && !ended_; ++i) {
    owner_ = i;
    add(kept[i]);
  }
  if (!ended_)
    gather();
}

void requirement_rows::entered(std::size_t entries) {
  entries_ += entries;
  ended_ = ended_ || entries_ > entries_a_column * columns_max_;
  ask(entries);
}

void requirement_rows::ask(std::size_t entries) {
  looked_at_ += entries;
  if (looked_at_ < entries_between)
    return;
  looked_at_ = 0;
  ended_ = ended_ || (stop_ && stop_());
}

void requirement_rows::add(const requirement& x) {
  switch (x.kind) {
    case rule_kind::demand:
      return demand_rows(x);
    case rule_kind::cell:
      return cell_rows(x);
    case rule_kind::next:
      return next_rows(x);
    case rule_kind::run:
      return run_rows(x);
    case rule_kind::total:
      return total_rows(x);
    case rule_kind::group:
      return group_rows(x);
    case rule_kind::window:
      return window_rows(x);
    case rule_kind::clash:
      return clash_rows(x);
    case rule_kind::order:
      return order_rows(x);
    case rule_kind::spread:
      return spread_rows(x);
    case rule_kind::pair:
      return pair_rows(x);
  }
}

std::size_t requirement_rows::cell(std::uint32_t who, std::int32_t day) {
  auto [at, fresh] = cell_from_.emplace(x_->cell_at(who, day), columns_);
  if (!fresh)
    return at->second;
  auto may = of_->able(who, day);
  auto one = line{};
  for (auto n = std::popcount(may); n > 0; --n)
    one.entries.push_back({static_cast<std::uint32_t>(columns_++), 1});
  one.bounds = {1, 1};
  entered(one.entries.size());
  lines_.push_back(std::move(one));
  owners_.push_back(nobody);
  return at->second;
}

void requirement_rows::put(line& to, std::uint32_t who, std::int32_t day,
                           task_set set, double value) {
  auto may = of_->able(who, day);
  if ((may & set) == 0 || ended_)
    return;
  entered(static_cast<std::size_t>(std::popcount(may & set)));
  auto at = cell(who, day);
  for (; may != 0; may &= may - 1, ++at)
    if (has(set, static_cast<task>(std::countr_zero(may))))
      to.entries.push_back({static_cast<std::uint32_t>(at), value});
}

void requirement_rows::weigh(line& to, std::uint32_t who, std::int32_t day,
                             const std::vector<std::int32_t>& weights) {
  for (auto t = std::size_t{0}; t < weights.size(); ++t)
    if (weights[t] != 0)
      put(to, who, day, only(static_cast<task>(t)), weights[t]);
}

/// A column may be there twice until now.
void requirement_rows::close(line& x, double low, double high) {
  if (ended_)
    return;
  std::ranges::sort(x.entries, {}, &lp_entry::row);
  auto out = std::vector<lp_entry>{};
  for (const auto& one : x.entries)
    if (!out.empty() && out.back().row == one.row)
      out.back().value += one.value;
    else
      out.push_back(one);
  std::erase_if(out, [](const auto& one) { return one.value == 0; });
  lines_.push_back({std::move(out), {low, high}});
  owners_.push_back(owner_);
}

void requirement_rows::demand_rows(const requirement& x) {
  const auto& rule = x_->demands[x.rule];
  auto out = line{};
  for (auto who = 0U; who < x_->people.size(); ++who)
    if ((rule.classes >> x_->class_at(x_->cell_at(who, rule.day)) & 1) != 0)
      put(out, who, rule.day, rule.tasks);
  if (x.which == side::least)
    close(out, least_heads(rule), unbounded);
  else
    close(out, -unbounded, most_heads(rule));
}

void requirement_rows::cell_rows(const requirement& x) {
  auto at = x_->cell_at(x.who, x.day);
  auto gone = task_set{0};
  for (auto t = std::size_t{0}; t < x_->tasks.size(); ++t)
    if (x.rule == 1 ? !has(x_->allowed[at], static_cast<task>(t))
                    : x_->cell[at * x_->tasks.size() + t].hard() > 0)
      gone |= only(static_cast<task>(t));
  auto out = line{};
  put(out, x.who, x.day, gone);
  close(out, -unbounded, 0);
}

void requirement_rows::next_rows(const requirement& x) {
  const auto& next = x_->contract_of(x.who).next;
  auto n = x_->tasks.size();
  auto after = [&](task from) {
    auto out = task_set{0};
    for (auto to = std::size_t{0}; to < n; ++to)
      if (next[from * n + to].hard() > 0)
        out |= only(static_cast<task>(to));
    return out;
  };
  if (x.day == 0) {
    auto out = line{};
    put(out, x.who, 0, after(x_->people[x.who].last));
    return close(out, -unbounded, 0);
  }
  auto may = of_->able(x.who, x.day - 1);
  for (; may != 0; may &= may - 1) {
    auto from = static_cast<task>(std::countr_zero(may));
    auto gone = after(from) & of_->able(x.who, x.day);
    if (gone == 0)
      continue;
    auto out = line{};
    put(out, x.who, x.day - 1, only(from));
    put(out, x.who, x.day, gone);
    close(out, -unbounded, 1);
  }
}

void requirement_rows::run_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).runs[x.rule];
  if (x.which == side::least)
    shortest(x, rule);
  else
    longest(x, rule);
}

void requirement_rows::longest(const requirement& x, const run_rule& rule) {
  auto before = x_->people[x.who].run_before[x.rule];
  auto window = [&](std::int32_t first, std::int32_t count) {
    if (first < within_.first || first + count - 1 > within_.last)
      return;
    auto out = line{};
    for (auto day = first; day < first + count; ++day)
      put(out, x.who, day, rule.tasks);
    close(out, -unbounded, count - 1);
  };
  // One day more would be too much; what was too much before is not charged.
  if (before > 0)
    window(0, std::max(0, rule.max - before) + 1);
  for (auto first = 0; first + rule.max < x_->days; ++first)
    window(first, rule.max + 1);
}

void requirement_rows::shortest(const requirement& x, const run_rule& rule) {
  auto before = x_->people[x.who].run_before[x.rule];
  auto is_in = [&](std::int32_t day) {
    return day >= within_.first && day <= within_.last;
  };
  // Day `later` too, where a run begins on `first`.
  auto goes_on = [&](std::int32_t first, std::int32_t later) {
    auto out = line{};
    put(out, x.who, later, rule.tasks);
    put(out, x.who, first, rule.tasks, -1);
    if (first > 0)
      put(out, x.who, first - 1, rule.tasks);
    close(out, 0, unbounded);
  };
  if (before > 0) {
    for (auto day = 0; day < std::min(rule.min - before, x_->days); ++day)
      if (is_in(day)) {
        auto out = line{};
        put(out, x.who, day, rule.tasks);
        close(out, 1, unbounded);
      }
  }
  auto from = before == 0 && !rule.open_start ? 0 : 1;
  for (auto first = from; first < x_->days; ++first)
    for (auto later = first + 1; later < std::min(first + rule.min, x_->days);
         ++later)
      if (is_in(std::max(0, first - 1)) && is_in(later))
        goes_on(first, later);
}

void requirement_rows::total_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).totals[x.rule];
  auto before = x_->people[x.who].total_before[x.rule];
  auto out = line{};
  for (auto day = 0; day < x_->days; ++day)
    weigh(out, x.who, day, rule.weights);
  if (x.which == side::least)
    close(out, rule.min - before, unbounded);
  else if (x.which == side::most)
    close(out, -unbounded, rule.max - before);
  else
    close(out, rule.target - before, rule.target - before);
}

void requirement_rows::group_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).groups[x.rule];
  auto count = line{};
  for (const auto& span : rule.spans) {
    if (x.which == side::most)
      count.entries.push_back({static_cast<std::uint32_t>(columns_++), 1});
    for (auto day = span.first; day <= span.last; ++day) {
      auto out = line{};
      put(out, x.who, day, rule.tasks);
      if (x.which == side::most) {
        out.entries.push_back({count.entries.back().row, -1});
        close(out, -unbounded, 0);
      } else if (day > span.first) {
        put(out, x.who, span.first, rule.tasks, -1);
        close(out, 0, 0);
      }
    }
  }
  if (x.which == side::most)
    close(count, -unbounded, rule.max - x_->people[x.who].group_before[x.rule]);
}

void requirement_rows::window_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).windows[x.rule];
  auto out = line{};
  for (auto day = x.day; day < x.day + rule.days; ++day)
    weigh(out, x.who, day, rule.weights);
  close(out, -unbounded, rule.max);
}

void requirement_rows::clash_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).clashes[x.rule];
  auto out = line{};
  put(out, x.who, rule.first, rule.first_tasks);
  put(out, x.who, rule.second, rule.second_tasks);
  close(out, -unbounded, 1);
}

void requirement_rows::order_rows(const requirement& x) {
  const auto& rule = x_->contract_of(x.who).orders[x.rule];
  for (auto day = 0; day < x_->days; ++day) {
    auto out = line{};
    put(out, x.who, day, rule.then, rule.need);
    if (out.entries.empty())
      continue;
    for (auto earlier = 0; earlier < day; ++earlier)
      put(out, x.who, earlier, rule.first, -1);
    close(out, -unbounded, 0);
  }
}

/// Everybody as much as one of them, by what each is there for.
void requirement_rows::spread_rows(const requirement& x) {
  const auto& rule = x_->spreads[x.rule];
  auto measure = std::ranges::find_if(rule.weights,
                                      [](auto weight) { return weight != 0; });
  if (measure == rule.weights.end())
    return;
  auto first = static_cast<std::uint32_t>(measure - rule.weights.begin());
  for (auto who = 0U; who < x_->people.size(); ++who) {
    if (who == first)
      continue;
    auto out = line{};
    for (auto day : rule.days) {
      put(out, who, day, rule.tasks, *measure);
      put(out, first, day, rule.tasks, -rule.weights[who]);
    }
    close(out, 0, 0);
  }
}

void requirement_rows::pair_rows(const requirement& x) {
  const auto& rule = x_->pairs[x.rule];
  auto out = line{};
  put(out, rule.one, x.day, rule.tasks);
  put(out, rule.other, x.day, rule.tasks, rule.together ? -1 : 1);
  close(out, rule.together ? 0 : -unbounded, rule.together ? 0 : 1);
}

linear_programme requirement_rows::strict() const {
  return laid(false);
}

linear_programme requirement_rows::elastic() const {
  return laid(true);
}

/// By column; what tells two tasks of a cell apart is nothing here where they
/// are in the same rows: one of them will do.
void requirement_rows::gather() {
  auto all = std::vector<std::vector<lp_entry>>(columns_);
  for (auto i = std::size_t{0}; i < lines_.size(); ++i)
    for (const auto& at : lines_[i].entries)
      all[at.row].push_back({static_cast<std::uint32_t>(i), at.value});
  auto before = [](const auto& one, const auto& other) {
    return std::ranges::lexicographical_compare(
      one, other, [](const lp_entry& a, const lp_entry& b) {
        return std::pair{a.row, a.value} < std::pair{b.row, b.value};
      });
  };
  auto found = std::set<std::vector<lp_entry>, decltype(before)>{before};
  for (auto& one : all) {
    ask(one.size());
    found.insert(std::move(one));
    ended_ = ended_ || found.size() > columns_max_;
    if (ended_)
      return;
  }
  while (!found.empty())
    kept_.push_back(std::move(found.extract(found.begin()).value()));
}

linear_programme requirement_rows::laid(bool elastic) const {
  auto out = linear_programme{};
  for (const auto& entries : kept_)
    out.columns.push_back({0, {0, 1}, entries});
  for (auto i = std::size_t{0}; i < lines_.size(); ++i) {
    auto row = static_cast<std::uint32_t>(i);
    const auto& bounds = lines_[i].bounds;
    out.rows.push_back(bounds);
    if (!elastic || owners_[i] == nobody)
      continue;
    if (bounds.low > -unbounded)
      out.columns.push_back({1, {}, {{row, 1}}});
    if (bounds.high < unbounded)
      out.columns.push_back({1, {}, {{row, -1}}});
  }
  return out;
}

} // namespace nightfloat::domain::solve

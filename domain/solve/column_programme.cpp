// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_programme.hpp"

#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace nightfloat::domain::solve {

result<column_shape> column_shape::make(const problem& x, double hard_weight) {
  auto out = column_shape{};
  out.x_ = &x;
  out.hard_weight_ = hard_weight;
  for (const auto& demand : x.demands) {
    out.demands_.push_back(convex_price_of(demand, hard_weight));
    if (!out.demands_.back().convex())
      return failure{ec::invalid_argument,
                     "columns: demand "
                       + std::to_string(out.demands_.size() - 1)
                       + ": fewer heads must not be worth more than more"};
  }
  auto tasks = x.tasks.size();
  auto days = static_cast<std::size_t>(x.days);
  if (!x.classes.empty())
    out.classes_ = std::ranges::max(x.classes) + std::size_t{1};
  out.first_.assign(days * out.classes_ * tasks + 1, 0);
  auto each = [&](auto use) {
    for (auto i = std::uint32_t{0}; i < x.demands.size(); ++i)
      for (auto c = std::size_t{0}; c < out.classes_; ++c)
        for (auto t = std::size_t{0}; t < tasks; ++t)
          if (has(x.demands[i].tasks, static_cast<task>(t))
              && (x.demands[i].classes >> c & 1) != 0)
            use((static_cast<std::size_t>(x.demands[i].day) * out.classes_ + c)
                    * tasks
                  + t,
                i);
  };
  each([&](std::size_t at, std::uint32_t) { ++out.first_[at + 1]; });
  std::partial_sum(out.first_.begin(), out.first_.end(), out.first_.begin());
  out.served_.resize(out.first_.back());
  auto free = out.first_;
  each([&](std::size_t at, std::uint32_t i) { out.served_[free[at]++] = i; });
  out.weigh();
  return out;
}

void column_shape::weigh() noexcept {
  // Put together, handed over, and by rows and columns in Clp and its copy.
  constexpr auto bytes_of_entry = sizeof(lp_entry)
                                  + 5 * (sizeof(double) + sizeof(int));
  constexpr auto bytes_of_line = sizeof(lp_column) + 24 * sizeof(double);
  auto tasks = x_->tasks.size();
  auto entries = std::size_t{1};
  for (auto day = std::size_t{0}; day < static_cast<std::size_t>(x_->days);
       ++day) {
    auto most = std::uint32_t{0};
    for (auto i = day * classes_ * tasks; i < (day + 1) * classes_ * tasks; ++i)
      most = std::max(most, first_[i + 1] - first_[i]);
    entries += most;
  }
  bytes_combined_ = bytes_of_line + entries * bytes_of_entry;
}

std::span<const std::uint32_t>
column_shape::demands_of(std::size_t who, std::size_t day,
                         task done) const noexcept {
  auto cell = x_->cell_at(who, static_cast<std::int32_t>(day));
  auto at = (day * classes_ + x_->class_at(cell)) * x_->tasks.size() + done;
  return {served_.data() + first_[at], first_[at + 1] - first_[at]};
}

std::vector<lp_bounds> column_shape::rows() const {
  auto out = std::vector<lp_bounds>(x_->people.size(), {1, 1});
  for (const auto& x : demands_)
    out.push_back(
      {static_cast<double>(x.at.front()), static_cast<double>(x.at.front())});
  return out;
}

double column_shape::base() const noexcept {
  auto out = 0.0;
  for (const auto& x : demands_)
    out += x.cost_at_first;
  return out;
}

std::vector<lp_column> column_shape::pieces() const {
  auto out = std::vector<lp_column>{};
  for (auto i = std::size_t{0}; i < demands_.size(); ++i) {
    const auto& x = demands_[i];
    auto row = static_cast<std::uint32_t>(x_->people.size() + i);
    auto below = static_cast<double>(x.at.front());
    out.push_back({-x.slope_before, {0, below}, {{row, 1}}});
    for (auto k = std::size_t{0}; k < x.at.size(); ++k) {
      auto last = k + 1 == x.at.size();
      auto width = last ? unbounded
                        : static_cast<double>(x.at[k + 1] - x.at[k]);
      out.push_back({x.slopes[k], {0, width}, {{row, -1}}});
    }
  }
  return out;
}

lp_column column_shape::column(const column_pool& pool, std::size_t at) const {
  auto out = lp_column{weighed(pool.own(at), hard_weight_), {}, {}};
  out.entries.push_back({pool.who(at), 1});
  auto row = pool.row(at);
  auto people = static_cast<std::uint32_t>(x_->people.size());
  for (auto day = std::size_t{0}; day < row.size(); ++day)
    for (auto i : demands_of(pool.who(at), day, row[day]))
      out.entries.push_back({people + i, 1});
  return out;
}

} // namespace nightfloat::domain::solve

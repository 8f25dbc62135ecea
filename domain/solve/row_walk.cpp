// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_walk.hpp"

#include "domain/solve/profile.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nightfloat::domain::solve {

namespace {

constexpr auto never = std::numeric_limits<double>::infinity();

std::vector<double> numbers(const std::vector<score>& x, double hard_weight) {
  auto out = std::vector<double>(x.size());
  std::ranges::transform(x, out.begin(),
                         [&](score s) { return weighed(s, hard_weight); });
  return out;
}

/// to[i] = the less of both. The pass that all time goes into.
void lessen(double* __restrict to, const double* __restrict from, double add,
            std::int32_t n) {
  for (auto i = 0; i < n; ++i) {
    auto x = from[i] + add;
    to[i] = x < to[i] ? x : to[i];
  }
}

void copy(double* __restrict to, const double* __restrict from, double add,
          std::int32_t n) {
  for (auto i = 0; i < n; ++i)
    to[i] = from[i] + add;
}

} // namespace

row_walk::row_walk(row_layout layout, double hard_weight)
  : layout_{std::move(layout)} {
  weigh(hard_weight);
}

void row_walk::weigh(double hard_weight) {
  hard_weight_ = hard_weight;
  edge_cost_.clear();
  for (const auto& day : layout_.kinds) {
    auto& costs = edge_cost_.emplace_back();
    for (const auto& e : day.edges)
      costs.push_back(weighed(e.price, hard_weight));
  }
  outer_cost_ = numbers(layout_.outer_price, hard_weight);
  inner_last_ = numbers(layout_.inner_last, hard_weight);
  outer_last_ = numbers(layout_.outer_last, hard_weight);
  of_task_ = numbers(layout_.of_task, hard_weight);
  base_ = weighed(layout_.base, hard_weight);
  beyond_.clear();
  for (auto n = 0; n <= layout_.step_max; ++n)
    beyond_.push_back(weighed(layout_.beyond * n, hard_weight));
  auto ends = std::ranges::find_if(inner_last_,
                                   [](double x) { return x < never; });
  first_end_ = static_cast<std::int32_t>(ends - inner_last_.begin());
}

std::int32_t row_walk::least(std::size_t day) const noexcept {
  auto left = static_cast<std::int64_t>(layout_.automaton.kind_of.size() - day);
  return static_cast<std::int32_t>(
    std::max<std::int64_t>(0, first_end_ - left * layout_.step_max));
}

/// Takes the counts `have` of one state over to another, `step` further.
void row_walk::pass(const double* from, walk_memory::band have, double* to,
                    walk_memory::band& band, std::int32_t step,
                    double add) const {
  auto cap = static_cast<std::int32_t>(layout_.inner) - 1;
  auto high = std::min(have.high + step, cap);
  auto low = std::min(have.low + step, cap);
  auto last = std::min(have.high, cap - step);
  auto plain = last - have.low + 1;
  if (band.low > band.high && plain > 0 && last == have.high) {
    copy(to + low, from + have.low, add, plain);
    band = {low, high};
    return;
  }
  if (band.low > band.high)
    band = {low, low - 1};
  while (band.low > low)
    to[--band.low] = never;
  while (band.high < high)
    to[++band.high] = never;
  if (plain > 0)
    lessen(to + low, from + have.low, add, plain);
  // Those that stop at the cap.
  for (auto c = std::max(have.low, last + 1); c <= have.high; ++c)
    to[cap] = std::min(to[cap],
                       from[c] + add
                         + beyond_[static_cast<std::size_t>(c + step - cap)]);
}

void row_walk::day(std::size_t at, std::span<const double> price,
                   walk_memory& memory) const {
  auto outers = layout_.outer;
  auto rows = layout_.automaton.nodes * outers;
  auto kind = layout_.automaton.kind_of[at];
  const auto& edges = layout_.kinds[kind];
  const auto* here = layer(at, memory);
  auto* there = layer(at + 1, memory);
  auto* bands = memory.bands.data() + at * rows;
  auto* next_bands = bands + rows;
  std::fill(next_bands, next_bands + rows, walk_memory::band{});
  auto floor = least(at);
  for (auto r = std::size_t{0}; r < rows; ++r)
    bands[r].low = std::max(bands[r].low, floor);
  for (auto i = std::size_t{0}; i < edges.edges.size(); ++i) {
    const auto& e = edges.edges[i];
    auto add = price[at * layout_.automaton.classes + e.kind]
               + edge_cost_[kind][i];
    if (add == never)
      continue;
    const auto* next = &layout_.outer_next[e.move * outers];
    const auto* cost = &outer_cost_[e.move * outers];
    for (auto o = std::size_t{0}; o < outers; ++o) {
      auto from = e.from * outers + o;
      if (bands[from].low > bands[from].high || cost[o] == never)
        continue;
      auto to = e.to * outers + next[o];
      memory.work
        += work_of_pass
           + static_cast<std::uint64_t>(bands[from].high - bands[from].low);
      pass(here + from * layout_.inner, bands[from], there + to * layout_.inner,
           next_bands[to], e.step, add + cost[o]);
    }
  }
}

row_walk::place row_walk::end(const walk_memory& memory) const {
  auto rows = layout_.automaton.nodes * layout_.outer;
  auto days = layout_.automaton.kind_of.size();
  const auto* value = layer(days, memory);
  const auto* bands = memory.bands.data() + days * rows;
  auto best = place{0, 0, 0, never};
  auto least_total = never;
  for (auto r = std::size_t{0}; r < rows; ++r)
    for (auto c = bands[r].low; c <= bands[r].high; ++c) {
      auto own = value[r * layout_.inner + static_cast<std::size_t>(c)];
      auto total = own + outer_last_[r % layout_.outer]
                   + inner_last_[static_cast<std::size_t>(c)];
      if (total < least_total) {
        least_total = total;
        best = {r / layout_.outer, r % layout_.outer, c, total};
      }
    }
  return best;
}

/// Of all that one day may have come from, that which costs least.
row_walk::place row_walk::before(std::size_t day, const place& to,
                                 std::span<const double> price,
                                 const walk_memory& memory,
                                 std::uint16_t& kind) const {
  auto rows = layout_.automaton.nodes * layout_.outer;
  const auto* value = layer(day, memory);
  const auto* bands = memory.bands.data() + day * rows;
  auto day_kind = layout_.automaton.kind_of[day];
  const auto& edges = layout_.kinds[day_kind];
  auto cap = static_cast<std::int32_t>(layout_.inner) - 1;
  auto best = place{0, 0, 0, never};
  for (auto k = edges.into_first[to.node]; k < edges.into_first[to.node + 1];
       ++k) {
    auto i = edges.into[k];
    const auto& e = edges.edges[i];
    auto add = price[day * layout_.automaton.classes + e.kind]
               + edge_cost_[day_kind][i];
    for (auto o = std::size_t{0}; o < layout_.outer && add < never; ++o) {
      auto at = e.move * layout_.outer + o;
      if (layout_.outer_next[at] != to.outer)
        continue;
      auto r = e.from * layout_.outer + o;
      auto c = std::max(to.inner - e.step, bands[r].low);
      auto last = to.inner == cap ? bands[r].high
                                  : std::min(to.inner - e.step, bands[r].high);
      for (; c <= last; ++c) {
        auto over = std::max(0, c + e.step - cap);
        auto sum = value[r * layout_.inner + static_cast<std::size_t>(c)] + add
                   + outer_cost_[at] + beyond_[static_cast<std::size_t>(over)];
        if (sum < best.value) {
          best = {e.from, o, c, sum};
          kind = e.kind;
        }
      }
    }
  }
  return best;
}

/// Slots: one for each kept day, then one for each day between two of them.
double* row_walk::layer(std::size_t day,
                        const walk_memory& memory) const noexcept {
  auto kept = layout_.automaton.kind_of.size() / memory.stride + 1;
  auto rest = day % memory.stride;
  auto slot = rest == 0 ? day / memory.stride : kept + rest - 1;
  return memory.value.get() + slot * layout_.states();
}

std::size_t row_walk::stride() const noexcept {
  // Up to that many numbers nothing is walked twice.
  constexpr auto numbers_at_ease = std::size_t{2'000'000};
  auto days = layout_.automaton.kind_of.size();
  auto out = std::size_t{1};
  if ((days + 1) * layout_.states() > numbers_at_ease)
    while (out * out < days)
      ++out;
  return out;
}

std::size_t row_walk::walked_numbers(std::size_t stride) const noexcept {
  auto days = layout_.automaton.kind_of.size();
  return (days / stride + stride) * layout_.states();
}

std::size_t row_walk::walking_bytes() const noexcept {
  auto days = layout_.automaton.kind_of.size();
  auto rows = layout_.automaton.nodes * layout_.outer;
  return walked_numbers(stride()) * sizeof(double)
         + (days + 1) * rows * sizeof(walk_memory::band);
}

void row_walk::prepare(walk_memory& memory) const {
  auto days = layout_.automaton.kind_of.size();
  auto rows = layout_.automaton.nodes * layout_.outer;
  memory.stride = stride();
  auto size = walked_numbers(memory.stride);
  if (memory.value_size < size) {
    // Left as it is: bands say what has been written.
    memory.value.reset(new double[size]);
    memory.value_size = size;
  }
  if (memory.bands.size() < (days + 1) * rows)
    memory.bands.resize((days + 1) * rows);
  std::fill_n(memory.bands.begin(), rows, walk_memory::band{});
  memory.bands[0] = {0, 0};
  memory.value[0] = 0;
}

bool walk_memory::ends() {
  constexpr auto between = std::uint64_t{1'000'000};
  if (stop == nullptr || work < ask_at)
    return false;
  ask_at = work + between;
  return *stop && (*stop)();
}

double row_walk::best(std::span<const double> price, walk_memory& memory,
                      std::span<std::uint16_t> row) const {
  auto days = layout_.automaton.kind_of.size();
  prepare(memory);
  for (auto at = std::size_t{0}; at < days; ++at) {
    if (memory.ends())
      return -never;
    day(at, price, memory);
  }
  auto at = end(memory);
  auto out = at.value + base_;
  if (out == never)
    return out;
  for (auto i = days; i-- > 0;) {
    // The last of the days between two kept ones: they are of other days.
    if (memory.stride > 1 && i % memory.stride == memory.stride - 1)
      for (auto again = i - i % memory.stride; again < i; ++again) {
        if (memory.ends())
          return -never;
        day(again, price, memory);
      }
    at = before(i, at, price, memory, row[i]);
  }
  return out;
}

std::size_t row_walk::bytes() const noexcept {
  auto out = bytes_of(outer_cost_) + bytes_of(beyond_) + bytes_of(inner_last_)
             + bytes_of(outer_last_) + bytes_of(of_task_)
             + bytes_of(layout_.outer_next) + bytes_of(layout_.outer_price)
             + bytes_of(layout_.automaton.kind_of);
  for (const auto& x : edge_cost_)
    out += bytes_of(x);
  for (const auto& x : layout_.kinds)
    out += bytes_of(x.edges) + bytes_of(x.first) + bytes_of(x.into)
           + bytes_of(x.into_first);
  for (const auto& x : layout_.automaton.kinds)
    out += bytes_of(x.edges) + bytes_of(x.first);
  return out;
}

} // namespace nightfloat::domain::solve

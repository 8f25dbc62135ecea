// SPDX-License-Identifier: Apache-2.0
#include "soak/timeline.hpp"

#include "chaos/mib.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nightfloat::soak {

namespace {

using chaos::mib;
using report::panel;

double ms(std::uint64_t us) {
  return static_cast<double>(us) / 1'000;
}

double figure_or(const chaos::process_sample& x, std::string_view name,
                 double otherwise) {
  const auto* found = x.find(name);
  return found == nullptr ? otherwise : *found;
}

} // namespace

double live_bytes(const chaos::process_sample& x) {
  const auto* heap = x.find("heap");
  if (heap == nullptr || *heap == 0)
    return figure_or(x, "rss", 0);
  return *heap - figure_or(x, "store_memory", 0)
         - figure_or(x, "store_cache", 0) - figure_or(x, "store_kept", 0);
}

std::size_t timeline::find(const series_place& of, const std::string& member) {
  auto at = std::ranges::find_if(all_, [&](const report::series& x) {
    return x.name == of.name && x.member == member;
  });
  if (at != all_.end())
    return static_cast<std::size_t>(at - all_.begin());
  counts_.emplace_back();
  auto& x = all_.emplace_back();
  x.name = of.name;
  x.member = member;
  x.unit = of.unit;
  x.panel = of.panel;
  return all_.size() - 1;
}

void timeline::add(const series_place& of, const std::string& member,
                   double at_s, double value) {
  auto to = find(of, member);
  put(to, at_s, value, 1);
  while (all_[to].at_s.size() >= points_max)
    widen();
}

// A value that falls into the step of the one before joins it.
void timeline::put(std::size_t to, double at_s, double value,
                   std::uint32_t count) {
  auto& x = all_[to];
  auto& counts = counts_[to];
  if (step_s_ > 1) {
    at_s = (std::floor(at_s / step_s_) + 0.5) * step_s_;
    if (!x.at_s.empty() && x.at_s.back() == at_s) {
      counts.back() += count;
      x.value.back() += (value - x.value.back()) * count / counts.back();
      return;
    }
  }
  x.at_s.push_back(at_s);
  x.value.push_back(value);
  counts.push_back(count);
}

void timeline::widen() {
  step_s_ *= 2;
  for (auto i = std::size_t{0}; i != all_.size(); ++i) {
    auto at_s = std::exchange(all_[i].at_s, {});
    auto value = std::exchange(all_[i].value, {});
    auto counts = std::exchange(counts_[i], {});
    for (auto k = std::size_t{0}; k != at_s.size(); ++k)
      put(i, at_s[k], value[k], counts[k]);
  }
}

void timeline::add(const second_counts& x, double at_s) {
  auto put = [&](std::string_view name, std::string_view unit, panel where,
                 double value) {
    add({name, unit, where}, {}, at_s, value);
  };
  auto number = [](auto n) {
    return static_cast<double>(n);
  };
  put("ok", "/s", panel::throughput, number(x.ok));
  put("failed", "/s", panel::throughput, number(x.failed));
  put("refused", "/s", panel::throughput, number(x.refused));
  put("iterations", "/s", panel::throughput, number(x.iterations));
  put("dropped", "/s", panel::throughput, number(x.dropped));
  if (x.ok + x.failed + x.refused != 0) {
    put("p50", "ms", panel::latency, ms(x.p50_us));
    put("p95", "ms", panel::latency, ms(x.p95_us));
    put("p99", "ms", panel::latency, ms(x.p99_us));
    put("response p99", "ms", panel::latency, ms(x.response_p99_us));
  }
  put("generator lag p99", "ms", panel::latency, ms(x.lag_p99_us));
  put("users", "", panel::load, number(x.vus));
  put("in flight", "", panel::load, number(x.in_flight));
  if (x.due_rate)
    put("due", "/s", panel::load, *x.due_rate);
}

void timeline::add_one(const chaos::process_sample& x, double at_s) {
  for (const auto& [of, value] : display_.of(x, at_s))
    add({of.name, of.unit, of.where}, x.member, at_s, value);
  if (x.find("rss") != nullptr)
    add({"live", "MiB", panel::memory}, x.member, at_s, live_bytes(x) / mib);
}

void timeline::add(const std::vector<chaos::process_sample>& all, double at_s) {
  for (const auto& x : all)
    add_one(x, at_s);
}

std::vector<point> timeline::points(std::string_view name,
                                    std::string_view member, double from_s,
                                    double until_s) const {
  auto out = std::vector<point>{};
  for (const auto& x : all_) {
    if (x.name != name || x.member != member)
      continue;
    for (auto i = std::size_t{0}; i != x.at_s.size(); ++i)
      if (x.at_s[i] >= from_s && x.at_s[i] <= until_s)
        out.push_back({x.at_s[i], x.value[i]});
  }
  return out;
}

std::vector<std::string> timeline::members() const {
  auto out = std::vector<std::string>{};
  for (const auto& x : all_)
    if (!x.member.empty() && x.member != "generator"
        && std::ranges::find(out, x.member) == out.end())
      out.push_back(x.member);
  return out;
}

} // namespace nightfloat::soak

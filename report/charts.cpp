// SPDX-License-Identifier: Apache-2.0
#include "report/charts.hpp"

#include "report/scalars.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace nightfloat::report {

namespace {

bool is_sound(const series& x) {
  return !x.at_s.empty() && x.at_s.size() == x.value.size();
}

// Five digits are more than a chart shows, and half the bytes.
double rounded(double x) {
  if (x == 0 || !std::isfinite(x))
    return 0;
  auto scale = std::pow(10.0, 4 - std::floor(std::log10(std::abs(x))));
  auto out = std::round(x * scale) / scale;
  return std::isfinite(out) ? out : 0;
}

double step_of(const run_report& x) {
  auto last = 0.0;
  for (const auto& s : x.timeline)
    if (is_sound(s))
      last = std::max(last, s.at_s.back());
  return std::max(1.0, std::ceil((last + 1) / chart_steps_max));
}

std::optional<double> worse(std::optional<double> a, double b, better which) {
  if (!a)
    return b;
  return which == better::higher ? std::min(*a, b) : std::max(*a, b);
}

// The sorted steps that any of the lines has a value in.
std::vector<long> steps_of(const std::vector<const series*>& lines,
                           double every) {
  auto steps = std::vector<long>{};
  for (const auto* s : lines)
    for (auto at : s->at_s)
      steps.push_back(std::lround(std::floor(at / every)));
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

chart chart_of(const std::vector<const series*>& lines, double every) {
  const auto& first = *lines.front();
  auto out = chart{};
  out.title = first.member.empty() ? std::string{} : first.name;
  out.unit = first.unit;
  out.panel = first.panel;
  out.every_s = every;
  auto steps = steps_of(lines, every);
  for (auto s : steps)
    out.at_s.push_back(static_cast<double>(s) * every);
  for (const auto* s : lines) {
    auto& line = out.lines.emplace_back();
    line.name = s->member.empty() ? s->name : s->member;
    line.value.resize(steps.size());
    for (auto i = std::size_t{0}; i < s->value.size(); ++i) {
      auto step = std::lround(std::floor(s->at_s[i] / every));
      auto at = std::ranges::lower_bound(steps, step) - steps.begin();
      auto& to = line.value[static_cast<std::size_t>(at)];
      to = worse(to, rounded(s->value[i]), better_of(*s));
    }
  }
  return out;
}

} // namespace

std::vector<chart> charts_of(const run_report& x) {
  auto every = step_of(x);
  using key = std::tuple<panel, bool, std::string, std::string>;
  auto keys = std::vector<key>{};
  auto groups = std::map<key, std::vector<const series*>>{};
  for (const auto& s : x.timeline) {
    if (!is_sound(s))
      continue;
    auto of_process = !s.member.empty();
    auto k = key{s.panel, of_process, of_process ? s.name : std::string{},
                 s.unit};
    if (!groups.contains(k))
      keys.push_back(k);
    groups[k].push_back(&s);
  }
  // Within a panel the order in which the run named them.
  std::ranges::stable_sort(keys, {},
                           [](const key& k) { return std::get<panel>(k); });
  auto out = std::vector<chart>{};
  for (const auto& k : keys)
    out.push_back(chart_of(groups[k], every));
  return out;
}

} // namespace nightfloat::report

// SPDX-License-Identifier: Apache-2.0
// Series and faults as tables: what the page says without a script.
#include "report/html.hpp"
#include "report/html_table.hpp"
#include "report/html_tables.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace nightfloat::report {

namespace {

constexpr auto drawing_columns = std::size_t{160};

struct extent {
  double least = 0;
  double median = 0;
  double most = 0;
};

extent extent_of(std::vector<double> xs) {
  std::ranges::sort(xs);
  return {xs.front(), xs[xs.size() / 2], xs.back()};
}

// A line of at most twice as many points as there are columns: the least and
// the most of each, so that a single bad second stays visible.
std::string drawing(const series& x, const extent& of) {
  auto from = x.at_s.front();
  auto span = std::max(1e-9, x.at_s.back() - from);
  auto high = std::max(1e-9, of.most - of.least);
  auto columns = std::map<std::size_t, std::pair<double, double>>{};
  for (auto i = std::size_t{0}; i < x.value.size(); ++i) {
    auto at = static_cast<std::size_t>((x.at_s[i] - from) / span
                                       * (drawing_columns - 1));
    auto [c, is_new] = columns.try_emplace(at, x.value[i], x.value[i]);
    c->second.first = std::min(c->second.first, x.value[i]);
    c->second.second = std::max(c->second.second, x.value[i]);
  }
  auto points = std::string{};
  auto add = [&](std::size_t at, double value) {
    points += std::to_string(at) + ","
              + figure(23 - (value - of.least) / high * 22) + " ";
  };
  for (const auto& [at, c] : columns) {
    add(at, c.first);
    if (c.second != c.first)
      add(at, c.second);
  }
  return "<svg class=\"spark\" viewBox=\"0 0 160 24\" "
         "preserveAspectRatio=\"none\" aria-hidden=\"true\"><polyline "
         "points=\""
         + points + "\"/></svg>";
}

// A fault kind and its target's role: `worker` for worker-1 and worker-2.
std::pair<std::string, std::string> group_of(const fault_line& x) {
  return {x.fault,
          x.target.substr(0, x.target.find_last_not_of("-0123456789") + 1)};
}

std::string groups_of(const run_report& x) {
  struct group {
    std::uint64_t count = 0;
    std::uint64_t took = 0;
    std::uint64_t healed = 0;
  };
  auto groups = std::map<std::pair<std::string, std::string>, group>{};
  for (const auto& f : x.faults) {
    auto& g = groups[group_of(f)];
    ++g.count;
    g.took += f.took_effect;
    g.healed += f.healed;
  }
  auto rows
    = html_table{{"fault", "target", ">times", ">took effect", ">healed"}};
  for (const auto& [of, g] : groups)
    rows.row({escaped(of.first), escaped(of.second), std::to_string(g.count),
              std::to_string(g.took), std::to_string(g.healed)});
  return rows.text();
}

} // namespace

std::string series_table(const run_report& x) {
  auto rows = html_table{{"series", "process", "over time", ">least", ">median",
                          ">most", ">last", "unit"}};
  for (const auto& s : x.timeline) {
    if (s.value.empty() || s.value.size() != s.at_s.size())
      continue;
    auto of = extent_of(s.value);
    rows.row({escaped(s.name), escaped(s.member), drawing(s, of),
              figure(of.least), figure(of.median), figure(of.most),
              figure(s.value.back()), escaped(s.unit)});
  }
  return section("Series in figures", rows.text());
}

std::string fault_table(const run_report& x) {
  auto rows = html_table{{">at", ">for s", "fault", "target", "took effect",
                          "healed", ">recovery ms"}};
  for (const auto& f : x.faults) {
    auto lasted = f.until_ms > f.at_ms ? f.until_ms - f.at_ms : 0;
    rows.row({clock_time(static_cast<double>(f.at_ms) / 1e3),
              figure(static_cast<double>(lasted) / 1e3), escaped(f.fault),
              escaped(f.target),
              f.took_effect ? "yes" : badge("no") + " " + escaped(f.detail),
              f.healed ? "yes" : badge("no"),
              f.recovery_ms == 0 ? "" : std::to_string(f.recovery_ms)});
  }
  return section("Faults",
                 groups_of(x)
                   + fold("Each fault, in the order of time", rows.text()));
}

} // namespace nightfloat::report

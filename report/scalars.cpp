// SPDX-License-Identifier: Apache-2.0
#include "report/scalars.hpp"

#include "report/statistics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace nightfloat::report {

namespace {

class collector {
public:
  void add(std::string name, std::string unit, better which, double value) {
    if (std::isfinite(value) && names_.insert(name).second)
      found_.push_back({std::move(name), std::move(unit), which, value});
  }

  std::vector<scalar> take() {
    return std::move(found_);
  }

private:
  std::set<std::string> names_;
  std::vector<scalar> found_;
};

better better_of_unit(const std::string& unit) {
  return unit == "/s" ? better::higher : better::lower;
}

// What nobody wants more of; other counts say how much was done.
better better_of_fact(const std::string& name) {
  constexpr auto unwanted = std::array<std::string_view, 6>{
    "lost", "duplicated", "leaked", "errors", "failed", "dropped"};
  return std::ranges::find(unwanted, name) == unwanted.end() ? better::neither
                                                             : better::lower;
}

// Of the series of clients, what they did not get.
bool is_unwanted(std::string_view name) {
  constexpr auto all = std::array<std::string_view, 5>{
    "failed", "refused", "unknown", "dropped", "errors"};
  return std::ranges::find(all, name) != all.end();
}

void add_spread(collector& to, const std::string& prefix,
                const spread_line& x) {
  if (x.count == 0)
    return;
  auto which = better_of_unit(x.unit);
  to.add(prefix + ".p50", x.unit, which, x.p50);
  to.add(prefix + ".p95", x.unit, which, x.p95);
  to.add(prefix + ".p99", x.unit, which, x.p99);
}

} // namespace

std::string plain_name(std::string_view x) {
  auto out = std::string{};
  for (auto c : x) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (out.ends_with('_'))
    out.pop_back();
  return out.empty() ? "unnamed" : out;
}

better better_of(const series& x) {
  if (is_unwanted(x.name))
    return better::lower;
  switch (x.panel) {
    case panel::throughput:
      return better::higher;
    case panel::load:
      return better::neither;
    case panel::latency:
    case panel::memory:
    case panel::handles:
    case panel::queue:
    case panel::machine:
      break;
  }
  return better::lower;
}

std::vector<double> steady_values(const run_report& of, const series& x) {
  auto from = 0.0;
  auto until = std::numeric_limits<double>::infinity();
  for (const auto& p : of.phases) {
    if (p.name == "warm-up")
      from = p.until_s;
    // Of a soak, which rests before and after it.
    if (p.name == "load") {
      from = p.from_s;
      until = p.until_s;
    }
  }
  auto out = std::vector<double>{};
  for (auto i = std::size_t{0}; i < std::min(x.at_s.size(), x.value.size());
       ++i)
    if (x.at_s[i] >= from && x.at_s[i] <= until)
      out.push_back(x.value[i]);
  return out;
}

std::string name_of_series(const series& x) {
  auto name = plain_name(x.name);
  return x.member.empty() ? name : name + "." + plain_name(x.member);
}

std::vector<scalar> scalars_of(const run_report& x) {
  auto all = collector{};
  for (const auto& f : x.facts) {
    auto value = 0.0;
    auto end = f.value.data() + f.value.size();
    auto [at, error] = std::from_chars(f.value.data(), end, value);
    if (error == std::errc{} && at == end)
      all.add(plain_name(f.name), "", better_of_fact(f.name), value);
  }
  for (const auto& s : x.spreads)
    add_spread(all, plain_name(s.name), s);
  for (const auto& r : x.recovery)
    for (const auto& s : r.rows)
      add_spread(all,
                 plain_name(r.fault) + "." + plain_name(r.target) + "."
                   + plain_name(s.name),
                 s);
  for (const auto& s : x.timeline)
    if (auto values = steady_values(x, s); !values.empty())
      all.add(name_of_series(s) + ".median", s.unit, better_of(s),
              median(std::move(values)));
  return all.take();
}

} // namespace nightfloat::report

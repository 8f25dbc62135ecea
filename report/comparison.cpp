// SPDX-License-Identifier: Apache-2.0
#include "report/comparison.hpp"

#include "report/html_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>

namespace nightfloat::report {

namespace {

double change_between(double a, double b) {
  if (a == b)
    return 0;
  if (a == 0)
    return b > 0 ? std::numeric_limits<double>::max()
                 : std::numeric_limits<double>::lowest();
  return (b - a) / std::abs(a);
}

interval interval_of(const sample_pair& x, const bootstrap_options& options) {
  if (!x.paired)
    return bootstrap(
      x.a, x.b,
      [](const std::vector<double>& a, const std::vector<double>& b) {
        return change_between(median(a), median(b));
      },
      options);
  auto changes = std::vector<double>{};
  for (auto i = std::size_t{0}; i < x.a.size(); ++i)
    changes.push_back(change_between(x.a[i], x.b[i]));
  return bootstrap(
    changes, {0},
    [](const std::vector<double>& drawn, const std::vector<double>&) {
      return median(drawn);
    },
    options);
}

change_verdict verdict_of(const comparison_row& x, double least) {
  auto sign = x.better == better::lower ? 1.0 : -1.0;
  auto worse_low = std::min(sign * x.low, sign * x.high);
  auto worse_high = std::max(sign * x.low, sign * x.high);
  if (worse_low > least)
    return change_verdict::regressed;
  if (worse_high < -least)
    return change_verdict::improved;
  return worse_low >= -least && worse_high <= least ? change_verdict::same
                                                    : change_verdict::unsure;
}

comparison_row row_of(const sample_pair& x, const comparison_options& options) {
  auto row = comparison_row{x.name, x.unit, x.better};
  row.a_count = x.a.size();
  row.b_count = x.b.size();
  // One run that lost something is not hidden by those that did not.
  row.a = x.exact ? std::ranges::max(x.a) : median(x.a);
  row.b = x.exact ? std::ranges::max(x.b) : median(x.b);
  row.change = row.low = row.high = change_between(row.a, row.b);
  if (x.exact) {
    row.verdict = row.b > row.a   ? change_verdict::regressed
                  : row.b < row.a ? change_verdict::improved
                                  : change_verdict::same;
    return row;
  }
  // The interval of fewer than three values a side means nothing.
  if (std::min(x.a.size(), x.b.size()) < 3)
    return row;
  auto [low, high] = interval_of(x, options.bootstrap);
  row.low = low;
  row.high = high;
  if (x.better != better::neither)
    row.verdict = verdict_of(row, options.least);
  return row;
}

/// The metrics of one side in the order in which they came.
class side {
public:
  sample_pair& at(const scalar& x) {
    auto [i, is_new] = index_.try_emplace(x.name, found_.size());
    if (is_new)
      found_.push_back({x.name, x.unit, x.better, {}, {}, false, false});
    return found_[i->second];
  }

  [[nodiscard]] const sample_pair* find(const std::string& name) const {
    auto i = index_.find(name);
    return i == index_.end() ? nullptr : &found_[i->second];
  }

  [[nodiscard]] const std::vector<sample_pair>& all() const {
    return found_;
  }

private:
  std::map<std::string, std::size_t> index_;
  std::vector<sample_pair> found_;
};

bool is_exact(const scalar& x) {
  return x.name == "lost" || x.name == "duplicated" || x.name == "leaked";
}

side side_of(const std::vector<run_report>& runs) {
  auto out = side{};
  for (const auto& run : runs) {
    for (const auto& x : scalars_of(run)) {
      auto& to = out.at(x);
      to.a.push_back(x.value);
      to.exact = is_exact(x);
    }
    if (runs.size() != 1)
      continue;
    for (const auto& s : run.timeline)
      if (const auto* of = out.find(name_of_series(s) + ".median"))
        out.at({of->name, of->unit, of->better, 0}).a
          = batch_medians(steady_values(run, s));
  }
  return out;
}

// `x` is a side each; both samples lie in `a` of their own.
comparison joined(const side& a, const side& b, bool paired,
                  const comparison_options& options) {
  auto pairs = std::vector<sample_pair>{};
  auto out = comparison{};
  for (const auto& x : a.all()) {
    const auto* y = b.find(x.name);
    if (y == nullptr) {
      out.only_a.push_back(x.name);
      continue;
    }
    auto& to = pairs.emplace_back(x);
    to.b = y->a;
    to.paired = paired && to.a.size() == to.b.size();
  }
  for (const auto& y : b.all())
    if (a.find(y.name) == nullptr)
      out.only_b.push_back(y.name);
  auto judged = compare(pairs, options);
  out.rows = std::move(judged.rows);
  out.regressed = judged.regressed;
  return out;
}

scalar figure_of(const std::vector<std::string_view>& words) {
  auto x = scalar{std::string{words[0]}, std::string{words[2]}, better::lower,
                  0};
  auto target = words[3];
  // A peer's figure is context: what it is worth, its unit says.
  if (target.starts_with(">") || (target == "-" && x.unit.ends_with("/s")))
    x.better = better::higher;
  return x;
}

result<side> figures_of(std::string_view text, std::string_view which) {
  auto out = side{};
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto words = std::vector<std::string_view>{};
    while (!line.empty()) {
      auto word = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(line.size(), word.size() + 1));
      if (!word.empty())
        words.push_back(word);
    }
    if (words.size() != 5)
      continue;
    auto value = 0.0;
    auto number = std::string{words[1]};
    char* end = nullptr;
    value = std::strtod(number.c_str(), &end);
    if (end == number.c_str() + number.size() && std::isfinite(value))
      out.at(figure_of(words)).a.push_back(value);
  }
  if (out.all().empty())
    return failure{ec::invalid_argument,
                   std::string{which}
                     + ": holds no figure, give what bench/run printed"};
  return out;
}

bool is_good(const run_report& x) {
  return mood(x.verdict) == "good" && !x.partial;
}

} // namespace

comparison compare(const std::vector<sample_pair>& pairs,
                   const comparison_options& options) {
  auto out = comparison{};
  for (const auto& x : pairs) {
    if (x.a.empty() || x.b.empty())
      continue;
    out.rows.push_back(row_of(x, options));
    if (out.rows.back().verdict == change_verdict::regressed)
      out.regressed = true;
  }
  return out;
}

comparison compare(const std::vector<run_report>& a,
                   const std::vector<run_report>& b,
                   const comparison_options& options) {
  auto out = joined(side_of(a), side_of(b), false, options);
  auto bad = std::ranges::find_if_not(b, is_good);
  if (std::ranges::all_of(a, is_good) && bad != b.end()) {
    out.regressed = true;
    out.because = "a run of B is " + bad->verdict
                  + (bad->partial ? " and was cut" : "")
                  + ", none of A is: " + bad->because;
  }
  return out;
}

result<comparison> compare_figures(std::string_view a, std::string_view b,
                                   const comparison_options& options) {
  auto one = figures_of(a, "A");
  if (!one)
    return one.error();
  auto other = figures_of(b, "B");
  if (!other)
    return other.error();
  return joined(*one, *other, true, options);
}

} // namespace nightfloat::report

// SPDX-License-Identifier: Apache-2.0
#include "soak/recovery.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::soak {

namespace {

constexpr auto p99_share = 1.5;
constexpr auto chance_share = 0.1;
constexpr auto p99_slack_ms = 25.0;
constexpr auto repetitions_min = std::size_t{9};
constexpr auto tenth_s = 0.1;

std::vector<point> between(const std::vector<point>& all, double from,
                           double until) {
  auto out = std::vector<point>{};
  for (const auto& x : all)
    if (x.at_s > from && x.at_s <= until)
      out.push_back(x);
  return out;
}

std::vector<double> values(const std::vector<point>& all) {
  auto out = std::vector<double>{};
  for (const auto& x : all)
    out.push_back(x.value);
  return out;
}

// Of a load of which nothing succeeds, everything is too much.
double sent_each(const seen_by_users& x, double from, double until) {
  auto good = sum_within(x.ok, from, until);
  auto lost = sum_within(x.failed, from, until)
              + sum_within(x.refused, from, until);
  return good == 0 ? std::max(lost, 1.0) : (good + lost) / good;
}

std::optional<double> value_at(const std::vector<point>& all, double at_s) {
  auto at = std::ranges::find(all, at_s, &point::at_s);
  return at == all.end() ? std::nullopt : std::optional{at->value};
}

enum class second_kind { good, bad, silent };

second_kind kind_of(const point& ok, const seen_by_users& seen,
                    const baseline& before) {
  using enum second_kind;
  auto is_sparse = before.ok_good <= 0;
  auto lost = value_at(seen.failed, ok.at_s).value_or(0)
              + value_at(seen.refused, ok.at_s).value_or(0);
  if (is_sparse && ok.value + lost == 0)
    return silent;
  if (ok.value <= 0 || ok.value < before.ok_good)
    return bad;
  if (is_sparse && ok.value < goodput_share * (ok.value + lost))
    return bad;
  // A second without an answer has no p99.
  auto p99 = value_at(seen.p99_ms, ok.at_s);
  return p99 && *p99 <= before.p99_good_ms ? good : bad;
}

double longest_gap(const std::vector<point>& tenths, double from,
                   double until) {
  auto longest = 0.0;
  auto last = from;
  for (const auto& x : between(tenths, from, until)) {
    if (x.value == 0)
      continue;
    // A success somewhere in the tenth that ends at `at_s`.
    longest = std::max(longest, x.at_s - tenth_s - last);
    last = x.at_s;
  }
  return std::max(longest, until - last);
}

report::spread_line row(const char* name, const char* unit,
                        std::vector<double> all) {
  auto x = spread_of(all);
  auto out = report::spread_line{};
  out.name = name;
  out.unit = unit;
  out.count = x.count;
  out.mean = x.mean;
  out.p50 = x.p50;
  out.p90 = x.p90;
  out.p95 = x.p95;
  out.p99 = x.p99;
  out.p999 = quantile_of(std::move(all), 0.999);
  out.max = x.max;
  return out;
}

} // namespace

double sum_within(const std::vector<point>& all, double from_s,
                  double until_s) {
  auto out = 0.0;
  for (const auto& x : between(all, from_s, until_s))
    out += x.value;
  return out;
}

baseline baseline_of(const seen_by_users& x, double from_s, double until_s) {
  auto each = values(between(x.ok, from_s, until_s));
  auto p99 = values(between(x.p99_ms, from_s, until_s));
  auto usual = median_of(each);
  auto usual_p99 = median_of(p99);
  return {
    .seconds = static_cast<std::size_t>(
      std::ranges::count_if(each, [](double ok) { return ok > 0; })),
    .ok = usual,
    .p99_ms = usual_p99,
    .ok_good = std::min(usual * goodput_share, quantile_of(each, chance_share)),
    .p99_good_ms = std::max({usual_p99 * p99_share, usual_p99 + p99_slack_ms,
                             quantile_of(p99, 1 - chance_share)}),
    .queue_age_s = quantile_of(values(between(x.queue_age_s, from_s, until_s)),
                               0.99),
    .sent_each = sent_each(x, from_s, until_s)};
}

episode_recovery recover(const fault_episode& x, const seen_by_users& seen,
                         const baseline& before, double step_s) {
  // A second has the time of its end, a longer step that of its middle.
  auto half_s = step_s > 1 ? step_s / 2 : 0.0;
  auto wanted = std::max(1, static_cast<int>(std::ceil(good_seconds / step_s)));
  auto out = episode_recovery{};
  out.noticed_s = x.noticed_s;
  out.reclaimed_s = x.reclaimed_s;
  out.unavailable_s = longest_gap(seen.tenths, x.at_s, x.until_s);
  auto points = 0;
  auto good = 0;
  auto since = x.healed_s;
  auto last = x.healed_s;
  for (const auto& second : between(seen.ok, x.healed_s, x.until_s)) {
    // It has some of the fault.
    if (second.at_s - half_s < x.healed_s)
      continue;
    ++points;
    auto kind = kind_of(second, seen, before);
    if (kind == second_kind::bad)
      good = 0;
    else if (kind == second_kind::good && good++ == 0)
      since = last;
    last = second.at_s + half_s;
    if (good == wanted) {
      out.recovered_s = std::max(0.0, since - x.healed_s);
      break;
    }
  }
  out.has_room = points >= wanted;
  for (const auto& age : between(seen.queue_age_s, x.healed_s, x.until_s)) {
    if (age.value <= before.queue_age_s) {
      out.drained_s = age.at_s - x.healed_s;
      break;
    }
  }
  out.amplification = sent_each(seen, x.at_s, x.until_s) / before.sent_each;
  return out;
}

report::recovery_spread
spread_of_recovery(const std::string& fault, const std::string& target,
                   const std::vector<episode_recovery>& all) {
  auto out = report::recovery_spread{};
  out.fault = fault;
  out.target = target;
  auto noticed = std::vector<double>{};
  auto reclaimed = std::vector<double>{};
  auto gone = std::vector<double>{};
  auto back = std::vector<double>{};
  auto drained = std::vector<double>{};
  auto more = std::vector<double>{};
  for (const auto& x : all) {
    gone.push_back(x.unavailable_s);
    more.push_back(x.amplification);
    if (x.noticed_s)
      noticed.push_back(*x.noticed_s);
    if (x.reclaimed_s)
      reclaimed.push_back(*x.reclaimed_s);
    if (x.recovered_s)
      back.push_back(*x.recovered_s);
    if (x.drained_s)
      drained.push_back(*x.drained_s);
  }
  if (back.size() == all.size())
    out.verdict = all.size() < repetitions_min ? "too few" : "recovered";
  else
    out.verdict = back.empty() ? "metastable" : "degraded";
  out.rows.push_back(row("T_unavail", "s", gone));
  out.rows.push_back(row("TTR", "s", back));
  out.rows.push_back(row("T_drain", "s", drained));
  out.rows.push_back(row("amplification", "", more));
  if (!noticed.empty())
    out.rows.push_back(row("T_detect", "s", noticed));
  if (!reclaimed.empty())
    out.rows.push_back(row("T_reclaim", "s", reclaimed));
  return out;
}

} // namespace nightfloat::soak

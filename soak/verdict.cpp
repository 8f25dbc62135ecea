// SPDX-License-Identifier: Apache-2.0
#include "soak/verdict.hpp"

#include "chaos/mib.hpp"
#include "soak/text.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::soak {

namespace {

using chaos::mib;

constexpr auto day_s = 86'400.0;

/// Below, growth at rest is no leak: metrics of a new label, a table that
/// doubled, the allocator's rounding.
constexpr auto grown_bytes_min = 256.0 * 1024;

/// The same within the last third of the load.
constexpr auto late_bytes_min = 64.0 * 1024;

/// Of fewer seconds in the last third of the load there is no slope.
constexpr auto slope_points_min = std::size_t{8};

constexpr auto worse_share = 1.25;
constexpr auto worse_ms = 5.0;
constexpr auto errors_p = 0.01;
constexpr auto lag_us_max = std::uint64_t{100'000};
constexpr auto dropped_share_max = 0.01;

double slope_bound_mib(const leak_terms& terms) {
  return std::max(0.01 * static_cast<double>(terms.memory_limit_mb), 4.0);
}

std::vector<double> values_within(const std::vector<point>& all, double from,
                                  double until) {
  auto out = std::vector<double>{};
  auto first = static_cast<std::size_t>(from * static_cast<double>(all.size()));
  auto last = static_cast<std::size_t>(until * static_cast<double>(all.size()));
  for (auto i = first; i < last; ++i)
    out.push_back(all[i].value);
  return out;
}

double span_of(const std::vector<point>& x) {
  return x.empty() ? 0 : x.back().at_s - x.front().at_s;
}

std::vector<point> last_third(const std::vector<point>& all) {
  auto out = std::vector<point>{};
  for (const auto& x : all)
    if (x.at_s >= all.back().at_s - span_of(all) / 3)
      out.push_back(x);
  return out;
}

} // namespace

memory_judgement judge_memory(const memory_evidence& x,
                              const leak_terms& terms) {
  auto out = memory_judgement{.member = x.member};
  auto line = theil_sen(x.under_load);
  auto third = last_third(x.under_load);
  auto late_line = theil_sen(third);
  out.slope_mib_day = line.middle * day_s;
  out.slope_lower_mib_day = line.lower * day_s;
  // A last third without a slope never shows growth.
  out.known = late_line.points >= slope_points_min && !x.before.empty()
              && !x.after.empty();
  out.slopes = out.slope_lower_mib_day > slope_bound_mib(terms);
  // What grew for certain.
  auto late = late_line.lower * mib * span_of(third);
  if (x.operations > 0) {
    auto late_operations = x.late_operations > 0 ? x.late_operations
                                                 : x.operations / 3;
    out.bytes_per_operation = line.middle * mib * span_of(x.under_load)
                              / x.operations;
    out.late_bytes_per_operation = late / late_operations;
  }
  out.grows_per_operation = out.bytes_per_operation > terms.bytes_per_operation
                            && out.late_bytes_per_operation
                                 > terms.bytes_per_operation
                            && late > late_bytes_min;
  if (!x.before.empty() && !x.after.empty())
    out.grown_bytes = *std::ranges::min_element(x.after)
                      - *std::ranges::min_element(x.before);
  out.holds_more = out.grown_bytes > grown_bytes_min;
  out.stays = out.holds_more
              && out.grown_bytes > terms.bytes_per_operation * x.operations;
  return out;
}

report::check_line check_of(const memory_judgement& x,
                            const leak_terms& terms) {
  auto out = report::check_line{};
  out.name = "memory of " + x.member;
  out.claim = "what it holds does not grow with what it has done";
  out.verdict = "unknown";
  if (!x.known) {
    out.traces.push_back("too little was seen of it under load, or nothing at "
                         "rest before or after it");
    return out;
  }
  out.examined = 3;
  out.broken = x.leaks() ? 1 : 0;
  out.verdict = x.leaks() ? "invalid" : "valid";
  out.traces.push_back(text("slope %.1f MiB a day, at least %.1f (bound %.1f)",
                            x.slope_mib_day, x.slope_lower_mib_day,
                            slope_bound_mib(terms)));
  out.traces.push_back(
    text("%.1f bytes an operation under load, at least %.1f in its last third "
         "(bound %.0f)",
         x.bytes_per_operation, x.late_bytes_per_operation,
         terms.bytes_per_operation));
  out.traces.push_back(
    text("%.0f KiB more at rest, after the drain, than before",
         x.grown_bytes / 1'024));
  return out;
}

report::check_line
judge_return(const std::string& member, const std::string& what,
             const std::vector<double>& before,
             const std::vector<double>& after, double slack) {
  auto out = report::check_line{};
  out.name = what + " of " + member;
  out.claim = "returns to what it was";
  out.examined = std::min(before.size(), after.size());
  out.verdict = "unknown";
  if (out.examined == 0) {
    out.traces.push_back(text("it was not seen at rest %s the load",
                              before.empty() ? "before" : "after"));
    return out;
  }
  auto was = *std::ranges::max_element(before);
  auto is = *std::ranges::min_element(after);
  out.broken = is > was + slack ? 1 : 0;
  out.verdict = out.broken == 0 ? "valid" : "invalid";
  if (out.broken != 0)
    out.traces.push_back(text("%.0f before the load, %.0f after it", was, is));
  return out;
}

trend_judgement judge_trend(const std::vector<point>& p95,
                            const std::vector<point>& ok) {
  auto out = trend_judgement{};
  auto slow = theil_sen(p95);
  auto fast = theil_sen(ok);
  if (slow.points == 0 || fast.points == 0 || p95.size() < 16)
    return out;
  out.judged = true;
  auto first = median_of(values_within(p95, 0, 0.25));
  auto last = median_of(values_within(p95, 0.75, 1));
  if (slow.lower > 0 && last > first * worse_share && last > first + worse_ms) {
    out.degraded = true;
    out.because = text("p95 rose from %.1f ms to %.1f ms at the same load",
                       first, last);
  }
  auto before = median_of(values_within(ok, 0, 0.25));
  auto after = median_of(values_within(ok, 0.75, 1));
  if (fast.upper < 0 && after * worse_share < before) {
    out.degraded = true;
    out.because = text("throughput fell from %.1f to %.1f a second at the "
                       "same load",
                       before, after);
  }
  return out;
}

bool errors_grew(const error_counts& x) {
  if (x.first_all == 0 || x.last_all == 0 || x.last_failed == 0)
    return false;
  return fisher_greater(x.first_failed, x.first_all, x.last_failed, x.last_all)
         < errors_p;
}

std::string judge_generator(const generator_evidence& x) {
  auto share = x.arrivals == 0 ? 0
                               : static_cast<double>(x.dropped)
                                   / static_cast<double>(x.arrivals);
  if (share > dropped_share_max)
    return text("%.1f %% of the arrivals found no free user: more max_vus, or "
                "a lower rate",
                100 * share);
  if (x.lag_p99_us > lag_us_max)
    return text("the generator was late by %.0f ms (p99) at %.2f cores: a "
                "lower load, or a machine of its own",
                static_cast<double>(x.lag_p99_us) / 1'000, x.cores);
  return {};
}

namespace {

std::string why_failed(const report::threshold_line& x) {
  // Its value is that of the end, when it may hold again.
  if (x.aborted)
    return x.metric + " was not " + x.expression + ", which ended the run";
  return x.metric + " is not " + x.expression + text(" (%.4g)", x.value);
}

std::string why_passed(const report::run_report& x) {
  auto unknown = std::ranges::count(x.checks, "unknown",
                                    &report::check_line::verdict)
                 + std::ranges::count(x.recovery, "unknown",
                                      &report::recovery_spread::verdict);
  if (unknown == 0)
    return "all thresholds hold, nothing leaks, nothing became worse";
  return text("all thresholds hold, nothing that was judged leaks or became "
              "worse, too little was seen for %d more",
              static_cast<int>(unknown));
}

} // namespace

void conclude(report::run_report& x) {
  auto find = [&](std::string_view kind) {
    return std::ranges::find(x.findings, kind, &report::finding_line::kind);
  };
  auto say = [&](const char* verdict, std::string because) {
    x.verdict = verdict;
    x.because = std::move(because);
  };
  // Counts are short, and what leaks is not known.
  if (x.partial)
    return say("unknown", "the run was cut, so it is not judged");
  if (auto at = find("generator"); at != x.findings.end())
    return say("invalid", at->text);
  auto failed = std::ranges::find(x.thresholds, false,
                                  &report::threshold_line::ok);
  if (failed != x.thresholds.end())
    return say("failed", why_failed(*failed));
  for (const auto* kind : {"leak", "metastable", "degraded"})
    if (auto at = find(kind); at != x.findings.end())
      return say(kind, at->text);
  // A process that died comes first: it explains what else was found.
  auto other = find("died");
  if (other == x.findings.end())
    other = x.findings.begin();
  if (other != x.findings.end())
    return say("invalid", other->text);
  say("passed", why_passed(x));
}

} // namespace nightfloat::soak

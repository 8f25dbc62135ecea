// SPDX-License-Identifier: Apache-2.0
#include "soak/summary.hpp"

#include "soak/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace nightfloat::soak {

namespace {

constexpr auto us_per_ms = 1'000.0;

/// Must return to what they were; the store's own files come and go.
constexpr auto integers = std::array{
  "descriptors", "threads",       "actors",      "sessions",     "snapshots",
  "iterators",   "watches",       "pool_in_use", "queue_leased", "queue_ready",
  "queue_age",   "calls_running", "mailboxes"};

report::spread_line spread_of_trend(const meter& x) {
  auto ms = [](std::uint64_t us) {
    return static_cast<double>(us) / us_per_ms;
  };
  const auto& h = *x.values;
  auto out = report::spread_line{};
  out.name = x.title();
  out.unit = "ms";
  out.count = h.count();
  out.mean = h.mean() / us_per_ms;
  out.p50 = ms(h.quantile(0.5));
  out.p90 = ms(h.quantile(0.9));
  out.p95 = ms(h.quantile(0.95));
  out.p99 = ms(h.quantile(0.99));
  out.p999 = ms(h.quantile(0.999));
  out.max = ms(h.max());
  return out;
}

std::string shown(const meter& x, double seconds) {
  auto n = static_cast<double>(x.count);
  switch (x.kind) {
    case metric_kind::counter:
      return text("%.0f  %.2f/s", x.sum, seconds > 0 ? x.sum / seconds : 0);
    case metric_kind::rate:
      return text("%.2f%%  %.0f of %.0f", x.count == 0 ? 0 : 100 * x.sum / n,
                  x.sum, n);
    case metric_kind::gauge:
      return text("%.0f  min=%.0f max=%.0f", x.sum, x.least, x.most);
    case metric_kind::trend:
      break;
  }
  return {};
}

std::vector<double>
values_of(const std::vector<std::vector<chaos::process_sample>>& all,
          const std::string& member, const char* figure) {
  auto out = std::vector<double>{};
  // What has ended has no memory, but nought descriptors.
  for (const auto& moment : all)
    for (const auto& x : moment)
      if (x.member == member && x.find("rss") != nullptr)
        if (const auto* value = x.find(figure))
          out.push_back(*value);
  return out;
}

std::vector<double>
live_of(const std::vector<std::vector<chaos::process_sample>>& all,
        const std::string& member) {
  auto out = std::vector<double>{};
  for (const auto& moment : all)
    for (const auto& x : moment)
      if (x.member == member && x.find("rss") != nullptr)
        out.push_back(live_bytes(x));
  return out;
}

/// The storage engine opens and closes files of its own accord.
double slack_of(const rest_evidence& rest, const std::string& member,
                std::string_view figure) {
  constexpr auto log_files = 2.0;
  if (member != "store" || figure != "descriptors")
    return 0;
  auto before = values_of(rest.before, member, "store_files");
  auto after = values_of(rest.after, member, "store_files");
  if (before.empty() || after.empty())
    return log_files;
  return log_files
         + std::max(0.0, *std::ranges::max_element(after)
                           - *std::ranges::min_element(before));
}

void add_returns(const rest_evidence& rest, const std::string& member,
                 report::run_report& to) {
  for (const auto* figure : integers) {
    auto before = values_of(rest.before, member, figure);
    auto after = values_of(rest.after, member, figure);
    // Not every process has it.
    if (before.empty() && after.empty())
      continue;
    auto line = judge_return(member, figure, before, after,
                             slack_of(rest, member, figure));
    if (line.broken != 0)
      to.findings.push_back(
        {"leak", line.name + " do not return: " + line.traces.front(), {}});
    to.checks.push_back(std::move(line));
  }
}

std::vector<point> at_times(const std::vector<point>& all,
                            const std::map<double, double>& users,
                            double wanted) {
  auto out = std::vector<point>{};
  for (const auto& x : all)
    if (auto at = users.find(x.at_s); at != users.end()
                                      && at->second >= wanted * 0.95
                                      && at->second <= wanted * 1.05)
      out.push_back(x);
  return out;
}

/// How much load there was, by time: what was due where it is open, for there
/// the users are those who wait, and grow with the latency; else the users.
std::map<double, double> load_of(const timeline& seen,
                                 const load_window& window) {
  auto out = std::map<double, double>{};
  for (const auto& x : seen.points("due", {}, window.from_s, window.until_s))
    if (x.value > 0)
      out[x.at_s] = x.value;
  if (out.empty())
    for (const auto& x :
         seen.points("users", {}, window.from_s, window.until_s))
      out[x.at_s] = x.value;
  return out;
}

/// In the last third of the load.
double answered_late(const timeline& seen, const load_window& window) {
  auto from = window.until_s - (window.until_s - window.from_s) / 3;
  auto sum = 0.0;
  for (const auto* name : {"ok", "failed", "refused"})
    for (const auto& x : seen.points(name, {}, from, window.until_s))
      sum += x.value;
  return sum * seen.step_s();
}

double sum_of(const std::vector<point>& all, double from, double until) {
  auto sum = 0.0;
  auto n = static_cast<double>(all.size());
  for (auto i = static_cast<std::size_t>(n * from);
       i < static_cast<std::size_t>(n * until); ++i)
    sum += all[i].value;
  return sum;
}

} // namespace

void add_meters(const ready_scenario& what, double seconds,
                report::run_report& to) {
  for (const auto& x : what.meters.all()) {
    if (!has_value(x))
      continue;
    if (x.kind == metric_kind::trend)
      to.spreads.push_back(spread_of_trend(x));
    else
      to.facts.push_back({x.title(), shown(x, seconds)});
  }
}

void add_failures(const load& x, report::run_report& to) {
  for (auto i = std::size_t{1}; i != x.codes().size(); ++i) {
    if (x.codes()[i] == 0)
      continue;
    auto name = std::string{to_string(static_cast<ec>(i))};
    to.facts.push_back({"answers: " + name, std::to_string(x.codes()[i])
                                              + "  first: " + x.said()[i]});
  }
}

void add_leaks(const timeline& seen, const rest_evidence& rest,
               const load_window& window, const leak_terms& terms,
               report::run_report& to) {
  if (!terms.judged)
    return;
  for (const auto& member : seen.members()) {
    auto evidence = memory_evidence{
      .member = member,
      .under_load = seen.points("live", member, window.from_s, window.until_s),
      .before = live_of(rest.before, member),
      .after = live_of(rest.after, member),
      .operations = window.operations,
      .late_operations = answered_late(seen, window)};
    auto judged = judge_memory(evidence, terms);
    auto line = check_of(judged, terms);
    if (judged.leaks())
      to.findings.push_back(
        {"leak",
         text("%s holds %.0f KiB more than before, %.1f bytes an operation",
              member.c_str(), judged.grown_bytes / 1'024,
              judged.bytes_per_operation),
         line.traces});
    if (judged.creeps())
      to.facts.push_back(
        {"creeps: " + member,
         text(
           "%.1f MiB a day, %.0f KiB more at rest; no leak by the operation, "
           "but maybe by something rarer",
           judged.slope_mib_day, judged.grown_bytes / 1'024)});
    to.checks.push_back(std::move(line));
    add_returns(rest, member, to);
  }
  if (!rest.drained_before)
    to.findings.push_back(
      {"unrested",
       "the queue did not empty within drain_s before the load, so what was "
       "held then is no measure: give more drain_s",
       {}});
  if (!rest.drained_after)
    to.findings.push_back(
      {"leak", "the queue did not empty within drain_s after the load", {}});
}

void add_trends(const timeline& seen, const load_window& window,
                report::run_report& to) {
  auto load = load_of(seen, window);
  auto each = std::vector<double>{};
  for (const auto& [at_s, value] : load)
    each.push_back(value);
  auto usual = median_of(each);
  auto steady = [&](const char* name) {
    return at_times(seen.points(name, {}, window.from_s, window.until_s), load,
                    usual);
  };
  auto ok = steady("ok");
  auto failed = steady("failed");
  auto trend = judge_trend(steady("p95"), ok);
  if (trend.degraded)
    to.findings.push_back({"degraded", trend.because, {}});
  auto count = [&](const std::vector<point>& of, double from, double until) {
    return static_cast<std::uint64_t>(sum_of(of, from, until) * seen.step_s());
  };
  auto errors = error_counts{.first_failed = count(failed, 0, 0.25),
                             .first_all = 0,
                             .last_failed = count(failed, 0.75, 1),
                             .last_all = 0};
  errors.first_all = errors.first_failed + count(ok, 0, 0.25);
  errors.last_all = errors.last_failed + count(ok, 0.75, 1);
  if (errors_grew(errors))
    to.findings.push_back(
      {"degraded",
       text("failures rose from %llu of %llu to %llu of %llu at the same load",
            static_cast<unsigned long long>(errors.first_failed),
            static_cast<unsigned long long>(errors.first_all),
            static_cast<unsigned long long>(errors.last_failed),
            static_cast<unsigned long long>(errors.last_all)),
       {}});
}

std::string summary_of(const report::run_report& x) {
  auto out = std::string{};
  auto dotted = [](std::string name) {
    constexpr auto width = std::size_t{44};
    if (name.size() < width)
      name.append(width - name.size(), '.');
    return name + ": ";
  };
  for (const auto& t : x.thresholds)
    out += text("%s %s %s (%.4g)%s\n", t.ok ? "+" : "x", t.metric.c_str(),
                t.expression.c_str(), t.value, t.aborted ? ", ended it" : "");
  out += "\n";
  for (const auto& s : x.spreads)
    out += dotted(s.name)
           + text("avg=%.2fms med=%.2fms p(90)=%.2fms p(95)=%.2fms "
                  "p(99)=%.2fms max=%.2fms n=%llu\n",
                  s.mean, s.p50, s.p90, s.p95, s.p99, s.max,
                  static_cast<unsigned long long>(s.count));
  for (const auto& r : x.recovery)
    for (const auto& s : r.rows)
      out += dotted(r.fault + " " + r.target + " " + s.name)
             + text("p50=%.2f%s p99=%.2f max=%.2f n=%llu %s\n", s.p50,
                    s.unit.c_str(), s.p99, s.max,
                    static_cast<unsigned long long>(s.count),
                    r.verdict.c_str());
  for (const auto& f : x.facts)
    out += dotted(f.name) + f.value + "\n";
  out += "\n";
  for (const auto& f : x.findings)
    out += f.kind + ": " + f.text + "\n";
  return out;
}

} // namespace nightfloat::soak

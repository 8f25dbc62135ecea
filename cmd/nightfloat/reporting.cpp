// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/reporting.hpp"

#include "report/kept_runs.hpp"

#include <iomanip>
#include <iostream>
#include <sstream>
#include <utility>

namespace nightfloat::cmd {

namespace {

void print_run_findings(const report::run_report& x) {
  for (const auto& f : x.findings) {
    std::cout << painted(f.kind, tone::bad) << ": " << f.text << '\n';
    for (const auto& line : f.trace)
      std::cout << "  " << line << '\n';
  }
}

void print_checks(const report::run_report& x) {
  if (x.checks.empty())
    return;
  auto rows = table{{"CHECK", "VERDICT", ">EXAMINED", ">BROKEN"}};
  for (const auto& c : x.checks)
    rows.add({c.claim, c.verdict, std::to_string(c.examined),
              std::to_string(c.broken)},
             tone_of(c.verdict));
  rows.print(std::cout);
  for (const auto& c : x.checks)
    for (const auto& t : c.traces)
      std::cout << "  " << c.name << ": " << t << '\n';
  std::cout << '\n';
}

void print_thresholds(const report::run_report& x) {
  if (x.thresholds.empty())
    return;
  auto rows = table{{"METRIC", "THRESHOLD", ">VALUE", "VERDICT"}};
  for (const auto& t : x.thresholds)
    rows.add({t.metric, t.expression, measured(t.value, ""),
              std::string{t.ok ? "passed" : "failed"}
                + (t.aborted ? ", ended the run" : "")},
             t.ok ? tone::good : tone::bad);
  rows.print(std::cout);
  std::cout << '\n';
}

void print_spreads(const report::run_report& x) {
  if (!x.spreads.empty()) {
    auto rows
      = table{{"DISTRIBUTION", ">COUNT", ">P50", ">P95", ">P99", ">MAX"}};
    for (const auto& s : x.spreads)
      rows.add({s.name, std::to_string(s.count), measured(s.p50, s.unit),
                measured(s.p95, s.unit), measured(s.p99, s.unit),
                measured(s.max, s.unit)});
    rows.print(std::cout);
    std::cout << '\n';
  }
  if (x.recovery.empty())
    return;
  auto rows
    = table{{"FAULT", "TARGET", "MEASURE", ">TIMES", ">P50", ">P99", ">MAX"}};
  for (const auto& r : x.recovery)
    for (const auto& s : r.rows)
      rows.add({r.fault, r.target, s.name, std::to_string(s.count),
                measured(s.p50, s.unit), measured(s.p99, s.unit),
                measured(s.max, s.unit)});
  rows.print(std::cout);
  std::cout << '\n';
}

} // namespace

tone tone_of(std::string_view verdict) {
  if (verdict == "valid" || verdict == "passed")
    return tone::good;
  return verdict == "unknown" ? tone::doubtful : tone::bad;
}

std::string measured(double x, std::string_view unit) {
  auto out = std::ostringstream{};
  out << std::setprecision(3) << x;
  if (!unit.empty())
    out << ' ' << unit;
  return std::move(out).str();
}

bool is_good(const report::run_report& x) {
  return tone_of(x.verdict) == tone::good && !x.partial;
}

bool keep_history(const report::run_report& x, const std::string& folder) {
  if (folder.empty())
    return true;
  auto kept = report::keep(x, folder);
  if (!kept)
    std::cerr << "nightfloat: --history: " << kept.error().detail << '\n';
  return kept.has_value();
}

void print_report(const report::run_report& x) {
  print_run_findings(x);
  print_checks(x);
  print_thresholds(x);
  print_spreads(x);
  for (const auto& f : x.facts)
    std::cout << (&f == x.facts.data() ? "" : ", ") << f.name << ' ' << f.value;
  std::cout << '\n'
            << painted("verdict: " + x.verdict, tone_of(x.verdict)) << ", "
            << x.because << (x.partial ? " (the run was cut)" : "")
            << "\nagain: " << x.command << '\n';
}

} // namespace nightfloat::cmd

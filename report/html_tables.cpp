// SPDX-License-Identifier: Apache-2.0
#include "report/html_tables.hpp"

#include "report/html.hpp"
#include "report/html_table.hpp"

#include <algorithm>

namespace nightfloat::report {

namespace {

std::string facts_of(const run_report& x) {
  auto out = std::string{"<dl class=\"facts\">"};
  auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty())
      out += "<div><dt>" + escaped(name) + "</dt><dd>" + escaped(value)
             + "</dd></div>";
  };
  add("ran", clock_time(x.ran_s));
  for (const auto& f : x.facts)
    add(f.name, f.value);
  return out + "</dl>";
}

std::string phases_of(const run_report& x) {
  auto out = std::string{};
  for (const auto& p : x.phases)
    out += (out.empty() ? "Phases: " : ", ") + escaped(p.name) + " "
           + clock_time(p.from_s) + "&ndash;" + clock_time(p.until_s);
  return out.empty() ? out : "<p class=\"soft\">" + out + ".</p>";
}

std::string list_of(const std::vector<std::string>& lines) {
  if (lines.empty())
    return {};
  auto out = std::string{"<ol class=\"trace\">"};
  for (const auto& line : lines)
    out += "<li><code>" + escaped(line) + "</code></li>";
  return out + "</ol>";
}

} // namespace

std::string heading(const run_report& x) {
  auto out = "<header><h1>" + escaped(x.kind) + " <b>" + escaped(x.name)
             + "</b></h1><p class=\"verdict\">" + badge(x.verdict) + " "
             + escaped(x.because) + "</p>";
  if (x.partial)
    out += "<p class=\"verdict\">" + badge("partial")
           + " The run was cut or still went on when this was written.</p>";
  out += facts_of(x) + phases_of(x);
  out += "<p class=\"soft\">Started " + escaped(x.started) + ", build "
         + escaped(x.build) + ", seed " + std::to_string(x.seed)
         + ". To run it again:</p><pre class=\"command\">" + escaped(x.command)
         + "</pre>";
  return out + "</header>\n";
}

std::string finding_list(const run_report& x) {
  auto out = std::string{};
  for (const auto& f : x.findings)
    out += "<article class=\"finding\"><p>" + badge(f.kind) + " "
           + escaped(f.text) + "</p>" + list_of(f.trace) + "</article>";
  return section("Findings", out);
}

std::string check_table(const run_report& x) {
  auto rows = html_table{{"check", "verdict", ">examined", ">broken"}};
  for (const auto& c : x.checks)
    rows.row(
      {escaped(c.claim.empty() ? c.name : c.claim) + " <span class=\"soft\">"
         + escaped(c.name) + "</span>" + list_of(c.traces),
       badge(c.verdict), std::to_string(c.examined), std::to_string(c.broken)});
  return section("Checks", rows.text());
}

std::string threshold_table(const run_report& x) {
  auto rows = html_table{{"metric", "threshold", ">value", "verdict"}};
  for (const auto& t : x.thresholds)
    rows.row({escaped(t.metric), "<code>" + escaped(t.expression) + "</code>",
              figure(t.value),
              badge(t.ok ? "passed" : "failed")
                + (t.aborted ? " ended the run" : "")});
  return section("Thresholds", rows.text());
}

std::string recovery_table(const run_report& x) {
  auto rows = html_table{{"fault", "target", "verdict", "measure", ">times",
                          ">p50", ">p90", ">p99", ">max", "unit"}};
  for (const auto& r : x.recovery)
    for (const auto& s : r.rows) {
      // What the row above has said already is left empty.
      auto first = &s == r.rows.data();
      rows.row({first ? escaped(r.fault) : "", first ? escaped(r.target) : "",
                first ? badge(r.verdict) : "", escaped(s.name),
                std::to_string(s.count), figure(s.p50), figure(s.p90),
                figure(s.p99), figure(s.max), escaped(s.unit)});
    }
  return section("Recovery", rows.text());
}

std::string spread_table(const run_report& x) {
  auto rows = html_table{{"distribution", ">count", ">mean", ">p50", ">p90",
                          ">p95", ">p99", ">p99.9", ">max", "unit"}};
  for (const auto& s : x.spreads)
    rows.row({escaped(s.name), std::to_string(s.count), figure(s.mean),
              figure(s.p50), figure(s.p90), figure(s.p95), figure(s.p99),
              figure(s.p999), figure(s.max), escaped(s.unit)});
  return section("Distributions", rows.text());
}

} // namespace nightfloat::report

// SPDX-License-Identifier: Apache-2.0
#include "report/chaos_report.hpp"

#include "codec/json.hpp"
#include "report/page.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace nightfloat::report {

namespace {

constexpr auto width = 960.0;
constexpr auto height = 180.0;

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", x);
  return text;
}

std::string cell(std::string_view text, std::string_view css = "") {
  auto result = std::string{"<td class=\""};
  result += css;
  result += "\">" + escaped(text) + "</td>";
  return result;
}

std::string cell(std::uint64_t x) {
  return cell(std::to_string(x), "n");
}

std::string heading(const chaos_report& x) {
  auto out = std::string{"<h1>Chaos run: "} + escaped(x.plan) + "</h1><p>";
  out += "<span class=\"" + escaped(x.verdict) + "\">" + escaped(x.verdict)
         + "</span> &ndash; " + escaped(x.because) + "</p>";
  if (x.partial)
    out += "<p class=\"unknown\">This report is partial: the run was cut.</p>";
  out += "<p>" + std::to_string(x.operations) + " operations, "
         + std::to_string(x.acknowledged) + " acknowledged changes, "
         + std::to_string(x.kills) + " kills in "
         + number(static_cast<double>(x.ran_ms) / 1e3) + " s. Lost "
         + std::to_string(x.lost) + ", duplicated "
         + std::to_string(x.duplicated) + ", leaked " + std::to_string(x.leaked)
         + ".</p>";
  out += "<p class=\"soft\">Build " + escaped(x.build) + ", seed "
         + std::to_string(x.seed) + ". Again: <code>" + escaped(x.command)
         + "</code></p>";
  return out;
}

// Operations a second as bars, faults as bands behind them.
std::string timeline(const chaos_report& x) {
  if (x.seconds.empty())
    return {};
  auto span = static_cast<double>(x.seconds.back().second + 1);
  auto most = std::uint64_t{1};
  for (const auto& s : x.seconds)
    most = std::max(most, s.ok + s.failed + s.unknown);
  auto across = [&](double second) {
    return number(second * width / span);
  };
  auto up = [&](std::uint64_t n) {
    return static_cast<double>(n) * (height - 20) / static_cast<double>(most);
  };
  auto rect = [](std::string at, std::string wide, double y, double h,
                 std::string_view fill) {
    return "<rect x=\"" + at + "\" width=\"" + wide + "\" y=\"" + number(y)
           + "\" height=\"" + number(h) + "\" fill=\"" + std::string{fill}
           + "\"/>";
  };
  auto out = std::string{"<h2>Operations a second, faults as bands</h2>"
                         "<svg viewBox=\"0 0 960 180\" role=\"img\">"};
  for (const auto& f : x.faults)
    out += rect(
      across(static_cast<double>(f.at_ms) / 1e3),
      across(std::max(0.15, static_cast<double>(f.until_ms - f.at_ms) / 1e3)),
      0, height, "var(--band)");
  for (const auto& s : x.seconds) {
    auto y = height;
    auto bar = [&](std::uint64_t n, std::string_view fill) {
      y -= up(n);
      out += rect(across(static_cast<double>(s.second) + 0.1), across(0.8), y,
                  up(n), fill);
    };
    bar(s.ok, "var(--ok)");
    bar(s.failed, "var(--soft)");
    bar(s.unknown, "var(--maybe)");
  }
  return out
         + "</svg><p class=\"soft\">Green: acknowledged; grey: refused; "
           "amber: outcome unknown when the client gave up. Tallest bar: "
         + std::to_string(most) + " operations.</p>";
}

std::string checks(const chaos_report& x) {
  auto out = std::string{"<h2>Invariants</h2><table><tr><th>invariant</th>"
                         "<th>verdict</th><th class=\"n\">examined</th>"
                         "<th class=\"n\">broken</th></tr>"};
  for (const auto& c : x.checks) {
    out += "<tr><td>" + escaped(c.claim) + "<ul>";
    for (const auto& t : c.traces)
      out += "<li>" + escaped(t) + "</li>";
    out += "</ul></td>" + cell(c.verdict, c.verdict) + cell(c.examined)
           + cell(c.broken) + "</tr>";
  }
  return out + "</table>";
}

std::string recovery(const chaos_report& x) {
  auto out = std::string{"<h2>Recovery after SIGKILL</h2><table><tr>"
                         "<th>target</th><th class=\"n\">kills</th>"
                         "<th class=\"n\">p50 ms</th><th class=\"n\">p99 ms"
                         "</th><th class=\"n\">max ms</th></tr>"};
  for (const auto& r : x.recovery)
    out += "<tr>" + cell(r.target) + cell(r.count) + cell(r.p50_ms)
           + cell(r.p99_ms) + cell(r.max_ms) + "</tr>";
  return out + "</table>";
}

std::string faults(const chaos_report& x) {
  auto out = std::string{"<h2>Faults</h2><table><tr><th class=\"n\">at ms</th>"
                         "<th>fault</th><th>target</th><th>took effect</th>"
                         "<th>healed</th><th class=\"n\">recovery ms</th>"
                         "</tr>"};
  for (const auto& f : x.faults)
    out += "<tr>" + cell(f.at_ms) + cell(f.fault) + cell(f.target)
           + cell(f.took_effect ? "yes" : "no: " + f.detail)
           + cell(f.healed ? "yes" : "no") + cell(f.recovery_ms) + "</tr>";
  return out + "</table>";
}

} // namespace

std::string html(const chaos_report& x) {
  return page("Chaos run: " + x.plan,
              heading(x) + timeline(x) + checks(x) + recovery(x) + faults(x));
}

result<void> write(const chaos_report& x, const std::string& directory) {
  if (auto ok = write_file(directory + "/report.json",
                           codec::to_json_pretty(x));
      !ok)
    return ok;
  return write_file(directory + "/report.html", html(x));
}

} // namespace nightfloat::report

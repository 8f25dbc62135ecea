// SPDX-License-Identifier: Apache-2.0
#include "report/html.hpp"

#include "codec/json.hpp"
#include "report/charts.hpp"
#include "report/html_tables.hpp"
#include "report/web.hpp"

namespace nightfloat::report {

namespace {

struct page_fault {
  double at_s = 0;
  double until_s = 0;
  std::string fault;
  std::string target;
  bool took_effect = false;
  std::uint64_t recovery_ms = 0;
};
BOOST_DESCRIBE_STRUCT(page_fault, (),
                      (at_s, until_s, fault, target, took_effect, recovery_ms))

/// What the script draws.
struct page_data {
  double until_s = 0;
  std::vector<phase_line> phases;
  std::vector<page_fault> faults;
  std::vector<chart> charts;
};
BOOST_DESCRIBE_STRUCT(page_data, (), (until_s, phases, faults, charts))

page_data data_of(const run_report& x) {
  auto out = page_data{x.ran_s, x.phases, {}, charts_of(x)};
  for (const auto& f : x.faults)
    out.faults.push_back({static_cast<double>(f.at_ms) / 1e3,
                          static_cast<double>(f.until_ms) / 1e3, f.fault,
                          f.target, f.took_effect, f.recovery_ms});
  return out;
}

// Within a script element only `<` could end it.
std::string inert(std::string_view json) {
  auto out = std::string{};
  out.reserve(json.size());
  for (auto c : json)
    c == '<' ? out += "\\u003c" : out += c;
  return out;
}

std::string charts(const run_report& x) {
  if (x.timeline.empty())
    return {};
  auto out = std::string{"<section id=\"charts\"><h2>The run in time</h2>"};
  if (web::chart_script.empty())
    return out
           + "<p class=\"soft\">This program was built without uPlot: "
             "no charts; the tables below hold the same figures.</p>"
             "</section>\n";
  return out
         + "<noscript><p class=\"soft\">Charts need a script; the tables "
           "below hold the same figures.</p></noscript></section>\n";
}

std::string scripts(const run_report& x) {
  if (x.timeline.empty() || web::chart_script.empty())
    return {};
  auto out = std::string{"<script type=\"application/json\" id=\"run\">"};
  out += inert(codec::to_json(data_of(x)));
  out += "</script>\n<script>/*\nuPlot\n";
  out += web::chart_licence;
  out += "*/\n";
  out += web::chart_script;
  out += "</script>\n<script>";
  out += web::page_script;
  return out + "</script>";
}

std::string head(const run_report& x) {
  auto out = std::string{"<!doctype html>\n<html lang=\"en\"><head>"
                         "<meta charset=\"utf-8\"><meta name=\"viewport\" "
                         "content=\"width=device-width,initial-scale=1\">"
                         "<meta name=\"color-scheme\" content=\"light dark\">"
                         "<title>"};
  out += escaped(x.kind + " " + x.name + ": " + x.verdict) + "</title><style>";
  out += web::chart_style;
  out += web::page_style;
  return out + "</style></head>";
}

} // namespace

std::string escaped(std::string_view x) {
  auto result = std::string{};
  result.reserve(x.size());
  for (auto c : x) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string html(const run_report& x) {
  return head(x) + "<body><main>\n" + heading(x) + finding_list(x) + charts(x)
         + recovery_table(x) + check_table(x) + threshold_table(x)
         + spread_table(x) + series_table(x) + fault_table(x) + "</main>"
         + scripts(x) + "</body></html>\n";
}

} // namespace nightfloat::report

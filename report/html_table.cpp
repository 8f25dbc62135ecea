// SPDX-License-Identifier: Apache-2.0
#include "report/html_table.hpp"

#include "report/html.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace nightfloat::report {

std::string figure(double x) {
  if (!std::isfinite(x))
    return "none";
  if (x == 0)
    return "0";
  auto whole = static_cast<int>(std::floor(std::log10(std::abs(x)))) + 1;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", std::clamp(4 - whole, 0, 6), x);
  auto out = std::string{text};
  if (out.find('.') != out.npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.')
      out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

std::string clock_time(double seconds) {
  auto s = static_cast<long>(std::max(0.0, seconds));
  char text[40];
  if (s >= 3'600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3'600, s / 60 % 60,
                  s % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", s / 60, s % 60);
  return text;
}

std::string_view mood(std::string_view verdict) {
  constexpr auto good = std::array<std::string_view, 5>{
    "valid", "passed", "recovered", "ok", "yes"};
  constexpr auto unsure = std::array<std::string_view, 4>{"unknown", "unsure",
                                                          "partial", ""};
  if (std::ranges::find(good, verdict) != good.end())
    return "good";
  return std::ranges::find(unsure, verdict) != unsure.end() ? "unsure" : "bad";
}

std::string badge(std::string_view verdict) {
  return "<span class=\"badge " + std::string{mood(verdict)} + "\">"
         + escaped(verdict) + "</span>";
}

html_table::html_table(std::vector<std::string_view> header)
  : out_("<thead><tr>") {
  for (auto name : header) {
    right_.push_back(name.starts_with('>'));
    if (right_.back())
      name.remove_prefix(1);
    out_ += right_.back() ? "<th class=\"n\">" : "<th>";
    out_ += escaped(name) + "</th>";
  }
  out_ += "</tr></thead><tbody>";
}

html_table& html_table::row(const std::vector<std::string>& cells) {
  out_ += "<tr>";
  for (auto i = std::size_t{0}; i < cells.size(); ++i)
    out_ += (i < right_.size() && right_[i] ? "<td class=\"n\">" : "<td>")
            + cells[i] + "</td>";
  out_ += "</tr>\n";
  ++rows_;
  return *this;
}

std::string html_table::text() const {
  if (empty())
    return {};
  return "<div class=\"wide\"><table>" + out_ + "</tbody></table></div>";
}

std::string section(std::string_view title, const std::string& body) {
  if (body.empty())
    return {};
  return "<section><h2>" + escaped(title) + "</h2>" + body + "</section>\n";
}

std::string fold(std::string_view summary, const std::string& body) {
  if (body.empty())
    return {};
  return "<details><summary>" + escaped(summary) + "</summary>" + body
         + "</details>";
}

} // namespace nightfloat::report

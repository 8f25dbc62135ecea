// SPDX-License-Identifier: Apache-2.0
#include "report/html.hpp"

#include "report/html_tables.hpp"

namespace nightfloat::report {

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
  auto title = escaped(x.kind + " run: " + x.name);
  auto out = std::string{"<!doctype html><html lang=\"en\"><head>"
                         "<meta charset=\"utf-8\"><meta name=\"viewport\" "
                         "content=\"width=device-width,initial-scale=1\">"
                         "<title>"};
  out += title + "</title></head><body><main>";
  out += heading(x) + finding_list(x) + check_table(x) + threshold_table(x)
         + recovery_table(x) + spread_table(x) + series_table(x)
         + fault_table(x);
  return out + "</main></body></html>\n";
}

} // namespace nightfloat::report

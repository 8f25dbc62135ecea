// SPDX-License-Identifier: Apache-2.0
#include "exchange/workbook.hpp"

#include "domain/clock.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <array>
#include <cstdio>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr colour violation_colour = 0xf8cbad;
constexpr colour doubt_colour = 0xfff2cc;

/// More findings than this are of no use in a sheet.
constexpr std::size_t findings_max = 100'000;
constexpr std::size_t shifts_shown = 20;

std::vector<table_cell> heads(std::initializer_list<const char*> names) {
  auto out = std::vector<table_cell>{};
  for (const auto* name : names)
    out.push_back({.text = name, .fill = head_colour, .strong = true});
  return out;
}

std::string shifts_of(const finding& x) {
  auto out = std::string{};
  for (std::size_t i = 0; i < x.shifts.size() && i < shifts_shown; ++i)
    out += (out.empty() ? "" : " ") + std::to_string(x.shifts[i].value);
  return x.shifts.size() > shifts_shown ? out + " ..." : out;
}

schedule_table findings_table(const programme& where, const zone& site,
                              const std::vector<finding>& findings) {
  auto out = schedule_table{.head_rows = 1, .is_list = true};
  out.rows.push_back(
    heads({"severity", "rule", "clause", "code", "name", "from", "to",
           "measured", "limit", "unit", "sentence", "shifts"}));
  for (std::size_t i = 0; i < findings.size() && i < findings_max; ++i) {
    const auto& x = findings[i];
    const auto* who = find(where, x.person);
    auto severity = boost::describe::enum_to_string(x.severity, "unknown");
    auto fill = x.severity == severity::violation ? violation_colour
                : x.severity == severity::notice  ? colour{0}
                                                  : doubt_colour;
    out.rows.push_back({{.text = severity, .fill = fill},
                        {.text = x.rule},
                        {.text = x.clause},
                        {.text = who != nullptr ? who->code : ""},
                        {.text = who != nullptr ? who->name : ""},
                        {.text = local_text(site, x.from)},
                        {.text = local_text(site, x.to)},
                        {.text = std::to_string(x.measured)},
                        {.text = std::to_string(x.limit)},
                        {.text = x.unit},
                        {.text = x.sentence},
                        {.text = shifts_of(x)}});
  }
  if (findings.empty())
    out.rows.push_back({{.text = "no findings"}});
  return out;
}

schedule_table legend_table() {
  auto out = schedule_table{.head_rows = 1};
  out.rows.push_back(heads({"colour", "means"}));
  for (const auto& x : colours())
    out.rows.push_back({{.fill = x.fill}, {.text = std::string{x.name}}});
  return out;
}

} // namespace

result<std::vector<workbook_sheet>>
workbook_of(const programme& where, const roster& x,
            const std::vector<finding>& findings,
            const workbook_choice& choice) {
  auto over = choice.over == window{}
                ? window{where.info.first, where.info.last}
                : choice.over;
  auto days = days_table(where, x, over, choice.halves);
  if (!days)
    return days.error();
  auto site = zone::find(where.info.zone);
  if (!site)
    return at("export", site.error());
  auto out = std::vector<workbook_sheet>{};
  out.push_back({choice.halves ? "Slots" : "Days", std::move(*days)});
  out.push_back({"Weeks", weeks_table(where, x, true)});
  out.push_back({"Findings", findings_table(where, *site, findings)});
  out.push_back({"Legend", legend_table()});
  return out;
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/findings.hpp"

#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"
#include "exchange/csv.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace nightfloat::cmd {

namespace {

using domain::finding;
using domain::severity;

using finding_group = std::vector<const finding*>;

tone severity_tone(severity x) {
  if (x == severity::violation)
    return tone::bad;
  return x == severity::notice ? tone::plain : tone::doubtful;
}

void print_group(std::ostream& out, const directory& names,
                 const finding_group& found, std::size_t show) {
  auto& first = *found.front();
  // A single thing that nobody could check has no window to show.
  if (first.severity == severity::unknown && found.size() == 1
      && !first.person.assigned()) {
    auto word = first.sentence.find("unknown: ");
    out << '\n'
        << painted(word == std::string::npos ? "unknown: " + first.sentence
                                             : first.sentence.substr(word),
                   tone::doubtful)
        << '\n';
    return;
  }
  out << '\n'
      << painted(codec::name_of(first.severity), severity_tone(first.severity))
      << ": " << first.rule << ", " << first.clause << ", "
      << counted(found.size(), "finding", "findings") << '\n';
  auto t = table{{"  WHO", "DAYS", ">MEASURED", ">LIMIT", "WHAT"}};
  auto n = std::min(show, found.size());
  for (auto i = std::size_t{0}; i < n; ++i) {
    auto& one = *found[i];
    t.add({"  " + names.code(one.person), names.days(one.from, one.to),
           quantity(one.measured, one.unit), quantity(one.limit, one.unit),
           one.sentence});
    for (const auto& fix : one.repairs)
      t.add(
        {"", "", "", "",
         (&fix == &one.repairs.front() ? "repair: " : "or: ") + fix.sentence});
  }
  t.print(out);
  print_rest(out, found.size(), n, "  ");
}

std::string joined_shifts(const finding& x) {
  auto out = std::string{};
  for (auto shift : x.shifts)
    out += (out.empty() ? "" : " ") + std::to_string(shift.value);
  return out;
}

std::string joined_repairs(const finding& x) {
  auto out = std::string{};
  for (const auto& fix : x.repairs)
    out += (out.empty() ? "" : " | ") + fix.sentence;
  return out;
}

} // namespace

bool passes(const std::vector<finding>& all) {
  return std::none_of(all.begin(), all.end(), [](auto& x) {
    return domain::is_breach(x.severity) || x.severity == severity::unknown;
  });
}

int verdict_of(const std::vector<finding>& all) {
  return passes(all) ? exit_status::pass : exit_status::verdict_failed;
}

void print_findings(std::ostream& out, const directory& names,
                    const std::vector<finding>& all, std::size_t show) {
  if (all.empty()) {
    out << painted("no findings", tone::good) << '\n';
    return;
  }
  auto groups = std::map<std::tuple<severity, std::string>, finding_group>{};
  auto counts = std::map<severity, std::size_t>{};
  for (auto& one : all) {
    groups[{one.severity, one.rule}].push_back(&one);
    ++counts[one.severity];
  }
  for (auto& [key, found] : groups)
    print_group(out, names, found, show);
  auto text = std::string{};
  for (auto& [kind, n] : counts)
    text += (text.empty() ? "" : ", ") + std::string{codec::name_of(kind)}
            + ": " + std::to_string(n);
  out << '\n' << painted(text, passes(all) ? tone::good : tone::bad) << '\n';
}

std::string csv_of_findings(const directory& names,
                            const std::vector<finding>& all) {
  auto out = std::string{};
  exchange::append_row(out, {"severity", "rule", "clause", "person", "from",
                             "to", "measured", "limit", "unit", "shifts",
                             "sentence", "repairs"});
  for (const auto& x : all)
    exchange::append_row(
      out, {std::string{codec::name_of(x.severity)}, x.rule, x.clause,
            x.person.assigned() ? names.code(x.person) : std::string{},
            domain::to_string(x.from), domain::to_string(x.to),
            std::to_string(x.measured), std::to_string(x.limit), x.unit,
            joined_shifts(x), x.sentence, joined_repairs(x)});
  return out;
}

} // namespace nightfloat::cmd

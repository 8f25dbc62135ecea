// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/absence_page.hpp"

#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"
#include "domain/solve/random.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace nightfloat::cmd {

namespace {

using domain::absence_state;
using domain::absence_way;

std::string state_of(const domain::absent_shift& x) {
  switch (x.state) {
    case absence_state::asked:
      return counted(x.takers, "person", "people") + " may take it";
    case absence_state::spare:
      return "nobody is asked for in their place";
    case absence_state::kept:
      return "stays: " + x.why;
  }
  return "unknown";
}

/// `+2 h`, `-30 min`, `0`.
std::string signed_hours(std::int64_t n) {
  if (n == 0)
    return "0";
  return (n < 0 ? "-" : "+") + quantity(n < 0 ? -n : n, "minutes");
}

std::string step(std::int64_t before, std::int64_t after) {
  return before == after
           ? std::to_string(before)
           : std::to_string(before) + " -> " + std::to_string(after);
}

std::string hours(std::int64_t before, std::int64_t after) {
  return step(before / 60, after / 60);
}

std::string low_to_high(std::int64_t low, std::int64_t high) {
  return std::to_string(low) + " to " + std::to_string(high);
}

void print_tallies(std::ostream& out, const directory& names,
                   const absence_way& x) {
  auto t
    = table{{"  WHO", "GROUP", ">HOURS", ">NIGHTS", ">WEEK-ENDS", ">HOLIDAYS"}};
  for (const auto& one : x.tallies)
    t.add({"  " + names.code(one.person), one.group,
           hours(one.before.minutes, one.after.minutes),
           step(one.before.nights, one.after.nights),
           step(one.before.weekends, one.after.weekends),
           step(one.before.holidays, one.after.holidays)});
  for (const auto& one : x.spreads)
    t.add({"  all " + std::to_string(one.after.people), one.after.group,
           low_to_high(one.after.low.minutes / 60, one.after.high.minutes / 60),
           low_to_high(one.after.low.nights, one.after.high.nights),
           low_to_high(one.after.low.weekends, one.after.high.weekends),
           low_to_high(one.after.low.holidays, one.after.high.holidays)},
          tone::faint);
  t.print(out);
}

void print_sentences(std::ostream& out, const char* title, tone how,
                     const std::vector<domain::finding>& all) {
  constexpr std::size_t shown = 5;
  for (auto i = std::size_t{0}; i < std::min(shown, all.size()); ++i)
    out << "  " << painted(title, how) << ": "
        << codec::name_of(all[i].severity) << ": " << all[i].sentence << '\n';
  if (all.size() > shown)
    out << "  ... and " << all.size() - shown << " more, see --json\n";
}

void print_open(std::ostream& out, const directory& names,
                const domain::absence_answer& x, const absence_way& way) {
  for (const auto& shift : x.shifts) {
    if (std::ranges::find(way.open, shift.shift) == way.open.end())
      continue;
    out << "  " << painted("open", tone::bad) << ": " << names.code(shift.what)
        << " of " << names.time(shift.start) << '\n';
    for (const auto& one : shift.nearest)
      if (!one.against.empty())
        out << "    " << names.code(one.person)
            << " cannot: " << one.against.front().sentence << '\n';
  }
}

void print_way(std::ostream& out, const directory& names,
               const domain::absence_answer& x, std::size_t which) {
  const auto& way = x.ways[which];
  out << '\n'
      << painted("way " + std::to_string(which + 1), tone::strong) << "  "
      << painted(digest_of(way), tone::faint) << "  "
      << counted(way.cells, "cell changes", "cells change") << ", "
      << counted(way.people.size(), "other person", "other people")
      << ", distance from the groups' means " << signed_hours(way.fairness)
      << "\n  " << way.sentence << '\n';
  print_tallies(out, names, way);
  print_sentences(out, "new", tone::doubtful, way.come);
  print_sentences(out, "gone", tone::good, way.gone);
  print_open(out, names, x, way);
}

} // namespace

void print_absence(std::ostream& out, const directory& names,
                   const domain::absence_answer& x) {
  out << names.code(x.person) << " is away from " << domain::to_string(x.first)
      << " to " << domain::to_string(x.last) << ": "
      << counted(x.shifts.size(), "shift", "shifts") << '\n';
  if (x.shifts.empty())
    return;
  auto t = table{{">SHIFT", "TEMPLATE", "FROM", "TO", "STATE"}};
  for (const auto& one : x.shifts)
    t.add({std::to_string(one.shift.value), names.code(one.what),
           names.time(one.start), names.time(one.end), state_of(one)},
          one.state == absence_state::kept ? tone::doubtful : tone::plain);
  t.print(out);
  for (auto i = std::size_t{0}; i < x.ways.size(); ++i)
    print_way(out, names, x, i);
  if (x.bounded)
    out << "\nthe search ended at its bound, there may be more ways\n";
}

std::string digest_of(const absence_way& x) {
  auto sum = std::uint64_t{0};
  for (const auto& one : x.moves)
    for (auto part : {one.shift.value, one.from.value, one.to.value})
      sum = domain::mixed(sum + part + 1);
  auto text = std::array<char, 9>{};
  std::snprintf(text.data(), text.size(), "%08x",
                static_cast<unsigned>(sum & 0xffffffffU));
  return text.data();
}

void print_kept(std::ostream& out, const directory& names,
                const domain::absence_answer& x) {
  for (const auto& one : x.shifts)
    if (one.state == absence_state::kept)
      out << painted(names.code(one.what), tone::doubtful) << " of "
          << names.time(one.start) << ' ' << state_of(one) << '\n';
}

int verdict_of_ways(const domain::absence_answer& x, std::size_t which) {
  auto kept = std::ranges::any_of(
    x.shifts, [](const auto& one) { return one.state == absence_state::kept; });
  auto open = which < x.ways.size() && !x.ways[which].open.empty();
  return kept || open ? exit_status::verdict_failed : exit_status::pass;
}

} // namespace nightfloat::cmd

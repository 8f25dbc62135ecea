// SPDX-License-Identifier: Apache-2.0
#include "exchange/year_instance.hpp"

#include "domain/solve/year_counts.hpp"
#include "domain/solve/year_problem.hpp"
#include "exchange/block_year.hpp"
#include "exchange/csv.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

contract_names rule_names(const domain::programme& where,
                          const domain::year_rules& rules) {
  auto names = [&](const std::vector<std::size_t>& all) {
    auto out = std::vector<std::string>{};
    for (auto j : all)
      out.push_back(where.requirements[j].name);
    return out;
  };
  auto out = contract_names{};
  out.runs = names(rules.runs);
  out.totals = names(rules.totals);
  out.orders = names(rules.orders);
  return out;
}

/// As RFC 4180 has it, and no formula.
std::string cell(const std::string& raw) {
  auto text = guarded(raw);
  if (text.find_first_of(",\"\r\n") == text.npos)
    return text;
  auto out = std::string{'"'};
  for (auto c : text)
    out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + '"';
}

/// A column in which nobody can be anywhere is none of the year.
std::int32_t year_weeks(const solve::problem& x) {
  auto last = x.days - 1;
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    if (x.allowed[x.cell_at(who, last)] != solve::only(solve::off))
      return x.days;
  return last;
}

failure wrong_cell(const csv_cell& at, const std::string& source,
                   const std::string& what) {
  return {ec::invalid_argument,
          source + ":" + std::to_string(at.place.line) + ":"
            + std::to_string(at.place.column) + ": " + what,
          0};
}

/// The task of that name which is allowed there, else any of that name.
std::optional<solve::task> task_named(const solve::problem& x,
                                      const std::string& name,
                                      solve::task_set allowed) {
  auto out = std::optional<solve::task>{};
  for (auto i = std::size_t{0}; i < x.tasks.size(); ++i) {
    auto t = static_cast<solve::task>(i);
    if (x.tasks[i] != name)
      continue;
    if (solve::has(allowed, t))
      return t;
    if (!out)
      out = t;
  }
  return out;
}

/// One resident's line; `out` is theirs.
result<void> read_year_row(const std::vector<csv_cell>& cells,
                           const std::string& source, const solve::problem& x,
                           std::size_t who, solve::grid& out) {
  for (auto i = std::size_t{1}; i < cells.size(); ++i) {
    auto at = x.cell_at(who, static_cast<std::int32_t>(i - 1));
    auto t = task_named(x, cells[i].text, x.allowed[at]);
    if (!t)
      return wrong_cell(cells[i], source,
                        "the rotation is unknown (" + cells[i].text + ")");
    out[at] = *t;
  }
  return {};
}

} // namespace

bool is_block_year(const std::filesystem::path& directory) {
  auto weeks = false;
  auto rotations = false;
  auto problem = std::error_code{};
  auto i = std::filesystem::directory_iterator{directory, problem};
  for (; !problem && i != std::filesystem::directory_iterator{};
       i.increment(problem)) {
    auto name = i->path().filename().string();
    weeks = weeks || (name.starts_with("weeks") && name.ends_with(".csv"));
    rotations = rotations
                || (name.starts_with("rotations") && name.ends_with(".yaml"));
  }
  return weeks && rotations;
}

result<year_instance>
read_year_instance(const std::filesystem::path& directory) {
  auto read = read_block_year(directory);
  if (!read)
    return read.error();
  const auto& where = read->programme;
  auto wrong = [&](const char* what) {
    return failure{ec::invalid_argument,
                   directory.string() + ": there is no " + what + ", add one"};
  };
  if (where.people.empty())
    return wrong("resident");
  if (where.rotations.empty())
    return wrong("rotation");
  auto frame = domain::make_frame(where, {}, {});
  if (!frame)
    return at(directory.string(), frame.error());
  auto made = domain::make_year_problem(*frame, nullptr);
  if (!made)
    return at(directory.string(), made.error());
  auto out = year_instance{};
  out.what.problem = std::move(made->what);
  out.what.first_day = 1;
  for (const auto& rules : made->rules)
    out.what.contracts.push_back(rule_names(where, rules));
  if (auto ok = check_instance(out.what, directory.string()); !ok)
    return ok.error();
  out.notes = std::move(read->notes);
  for (auto& line : domain::year_conflicts(*frame))
    out.notes.push_back(std::move(line));
  return out;
}

result<solve::grid> read_year_plan(std::string_view text,
                                   const std::string& source,
                                   const solve::problem& x) {
  auto limits = csv_limits{.columns_max = solve::days_max + 1};
  auto in = csv_reader{text, source, limits};
  auto weeks = static_cast<std::size_t>(year_weeks(x));
  auto people = std::map<std::string, std::size_t>{};
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    people.emplace(x.people[who].name, who);
  auto out = solve::grid(x.allowed.size(), solve::off);
  auto cells = std::vector<csv_cell>{};
  while (true) {
    auto more = in.next(cells);
    if (!more)
      return more.error();
    if (!*more)
      break;
    auto found = people.find(cells[0].text);
    if (found == people.end())
      return wrong_cell(cells[0], source,
                        "nobody has that id, or has a second line ("
                          + cells[0].text + ")");
    if (cells.size() != weeks + 1)
      return wrong_cell(cells[0], source,
                        std::to_string(cells.size() - 1)
                          + " weeks are given, the year has "
                          + std::to_string(weeks));
    if (auto ok = read_year_row(cells, source, x, found->second, out); !ok)
      return ok.error();
    people.erase(found);
  }
  if (!people.empty())
    return failure{ec::invalid_argument,
                   source + ": has no line for " + people.begin()->first
                     + ", write one for each resident",
                   0};
  return out;
}

std::string write_year_plan(const solve::problem& x,
                            const solve::grid& roster) {
  auto out = std::string{};
  auto weeks = year_weeks(x);
  for (auto who = std::size_t{0}; who < x.people.size(); ++who) {
    out += cell(x.people[who].name);
    for (auto week = 0; week < weeks; ++week)
      out += "," + cell(x.tasks[roster[x.cell_at(who, week)]]);
    out += '\n';
  }
  return out;
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "exchange/year_instance.hpp"

#include "domain/solve/year_counts.hpp"
#include "domain/solve/year_problem.hpp"
#include "exchange/block_year.hpp"

#include <algorithm>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

contract_names names_of(const domain::programme& where,
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

/// As RFC 4180 has it.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos)
    return text;
  auto out = std::string{'"'};
  for (auto c : text)
    out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + '"';
}

/// A column in which nobody can be anywhere is none of the year.
std::int32_t weeks_of(const solve::problem& x) {
  auto last = x.days - 1;
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    if (x.allowed[x.cell_at(who, last)] != solve::only(solve::off))
      return x.days;
  return last;
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
    out.what.contracts.push_back(names_of(where, rules));
  if (auto ok = check_instance(out.what, directory.string()); !ok)
    return ok.error();
  out.notes = std::move(read->notes);
  for (auto& line : domain::year_conflicts(*frame))
    out.notes.push_back(std::move(line));
  return out;
}

std::string write_year_plan(const solve::problem& x,
                            const solve::grid& roster) {
  auto out = std::string{};
  auto weeks = weeks_of(x);
  for (auto who = std::size_t{0}; who < x.people.size(); ++who) {
    out += cell(x.people[who].name);
    for (auto week = 0; week < weeks; ++week)
      out += "," + cell(x.tasks[roster[x.cell_at(who, week)]]);
    out += '\n';
  }
  return out;
}

} // namespace nightfloat::exchange

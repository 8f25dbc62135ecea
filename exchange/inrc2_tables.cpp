// SPDX-License-Identifier: Apache-2.0
#include "exchange/inrc2_tables.hpp"

#include <algorithm>
#include <functional>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

constexpr std::int32_t scenario_weeks_max = solve::days_max / 7;

/// The sections of a scenario, each spoken of by later ones.
constexpr const char* scenario_sections[] = {"SCENARIO",
                                             "WEEKS",
                                             "SKILLS",
                                             "SHIFT_TYPES",
                                             ("FORBIDDEN_SHIFT_TYPES_"
                                              "SUCCESSIONS"),
                                             "CONTRACTS",
                                             "NURSES"};

/// A pair whose least is not over its most.
result<inrc2_range> bounds(const text_lines& at, std::string_view text,
                           const std::string& what, std::int32_t max) {
  auto out = inrc2_pair(at, text, what, max);
  if (out && out->min > out->max)
    return at.wrong(what + ": the least is over the most (" + std::string{text}
                    + ")");
  return out;
}

} // namespace

result<inrc2_range> inrc2_pair(const text_lines& at, std::string_view text,
                               const std::string& what, std::int32_t max) {
  auto inner = text;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')')
    inner = text.substr(1, text.size() - 2);
  auto sides = split(inner, ',');
  if (inner.size() == text.size() || sides.size() != 2)
    return at.wrong(what + " is no pair (" + std::string{text.substr(0, 40)}
                    + "), write it as (2,5)");
  auto least = at.number(sides[0], "the least " + what, 0, max);
  if (!least)
    return least.error();
  auto most = at.number(sides[1], "the most " + what, 0, max);
  if (!most)
    return most.error();
  return inrc2_range{*least, *most};
}

result<void> inrc2_fields(const text_lines& at, std::size_t given,
                          std::size_t wanted, const char* of) {
  if (given == wanted)
    return {};
  return at.wrong(std::to_string(given) + " fields are given, "
                  + std::string{of} + " has " + std::to_string(wanted));
}

result<void> inrc2_lines(text_lines& in, std::int32_t count, const char* what,
                         const std::function<result<void>()>& take) {
  for (auto i = 0; i < count; ++i) {
    if (!in.next())
      return in.ended(std::string{what} + " " + std::to_string(i + 1) + " of "
                      + std::to_string(count));
    if (auto ok = take(); !ok)
      return ok;
  }
  return {};
}

std::pair<std::string, std::string_view> inrc2_entry(std::string_view line) {
  auto sides = split(line, '=');
  return {std::string{sides[0]},
          sides.size() > 1 ? sides[1] : std::string_view{}};
}

std::optional<std::int32_t> inrc2_day(std::string_view text) {
  auto found = std::ranges::find(inrc2_days, text.substr(0, 3));
  if (found == inrc2_days.end())
    return std::nullopt;
  return static_cast<std::int32_t>(found - inrc2_days.begin());
}

bool inrc2_names::add(const std::string& name) {
  return numbers_.emplace(name, numbers_.size()).second;
}

result<std::size_t> inrc2_names::find(const text_lines& at,
                                      std::string_view name,
                                      const char* what) const {
  auto found = numbers_.find(name);
  if (found != numbers_.end())
    return found->second;
  return at.wrong("the " + std::string{what} + " is unknown ("
                  + std::string{name.substr(0, 40)} + ")");
}

result<void> inrc2_reader::scenario(const named_text& x) {
  if (auto ok = check_text(x.text, x.source); !ok)
    return ok;
  auto in = text_lines{x.text, x.source};
  auto next = std::size_t{0};
  while (in.next()) {
    auto [key, value] = inrc2_entry(in.text());
    if (next == std::size(scenario_sections) || key != scenario_sections[next])
      return in.wrong("expected "
                      + (next < std::size(scenario_sections)
                           ? std::string{scenario_sections[next]}
                           : std::string{"the end of the file"})
                      + " (found " + key.substr(0, 40) + ")");
    ++next;
    if (auto ok = entry(in, key, value); !ok)
      return ok;
  }
  if (next < std::size(scenario_sections))
    return in.ended(scenario_sections[next]);
  auto tasks = 1 + out_.skills.size() * out_.shifts.size();
  return check_shape(out_.nurses.size(),
                     static_cast<std::size_t>(out_.weeks) * 7, tasks, x.source);
}

result<void> inrc2_reader::entry(lines& in, const std::string& key,
                                 std::string_view value) {
  if (key == "SCENARIO") {
    out_.name = value;
    return {};
  }
  if (key == "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS")
    return inrc2_lines(in, static_cast<std::int32_t>(out_.shifts.size()),
                       "successions", [&] { return successions(in); });
  auto most = key == "WEEKS"    ? scenario_weeks_max
              : key == "NURSES" ? static_cast<std::int32_t>(solve::people_max)
                                : static_cast<std::int32_t>(solve::tasks_max);
  auto count = in.number(value, key, 1,
                         key == "CONTRACTS" ? inrc2_heads_max : most);
  if (!count)
    return count.error();
  if (key == "SKILLS")
    return inrc2_lines(in, *count, "skill", [&] { return skill(in); });
  if (key == "SHIFT_TYPES")
    return inrc2_lines(in, *count, "shift", [&] { return shift(in); });
  if (key == "CONTRACTS")
    return inrc2_lines(in, *count, "contract", [&] { return contract(in); });
  if (key == "NURSES")
    return inrc2_lines(in, *count, "nurse", [&] { return nurse(in); });
  out_.weeks = *count;
  return {};
}

result<void> inrc2_reader::skill(const lines& in) {
  auto name = in.name(in.text(), "the skill");
  if (!name)
    return name.error();
  if (!skills_.add(*name))
    return in.wrong("the skill is there twice (" + *name + ")");
  out_.skills.push_back(*name);
  return {};
}

result<void> inrc2_reader::shift(const lines& in) {
  auto parts = words(in.text());
  if (auto ok = inrc2_fields(in, parts.size(), 2, "a shift"); !ok)
    return ok;
  auto name = in.name(parts[0], "the shift");
  if (!name)
    return name.error();
  if (*name == "Any" || *name == "None" || !shifts_.add(*name))
    return in.wrong("the shift is there twice, or has a meaning of its own ("
                    + *name + ")");
  auto run = bounds(in, parts[1], "consecutive days", solve::days_max);
  if (!run)
    return run.error();
  out_.shifts.push_back({.name = *name, .run = *run});
  return {};
}

/// `Late 1 Early`
result<void> inrc2_reader::successions(const lines& in) {
  auto parts = words(in.text());
  auto from = shifts_.find(in, parts[0], "shift");
  if (!from)
    return from.error();
  if (parts.size() < 2)
    return in.wrong("the number of shifts that may not follow is missing");
  auto count = in.number(parts[1], "the number of shifts that may not follow",
                         0, static_cast<std::int32_t>(out_.shifts.size()));
  if (!count)
    return count.error();
  if (auto ok = inrc2_fields(in, parts.size(),
                             2 + static_cast<std::size_t>(*count),
                             "this succession");
      !ok)
    return ok;
  for (auto i = std::size_t{2}; i < parts.size(); ++i) {
    auto to = shifts_.find(in, parts[i], "shift");
    if (!to)
      return to.error();
    out_.shifts[*from].not_after.insert(*to);
  }
  return {};
}

/// `FullTime (15,22) (3,5) (2,3) 2 1`
result<void> inrc2_reader::contract(const lines& in) {
  auto parts = words(in.text());
  if (auto ok = inrc2_fields(in, parts.size(), 6, "a contract"); !ok)
    return ok;
  auto out = inrc2_contract{.name = std::string{parts[0]}};
  if (!contracts_.add(out.name))
    return in.wrong("the contract is there twice (" + out.name + ")");
  auto total = bounds(in, parts[1], "assignments", inrc2_count_max);
  auto work = bounds(in, parts[2], "consecutive days of work", inrc2_count_max);
  auto off = bounds(in, parts[3], "consecutive days off", inrc2_count_max);
  for (const auto* one : {&total, &work, &off})
    if (!*one)
      return one->error();
  auto weekends = in.number(parts[4], "the most week-ends", 0, inrc2_count_max);
  if (!weekends)
    return weekends.error();
  auto whole = in.number(parts[5], "whole week-ends", 0, 1);
  if (!whole)
    return whole.error();
  out.total = *total;
  out.work = *work;
  out.off = *off;
  out.weekends_max = *weekends;
  out.whole_weekends = *whole == 1;
  out_.contracts.push_back(std::move(out));
  return {};
}

/// `Patrick FullTime 2 HeadNurse Nurse`
result<void> inrc2_reader::nurse(const lines& in) {
  auto parts = words(in.text());
  if (parts.size() < 3)
    return in.wrong("a nurse has a name, a contract and a number of skills");
  auto out = inrc2_nurse{};
  auto name = in.name(parts[0], "the nurse");
  if (!name)
    return name.error();
  out.name = *name;
  if (!nurses_.add(out.name))
    return in.wrong("the nurse is there twice (" + out.name + ")");
  auto contract = contracts_.find(in, parts[1], "contract");
  if (!contract)
    return contract.error();
  out.contract = *contract;
  auto count = in.number(parts[2], "the number of skills", 0,
                         static_cast<std::int32_t>(out_.skills.size()));
  if (!count)
    return count.error();
  if (auto ok = inrc2_fields(
        in, parts.size(), 3 + static_cast<std::size_t>(*count), "this nurse");
      !ok)
    return ok;
  for (auto i = std::size_t{3}; i < parts.size(); ++i) {
    auto skill = skills_.find(in, parts[i], "skill");
    if (!skill)
      return skill.error();
    out.skills.push_back(*skill);
  }
  out_.nurses.push_back(std::move(out));
  return {};
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_view.hpp"

#include "domain/solve/rebase.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/origin.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

std::string kind_words(solve::rule_kind x) {
  using enum solve::rule_kind;
  switch (x) {
    case cell:
      return "leave, a wish, or work that is fixed";
    case next:
    case clash:
      return "rest between two shifts";
    case run:
      return "days or nights in a row";
    case total:
    case spread:
      return "an even share";
    case group:
      return "hours, free days and calls of an averaging window";
    case window:
      return "hours and a free day of some days running";
    case order:
      return "what has to come first";
    case pair:
      return "two people on one day";
    case demand:
      break;
  }
  return "people needed";
}

std::string demand_words(const duty_view& x, const solve::fault& f) {
  const auto& rule = x.problem.what.demands[f.rule];
  auto out = solve::task_words(x.problem.what, rule.tasks);
  if (rule.under.empty())
    return out + " takes so many people at most";
  auto n = rule.under.front().heads;
  return out + " needs " + std::to_string(n) + (n == 1 ? " person" : " people");
}

} // namespace

std::vector<duty_wish> wishes_of(const frame& x, part_set parts) {
  auto out = std::vector<duty_wish>{};
  auto rotation = [&](std::size_t t) {
    return x.where.templates[t].rotation;
  };
  auto add = [&](part_set of, column_width width) {
    auto all = templates_of(x, of & parts);
    std::ranges::stable_sort(all, {}, rotation);
    auto room = std::ptrdiff_t{0};
    for (auto i = all.begin(); i != all.end();) {
      auto end = std::find_if(i, all.end(), [&](std::size_t t) {
        return rotation(t) != rotation(*i);
      });
      auto more = std::min(end - i, std::ptrdiff_t{duty_templates_max});
      if (more > room) {
        out.push_back({{}, width});
        room = duty_templates_max;
      }
      auto& to = out.back().templates;
      to.insert(to.end(), i, i + more);
      room -= more;
      i += more;
    }
  };
  add(nights_part | days_part, column_width::day);
  add(half_days_part, column_width::half_day);
  add(faculty_part, column_width::day);
  for (auto& wish : out)
    std::ranges::sort(wish.templates);
  return out;
}

result<duty_view> view_of(const frame& x, const roster& of,
                          const duty_wish& wanted,
                          constraint_use* constraints) {
  auto fixed = std::vector<duty>{};
  auto free = std::vector<duty>{};
  for (const auto& d : of.duties) {
    auto is_free = std::ranges::binary_search(wanted.templates, x.index(d.from))
                   && !by_hand(d.source);
    (is_free ? free : fixed).push_back(d);
  }
  auto made = make_duty_problem(x, of.plan, fixed, wanted);
  if (!made)
    return made.error();
  auto out = duty_view{std::move(*made), {}, {}};
  if (out.problem.empty())
    return out;
  if (constraints != nullptr) {
    auto done = constraints->put(out.problem.meaning, out.problem.what);
    if (!done)
      return done.error();
    out.constrained = std::move(*done);
  }
  if (auto ok = solve::check(out.problem.what); !ok)
    return ok.error();
  out.roster = grid_of_duties(out.problem, free);
  return out;
}

solve::naming naming_of(const duty_view& x) {
  return {[&x](std::int32_t day) {
            const auto& column
              = x.problem.meaning.columns[static_cast<std::size_t>(day)];
            auto out = to_string(column.day);
            if (column.part != day_part::whole)
              out += column.part == day_part::am ? " am" : " pm";
            return out;
          },
          [&x](const solve::fault& f) {
            if (auto name = origin(x.constrained, x.problem.what, f);
                !name.empty())
              return name;
            return f.kind == solve::rule_kind::demand ? demand_words(x, f)
                                                      : kind_words(f.kind);
          },
          [&x](const solve::fault& f) {
            return asking(x.constrained, x.problem.what, f);
          }};
}

} // namespace nightfloat::domain::stage

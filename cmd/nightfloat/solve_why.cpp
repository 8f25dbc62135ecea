// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solve_why.hpp"

#include "cmd/nightfloat/price_table.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <charconv>
#include <iostream>
#include <optional>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

/// Of so many of the cheapest is told which rules cost more.
constexpr auto detailed_max = std::size_t{3};
constexpr auto rules_shown = std::size_t{4};

failure wrong_question(const std::string& what) {
  return {ec::invalid_argument, "--explain: " + what, 0};
}

std::optional<std::uint32_t> person_of(const solve::problem& x,
                                       const std::string& name) {
  for (auto who = 0U; who < x.people.size(); ++who)
    if (x.people[who].name == name)
      return who;
  return std::nullopt;
}

solve::task_set tasks_of(const solve::problem& x, const std::string& name) {
  auto out = solve::task_set{0};
  for (auto i = std::size_t{1}; i < x.tasks.size(); ++i)
    if (x.tasks[i] == name)
      out |= solve::only(static_cast<solve::task>(i));
  return out;
}

bool has_demand(const solve::problem& x, const why_query& query) {
  for (const auto& one : x.demands)
    if (one.day == query.day && (one.tasks & query.tasks) != 0)
      return true;
  return false;
}

/// `minutes of work 1440 to 1920, Bob, day 3: +2`
std::string rule_line(const solve::fault& f, const exchange::instance& x,
                      const solve::naming& names) {
  auto out = names.rule(f);
  if (f.who != solve::fault::nobody)
    out += ", " + x.problem.people[f.who].name;
  if (f.day >= 0)
    out += ", " + names.day(f.day);
  return out + ": " + solve::price_words(f.price);
}

class explaining {
public:
  explaining(const exchange::instance& x, const solve::grid& roster,
             const solve::naming& names)
    : x_{x}, roster_{roster}, names_{names}, laid_{x.problem}, explainer_{
                                                                 laid_,
                                                                 roster} {
  }

  why_view cell(const why_query& query) {
    auto why = explainer_.cell(query.who, query.day);
    auto out = why_view{};
    out.place = problem().people[query.who].name + " on "
                + names_.day(query.day);
    out.sentence = sentence(why, problem(), names_);
    out.barred = why.barred;
    for (const auto& one : why.tasks) {
      auto after = roster_;
      after[problem().cell_at(query.who, query.day)] = one.to;
      out.tasks.push_back(
        view(problem().tasks[one.to], one.price, sentence(one, problem())));
      detail(out.tasks, after);
    }
    add(out, why.people, query.day);
    return out;
  }

  void demands(const why_query& query, std::vector<why_view>& to) {
    for (auto i = 0U; i < problem().demands.size(); ++i) {
      const auto& rule = problem().demands[i];
      if (rule.day != query.day || (rule.tasks & query.tasks) == 0)
        continue;
      auto why = explainer_.demand(i);
      auto out = why_view{};
      out.place = solve::task_words(problem(), rule.tasks) + " on "
                  + names_.day(rule.day);
      out.sentence = sentence(why, problem(), names_);
      out.barred = why.barred;
      add(out, why.people, rule.day);
      to.push_back(std::move(out));
    }
  }

private:
  [[nodiscard]] const solve::problem& problem() const noexcept {
    return x_.problem;
  }

  static why_price view(std::string what, const solve::evaluation& price,
                        std::string said) {
    return {std::move(what),
            price.total.hard(),
            price.total.soft(),
            std::move(said),
            {}};
  }

  void add(why_view& out, const std::vector<solve::stand_in>& people,
           std::int32_t day) {
    for (const auto& one : people) {
      auto what = problem().people[one.who].name;
      if (one.instead_of != solve::fault::nobody)
        what += " for " + problem().people[one.instead_of].name;
      out.people.push_back(view(what, one.price, sentence(one, problem())));
      detail(out.people, with(problem(), roster_, day, one));
    }
  }

  /// Of the last one, where it is among the first few.
  void detail(std::vector<why_price>& all, const solve::grid& after) {
    if (all.size() > detailed_max)
      return;
    for (const auto& f : differences(problem(), roster_, after))
      if (all.back().rules.size() < rules_shown)
        all.back().rules.push_back(rule_line(f, x_, names_));
  }

  const exchange::instance& x_;
  const solve::grid& roster_;
  const solve::naming& names_;
  solve::tables laid_;
  solve::explainer explainer_;
};

} // namespace

result<why_query> read_why(const exchange::instance& x,
                           const std::string& text) {
  auto at = text.rfind('@');
  if (at == text.npos || at == 0)
    return wrong_question("is not PERSON@DAY or TASK@DAY (" + text + ")");
  auto out = why_query{text};
  auto name = text.substr(0, at);
  auto day = text.substr(at + 1);
  auto number = std::int32_t{0};
  auto [end, bad] = std::from_chars(day.data(), day.data() + day.size(),
                                    number);
  auto last = x.first_day + x.problem.days - 1;
  if (bad != std::errc{} || end != day.data() + day.size()
      || number < x.first_day || number > last)
    return wrong_question("the day is not from " + std::to_string(x.first_day)
                          + " to " + std::to_string(last) + " (" + text + ")");
  out.day = number - x.first_day;
  if (auto who = person_of(x.problem, name)) {
    out.who = *who;
    return out;
  }
  out.is_person = false;
  out.tasks = tasks_of(x.problem, name);
  if (out.tasks == 0)
    return wrong_question("neither a person nor a task has that name (" + name
                          + ")");
  if (!has_demand(x.problem, out))
    return wrong_question(
      "nobody is asked for there on that day, name a person (" + text + ")");
  return out;
}

std::vector<why_view>
explain(const exchange::instance& x, const solve::grid& roster,
        const std::vector<why_query>& asked, const solve::naming& names) {
  auto out = std::vector<why_view>{};
  if (asked.empty())
    return out;
  auto at = explaining{x, roster, names};
  for (const auto& one : asked)
    if (one.is_person)
      out.push_back(at.cell(one));
    else
      at.demands(one, out);
  return out;
}

void print(const std::vector<why_view>& all, std::size_t show) {
  for (const auto& one : all) {
    std::cout << '\n' << painted("why " + one.place, tone::strong) << '\n';
    std::cout << one.sentence << '\n';
    print_prices(one.tasks, "OTHER TASK", show);
    print_prices(one.people, "OTHER PERSON", show);
    if (one.barred > 0)
      std::cout << counted(one.barred, "other person", "other people")
                << " may not be there\n";
  }
}

} // namespace nightfloat::cmd

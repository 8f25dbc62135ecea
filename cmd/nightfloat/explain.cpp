// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/calendar_strip.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/explain_duty.hpp"
#include "cmd/nightfloat/findings.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/rules/what_if.hpp"
#include "domain/rules/words.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iostream>

namespace nightfloat::cmd {

namespace {

using domain::finding;

struct rule_page {
  std::string rule;
  std::string clause;
  std::string asks;
};
BOOST_DESCRIBE_STRUCT(rule_page, (), (rule, clause, asks))

class explain_command : public command {
public:
  std::string name() const override {
    return "explain";
  }

  std::string summary() const override {
    return "why: a person's findings or duty, a rule, unmet demands";
  }

  void declare(options& x) override {
    x.note("With --day: why the person works what they work on that day, what "
           "else they and others could, and what of the roster would cost or "
           "break then. `unmet`: why shifts have too few people, by the fewest "
           "requirements that cannot hold together.");
    x.position(
      {"WHAT", "", "a person's code, the name of a rule, or the word unmet"},
      what_);
    x.date({"--day", "DATE", "why that person works what on this day", "none"},
           duty_.day);
    x.text({"--draft", "N", "of that draft (with --day, or unmet)",
            "the roster in force"},
           duty_.draft);
    x.text({"--constraints", "SET",
            "with --day, or unmet: as it was generated with", "none"},
           duty_.constraints);
    x.number({"--show", "N", "with --day: other shifts and people shown"},
             duty_.show, {1, 10'000});
    x.days(wanted_.first, wanted_.last);
    x.text({"--rule", "NAME", "only this rule", "all"}, rule_);
    x.text({"--pack", "NAME", "a shipped rule pack", "the programme's own"},
           wanted_.pack);
    source_.declare(x);
    x.example("explain R001");
    x.example("explain R001 --rule rest --first 2026-07-01 --last 2026-07-28");
    x.example("explain R001 --day 2026-07-14");
    x.example("explain unmet --draft 4924290964211635897");
    x.example("explain work_hours_80");
  }

  int run(context& x) override {
    duty_.who = what_;
    auto is_unmet = what_ == "unmet";
    if (is_unmet || duty_.day != domain::date{}) {
      if (auto other = of_findings(); !other.empty())
        return source_.fail(x, {ec::invalid_argument,
                                other
                                  + ": is of findings, leave it out with "
                                    "--day and unmet",
                                0});
      return is_unmet ? explain_unmet(x, source_, duty_)
                      : explain_duty(x, source_, duty_);
    }
    if (!duty_.draft.empty() || !duty_.constraints.empty())
      return source_.fail(
        x, {ec::invalid_argument,
            std::string{duty_.draft.empty() ? "--constraints" : "--draft"}
              + ": belongs to --day or unmet; say the day, or leave it out",
            0});
    if (auto about = domain::find_rule(what_))
      return explain_rule(x, *about);
    auto names = source_.names(x);
    if (!names)
      return source_.fail(x, names.error());
    auto who = names->person(what_);
    if (!who)
      return source_.fail(
        x, {ec::not_found,
            "WHAT: is no person and no rule (" + what_
              + "), write a code or a name such as work_hours_80",
            0});
    wanted_.people = {*who};
    wanted_.repairs = client::validate_request::repairs_max;
    if (!rule_.empty())
      wanted_.rules = {rule_};
    auto answer = source_.ask(x, wanted_);
    if (!answer)
      return source_.fail(x, answer.error());
    auto verdict = verdict_of(answer->findings);
    if (x.print_json(*answer))
      return verdict;
    auto all = source_.whole(x);
    if (!all)
      return source_.fail(x, all.error());
    auto none = domain::roster{};
    const auto& roster = (*all)->roster ? *(*all)->roster : none;
    for (const auto& one : answer->findings)
      print(*names, roster, one);
    if (answer->findings.empty())
      std::cout << painted(what_ + ": keeps every rule that was asked about",
                           tone::good)
                << '\n';
    if (auto over = client::window_of(names->programme(), wanted_.first,
                                      wanted_.last))
      print_strips(std::cout, *names, roster, wanted_.people, *over,
                   answer->findings);
    return verdict;
  }

private:
  /// What was given that says which findings are meant; empty: nothing.
  std::string of_findings() const {
    if (!rule_.empty())
      return "--rule";
    if (!wanted_.pack.empty())
      return "--pack";
    if (wanted_.first != domain::date{})
      return "--first";
    return wanted_.last != domain::date{} ? "--last" : "";
  }

  /// Needs no roster, and no cluster.
  int explain_rule(context& x, domain::rule about) {
    auto text = domain::explanation_of(about);
    if (x.global().json) {
      std::cout << codec::to_json_pretty(
        rule_page{.rule = std::string{domain::name_of(about)},
                  .clause = std::string{domain::clause_of(about)},
                  .asks = std::string{text}});
      return exit_status::pass;
    }
    std::cout << painted(domain::name_of(about), tone::strong) << ", "
              << domain::clause_of(about) << "\n  " << text << '\n';
    return exit_status::pass;
  }

  static void print(const directory& names, const domain::roster& roster,
                    const finding& x) {
    auto how = domain::is_breach(x.severity) ? tone::bad : tone::doubtful;
    std::cout << painted(codec::name_of(x.severity), how) << ": " << x.rule
              << ", " << x.clause << ", " << names.days(x.from, x.to) << "\n  "
              << x.sentence << '\n';
    if (x.measured != 0 || x.limit != 0)
      std::cout << "  measured " << quantity(x.measured, x.unit) << ", limit "
                << quantity(x.limit, x.unit) << '\n';
    auto t = table{{"    SHIFT", "FROM", "TO", ">LASTS", "TEMPLATE"}};
    auto any = false;
    for (auto shift : x.shifts)
      for (const auto& work : domain::parts_of(roster, x.person, shift)) {
        any = true;
        t.add({"    " + std::to_string(shift.value), names.time(work.start),
               names.time(work.end),
               quantity((work.end - work.start).count(), "minutes"),
               names.code(work.from)});
      }
    if (any)
      t.print(std::cout);
    for (const auto& fix : x.repairs)
      std::cout << "  " << (&fix == &x.repairs.front() ? "repair: " : "or: ")
                << fix.sentence << '\n';
    std::cout << '\n';
  }

  roster_source source_;
  client::validate_request wanted_;
  std::string what_;
  std::string rule_;
  duty_question duty_;
};

} // namespace

void add_explain(command_list& to) {
  to.push_back(std::make_unique<explain_command>());
}

} // namespace nightfloat::cmd

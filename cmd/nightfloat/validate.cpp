// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/calendar_strip.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/findings.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <iostream>

namespace nightfloat::cmd {

namespace {

class validate_command : public command {
public:
  std::string name() const override {
    return "validate";
  }

  std::string summary() const override {
    return "check the roster against the rules; unknown is not a pass";
  }

  void declare(options& x) override {
    x.days(wanted_.first, wanted_.last);
    x.texts(
      {"--person", "CODE", "only this person, may be given again", "everybody"},
      people_);
    x.texts({"--rule", "NAME", "only this rule, may be given again", "all"},
            wanted_.rules);
    x.text({"--pack", "NAME", "a shipped rule pack", "the programme's own"},
           wanted_.pack);
    x.number({"--show", "N", "findings shown of each rule"}, show_,
             {1, 100'000});
    x.number({"--repairs", "N", "findings that repairs are looked for"},
             wanted_.repairs, {0, client::validate_request::repairs_max});
    x.flag({"--calendar", "",
            "the days of whom there are findings, or of each "
            "--person, in a line each"},
           calendar_);
    x.flag({"--csv", "", "the findings as CSV"}, csv_);
    source_.declare(x);
    x.example("validate");
    x.example("validate --first 2026-07-01 --last 2026-07-28 --json");
    x.example("validate --person R001 --rule rest --calendar");
    x.example("validate --pack house-strict --offline /tmp/programme");
    x.example("validate --repairs 100 --csv");
  }

  int run(context& x) override {
    if (csv_ && x.global().json)
      return x.fail(
        {ec::invalid_argument, "--csv, --json: leave one of them out", 0});
    auto id = source_.name(x);
    if (!id)
      return source_.fail(x, id.error());
    if (!people_.empty()) {
      auto names = source_.names(x);
      if (!names)
        return source_.fail(x, names.error());
      if (auto ok = name_people(*names); !ok)
        return source_.fail(x, ok.error());
    }
    auto answer = source_.ask(x, wanted_);
    if (!answer)
      return source_.fail(x, answer.error());
    auto verdict = verdict_of(answer->findings);
    if (x.print_json(*answer))
      return verdict;
    auto names = source_.names(x);
    if (!names)
      return source_.fail(x, names.error());
    if (csv_) {
      std::cout << csv_of_findings(*names, answer->findings);
      return verdict;
    }
    std::cout << "programme " << *id << ", version " << answer->version << ": "
              << counted(answer->duties, "duty", "duties") << " of "
              << counted(answer->people, "person", "people") << " checked in "
              << answer->spent_us << " us\n";
    print_findings(std::cout, *names, answer->findings, show_);
    if (calendar_)
      if (auto ok = print_calendar(x, *names, answer->findings); !ok)
        return source_.fail(x, ok.error());
    return verdict;
  }

private:
  result<void> name_people(const directory& names) {
    for (const auto& code : people_) {
      auto known = names.person(code);
      if (!known)
        return known.error();
      wanted_.people.push_back(*known);
    }
    return {};
  }

  /// Of whoever was named, else of whom there is something to say, in the
  /// order of the findings.
  result<void> print_calendar(context& x, const directory& names,
                              const std::vector<domain::finding>& findings) {
    auto all = source_.whole(x);
    if (!all)
      return all.error();
    auto over = client::window_of(names.programme(), wanted_.first,
                                  wanted_.last);
    if (!over)
      return over.error();
    auto people = wanted_.people;
    if (people.empty())
      for (const auto& one : findings)
        if (one.person.assigned() && people.size() < show_
            && std::ranges::find(people, one.person) == people.end())
          people.push_back(one.person);
    if (people.empty())
      return {};
    auto none = domain::roster{};
    print_strips(std::cout, names, (*all)->roster ? *(*all)->roster : none,
                 people, *over, findings);
    return {};
  }

  roster_source source_;
  client::validate_request wanted_{.repairs = 10};
  std::vector<std::string> people_;
  std::uint32_t show_ = 10;
  bool calendar_ = false;
  bool csv_ = false;
};

} // namespace

void add_validate(command_list& to) {
  to.push_back(std::make_unique<validate_command>());
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/findings.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"

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
    x.date({"--first", "DATE", "first day", "of the programme"}, wanted_.first);
    x.date({"--last", "DATE", "last day, included", "of the programme"},
           wanted_.last);
    x.number({"--show", "N", "findings shown of each rule"}, show_,
             {1, 100'000});
    x.number({"--repairs", "N", "findings that repairs are looked for"},
             wanted_.repairs, {0, client::validate_request::repairs_max});
    x.flag({"--csv", "", "the findings as CSV"}, csv_);
    x.example("validate");
    x.example("validate --first 2026-07-01 --last 2026-07-28 --json");
    x.example("validate --repairs 100 --csv");
  }

  int run(context& x) override {
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto answer = (*door)->call(wanted_, x.about(*id));
    if (!answer)
      return x.fail(answer.error());
    auto verdict = passes(answer->findings) ? exit_status::pass
                                            : exit_status::verdict_failed;
    if (x.print_json(*answer))
      return verdict;
    auto names = load_directory(x, *id);
    if (!names)
      return x.fail(names.error());
    if (csv_) {
      std::cout << csv_of_findings(*names, answer->findings);
      return verdict;
    }
    std::cout << "programme " << *id << ", version " << answer->version << ": "
              << counted(answer->duties, "duty", "duties") << " of "
              << counted(answer->people, "person", "people") << " checked in "
              << answer->spent_us << " us\n";
    print_findings(std::cout, *names, answer->findings, show_);
    return verdict;
  }

private:
  client::validate_request wanted_{.repairs = 10};
  std::uint32_t show_ = 10;
  bool csv_ = false;
};

} // namespace

void add_validate(command_list& to) {
  to.push_back(std::make_unique<validate_command>());
}

} // namespace nightfloat::cmd

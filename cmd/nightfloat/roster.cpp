// SPDX-License-Identifier: Apache-2.0
#include "client/answers.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

struct duty_row {
  std::string person;
  domain::shift_id shift{};
  domain::instant start{};
  domain::instant end{};
  std::string shift_template;
  std::string rotation;
  domain::duty_kind kind = domain::duty_kind::clinical;
};
BOOST_DESCRIBE_STRUCT(duty_row, (),
                      (person, shift, start, end, shift_template, rotation,
                       kind))

struct roster_page {
  std::string programme;
  std::uint64_t version = 0;
  domain::roster_id roster{};
  std::vector<duty_row> duties;
};
BOOST_DESCRIBE_STRUCT(roster_page, (), (programme, version, roster, duties))

class roster_command : public command {
public:
  std::string name() const override {
    return "roster";
  }

  std::string summary() const override {
    return "show who works when, with the numbers of the shifts";
  }

  void declare(options& x) override {
    x.text({"--person", "CODE", "only this person", "everybody"}, person_);
    x.days(first_, last_);
    x.number(
      {"--at", "VERSION", "as it was at this version of the programme", "now"},
      at_, {1});
    x.example("roster --at 12");
    x.example("roster --first 2026-07-01 --last 2026-07-07");
  }

  int run(context& x) override {
    auto from = x.held(at_);
    if (!from)
      return x.fail(from.error());
    auto found = client::load(*from->ledger, from->id);
    if (!found)
      return x.fail(found.error());
    if (!found->roster)
      return x.fail(
        {ec::not_found,
         "programme " + from->id + ": has no roster, run `nightfloat generate`",
         0});
    if (auto days = client::window_of(found->programme, first_, last_); !days)
      return x.fail(days.error());
    auto names = directory{std::move(found->programme)};
    auto who = domain::person_id{};
    if (!person_.empty()) {
      auto known = names.person(person_);
      if (!known)
        return x.fail(known.error());
      who = *known;
    }
    auto page = roster_page{.programme = from->id,
                            .version = found->version,
                            .roster = found->roster->id};
    for (auto& one : found->roster->duties)
      if (wanted(names, who, one))
        page.duties.push_back(row(names, one));
    if (!x.print_json(page))
      print(names, page);
    return exit_status::pass;
  }

private:
  bool wanted(const directory& names, domain::person_id who,
              const domain::duty& x) const {
    if (who.assigned() && x.person != who)
      return false;
    auto day = names.day(x.start);
    return (first_ == domain::date{} || day >= first_)
           && (last_ == domain::date{} || day <= last_);
  }

  static duty_row row(const directory& names, const domain::duty& x) {
    return {.person = names.code(x.person),
            .shift = x.shift,
            .start = x.start,
            .end = x.end,
            .shift_template = names.code(x.from),
            .rotation = names.code(x.rotation),
            .kind = x.kind};
  }

  static void print(const directory& names, const roster_page& x) {
    auto t = table{{"WHO", ">SHIFT", "FROM", "TO", "TEMPLATE", "ROTATION"}};
    for (auto& one : x.duties)
      t.add({one.person,
             one.shift.assigned() ? std::to_string(one.shift.value) : "-",
             names.time(one.start), names.time(one.end), one.shift_template,
             one.rotation});
    t.print(std::cout);
    std::cout << counted(x.duties.size(), "duty", "duties") << " of roster "
              << x.roster.value << ", version " << x.version << ", times of "
              << names.programme().info.zone << '\n';
  }

  std::string person_;
  std::uint64_t at_ = 0;
  domain::date first_{};
  domain::date last_{};
};

} // namespace

void add_roster(command_list& to) {
  to.push_back(std::make_unique<roster_command>());
}

} // namespace nightfloat::cmd

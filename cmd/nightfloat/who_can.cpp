// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

namespace nightfloat::cmd {

namespace {

using domain::candidate;
using domain::fitness;

const char* fitness_name(fitness x) {
  switch (x) {
    case fitness::legal:
      return "yes";
    case fitness::unknown:
      return "unknown";
    case fitness::illegal:
      return "no";
  }
  return "unknown";
}

class who_can_command : public command {
public:
  std::string name() const override {
    return "who-can";
  }

  std::string summary() const override {
    return "who may take a shift by the rules, and who may not and why";
  }

  void declare(options& x) override {
    x.position({"WHAT", "",
                "a shift's number, who has it (a person's code and DATE), or "
                "a shift template's code and DATE"},
               what_);
    x.optional_position({"DATE", "", "the day on which it begins"}, date_);
    x.texts(
      {"--person", "CODE", "only this person, may be given again", "everybody"},
      people_);
    x.number({"--show", "N", "people shown"}, show_, {1, 100'000});
    source_.declare(x);
    x.example("who-can R001 2026-07-04");
    x.example("who-can 4711 --person R002");
    x.example("who-can ICU1-CALL 2026-07-04 --offline /tmp/programme");
  }

  int run(context& x) override {
    auto names = source_.names(x);
    if (!names)
      return source_.fail(x, names.error());
    if (auto ok = read(x, *names); !ok)
      return source_.fail(x, ok.error());
    auto answer = source_.ask(x, wanted_);
    if (!answer)
      return source_.fail(x, answer.error());
    auto can = std::ranges::any_of(answer->candidates, [](const auto& one) {
      return one.fitness == fitness::legal;
    });
    auto verdict = can ? exit_status::pass : exit_status::verdict_failed;
    if (!x.print_json(*answer))
      print(*names, *answer);
    return verdict;
  }

private:
  result<void> read(context& x, const directory& names) {
    for (const auto& code : people_) {
      auto known = names.person(code);
      if (!known)
        return known.error();
      wanted_.people.push_back(*known);
    }
    auto end = what_.data() + what_.size();
    auto number = std::from_chars(what_.data(), end, wanted_.shift.value);
    if (number.ec == std::errc{} && number.ptr == end && date_.empty())
      return {};
    wanted_.shift = {};
    auto day = domain::parse_date(date_);
    if (!day)
      return failure{ec::invalid_argument,
                     date_.empty()
                       ? "DATE: is missing, write the day on which " + what_
                           + " begins"
                       : "DATE: is no date (" + date_ + "), write 2026-07-01",
                     0};
    for (const auto& shift : names.programme().templates)
      if (shift.code == what_) {
        wanted_.what = shift.id;
        wanted_.day = *day;
        return {};
      }
    return read_holder(x, names);
  }

  result<void> read_holder(context& x, const directory& names) {
    auto who = names.person(what_);
    if (!who)
      return failure{ec::not_found,
                     "WHAT: is no person and no shift template (" + what_
                       + "), see `nightfloat roster`",
                     0};
    auto all = source_.whole(x);
    if (!all)
      return all.error();
    if (!(*all)->roster)
      return failure{ec::not_found,
                     "there is no roster, run `nightfloat generate`", 0};
    auto shift = find_shift(names, *(*all)->roster, *who, date_);
    if (!shift)
      return shift.error();
    wanted_.shift = *shift;
    return {};
  }

  void print(const directory& names, const client::who_can_reply& x) const {
    auto count = [&](fitness how) {
      return std::ranges::count(x.candidates, how, &candidate::fitness);
    };
    const auto& first = x.parts.front();
    std::cout << names.code(first.from) << ", " << names.time(first.start)
              << " to " << names.time(x.parts.back().end) << ": "
              << count(fitness::legal) << " of "
              << counted(x.candidates.size(), "person", "people")
              << " may take it";
    if (auto unknown = count(fitness::unknown); unknown > 0)
      std::cout << ", of " << unknown << " nobody can say";
    std::cout << " (version " << x.version << ", " << x.spent_us << " us)\n\n";
    auto t = table{{"WHO", "MAY", ">4 WEEKS", ">ALIKE", "WHY"}};
    auto n = std::min<std::size_t>(show_, x.candidates.size());
    for (auto i = std::size_t{0}; i < n; ++i) {
      const auto& one = x.candidates[i];
      auto may = one.fitness == fitness::legal;
      t.add({names.code(one.person), fitness_name(one.fitness),
             quantity(one.minutes, "minutes"), std::to_string(one.alike),
             reason(one)},
            may                               ? tone::good
            : one.fitness == fitness::illegal ? tone::faint
                                              : tone::doubtful);
    }
    t.print(std::cout);
    print_rest(std::cout, x.candidates.size(), n);
  }

  static std::string reason(const candidate& x) {
    if (!x.against.empty())
      return x.against.front().sentence;
    return x.cautions.empty() ? "" : "caution: " + x.cautions.front().sentence;
  }

  roster_source source_;
  client::who_can_request wanted_;
  std::string what_;
  std::string date_;
  std::vector<std::string> people_;
  std::uint32_t show_ = 20;
};

} // namespace

void add_who_can(command_list& to) {
  to.push_back(std::make_unique<who_can_command>());
}

} // namespace nightfloat::cmd

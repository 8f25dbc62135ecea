// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "config/constraint_set.hpp"
#include "domain/stage/carried.hpp"
#include "domain/stage/constraints.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

namespace stage = domain::stage;

struct carry_page {
  domain::date first{};
  domain::date last{};
  std::vector<stage::carried_history> histories;
};
BOOST_DESCRIBE_STRUCT(carry_page, (), (first, last, histories))

/// A line of a comment has no end within it.
std::string on_one_line(std::string x) {
  std::ranges::replace_if(
    x, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return x;
}

class roster_carry_command : public command {
public:
  std::string name() const override {
    return "roster carry";
  }

  std::string summary() const override {
    return "what everybody has done, as `history` for next year's constraints";
  }

  void declare(options& x) override {
    x.note("Counts what each constraint of SET that takes a `history` would "
           "count, in the roster in force, and adds the history that SET has. "
           "What is printed is TOML, to put in the place of that history.");
    x.position({"SET", "", "a shipped set of constraints, or a file with one"},
               set_);
    x.days(first_, last_);
    x.number(
      {"--at", "VERSION", "as it was at this version of the programme", "now"},
      at_, {1});
    source_.declare(x);
    x.example("roster carry default-resident");
    x.example("roster carry house.toml --first 2026-07-01 --last 2026-12-31");
    x.example("roster carry house.toml --at 12 --json");
  }

  int run(context& x) override {
    auto set = config::find_constraint_set(set_);
    if (!set)
      return x.fail(at("SET", set.error()));
    auto all = read(x);
    if (!all)
      return source_.fail(x, all.error());
    auto over = client::window_of(all->programme, first_, last_);
    if (!over)
      return x.fail(over.error());
    auto frame = domain::make_frame(all->programme, over->first, over->last);
    if (!frame)
      return source_.fail(x, frame.error());
    auto found = stage::carried(*frame, *all->roster, *set);
    if (!found)
      return source_.fail(x, found.error());
    auto page = carry_page{over->first, over->last, std::move(*found)};
    if (!x.print_json(page))
      print(page, *set);
    return exit_status::pass;
  }

private:
  result<client::loaded> read(context& x) {
    if (at_ != 0 && !source_.file().empty())
      return failure{ec::invalid_argument,
                     "--at, --offline: a file holds one version, leave one of "
                     "them out",
                     0};
    auto out = at_ == 0 ? in_force(x) : then(x);
    if (!out)
      return out;
    if (!out->roster)
      return failure{ec::not_found,
                     "roster carry: there is no roster to count, generate or "
                     "import one, or name an earlier version with --at",
                     0};
    sort(out->programme);
    sort(*out->roster);
    return out;
  }

  result<client::loaded> in_force(context& x) {
    auto all = source_.whole(x);
    if (!all)
      return all.error();
    return **all;
  }

  result<client::loaded> then(context& x) const {
    auto from = x.held(at_);
    if (!from)
      return from.error();
    return client::load(*from->ledger, from->id);
  }

  static void print(const carry_page& page, const stage::constraint_set& set) {
    for (const auto& one : page.histories) {
      std::cout << "# " << on_one_line(one.constraint) << ", stage "
                << codec::name_of(one.stage) << ", "
                << domain::to_string(page.first) << " to "
                << domain::to_string(page.last) << "\nhistory = [\n";
      for (const auto& past : one.history)
        print(past);
      std::cout << "]\n\n";
    }
    for (const auto& one : set.constraints)
      if (one.enabled && stage::takes_field(one.name, "history")
          && std::ranges::find(page.histories, stage::called(one),
                               &stage::carried_history::constraint)
               == page.histories.end())
        std::cout << "# " << on_one_line(stage::called(one))
                  << ": not counted, the programme has no such task or "
                     "person\n";
  }

  /// A text of JSON is one of TOML.
  static void print(const stage::past_count& x) {
    std::cout << "  { person = " << codec::to_json(x.person);
    if (!x.task.empty())
      std::cout << ", task = " << codec::to_json(x.task);
    std::cout << ", count = " << x.count << " },\n";
  }

  roster_source source_;
  std::string set_;
  std::uint64_t at_ = 0;
  domain::date first_{};
  domain::date last_{};
};

} // namespace

void add_roster_carry(command_list& to) {
  to.push_back(std::make_unique<roster_carry_command>());
}

} // namespace nightfloat::cmd

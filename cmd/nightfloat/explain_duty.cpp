// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/explain_duty.hpp"

#include "client/drafts.hpp"
#include "client/load.hpp"
#include "cmd/nightfloat/price_table.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "config/constraint_set.hpp"
#include "domain/stage/duty_why.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

namespace stage = domain::stage;

/// An exact answer may take long; what is known by then is told.
constexpr auto unmet_time_max = std::chrono::seconds{60};

struct duty_page {
  std::vector<stage::duty_reasons> reasons;
};
BOOST_DESCRIBE_STRUCT(duty_page, (), (reasons))

struct looked_at {
  domain::frame where;
  domain::roster what;
};

result<looked_at> draft_of(context& x, const std::string& number) {
  auto which = domain::roster_id{};
  if (auto wrong = read_number(number, which.value, {1}); !wrong.empty())
    return failure{ec::invalid_argument, "--draft: " + wrong, 0};
  auto from = x.held();
  if (!from)
    return from.error();
  auto held = client::load_draft(*from->ledger, from->id, which);
  if (!held)
    return at("--draft", held.error());
  auto made_on = client::load_data(*from->ledger, from->id, held->head.data);
  if (!made_on)
    return made_on.error();
  domain::sort(*made_on);
  auto frame = domain::make_frame(*made_on, held->head.first, held->head.last);
  if (!frame)
    return frame.error();
  return looked_at{std::move(*frame), std::move(held->what)};
}

result<looked_at> look_at(context& x, roster_source& from,
                          const duty_question& asked) {
  if (!asked.draft.empty() && !from.file().empty())
    return failure{ec::invalid_argument,
                   "--draft, --offline: a file holds no drafts, leave one of "
                   "them out",
                   0};
  if (!asked.draft.empty())
    return draft_of(x, asked.draft);
  auto all = from.whole(x);
  if (!all)
    return all.error();
  if (!(*all)->roster)
    return failure{ec::not_found, "explain: there is no roster to explain", 0};
  auto programme = (*all)->programme;
  auto roster = *(*all)->roster;
  domain::sort(programme);
  domain::sort(roster);
  auto frame = domain::make_frame(programme, {}, {});
  if (!frame)
    return frame.error();
  return looked_at{std::move(*frame), std::move(roster)};
}

void print_shown_prices(const std::vector<stage::duty_price>& all,
                        const char* head, std::size_t show) {
  print_prices(all, head, show);
  if (all.size() > show)
    std::cout << "... and " << all.size() - show << " more, --show "
              << all.size() << " shows all\n";
}

void print_duty(const stage::duty_reasons& x, std::size_t show) {
  std::cout << painted("why " + x.person + " on " + x.day, tone::strong) << '\n'
            << x.sentence << '\n';
  print_shown_prices(x.shifts, "OTHER", show);
  print_shown_prices(x.people, "OTHER PERSON", show);
  if (x.barred > 0)
    std::cout
      << counted(x.barred, "other person", "other people")
      << " may not be there: PGY, rotation, leave, credentials or other "
         "work; see `nightfloat who-can`\n";
}

void print_unmet(const stage::unmet_reasons& x) {
  if (x.open_places == 0)
    std::cout << painted("every place is filled", tone::good) << '\n';
  else
    std::cout << painted(
      counted(x.open_places, "place is", "places are") + " open", tone::bad)
              << '\n';
  if (x.plan_gaps > 0)
    std::cout << painted("the year plan misses "
                           + counted(x.plan_gaps, "bound", "bounds")
                           + " of rotations or requirements",
                         tone::bad)
              << '\n';
  if (x.broken > 0)
    std::cout << painted("constraints are broken by "
                           + counted(x.broken, "hard unit", "hard units"),
                         tone::bad)
              << '\n';
  for (const auto& one : x.sets) {
    std::cout << (one.minimal ? "cannot hold together, each of them needed for "
                                "it:\n"
                              : "cannot hold together:\n");
    for (const auto& line : one.requirements)
      std::cout << "  " << line << '\n';
  }
  if (x.unknown > 0)
    std::cout << "unknown: whether the rest could be filled was not settled "
                 "within the limits, which does not prove that it cannot\n";
  if (x.possible > 0)
    std::cout << "possible: all that one stage asks for could hold together, "
                 "duties under this plan; a larger --budget or another --seed "
                 "may find it\n";
}

result<stage::constraint_set> constraints_of(const duty_question& asked) {
  if (asked.constraints.empty())
    return stage::constraint_set{};
  auto found = config::find_constraint_set(asked.constraints);
  if (!found)
    return at("--constraints", found.error());
  return std::move(*found);
}

} // namespace

int explain_duty(context& x, roster_source& from, const duty_question& asked) {
  auto set = constraints_of(asked);
  if (!set)
    return from.fail(x, set.error());
  auto all = look_at(x, from, asked);
  if (!all)
    return from.fail(x, all.error());
  const auto& people = all->where.where.people;
  auto who = std::ranges::find(people, asked.who, &domain::person::code);
  if (who == people.end())
    return from.fail(x, {ec::not_found,
                         "WHAT: is nobody of that roster (" + asked.who
                           + "), write a person's code",
                         0});
  auto found = stage::why_duty(all->where, all->what, who->id, asked.day, *set);
  if (!found)
    return from.fail(x, found.error());
  auto page = duty_page{std::move(*found)};
  if (!x.print_json(page))
    for (const auto& one : page.reasons)
      print_duty(one, asked.show);
  return exit_status::pass;
}

int explain_unmet(context& x, roster_source& from, const duty_question& asked) {
  auto set = constraints_of(asked);
  if (!set)
    return from.fail(x, set.error());
  auto all = look_at(x, from, asked);
  if (!all)
    return from.fail(x, all.error());
  auto until = std::chrono::steady_clock::now() + unmet_time_max;
  auto found = stage::why_unmet(all->where, all->what, *set, [until] {
    return std::chrono::steady_clock::now() >= until;
  });
  if (!found)
    return from.fail(x, found.error());
  if (!x.print_json(*found))
    print_unmet(*found);
  return found->open_places == 0 && found->plan_gaps == 0
             && found->broken == 0
           ? exit_status::pass
           : exit_status::verdict_failed;
}

} // namespace nightfloat::cmd

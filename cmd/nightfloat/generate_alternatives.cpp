// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/generate_alternatives.hpp"

#include "client/drafts.hpp"
#include "client/load.hpp"
#include "cmd/nightfloat/command.hpp"
#include "cmd/nightfloat/jobs.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <iostream>
#include <set>

namespace nightfloat::cmd {

namespace {

/// The widest of all groups, from the lowest to the highest.
template <class Count>
std::int64_t widest(const roster_choice& x, Count count) {
  auto out = std::int64_t{0};
  for (const auto& one : x.groups)
    out = std::max(out, count(one.high) - count(one.low));
  return out;
}

/// The one that it is nearest to; itself where there is no other.
std::size_t nearest_to(const roster_choice& x, std::size_t self) {
  auto out = self;
  for (auto i = std::size_t{0}; i < x.permille.size(); ++i)
    if (i != self && (out == self || x.permille[i] < x.permille[out]))
      out = i;
  return out;
}

void print_terms(const choices_page& page) {
  auto names = std::set<std::string>{};
  for (const auto& one : page.rosters)
    for (const auto& cost : one.result.constraint_costs)
      names.insert(cost.name);
  if (names.empty())
    return;
  auto header = std::vector<std::string>{"COST OF"};
  for (auto i = std::size_t{1}; i <= page.rosters.size(); ++i)
    header.push_back('>' + std::to_string(i));
  auto t = table{header};
  for (const auto& name : names) {
    auto row = std::vector<std::string>{name};
    for (const auto& one : page.rosters) {
      const auto& all = one.result.constraint_costs;
      auto at = std::ranges::find(all, name,
                                  &domain::stage::constraint_cost::name);
      row.push_back(at == all.end() ? "0" : cost_words({at->hard, at->soft}));
    }
    t.add(std::move(row));
  }
  std::cout << '\n';
  t.print(std::cout);
}

void print_line(table& to, const choices_page& page, std::size_t i) {
  const auto& made = page.rosters[i];
  const auto& x = page.choices[i];
  auto near = nearest_to(x, i);
  to.add(
    {std::to_string(i + 1), std::to_string(made.result.roster.value),
     std::to_string(made.result.seed),
     cost_words({made.result.search_cost.hard, made.result.search_cost.soft}),
     std::to_string(made.result.unmet.size()),
     near == i ? "" : std::to_string(x.changed[near]),
     near == i ? "" : percent_of(x.permille[near]),
     std::to_string(widest(x, [](const auto& n) { return n.minutes; }) / 60),
     std::to_string(widest(x, [](const auto& n) { return n.nights; })),
     std::to_string(widest(x, [](const auto& n) { return n.weekends; })),
     std::to_string(widest(x, [](const auto& n) { return n.holidays; })),
     x.is_apart ? "" : "too near roster " + std::to_string(near + 1)},
    x.is_apart && made.result.feasible ? tone::plain : tone::doubtful);
}

} // namespace

result<std::vector<roster_choice>>
hold_against_each_other(const domain::programme& x,
                        std::span<const domain::roster> rosters,
                        domain::window over, std::uint32_t apart_percent) {
  auto n = rosters.size();
  auto out = std::vector<roster_choice>(n);
  for (auto& one : out) {
    one.changed.resize(n);
    one.permille.resize(n);
  }
  auto tell = [](roster_choice& to, const domain::roster_state& side) {
    to.open_places = side.open_places;
    to.breaches = side.breaches;
    to.groups = side.groups;
  };
  for (auto i = std::size_t{0}; i < n; ++i)
    for (auto j = i + (n > 1 ? 1 : 0); j < n; ++j) {
      auto found = domain::compare_rosters({x, rosters[i]}, {x, rosters[j]},
                                           over);
      if (!found)
        return found.error();
      out[i].changed[j] = out[j].changed[i] = found->changed;
      out[i].permille[j] = out[j].permille[i] = found->permille;
      if (i != j && found->permille < apart_percent * 10)
        out[j].is_apart = false;
      tell(out[i], found->before);
      tell(out[j], found->after);
    }
  return out;
}

result<void> compare_drafts(client::ledger_port& ledger, choices_page& page) {
  auto rosters = std::vector<domain::roster>{};
  auto first = domain::draft_head{};
  for (const auto& one : page.rosters) {
    auto held = client::load_draft(ledger, page.programme, one.result.roster);
    if (!held)
      return at("--alternatives", held.error());
    if (rosters.empty())
      first = held->head;
    if (held->head.data != first.data)
      return failure{ec::conflict,
                     "--alternatives: the programme was imported anew between "
                     "two of them, which cannot be compared",
                     0};
    rosters.push_back(std::move(held->what));
  }
  auto made_on = client::load_data(ledger, page.programme, first.data);
  if (!made_on)
    return made_on.error();
  domain::sort(*made_on);
  auto day = [](domain::date wish, domain::date whole) {
    return wish == domain::date{} ? whole : wish;
  };
  auto found = hold_against_each_other(*made_on, rosters,
                                       {day(first.first, made_on->info.first),
                                        day(first.last, made_on->info.last)},
                                       page.apart_percent);
  if (!found)
    return found.error();
  page.choices = std::move(*found);
  return {};
}

std::string jobs_under_way(const choices_page& page) {
  auto jobs = std::vector<domain::job_id>{};
  for (const auto& one : page.rosters)
    if (one.state.empty())
      jobs.push_back(one.job);
  return jobs.empty() ? std::string{} : numbers_of(jobs);
}

failure with_jobs(failure why, const choices_page& page) {
  if (auto jobs = jobs_under_way(page); !jobs.empty())
    why.detail += "; jobs submitted: " + jobs;
  return why;
}

void print(const choices_page& page) {
  std::cout << counted(page.rosters.size(), "roster", "rosters")
            << " of programme " << page.programme
            << " to choose from, kept as drafts; "
            << percent_of(page.apart_percent * 10)
            << " of cells apart at least\n";
  auto t
    = table{{">ROSTER", ">DRAFT", ">SEED", ">COST", ">UNMET", ">CELLS",
             ">NEAREST", ">HOURS", ">NIGHTS", ">WEEK-ENDS", ">HOLIDAYS", ""}};
  for (auto i = std::size_t{0}; i < page.choices.size(); ++i)
    print_line(t, page, i);
  t.print(std::cout);
  std::cout << "cells: days of people that differ from the nearest other; "
               "hours to holidays: the most less the least within a group\n";
  print_terms(page);
  std::cout << "\nsee `nightfloat roster draft diff DRAFT`, then `nightfloat "
               "roster draft publish DRAFT`\n";
}

int verdict_of(const choices_page& page) {
  auto good = std::ranges::all_of(page.rosters, [](const generate_page& one) {
    return verdict_of(one) == exit_status::pass;
  });
  auto apart = std::ranges::all_of(page.choices, &roster_choice::is_apart);
  return good && apart ? exit_status::pass : exit_status::verdict_failed;
}

} // namespace nightfloat::cmd

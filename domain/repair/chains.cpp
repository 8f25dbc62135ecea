// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/chains.hpp"

#include "domain/rules/who_can.hpp"
#include "domain/solve/random.hpp"
#include "domain/solve/rebase.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Of one person: their shifts that they may give instead.
constexpr std::size_t gives_max = 3;
/// Of one open end of a longer chain.
constexpr std::size_t takers_max = 3;
/// Why each of the nearest cannot.
constexpr std::size_t reasons_max = 3;

std::int64_t length_of(std::span<const duty> parts) noexcept {
  auto total = std::int64_t{0};
  for (const auto& x : parts)
    total += (x.end - x.start).count();
  return total;
}

auto place_of(const chain& x) {
  return std::tuple{x.moves.size(), x.left_out, x.cautions, x.fairness, x.tie};
}

} // namespace

bool is_spare(const what_if& rules, std::span<const duty> parts) {
  auto x = duty_change{.gone = {parts.begin(), parts.end()}, .come = {}};
  auto against = std::vector<finding>{};
  rules.judge_cover(x, against);
  if (against.empty())
    rules.judge_units(x, against);
  return against.empty();
}

void pass_on(std::span<const duty> parts, person_id from, person_id to,
             chain& out) {
  for (auto part : parts) {
    // Of nobody in the roster of the rules: it was taken off before.
    if (part.person.assigned())
      out.what.gone.push_back(part);
    part.person = to;
    if (to.assigned())
      out.what.come.push_back(part);
  }
  if (!to.assigned())
    out.left_out += length_of(parts);
  out.moves.push_back({.shift = parts.front().shift,
                       .start = parts.front().start,
                       .end = parts.back().end,
                       .what = parts.front().from,
                       .from = from,
                       .to = to});
}

chain_finder::chain_finder(const what_if& rules, const load_book& loads,
                           const absence_question& x, const chain_bounds& most)
  : rules_{rules}, loads_{loads}, x_{x}, most_{most} {
}

std::uint64_t chain_finder::tie_of(person_id who, shift_id shift) const {
  return mixed(x_.seed ^ mixed(std::uint64_t{who.value} << 32 | shift.value));
}

chain_finder::opening& chain_finder::opened(std::span<const duty> parts) {
  auto [place, fresh] = known_.try_emplace(parts.front().shift);
  auto& out = place->second;
  if (!fresh)
    return out;
  asked_ += rules_.context().people.size();
  for (auto& one : who_can(rules_, parts)) {
    // Nobody stands in for themselves, however little of it is in the absence.
    if (one.person == x_.person && !parts.front().person.assigned())
      continue;
    const auto* who = rules_.context().person_of(one.person);
    if (one.fitness == fitness::legal)
      out.takers.push_back({.who = who, .cautions = one.cautions.size()});
    else if (!rules_.unfit(*who, parts))
      out.blocked.push_back(std::move(one));
    else if (out.unfit.size() < reasons_max)
      out.unfit.push_back(std::move(one));
  }
  return out;
}

std::size_t chain_finder::takers_of(std::span<const duty> parts) {
  return opened(parts).takers.size();
}

std::vector<candidate> chain_finder::nearest(std::span<const duty> parts,
                                             std::size_t n) {
  const auto& x = opened(parts);
  auto out = std::vector<candidate>{};
  for (auto all : {&x.blocked, &x.unfit})
    for (const auto& one : *all) {
      if (out.size() >= n)
        return out;
      out.push_back(one);
      if (out.back().against.size() > reasons_max)
        out.back().against.resize(reasons_max);
    }
  return out;
}

bool chain_finder::may_give(std::span<const duty> parts) const {
  return std::ranges::none_of(parts, [&](const duty& part) {
    return by_hand(part.source) || part.actual || part.start < x_.now;
  });
}

bool chain_finder::frees(const person_facts& who, std::span<const duty> takes,
                         std::span<const duty> gives) {
  auto x = duty_change{.gone = {gives.begin(), gives.end()}, .come = {}};
  for (auto part : takes) {
    part.person = who.id;
    x.come.push_back(part);
  }
  ++asked_;
  rules_.around(who, x, room_);
  auto against = std::vector<finding>{};
  rules_.judge(room_, against);
  return against.empty();
}

void chain_finder::add_handovers(opening& x, std::span<const duty> parts,
                                 const candidate& who) {
  const auto& facts = *rules_.context().person_of(who.person);
  auto tried = std::vector<shift_id>{};
  for (const auto& why : who.against)
    for (auto shift : why.shifts) {
      if (tried.size() >= gives_max || x.handovers.size() >= most_.handovers_max
          || is_spent())
        return;
      if (!shift.assigned() || std::ranges::find(tried, shift) != tried.end())
        continue;
      auto own = parts_of(rules_.what(), who.person, shift);
      if (own.empty())
        continue;
      tried.push_back(shift);
      if (!may_give(own) || !frees(facts, parts, own))
        continue;
      auto spare = is_spare(rules_, own);
      x.handovers.push_back(
        {.who = &facts, .parts = std::move(own), .spare = spare});
    }
}

void chain_finder::explore(opening& x, std::span<const duty> parts) {
  if (std::exchange(x.explored, true))
    return;
  for (const auto& who : x.blocked)
    add_handovers(x, parts, who);
  // A chain that ends here comes before one that must go on.
  std::stable_partition(x.handovers.begin(), x.handovers.end(),
                        std::mem_fn(&handover::spare));
}

void chain_finder::add(chain x, bool judged, std::vector<chain>& out) {
  if (!judged) {
    asked_ += x.moves.size() + 1;
    if (rules_.first_worse(x.what))
      return;
  }
  x.fairness = loads_.drift(x.what, x_.person);
  x.tie = tie_of(x.moves.front().to, x.moves.front().shift);
  out.push_back(std::move(x));
}

void chain_finder::finish(const open_end& x, std::vector<chain>& out) {
  auto direct = x.people.empty();
  auto used = std::size_t{0};
  for (const auto& [who, cautions] : opened(x.parts).takers) {
    if (!direct && (used >= takers_max || is_spent()))
      return;
    if (std::ranges::find(x.people, who->id) != x.people.end())
      continue;
    ++used;
    auto next = x.so_far;
    pass_on(x.parts, x.was_of, who->id, next);
    next.cautions += cautions;
    add(std::move(next), direct, out);
  }
}

void chain_finder::lengthen(const open_end& x, std::vector<chain>& out,
                            std::size_t ends_most,
                            std::vector<open_end>& ends) {
  auto& here = opened(x.parts);
  explore(here, x.parts);
  ends_most += ends.size();
  for (const auto& one : here.handovers) {
    if (is_spent() || ends.size() >= ends_most)
      return;
    if (std::ranges::find(x.people, one.who->id) != x.people.end())
      continue;
    auto next = open_end{.so_far = x.so_far,
                         .parts = one.parts,
                         .was_of = one.who->id,
                         .people = x.people};
    pass_on(x.parts, x.was_of, one.who->id, next.so_far);
    next.people.push_back(one.who->id);
    if (!one.spare) {
      ends.push_back(std::move(next));
      continue;
    }
    pass_on(one.parts, one.who->id, {}, next.so_far);
    add(std::move(next.so_far), false, out);
  }
}

void chain_finder::keep_best(std::vector<chain>& out) const {
  std::ranges::sort(out, {}, place_of);
  if (out.size() > most_.chains_max)
    out.resize(most_.chains_max);
}

std::vector<chain> chain_finder::chains_of(std::span<const duty> parts,
                                           person_id was_of) {
  auto out = std::vector<chain>{};
  auto ends = std::vector<open_end>(1);
  ends.front().parts.assign(parts.begin(), parts.end());
  ends.front().was_of = was_of;
  for (auto people = std::size_t{1}; !ends.empty(); ++people) {
    for (const auto& x : ends)
      finish(x, out);
    keep_best(out);
    if (people >= most_.people_max || out.size() >= most_.enough || is_spent())
      break;
    auto next = std::vector<open_end>{};
    auto share = std::max<std::size_t>(1, most_.ends_max / ends.size());
    for (const auto& x : ends)
      lengthen(x, out, share, next);
    ends = std::move(next);
  }
  keep_best(out);
  return out;
}

} // namespace nightfloat::domain

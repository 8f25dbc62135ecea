// SPDX-License-Identifier: Apache-2.0

// Finding a counterpart: every fit person and every shift of theirs near
// enough is scored by cheap likeness first; then the judge is asked from the
// best down until enough have passed.

#include "domain/swap/judge.hpp"
#include "domain/swap/swap.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace nightfloat::domain {

namespace {

constexpr auto reach = minutes{28 * 1440};

// Points of a thousand.
constexpr auto points_swap = 300;
constexpr auto points_absorb = 100;
constexpr auto points_same_shift = 200;
constexpr auto points_same_length = 100;
constexpr auto points_near = 200;
constexpr auto points_same_rotation = 100;
constexpr auto points_same_pgy = 100;
constexpr auto points_free = 400;

struct option {
  swap_candidate_plan shown;
  passing there;
  std::optional<passing> back;
};

class finder {
public:
  finder(const swap_judge& judge, const person_facts& owner,
         const passing& given)
    : judge_{judge}, owner_{owner}, given_{given}, work_{given.parts.front()} {
  }

  std::vector<swap_candidate_plan> best(std::size_t limit) {
    for (const auto& who : judge_.context().people)
      if (who.id != owner_.id)
        add_options(who);
    std::ranges::sort(options_, [](const option& a, const option& b) {
      return std::tuple{b.shown.score, a.shown.person, a.shown.in_return}
             < std::tuple{a.shown.score, b.shown.person, b.shown.in_return};
    });
    auto out = std::vector<swap_candidate_plan>{};
    for (auto& x : options_) {
      if (out.size() >= limit)
        break;
      auto all = std::vector{x.there};
      if (x.back)
        all.push_back(*x.back);
      if (judge_.judge(all))
        out.push_back(std::move(x.shown));
    }
    return out;
  }

private:
  void add_options(const person_facts& who) {
    auto there = given_;
    there.to = &who;
    if (judge_.unfit(there))
      return;
    add_absorb(who, there);
    auto own = duties_of(judge_.what(), who.id);
    for (auto i = std::size_t{0}; i < own.size(); ++i) {
      // A shift in several parts is offered once, by its first.
      auto again = i > 0 && own[i].shift == own[i - 1].shift;
      if (again
          || std::abs((own[i].start - work_.start).count()) > reach.count())
        continue;
      if (auto back = judge_.take(who, own[i].shift, owner_);
          back && !judge_.unfit(*back))
        add_swap(who, there, *back);
    }
  }

  /// Points and words that any deal with `who` gets.
  void common(const person_facts& who, option& x) const {
    const auto& context = judge_.context();
    auto pgy = context.pgy_at(who, work_.start);
    if (pgy != 0 && pgy == context.pgy_at(owner_, work_.start)) {
      x.shown.score += points_same_pgy;
      x.shown.why += ", same PGY";
    }
    auto day = context.day_of(work_.start);
    for (const auto& row : plan_of(judge_.what(), who.id))
      if (row.first <= day && day <= row.last && row.rotation == work_.rotation
          && work_.rotation.assigned()) {
        x.shown.score += points_same_rotation;
        x.shown.why += ", on that rotation";
      }
  }

  void add_absorb(const person_facts& who, const passing& there) {
    auto load = std::int64_t{0};
    for (const auto& x : duties_of(judge_.what(), who.id))
      if (counts(x.kind)
          && std::abs((x.start - work_.start).count()) < reach.count() / 2)
        load += (x.end - x.start).count();
    auto spare = std::max<std::int64_t>(swap_load_full - load, 0);
    auto x = option{
      .shown = {.kind = swap_kind::absorb,
                .person = who.id,
                .start = work_.start,
                .score = static_cast<std::uint32_t>(
                  points_absorb + points_free * spare / swap_load_full),
                .why = "takes it, works " + std::to_string(load / 60)
                       + " h in the four weeks around"},
      .there = there};
    common(who, x);
    options_.push_back(std::move(x));
  }

  void add_swap(const person_facts& who, const passing& there,
                const passing& back) {
    const auto& other = back.parts.front();
    auto apart = std::abs((other.start - work_.start).count());
    auto x = option{
      .shown
      = {.kind = swap_kind::one_to_one,
         .person = who.id,
         .in_return = back.shift,
         .start = other.start,
         .score = static_cast<std::uint32_t>(
           points_swap + points_near * (reach.count() - apart) / reach.count()),
         .why = "gives " + to_string(judge_.context().day_of(other.start))
                + " back"},
      .there = there,
      .back = back};
    if (other.from == work_.from && other.from.assigned()) {
      x.shown.score += points_same_shift;
      x.shown.why += ", same kind of shift";
    }
    if (other.end - other.start == work_.end - work_.start)
      x.shown.score += points_same_length;
    common(who, x);
    options_.push_back(std::move(x));
  }

  const swap_judge& judge_;
  const person_facts& owner_;
  const passing& given_;
  const duty& work_;
  std::vector<option> options_;
};

} // namespace

result<std::vector<swap_candidate_plan>>
find_swaps(const programme& where, const roster& what, const rule_pack& pack,
           person_id owner, shift_id shift, std::size_t limit) {
  auto judge = swap_judge::make(where, what, pack);
  if (!judge)
    return judge.error();
  auto giver = judge->person(owner);
  if (!giver)
    return giver.error();
  auto given = judge->take(**giver, shift, **giver);
  if (!given)
    return given.error();
  return finder{*judge, **giver, *given}.best(limit);
}

} // namespace nightfloat::domain

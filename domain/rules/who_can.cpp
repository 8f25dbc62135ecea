// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/who_can.hpp"

#include "domain/rules/supervision.hpp"
#include "domain/shift_times.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto two_weeks = std::int32_t{14 * 1440};

using rank = std::tuple<enum fitness, std::size_t, std::size_t, std::int64_t,
                        decltype(candidate::alike), person_id>;

rank rank_of(const candidate& x) noexcept {
  return {x.fitness, x.against.size(), x.cautions.size(),
          x.minutes, x.alike,          x.person};
}

class asking {
public:
  asking(const what_if& rules, std::span<const duty> parts)
    : rules_{rules}, parts_{parts} {
    for (const auto& part : parts)
      if (part.person.assigned())
        change_.gone.push_back(part);
    change_.come.assign(parts.begin(), parts.end());
    auto holder = parts.empty()
                    ? nullptr
                    : rules.context().person_of(parts.front().person);
    rules.judge_frozen(change_, frozen_, &passed_);
    if (holder == nullptr)
      return;
    auto come = std::exchange(change_.come, {});
    rules.around(*holder, change_, room_);
    rules.judge(room_, of_holder_);
    change_.come = std::move(come);
  }

  candidate ask(const person_facts& who) {
    auto out = candidate{.person = who.id};
    for (auto& part : change_.come)
      part.person = who.id;
    auto why = rules_.unfit(who, parts_);
    // What is unknown may still be known to be illegal.
    if (!why || why->severity == severity::unknown)
      why = rules_.busy(who, change_, room_);
    if (why)
      out.against.push_back(*std::move(why));
    else
      judge(who, out);
    auto breaks = [](const finding& x) {
      return x.severity != severity::unknown;
    };
    if (std::ranges::any_of(out.against, breaks))
      out.fitness = fitness::illegal;
    else if (!out.against.empty())
      out.fitness = fitness::unknown;
    return out;
  }

private:
  void judge(const person_facts& who, candidate& out) {
    rules_.around(who, change_, room_);
    add_load(out);
    rules_.judge(room_, out.against, &out.cautions);
    add_units(who, out);
    for (auto more : {&of_holder_, &frozen_})
      out.against.insert(out.against.end(), more->begin(), more->end());
    if (!out.against.empty()) {
      out.cautions.clear();
      return;
    }
    out.cautions.insert(out.cautions.end(), passed_.begin(), passed_.end());
  }

  void add_load(candidate& out) const {
    const auto& given = parts_.front();
    for (const auto& work : room_.before) {
      out.alike += work.from == given.from && given.from.assigned() ? 1 : 0;
      if (counts(work.kind)
          && std::abs((work.start - given.start).count()) < two_weeks)
        out.minutes += (work.end - work.start).count();
    }
  }

  /// Units ask only what kind of presence somebody is: few answers for all.
  void add_units(const person_facts& who, candidate& out) {
    auto asked = std::vector<std::int64_t>{};
    for (const auto& part : change_.come)
      asked.push_back(supervision_units(rules_.context(), who, part));
    auto known = std::ranges::find(units_, asked,
                                   &decltype(units_)::value_type::first);
    if (known == units_.end()) {
      auto found = std::vector<finding>{};
      rules_.judge_units(change_, found);
      known = units_.insert(units_.end(), {std::move(asked), std::move(found)});
    }
    out.against.insert(out.against.end(), known->second.begin(),
                       known->second.end());
  }

  const what_if& rules_;
  std::span<const duty> parts_;
  duty_change change_;
  before_and_after room_;
  /// What stands against anybody: the holder's loss, and frozen days.
  std::vector<finding> of_holder_;
  std::vector<finding> frozen_;
  std::vector<finding> passed_;
  std::vector<std::pair<std::vector<std::int64_t>, std::vector<finding>>>
    units_;
};

} // namespace

candidate may_take(const what_if& rules, const person_facts& who,
                   std::span<const duty> parts) {
  NIGHTFLOAT_EXPECT(!parts.empty());
  return asking{rules, parts}.ask(who);
}

std::vector<candidate> who_can(const what_if& rules,
                               std::span<const duty> parts) {
  NIGHTFLOAT_EXPECT(!parts.empty());
  auto all = asking{rules, parts};
  auto asked = std::vector<candidate>{};
  asked.reserve(rules.context().people.size());
  for (const auto& who : rules.context().people)
    if (who.id != parts.front().person)
      asked.push_back(all.ask(who));
  // Ranks are sorted, for they are smaller than candidates.
  auto ranks = std::vector<std::pair<rank, std::size_t>>{};
  ranks.reserve(asked.size());
  for (const auto& x : asked)
    ranks.push_back({rank_of(x), ranks.size()});
  std::ranges::sort(ranks);
  auto out = std::vector<candidate>{};
  out.reserve(asked.size());
  for (const auto& [_, i] : ranks)
    out.push_back(std::move(asked[i]));
  return out;
}

result<duty> duty_on(const programme& where, const shift_template& shift,
                     date day) {
  auto site = zone_at(where, site_of(where, shift, shift.rotation));
  if (!site)
    return at("programme", site.error());
  auto span = shift_on(shift, *site, day);
  if (!span)
    return span.error();
  return duty{.start = span->from,
              .end = span->to,
              .from = shift.id,
              .rotation = shift.rotation,
              .kind = shift.kind,
              .source = duty_source::manual};
}

} // namespace nightfloat::domain

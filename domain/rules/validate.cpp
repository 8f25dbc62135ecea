// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/validate.hpp"

#include "domain/rules/day_balance.hpp"
#include "domain/rules/roster_words.hpp"
#include "domain/rules/rows.hpp"
#include "domain/rules/unknowns.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

class collector final : public remark_sink {
public:
  collector(const person_view& view, std::vector<finding>& out)
    : view_{view}, out_{out} {
  }

  bool take(const remark& x) override {
    out_.push_back(in_words(view_, x));
    return true;
  }

private:
  const person_view& view_;
  std::vector<finding>& out_;
};

/// `room` is overwritten and may be used again.
void add_person(person_view x, std::vector<std::int16_t>& room,
                std::vector<finding>& out) {
  keep_balance(x, room);
  auto sink = collector{x, out};
  static_cast<void>(check_person(x, sink));
  static_cast<void>(check_unknown(x, sink));
}

void add_supervision(const rule_context& context, const roster& what,
                     window over, std::vector<finding>& out) {
  if (!is_supervision_known(context)) {
    out.push_back(nobody_supervises(context, over));
    return;
  }
  auto from = context.midnight(over.first);
  auto to = context.midnight(over.last + one_day);
  for (const auto& x : find_shortfalls(context, what.duties, from, to))
    out.push_back(in_words(context, x));
}

/// Duties and plans of people whom the programme does not know.
void add_strangers(const rule_context& context, const roster& what,
                   std::vector<finding>& out) {
  auto seen = person_id{};
  auto meet = [&](person_id who) {
    if (std::exchange(seen, who) == who || context.person_of(who) != nullptr)
      return;
    auto found = stranger(context, duties_of(what, who), plan_of(what, who));
    out.push_back(stranger_in_words(who, found.from, found.to));
  };
  for (const auto& x : what.duties)
    meet(x.person);
  seen = {};
  for (const auto& x : what.plan)
    if (duties_of(what, x.person).empty())
      meet(x.person);
}

void add_coverage(const rule_context& context, const roster& what, window over,
                  std::vector<finding>& out) {
  auto found = find_cover(context, what.duties, over);
  for (const auto& x : found.wrong)
    out.push_back(in_words(context, x));
  for (const auto& x : found.unknown)
    out.push_back(nothing_generated(context, x));
}

result<rule_context> prepare(const programme& where, const rule_pack& pack,
                             std::vector<finding>& out) {
  auto context = rule_context::make(where, pack);
  if (!context)
    out.push_back(unknown(rule::data, {}, {}, {}, context.error().detail));
  return context;
}

} // namespace

std::vector<finding> validate(const programme& where, const roster& what,
                              const rule_pack& pack, window over) {
  auto out = std::vector<finding>{};
  auto context = prepare(where, pack, out);
  if (!context)
    return out;
  if (what.duties.empty() && what.plan.empty()) {
    out.push_back(no_roster(*context, over));
    return out;
  }
  auto duties = std::span<const duty>{what.duties};
  auto plan = std::span<const assignment>{what.plan};
  auto room = std::vector<std::int16_t>{};
  for (const auto& who : context->people) {
    auto own = take_rows(duties, who.id);
    add_person(view_of(*context, who, own, take_rows(plan, who.id), over), room,
               out);
  }
  add_strangers(*context, what, out);
  add_supervision(*context, what, over, out);
  add_coverage(*context, what, over, out);
  order(out);
  return out;
}

std::vector<finding> validate_person(const programme& where, const roster& what,
                                     const rule_pack& pack, window over,
                                     person_id who) {
  auto out = std::vector<finding>{};
  auto context = prepare(where, pack, out);
  if (!context)
    return out;
  auto known = context->person_of(who);
  if (known == nullptr) {
    out.push_back(unknown(rule::data, who, {}, {},
                          "roster: person " + std::to_string(who.value)
                            + " is not in the programme"));
    return out;
  }
  auto room = std::vector<std::int16_t>{};
  add_person(
    view_of(*context, *known, duties_of(what, who), plan_of(what, who), over),
    room, out);
  order(out);
  return out;
}

} // namespace nightfloat::domain

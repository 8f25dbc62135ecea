// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_use.hpp"

#include "domain/stage/contains.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::domain::stage {

namespace {

const char* text_of(stage_kind x) noexcept {
  constexpr auto names = std::array<const char*, 5>{"any", "year", "call",
                                                    "slots", "faculty"};
  return names[static_cast<std::size_t>(x)];
}

} // namespace

std::vector<stage_kind> kinds_of(part_set parts) {
  auto out = std::vector<stage_kind>{};
  auto add = [&](part_set of, stage_kind kind) {
    if ((parts & of) != 0)
      out.push_back(kind);
  };
  add(plan_part, stage_kind::year);
  add(nights_part | days_part, stage_kind::call);
  add(half_days_part, stage_kind::slots);
  add(faculty_part, stage_kind::faculty);
  return out;
}

constraint_use::constraint_use(constraint_set x)
  : set_{std::move(x)}, lenient_{set_}, seen_(set_.constraints.size()) {
  for (auto& one : lenient_.constraints)
    one.optional = true;
}

result<constraint_use> constraint_use::make(constraint_set x) {
  if (auto ok = check(x); !ok)
    return ok.error();
  return constraint_use{std::move(x)};
}

result<applied> constraint_use::put(const layout& where, solve::problem& to) {
  auto done = apply(lenient_, where, to);
  if (!done)
    return done;
  for (auto i = std::size_t{0}; i < seen_.size(); ++i) {
    const auto& name = called(set_.constraints[i]);
    if (!contains(done->names, name))
      continue;
    auto skipped = std::ranges::find(done->skipped, name,
                                     &skipped_constraint::name);
    auto taken = skipped == done->skipped.end();
    seen_[i].tried.emplace_back(where.kind(), taken);
    if (taken)
      continue;
    if (skipped->too_much && !set_.constraints[i].optional)
      return failure{ec::oversize, skipped->why};
    if (seen_[i].why.empty() || (skipped->too_much && !seen_[i].too_much))
      seen_[i].why = skipped->why;
    seen_[i].too_much = seen_[i].too_much || skipped->too_much;
  }
  return done;
}

void constraint_use::nobody(stage_kind x) {
  nobody_.push_back(x);
}

constraint_use::fate
constraint_use::fate_of(std::size_t which,
                        std::span<const stage_kind> made) const {
  const auto& one = set_.constraints[which];
  auto wanted = one.stage == stage_kind::any ? !made.empty()
                                             : contains(made, one.stage);
  if (!one.enabled || !wanted)
    return fate::of_no_stage;
  if (seen_[which].too_much)
    return fate::left_out;
  const auto& tried = seen_[which].tried;
  if (std::ranges::any_of(tried, [](const auto& x) { return x.second; }))
    return fate::taken;
  // Where somebody may be planned for another time, it may well be said.
  auto empty = one.stage == stage_kind::any ? !nobody_.empty()
                                            : contains(nobody_, one.stage);
  return tried.empty() && empty ? fate::binds_nobody : fate::left_out;
}

std::string constraint_use::why_of(std::size_t which) const {
  const auto& one = set_.constraints[which];
  if (!seen_[which].why.empty())
    return seen_[which].why;
  auto where = one.stage == stage_kind::any
                 ? std::string{"any stage"}
                 : "the stage " + std::string{text_of(one.stage)};
  auto of = one.label.empty() ? std::string{} : " (" + one.name + ")";
  return "constraint " + called(one) + of
         + ": stage: the programme has nothing to plan in " + where
         + ", name another or leave the constraint out";
}

result<void> constraint_use::settle(std::span<const stage_kind> made) const {
  for (auto i = std::size_t{0}; i < seen_.size(); ++i)
    if (!set_.constraints[i].optional && fate_of(i, made) == fate::left_out)
      return failure{ec::not_found, why_of(i)};
  return {};
}

std::vector<skipped_constraint>
constraint_use::left_out(std::span<const stage_kind> made) const {
  auto out = std::vector<skipped_constraint>{};
  for (auto i = std::size_t{0}; i < seen_.size(); ++i) {
    const auto& one = set_.constraints[i];
    auto what = fate_of(i, made);
    if (what == fate::left_out)
      out.push_back({called(one), why_of(i)});
    else if (what == fate::binds_nobody)
      out.push_back({called(one), "constraint " + called(one)
                                    + ": nobody is planned for in its stage"});
  }
  return out;
}

bool constraint_use::asks_supervision() const noexcept {
  constexpr auto names = std::array<std::string_view, 2>{"FacultySupervision",
                                                         "SupervisionRatio"};
  return std::ranges::any_of(set_.constraints, [&](const constraint& x) {
    return x.enabled && contains(names, x.name);
  });
}

} // namespace nightfloat::domain::stage

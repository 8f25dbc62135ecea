// SPDX-License-Identifier: Apache-2.0
// What a programme wants of its duties beside the rules: its constraints.
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_stages.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

/// Adds what the programme wants beside, if that is anything.
result<void> duty_stages::constrain(one_stage& to, duty_problem& x) {
  auto* use = options_.constraints;
  if (use == nullptr)
    return {};
  if (!to.residents && use->asks_supervision())
    x.meaning.asked = units_asked(x);
  auto done = use->put(x.meaning, x.what);
  if (!done)
    return done.error();
  to.constrained = std::move(*done);
  return {};
}

/// What residents of all stages ask of supervision, by column: of those who
/// are at work there, however long.
std::vector<std::int32_t>
duty_stages::units_asked(const duty_problem& x) const {
  auto out = std::vector<std::int32_t>(x.meaning.columns.size(), 0);
  auto add = [&](const duty& d) {
    auto which = x_->index(d.from);
    auto who = x_->index(d.person);
    if (which == frame::npos || who == frame::npos)
      return;
    const auto& t = x_->where.templates[which];
    auto day = day_of(*x_, which, d.start);
    if (!t.supervised || t.role != person_role::resident || day < 0
        || day >= x_->days)
      return;
    auto pgy = pgy_on(x_->where.people[who], x_->site.local_date(d.start));
    out[static_cast<std::size_t>(day)] += stage::units_asked(x_->where, t,
                                                             pgy == 1);
  };
  std::ranges::for_each(fixed_, add);
  for (const auto& one : stages_)
    if (one.residents)
      std::ranges::for_each(one.duties, add);
  return out;
}

bool duty_stages::asks_supervision() const noexcept {
  return options_.constraints != nullptr
         && options_.constraints->asks_supervision();
}

/// Faculty are built once, for what residents do does not change what they
/// may, unless a constraint asks who has to be supervised.
bool duty_stages::outdated(const one_stage& x) const noexcept {
  return (x.residents || asks_supervision()) && x.built != version_;
}

std::vector<cost_share> duty_stages::shares() const {
  auto out = std::vector<cost_share>{};
  for (const auto& x : stages_)
    if (x.search) {
      auto more = cost_by_constraint(x.constrained, x.search->problem().what,
                                     x.search->best());
      out.insert(out.end(), more.begin(), more.end());
    }
  return sum_by_name(std::move(out));
}

} // namespace nightfloat::domain::stage

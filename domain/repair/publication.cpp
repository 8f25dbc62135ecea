// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/publication.hpp"

#include "domain/duty_order.hpp"
#include "domain/keys.hpp"
#include "domain/repair/loads.hpp"
#include "domain/swap/guards.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace nightfloat::domain {

namespace {

result<void> check_held(const roster& what, const shift_move& x) {
  auto parts = parts_of(what, x.from, x.shift);
  if (!parts.empty() && parts.front().start == x.start
      && parts.back().end == x.end)
    return {};
  return failure{ec::conflict,
                 "repair: shift " + std::to_string(x.shift.value)
                   + " is no longer what it was when this was worked out, ask "
                     "for the ways again"};
}

} // namespace

duty_change change_of(const roster& what,
                      const std::vector<shift_move>& moves) {
  auto out = duty_change{};
  for (const auto& one : moves)
    for (auto part : parts_of(what, one.from, one.shift)) {
      out.gone.push_back(part);
      part.person = one.to;
      if (one.to.assigned())
        out.come.push_back(part);
    }
  return out;
}

result<mend_plan> plan_mend(const programme& where, const roster& what,
                            const absence_mend& x) {
  for (const auto& one : x.moves)
    if (auto ok = check_held(what, one); !ok)
      return ok.error();
  auto out = mend_plan{};
  auto grown = with_absence(where, x.person, x.first, x.last);
  if (grown.absences.size() > where.absences.size())
    out.leave = grown.absences.back();
  auto change = change_of(what, x.moves);
  auto months = std::set<std::pair<person_id, std::uint32_t>>{};
  auto guards = std::set<std::string>{keys::person_guard(x.person)};
  for (auto all : {&change.gone, &change.come})
    for (const auto& work : *all) {
      guards.insert(keys::person_guard(work.person));
      months.insert({work.person, month_of(work.start)});
      const auto* shift = find(where, work.from);
      add_unit_guards(shift == nullptr ? std::string_view{} : shift->unit, work,
                      guards);
    }
  out.guards.assign(guards.begin(), guards.end());
  for (auto [who, month] : months) {
    auto now = rewritten_month{.person = who, .month = month, .duties = {}};
    auto keep = [&](const duty& work) {
      if (work.person == now.person && month_of(work.start) == now.month)
        now.duties.push_back(work);
    };
    for (const auto& work : duties_of(what, who))
      if (std::ranges::find(change.gone, work) == change.gone.end())
        keep(work);
    std::ranges::for_each(change.come, keep);
    std::ranges::sort(now.duties, precedes);
    out.rewritten.push_back(std::move(now));
  }
  return out;
}

roster apply(const roster& what, const mend_plan& plan) {
  return apply(
    what, swap_plan{.moves = {}, .rewritten = plan.rewritten, .guards = {}});
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/freeze.hpp"

#include "domain/rules/words.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <string>

namespace nightfloat::domain {

namespace {

bool is_locked(const programme_info& where, date day) noexcept {
  return where.locked_until != date{} && day <= where.locked_until;
}

bool passes(const programme_info& where, date day, const change_terms& how) {
  if (!is_locked(where, day)
      && where.freeze_scope == freeze_scope::non_emergency)
    return is_emergency(how.code);
  return how.code != change_code::none && is_reason(how.reason);
}

std::string sentence(const programme_info& where, date day,
                     const change_terms& how, bool passed) {
  auto locked = is_locked(where, day);
  auto text = "freeze: " + to_string(day)
              + (locked ? " is locked until " + to_string(where.locked_until)
                        : " is within " + std::to_string(where.freeze_days)
                            + " days of " + to_string(how.today));
  if (passed)
    return text + ", the change passes for the reason that is given";
  if (!locked && where.freeze_scope == freeze_scope::non_emergency)
    return text
           + " and only emergencies change it, name one of: sick_call, "
             "deployment, safety, coverage_gap, emergency_leave, crisis_mode";
  return text + ", give a code and a reason of at least "
         + std::to_string(change_reason_min) + " characters";
}

} // namespace

bool is_reason(std::string_view x) noexcept {
  auto said = std::ranges::count_if(
    x, [](char c) { return c != ' ' && c != '\t' && c != '\n'; });
  return static_cast<std::size_t>(said) >= change_reason_min;
}

bool is_frozen(const programme_info& where, date day, date today) noexcept {
  if (is_locked(where, day))
    return true;
  return where.freeze_scope != freeze_scope::none && where.freeze_days != 0
         && (day - today).count() <= where.freeze_days;
}

std::optional<finding> judge_freeze(const programme& where, person_id who,
                                    date day, const change_terms& how) {
  if (!is_frozen(where.info, day, how.today))
    return std::nullopt;
  auto passed = passes(where.info, day, how);
  auto site = zone::find(where.info.zone);
  auto from = site ? site->midnight(day) : instant{day};
  auto to = site ? site->midnight(day + one_day) : instant{day + one_day};
  auto out = unknown(rule::freeze, who, from, to,
                     sentence(where.info, day, how, passed));
  out.severity = passed ? severity::notice : severity::policy;
  if (!is_locked(where.info, day)) {
    out.measured = std::max<std::int64_t>((day - how.today).count(), 0);
    out.limit = where.info.freeze_days;
  }
  return out;
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0

// One sentence a rule about a person: what is wrong, by how much, and the
// smallest change that mends it.

#include "domain/rules/unknowns.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

std::string number(std::int64_t x) {
  return std::to_string(x);
}

window days_of(const rule_context& context, const remark& x) {
  return {context.day_of(x.from), context.day_of(x.to) - one_day};
}

/// `2026-07-01 to 2026-07-28`
std::string days(const rule_context& context, const remark& x) {
  auto over = days_of(context, x);
  return to_string(over.first) + " to " + to_string(over.last);
}

std::string on_rotation(const rule_context& context, rotation_id which) {
  auto known = context.rotation_of(which);
  return known == nullptr ? std::string{" without a rotation"}
                          : " on " + known->code;
}

/// When what is too long had to end, or what is too early may begin.
std::string at_limit(const rule_context& context, const remark& found) {
  return context.clock_of(found.from
                          + minutes{static_cast<std::int32_t>(found.limit)});
}

std::string work_hours(const person_view& x, const remark& found) {
  auto where = on_rotation(x.context, found.rotation);
  if (found.severity == severity::unknown)
    return "work hours: " + x.who.code + where + " from "
           + days(x.context, found) + " is on " + number(found.measured)
           + " days that this roster does not reach, so hours and days off "
             "are unknown, add the duties of those days";
  auto text = "work hours: " + x.who.code + " works "
              + hours_text(found.measured) + where + " in "
              + number(eligible_days(x, days_of(x.context, found)))
              + " days without leave of " + days(x.context, found) + " (limit "
              + hours_text(found.limit) + "), ";
  if (found.severity == severity::notice)
    return text + "add no more shifts there";
  return text + "take " + hours_text(found.measured - found.limit) + " off";
}

std::string day_off(const person_view& x, const remark& found) {
  auto text = "day off: " + x.who.code + " has " + number(found.measured)
              + " free days" + on_rotation(x.context, found.rotation) + " from "
              + days(x.context, found) + " (at least " + number(found.limit)
              + "), ";
  if (found.severity == severity::warning)
    return text + "one more would make it one in seven exactly";
  return text + "free " + number(found.limit - found.measured)
         + " more stretches of 24 hours";
}

std::string continuous(const person_view& x, const remark& found) {
  auto text = "continuous duty: " + x.who.code + " works "
              + hours_text(found.measured) + " without a break from "
              + x.context.clock_of(found.from) + " (limit "
              + hours_text(found.limit) + "), ";
  if (found.severity == severity::notice)
    return text + "the end of it on their own initiative, record for whom";
  return text + "end it by " + at_limit(x.context, found);
}

std::string rest(const person_view& x, const remark& found) {
  constexpr const char* after[] = {" after 24 hours or more on duty",
                                   " between shifts",
                                   " after a shift that was longer"};
  return "rest: " + x.who.code + " rests " + hours_text(found.measured)
         + after[found.clause] + " from " + x.context.clock_of(found.from)
         + " (at least " + hours_text(found.limit)
         + "), begin the next shift at " + at_limit(x.context, found)
         + " or later";
}

std::string in_house_call(const person_view& x, const remark& found) {
  return "in-house call: " + x.who.code + " has " + number(found.measured)
         + " calls" + on_rotation(x.context, found.rotation) + " in "
         + number(eligible_days(x, days_of(x.context, found)))
         + " days without leave of " + days(x.context, found) + " (at most "
         + number(found.limit) + "), give "
         + number(found.measured - found.limit) + " to somebody else";
}

std::string in_a_row(const person_view& x, const remark& found,
                     const std::string& what) {
  return what + ": " + x.who.code + " has " + number(found.measured)
         + " in a row from " + days(x.context, found) + " (at most "
         + number(found.limit) + "), free one of them";
}

std::string moonlighting(const person_view& x, const remark& found) {
  auto at = x.context.clock_of(found.from);
  if (found.severity == severity::unknown)
    return "moonlighting: PGY of " + x.who.code + " is unknown at " + at
           + " and PGY-1 may not moonlight, add it to the person";
  auto may = found.limit > 8 ? std::string{"nobody may here"}
                             : "PGY-" + number(found.limit) + " and higher may";
  auto is = found.measured == 0 ? std::string{}
                                : " is PGY-" + number(found.measured) + " and";
  return "moonlighting: " + x.who.code + is + " moonlights at " + at + " ("
         + may + "), take it off";
}

std::string at_home_call(const person_view& x, const remark& found) {
  return "at-home call: " + x.who.code + " rests " + hours_text(found.measured)
         + " after having been called in until "
         + x.context.clock_of(found.from) + " (at least "
         + hours_text(found.limit) + "), begin the next shift at "
         + at_limit(x.context, found) + " or later";
}

std::string rolling_hours(const person_view& x, const remark& found) {
  return "rolling hours: " + x.who.code + " works " + hours_text(found.measured)
         + " in the 28 days of " + days(x.context, found) + " ("
         + hours_text(found.limit)
         + " would be the limit if averages rolled), an early sign that no "
           "rule forbids, lighten one of these weeks";
}

std::string weekly_hours(const person_view& x, const remark& found) {
  return "weekly hours: " + x.who.code + " works " + hours_text(found.measured)
         + (found.clause == 1 ? " with patients" : "") + " in the week of "
         + days(x.context, found) + " (limit " + hours_text(found.limit)
         + ", not averaged), take " + hours_text(found.measured - found.limit)
         + " off";
}

std::string shift_length(const person_view& x, const remark& found) {
  return "shift length: " + x.who.code + " works " + hours_text(found.measured)
         + " without a break or call from " + x.context.clock_of(found.from)
         + " (limit " + hours_text(found.limit) + "), end it by "
         + at_limit(x.context, found);
}

std::string credentials(const person_view& x, const remark& found) {
  auto at = to_string(x.context.day_of(found.from));
  auto shift = x.context.template_of(x.duties[found.duty_first].from);
  auto kind = shift == nullptr ? no_credential
                               : shift->credentials[found.clause];
  auto name = kind == no_credential ? std::string{"a credential"}
                                    : x.context.credential_kinds[kind];
  auto text = "credentials: shift "
              + (shift == nullptr ? std::string{} : shift->code + " ") + "of "
              + x.who.code + " on " + at + " asks for " + name + ", which ";
  if (found.severity == severity::notice)
    return text + "expires " + number(found.measured) + " days later, renew it";
  if (found.measured > 0)
    return text + "expired " + number(found.measured)
           + " days before, renew it or give the shift to somebody who has "
             "one";
  return text
         + "they do not hold, have it granted before or give the shift to "
           "somebody who does";
}

std::string leave(const person_view& x, const remark& found) {
  auto text = "leave: " + x.who.code + " has a shift at "
              + x.context.clock_of(found.from);
  if (found.severity == severity::warning)
    return text
           + " on leave that is asked for and not decided, decide it or "
             "give the shift to somebody else";
  return text + " on approved leave, give it to somebody else";
}

std::string double_booking(const person_view& x, const remark& found) {
  return "double booking: " + x.who.code + " works two shifts at once from "
         + x.context.clock_of(found.from) + " to "
         + x.context.clock_of(found.to) + ", give one to somebody else";
}

std::string eligibility(const person_view& x, const remark& found) {
  auto text = "eligibility: " + x.who.code + " at "
              + x.context.clock_of(found.from);
  auto shift = x.context.template_of(x.duties[found.duty_first].from);
  if (found.severity == severity::unknown)
    return text + ": PGY unknown in that academic year, add it to the person";
  if (shift == nullptr || shift->role != x.who.role)
    return text + " works a shift of "
           + (x.who.role == person_role::faculty ? "residents" : "faculty")
           + ", give it to one of them";
  return text + " is PGY-" + number(found.measured) + " on a shift for PGY-"
         + number(shift->pgy_min) + " to " + number(shift->pgy_max)
         + ", give it to one of them";
}

} // namespace

std::string hours_text(std::int64_t total) {
  auto text = std::to_string(total / 60) + " h";
  if (total % 60 != 0)
    text += ' ' + std::to_string(total % 60) + " min";
  return text;
}

std::string sentence_of(const person_view& x, const remark& found) {
  if (is_gap(found))
    return gap_sentence(x, found);
  switch (found.rule) {
    case rule::work_hours:
      return work_hours(x, found);
    case rule::day_off:
      return day_off(x, found);
    case rule::continuous:
      return continuous(x, found);
    case rule::rest:
      return rest(x, found);
    case rule::in_house_call:
      return in_house_call(x, found);
    case rule::night_float:
      return in_a_row(x, found, "night float: nights");
    case rule::moonlighting:
      return moonlighting(x, found);
    case rule::at_home_call:
      return at_home_call(x, found);
    case rule::rolling_hours:
      return rolling_hours(x, found);
    case rule::weekly_hours:
      return weekly_hours(x, found);
    case rule::shift_length:
      return shift_length(x, found);
    case rule::consecutive_days:
      return in_a_row(x, found, "days with work");
    case rule::credentials:
      return credentials(x, found);
    case rule::leave:
      return leave(x, found);
    case rule::double_booking:
      return double_booking(x, found);
    case rule::eligibility:
      return eligibility(x, found);
    default:
      return {};
  }
}

} // namespace nightfloat::domain

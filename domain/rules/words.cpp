// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace nightfloat::domain {

namespace {

constexpr auto shifts_max = std::size_t{64};

/// `81 h` or `80 h 1 min`.
std::string hours(std::int64_t total) {
  auto text = std::to_string(total / 60) + " h";
  if (total % 60 != 0)
    text += ' ' + std::to_string(total % 60) + " min";
  return text;
}

/// `2026-07-01 to 2026-07-28`
std::string days(const rule_context& context, const remark& x) {
  return to_string(context.day_of(x.from)) + " to "
         + to_string(context.day_of(x.to) - date::duration{1});
}

std::string on_rotation(const rule_context& context, rotation_id which) {
  auto known = context.rotation_of(which);
  return known == nullptr ? std::string{" without a rotation"}
                          : " on " + known->code;
}

std::string work_hours_sentence(const person_view& x, const remark& found) {
  auto from = x.context.day_of(found.from);
  auto last = x.context.day_of(found.to) - date::duration{1};
  auto text = "work hours: " + x.who.code + " works " + hours(found.measured)
              + on_rotation(x.context, found.rotation) + " in "
              + std::to_string(eligible_days(x, {from, last}))
              + " days without leave of " + days(x.context, found) + " (limit "
              + hours(found.limit) + "), ";
  if (found.severity == severity::notice)
    return text + "add no more shifts there";
  return text + "take " + hours(found.measured - found.limit) + " off";
}

std::string day_off_sentence(const person_view& x, const remark& found) {
  auto text = "day off: " + x.who.code + " has "
              + std::to_string(found.measured) + " free days"
              + on_rotation(x.context, found.rotation) + " from "
              + days(x.context, found) + " (at least "
              + std::to_string(found.limit) + "), ";
  if (found.severity == severity::warning)
    return text + "one more would make it one in seven exactly";
  auto missing = std::to_string(found.limit - found.measured);
  return text + "free " + missing + " more stretches of 24 hours";
}

std::string continuous_sentence(const person_view& x, const remark& found) {
  return "continuous duty: " + x.who.code + " works " + hours(found.measured)
         + " without a break from " + to_string(found.from) + " (limit "
         + hours(found.limit) + "), end it by "
         + to_string(found.from
                     + minutes{static_cast<std::int32_t>(found.limit)});
}

std::string rest_sentence(const person_view& x, const remark& found) {
  auto after = found.severity == severity::violation
                 ? std::string{" after 24 hours or more on duty"}
                 : std::string{" between shifts"};
  return "rest: " + x.who.code + " rests " + hours(found.measured) + after
         + " from " + to_string(found.from) + " (at least " + hours(found.limit)
         + "), begin the next shift at "
         + to_string(found.from
                     + minutes{static_cast<std::int32_t>(found.limit)})
         + " or later";
}

std::string leave_sentence(const person_view& x, const remark& found) {
  return "leave: " + x.who.code + " has a shift at " + to_string(found.from)
         + " on approved leave, give it to somebody else";
}

std::string double_booking_sentence(const person_view& x, const remark& found) {
  return "double booking: " + x.who.code + " works two shifts at once from "
         + to_string(found.from) + " to " + to_string(found.to)
         + ", give one to somebody else";
}

std::string eligibility_sentence(const person_view& x, const remark& found) {
  auto text = "eligibility: " + x.who.code + " at " + to_string(found.from);
  auto shift = x.context.template_of(x.duties[found.duty_first].from);
  if (found.severity == severity::unknown)
    return text + ": PGY unknown in that academic year, add it to the person";
  if (shift == nullptr || shift->role != x.who.role)
    return text + " works a shift of "
           + (x.who.role == person_role::faculty ? "residents" : "faculty")
           + ", give it to one of them";
  return text + " is PGY-" + std::to_string(found.measured)
         + " on a shift for PGY-" + std::to_string(shift->pgy_min) + " to "
         + std::to_string(shift->pgy_max) + ", give it to one of them";
}

std::string sentence_of(const person_view& x, const remark& found) {
  switch (found.rule) {
    case rule::work_hours:
      return work_hours_sentence(x, found);
    case rule::day_off:
      return day_off_sentence(x, found);
    case rule::continuous:
      return continuous_sentence(x, found);
    case rule::rest:
      return rest_sentence(x, found);
    case rule::leave:
      return leave_sentence(x, found);
    case rule::double_booking:
      return double_booking_sentence(x, found);
    case rule::eligibility:
      return eligibility_sentence(x, found);
    default:
      return {};
  }
}

/// Where to begin: with the longest shift, or for a day off the shortest.
std::vector<shift_id> shifts_of(const person_view& x, const remark& found) {
  auto own = std::vector<const duty*>{};
  for (auto i = found.duty_first; i < found.duty_after; ++i)
    if (x.duties[i].start < found.to || found.rule == rule::rest)
      if (x.duties[i].end > found.from || found.rule == rule::rest)
        own.push_back(&x.duties[i]);
  auto length = [](const duty* work) {
    return work->end - work->start;
  };
  if (found.rule == rule::work_hours)
    std::ranges::stable_sort(own, std::ranges::greater{}, length);
  if (found.rule == rule::day_off)
    std::ranges::stable_sort(own, {}, length);
  auto out = std::vector<shift_id>{};
  for (auto work : own)
    if (out.size() < shifts_max)
      out.push_back(work->shift);
  if (found.rule == rule::rest)
    std::ranges::reverse(out);
  return out;
}

struct title {
  std::string_view name;
  std::string_view clause;
  std::string_view unit;
};

// In the order of `rule`.
constexpr auto titles = std::array<title, rule_count>{{
  {"work_hours_80", "CPR VI.F.1 (6.20)", "minutes"},
  {"day_off_1_in_7", "CPR VI.F.2.c (6.21.b)", "days"},
  {"continuous_24_4", "CPR VI.F.3.a (6.22)", "minutes"},
  {"rest", "CPR VI.F.2.b (6.21.a)", "minutes"},
  {"in_house_call", "CPR VI.F.7 (6.27)", "calls"},
  {"night_float", "CPR VI.F.6 (6.26)", "nights"},
  {"moonlighting", "CPR VI.F.5 (6.25)", "pgy"},
  {"at_home_call", "programme policy", "minutes"},
  {"rolling_hours", "early sign for CPR VI.F.1 (6.20)", "minutes"},
  {"weekly_hours", "specialty requirements", "minutes"},
  {"shift_length", "specialty requirements", "minutes"},
  {"consecutive_days", "programme policy", "days"},
  {"supervision", "programme policy", "units"},
  {"coverage", "programme policy", "people"},
  {"credentials", "programme policy", "days"},
  {"leave", "programme policy", "people"},
  {"double_booking", "programme policy", "minutes"},
  {"eligibility", "programme policy", "pgy"},
  {"freeze", "programme policy", "days"},
  {"data", "data", "days"},
}};

const title& title_of(rule x) noexcept {
  return titles[static_cast<std::size_t>(x)];
}

} // namespace

std::string_view name_of(rule x) noexcept {
  return title_of(x).name;
}

std::string_view clause_of(rule x) noexcept {
  return title_of(x).clause;
}

finding in_words(const person_view& x, const remark& found) {
  auto clause = std::string{clause_of(found.rule)};
  if (found.rule == rule::rest && found.severity == severity::warning)
    clause = "CPR VI.F.2.a (6.21)";
  return {.rule = std::string{name_of(found.rule)},
          .clause = std::move(clause),
          .severity = found.severity,
          .person = x.who.id,
          .from = found.from,
          .to = found.to,
          .measured = found.measured,
          .limit = found.limit,
          .unit = std::string{title_of(found.rule).unit},
          .shifts = shifts_of(x, found),
          .sentence = sentence_of(x, found)};
}

finding in_words(const rule_context& context, const shortfall& found) {
  auto per = std::max<std::int64_t>(context.supervision.faculty_units, 1);
  auto missing = (found.asked - found.given + per - 1) / per;
  auto known = found.unit < context.units.size()
               && !context.units[found.unit].empty();
  auto unit = known ? "unit " + context.units[found.unit]
                    : std::string{"the programme"};
  auto out = unknown(rule::supervision, {}, found.from, found.to,
                     "supervision: " + unit + " asks for "
                       + std::to_string(found.asked) + " units and has "
                       + std::to_string(found.given) + " from "
                       + to_string(found.from) + " to " + to_string(found.to)
                       + ", add " + std::to_string(missing) + " faculty");
  out.severity = severity::policy;
  out.measured = found.asked;
  out.limit = found.given;
  out.shifts = found.shifts;
  if (out.shifts.size() > shifts_max)
    out.shifts.resize(shifts_max);
  return out;
}

finding unknown(rule about, person_id who, instant from, instant to,
                std::string sentence) {
  return {.rule = std::string{name_of(about)},
          .clause = std::string{clause_of(about)},
          .severity = severity::unknown,
          .person = who,
          .from = from,
          .to = to,
          .unit = std::string{title_of(about).unit},
          .sentence = std::move(sentence)};
}

} // namespace nightfloat::domain

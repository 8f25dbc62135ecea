// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace nightfloat::domain {

namespace {

constexpr auto shifts_max = std::size_t{64};

/// Which of the duties that a remark spans are its causes.
bool is_cause(const duty& work, const remark& found) noexcept {
  switch (found.rule) {
    case rule::rest:
    case rule::at_home_call:
      return true;
    case rule::in_house_call:
      return work.kind == duty_kind::in_house_call && work.start >= found.from
             && work.start < found.to;
    case rule::night_float:
      return work.kind == duty_kind::night_float;
    default:
      return work.start < found.to && work.end > found.from;
  }
}

/// Where to begin: with the longest shift, for a day off the shortest, for
/// rest the one that comes too early.
std::vector<shift_id> shifts_of(const person_view& x, const remark& found) {
  auto own = std::vector<const duty*>{};
  for (auto i = found.duty_first; i < found.duty_after; ++i)
    if (is_cause(x.duties[i], found))
      own.push_back(&x.duties[i]);
  auto length = [](const duty* work) {
    return work->end - work->start;
  };
  if (found.rule == rule::work_hours || found.rule == rule::weekly_hours
      || found.rule == rule::rolling_hours)
    std::ranges::stable_sort(own, std::ranges::greater{}, length);
  if (found.rule == rule::day_off)
    std::ranges::stable_sort(own, {}, length);
  if (found.rule == rule::rest || found.rule == rule::at_home_call)
    std::ranges::reverse(own);
  auto out = std::vector<shift_id>{};
  for (auto work : own)
    if (out.size() < shifts_max)
      out.push_back(work->shift);
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

std::optional<rule> find_rule(std::string_view name) noexcept {
  auto found = std::ranges::find(titles, name, &title::name);
  if (found == titles.end())
    return std::nullopt;
  return static_cast<rule>(found - titles.begin());
}

std::string_view clause_of(rule x) noexcept {
  return title_of(x).clause;
}

std::string_view clause_of(const remark& x) noexcept {
  if (x.own)
    return x.severity == severity::violation ? "specialty requirements"
                                             : "programme policy";
  if (x.rule == rule::rest && x.clause == 1)
    return "CPR VI.F.2.a (6.21)";
  if (x.rule == rule::continuous && x.clause == 1)
    return "CPR VI.F.3.a.(1) (6.22.a)";
  if (x.rule == rule::continuous && x.clause == 2)
    return "CPR VI.F.4.a (6.23)";
  return clause_of(x.rule);
}

finding in_words(const person_view& x, const remark& found) {
  return {.rule = std::string{name_of(found.rule)},
          .clause = std::string{clause_of(found)},
          .severity = found.severity,
          .person = x.who.id,
          .from = found.from,
          .to = found.to,
          .measured = found.measured,
          .limit = found.limit,
          .unit = found.severity == severity::unknown
                      && found.rule == rule::work_hours
                    ? "days"
                    : std::string{title_of(found.rule).unit},
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
  auto out = unknown(
    rule::supervision, {}, found.from, found.to,
    "supervision: " + unit + " asks for " + std::to_string(found.asked)
      + " units and has " + std::to_string(found.given) + " from "
      + context.clock_of(found.from) + " to " + context.clock_of(found.to)
      + ", add " + std::to_string(missing) + " faculty");
  out.severity = severity::policy;
  out.measured = found.asked;
  out.limit = found.given;
  out.shifts = found.shifts;
  if (out.shifts.size() > shifts_max)
    out.shifts.resize(shifts_max);
  return out;
}

finding in_words(const rule_context& context, const crowd& found) {
  const auto& shift = context.templates[found.shift];
  auto fewer = found.present < found.needed;
  auto text = "coverage: shift " + shift.code + " on " + to_string(found.day)
              + " has " + std::to_string(found.present) + " of "
              + std::to_string(found.needed) + " people, ";
  text += fewer
            ? "find " + std::to_string(found.needed - found.present) + " more"
            : "free " + std::to_string(found.present - found.needed)
                + " of them if they are wanted elsewhere";
  auto out = unknown(rule::coverage, {}, found.from, found.to, std::move(text));
  out.severity = fewer ? severity::policy : severity::notice;
  out.measured = found.present;
  out.limit = found.needed;
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

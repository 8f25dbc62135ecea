// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/repair_steps.hpp"

#include "domain/rules/words.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

std::int64_t length_of(std::span<const duty> parts) noexcept {
  auto total = std::int64_t{0};
  for (const auto& x : parts)
    total += (x.end - x.start).count();
  return total;
}

std::string name_of(const rule_context& context, person_id who) {
  auto known = context.person_of(who);
  return known == nullptr ? "person " + std::to_string(who.value) : known->code;
}

std::string shift_named(const rule_context& context,
                        std::span<const duty> parts) {
  return "shift " + std::to_string(parts.front().shift.value) + " ("
         + context.clock_of(parts.front().start) + ", "
         + hours_text(length_of(parts)) + ")";
}

/// Only breaches, and warnings less.
int urgency(severity x) noexcept {
  if (is_breach(x))
    return 2;
  return x == severity::warning ? 1 : 0;
}

bool says_same(const remark& a, const remark& b) noexcept {
  return a.rule == b.rule && a.severity == b.severity && a.from == b.from
         && a.to == b.to && a.measured == b.measured && a.limit == b.limit
         && a.clause == b.clause;
}

/// `part` as it would be from `start` to `end`.
mended cut_to(const rule_context& context, const duty& part, instant start,
              instant end) {
  auto out = mended{};
  auto left = part;
  left.start = start;
  left.end = end;
  out.what.gone.push_back(part);
  out.what.come.push_back(left);
  out.is.minutes = length_of(std::span{&part, 1}) - (end - start).count();
  auto shift = "shift " + std::to_string(part.shift.value);
  out.is.sentence = end < part.end
                      ? "end " + shift + " at " + context.clock_of(end)
                      : "begin " + shift + " at " + context.clock_of(start);
  out.is.sentence += ", " + hours_text(out.is.minutes)
                     + (end < part.end ? " earlier" : " later");
  out.is.steps.push_back({.kind = repair_kind::shorten,
                          .shift = part.shift,
                          .person = part.person,
                          .from = start,
                          .to = end,
                          .what = part.from});
  return out;
}

} // namespace

mended joined(const mended& a, const mended& b) {
  auto out = a;
  auto append = [](auto& to, const auto& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  append(out.what.gone, b.what.gone);
  append(out.what.come, b.what.come);
  append(out.is.steps, b.is.steps);
  out.is.minutes += b.is.minutes;
  out.is.sentence += (out.is.sentence.empty() ? "" : ", then ") + b.is.sentence;
  return out;
}

mended taken_off(const rule_context& context, std::span<const duty> parts) {
  auto out = mended{};
  out.what.gone.assign(parts.begin(), parts.end());
  out.is = {.steps = {{.kind = repair_kind::take_off,
                       .shift = parts.front().shift,
                       .from = parts.front().start,
                       .to = parts.back().end,
                       .what = parts.front().from}},
            .minutes = length_of(parts),
            .sentence = "take " + shift_named(context, parts) + " off"};
  return out;
}

mended given(const rule_context& context, std::span<const duty> parts,
             person_id to) {
  auto out = taken_off(context, parts);
  out.what.come = out.what.gone;
  for (auto& part : out.what.come)
    part.person = to;
  out.is.steps.front().kind = repair_kind::give;
  out.is.steps.front().person = to;
  out.is.sentence = "give " + shift_named(context, parts) + " to "
                    + name_of(context, to);
  return out;
}

mended added(const rule_context& context, duty work, person_id who) {
  auto out = mended{};
  work.person = who;
  out.what.come.push_back(work);
  auto shift = context.template_of(work.from);
  out.is = {.steps = {{.kind = repair_kind::add,
                       .person = who,
                       .from = work.start,
                       .to = work.end,
                       .what = work.from}},
            .minutes = (work.end - work.start).count(),
            .sentence = "have " + name_of(context, who) + " work "
                        + (shift == nullptr ? std::string{"too"} : shift->code)
                        + " from " + context.clock_of(work.start) + " to "
                        + context.clock_of(work.end)};
  return out;
}

repair_target::repair_target(const what_if& rules, const finding& x)
  : rules_{rules}, found_{x}, who_{rules.context().person_of(x.person)} {
  if (urgency(x.severity) == 0)
    return;
  rule_ = find_rule(x.rule).value_or(rule::data);
  if (rule_ == rule::supervision)
    find_unit();
  else if (rule_ == rule::coverage)
    find_crowd();
  known_ = wants_people() || (who_ != nullptr && rule_ != rule::data);
}

/// A finding has words instead of a unit: the one that it is said of.
void repair_target::find_unit() {
  for (const auto& x : find_shortfalls(rules_.context(), rules_.what().duties,
                                       found_.from, found_.to))
    if (in_words(rules_.context(), x).sentence == found_.sentence)
      unit_ = x.unit;
}

/// Its day is not said: shifts begin up to 45 days after it, and the clock of
/// their site may show another date than the programme's.
void repair_target::find_crowd() {
  constexpr auto starts_later = 45 * one_day;
  constexpr auto other_date = 2 * one_day;
  auto day = rules_.context().day_of(found_.from);
  for (auto& x : find_cover(rules_.context(), rules_.what().duties,
                            {day - starts_later - other_date, day + other_date})
                   .wrong)
    if (x.present < x.needed
        && in_words(rules_.context(), x).sentence == found_.sentence)
      crowd_ = std::move(x);
}

std::vector<duty> repair_target::parts_of(shift_id shift) const {
  return who_ == nullptr ? std::vector<duty>{}
                         : domain::parts_of(rules_.what(), who_->id, shift);
}

std::vector<mended>
repair_target::shortened(std::span<const duty> parts) const {
  auto out = std::vector<mended>{};
  auto limit = minutes{static_cast<std::int32_t>(found_.limit)};
  auto add = [&](const duty& part, instant start, instant end) {
    if (start < end && (start > part.start || end < part.end))
      out.push_back(cut_to(rules_.context(), part, start, end));
  };
  for (const auto& part : parts) {
    if (rule_ == rule::continuous || rule_ == rule::shift_length) {
      if (part.end > found_.from + limit)
        add(part, part.start, found_.from + limit);
    } else if (rule_ == rule::rest || rule_ == rule::at_home_call) {
      if (part.start == found_.to)
        add(part, found_.from + limit, part.end);
      if (part.end == found_.from)
        add(part, part.start, found_.to - limit);
    }
  }
  return out;
}

std::vector<duty> repair_target::wanted() const {
  auto out = std::vector<duty>{};
  const auto& context = rules_.context();
  for (const auto& x : context.templates) {
    auto teaches = unit_ && x.unit == *unit_ && x.kind == duty_kind::supervision
                   && x.role == person_role::faculty;
    auto is_short = crowd_ && &x == &context.templates[crowd_->shift];
    if (teaches || is_short)
      out.push_back({.start = found_.from,
                     .end = found_.to,
                     .from = x.id,
                     .kind = x.kind,
                     .source = duty_source::manual});
  }
  return out;
}

/// All duties that meet the finding once `x` is done.
std::vector<duty> repair_target::near(const duty_change& x) const {
  auto out = std::vector<duty>{};
  auto meets = [&](const duty& work) {
    return work.start < found_.to && work.end > found_.from;
  };
  std::ranges::copy_if(
    rules_.what().duties, std::back_inserter(out), [&](const auto& work) {
      return meets(work) && std::ranges::find(x.gone, work) == x.gone.end();
    });
  std::ranges::copy_if(x.come, std::back_inserter(out), meets);
  return out;
}

bool repair_target::ends(const duty_change& x) const {
  const auto& context = rules_.context();
  if (unit_)
    return std::ranges::none_of(
      find_shortfalls(context, near(x), found_.from, found_.to),
      [&](const auto& one) { return one.unit == *unit_; });
  if (!crowd_)
    return ends_for_person(x);
  const auto& shift = context.templates[crowd_->shift];
  auto there = std::set<person_id>{};
  for (const auto& work : near(x))
    if (demanded(context, work) == &shift
        && context.demanded_on(shift, work) == crowd_->day)
      there.insert(work.person);
  return there.size() >= crowd_->needed;
}

/// No remark of the rule is as bad about that time but those that there were
/// besides it.
bool repair_target::ends_for_person(const duty_change& x) const {
  auto room = before_and_after{};
  rules_.around(*who_, x, room);
  const auto& context = rules_.context();
  room.over.first = std::min(room.over.first, context.day_of(found_.from));
  room.over.last = std::max(room.over.last, context.day_of(found_.to));
  auto before = rules_.remarks(room, false);
  return std::ranges::none_of(
    rules_.remarks(room, true), [&](const remark& now) {
      if (now.rule != rule_ || urgency(now.severity) < urgency(found_.severity))
        return false;
      // Its own window may be empty: no rest at all.
      if (now.from == found_.from && now.to == found_.to)
        return true;
      auto meets = now.from < found_.to && now.to > found_.from;
      return meets && std::ranges::none_of(before, [&](const remark& old) {
               return says_same(old, now);
             });
    });
}

} // namespace nightfloat::domain

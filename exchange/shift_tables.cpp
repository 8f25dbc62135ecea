// SPDX-License-Identifier: Apache-2.0
#include "exchange/shift_tables.hpp"

#include "exchange/instance.hpp"
#include "exchange/instance_text.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

constexpr std::int32_t weight_max = 1'000'000;
constexpr std::int32_t minutes_max = 10'000'000;
constexpr std::int32_t shift_minutes_max = 7 * 24 * 60;

constexpr const char* table_sections[] = {"SECTION_HORIZON",
                                          "SECTION_SHIFTS",
                                          "SECTION_STAFF",
                                          "SECTION_DAYS_OFF",
                                          "SECTION_SHIFT_ON_REQUESTS",
                                          "SECTION_SHIFT_OFF_REQUESTS",
                                          "SECTION_COVER"};
/// So many of them are spoken of by the others.
constexpr std::size_t base_sections = 3;
/// Covers speak of nobody.
constexpr std::size_t cover_base_sections = 2;

class shift_tables_reader {
public:
  shift_tables_reader(std::string_view text, std::string source)
    : in_{text, source, '#'}, source_{std::move(source)} {
  }

  result<shift_tables> read() {
    auto section = std::string{};
    while (in_.next()) {
      auto ok = in_.text().starts_with("SECTION_") ? enter(section)
                                                   : line_of(section);
      if (!ok)
        return ok.error();
    }
    if (auto ok = whole(); !ok)
      return ok.error();
    return std::move(out_);
  }

private:
  result<void> enter(std::string& section) {
    section = in_.text();
    if (std::ranges::find(table_sections, section) == std::end(table_sections))
      return in_.wrong("the section is unknown (" + section + ")");
    if (!seen_.insert(section).second)
      return in_.wrong("the section is there twice (" + section + ")");
    // What later sections speak of must have been said.
    auto base = section == std::end(table_sections)[-1] ? cover_base_sections
                                                        : base_sections;
    for (auto i = std::size_t{0}; i < base; ++i) {
      if (section == table_sections[i])
        break;
      if (!seen_.contains(table_sections[i]))
        return in_.wrong(section + " comes before " + table_sections[i]);
    }
    if (section != table_sections[0] && out_.days == 0)
      return in_.wrong("SECTION_HORIZON has no number of days");
    return {};
  }

  result<void> line_of(const std::string& section) {
    fields_ = split(in_.text(), ',');
    if (section == "SECTION_HORIZON")
      return horizon();
    if (section == "SECTION_SHIFTS")
      return shift();
    if (section == "SECTION_STAFF")
      return person();
    if (section == "SECTION_DAYS_OFF")
      return day_off();
    if (section == "SECTION_SHIFT_ON_REQUESTS")
      return wish(out_.wishes_on);
    if (section == "SECTION_SHIFT_OFF_REQUESTS")
      return wish(out_.wishes_off);
    if (section == "SECTION_COVER")
      return covered();
    return in_.wrong("a line before the first section");
  }

  result<void> count(std::size_t least, std::size_t most, const char* of) {
    if (fields_.size() >= least && fields_.size() <= most)
      return {};
    return in_.wrong(std::to_string(fields_.size()) + " fields are given, "
                     + std::string{of} + " has " + std::to_string(least)
                     + (most == least ? "" : " or more"));
  }

  /// The field of that number, counted from 0.
  result<std::int32_t> number(std::size_t i, const char* name,
                              std::int32_t max) {
    return in_.number(fields_[i], name, 0, max);
  }

  result<void> horizon() {
    if (out_.days != 0)
      return in_.wrong("a second number of days");
    if (auto ok = count(1, 1, "a horizon"); !ok)
      return ok;
    auto days = in_.number(fields_[0], "the number of days", 1,
                           solve::days_max);
    if (!days)
      return days.error();
    if (*days % 7 != 0)
      return in_.wrong("the number of days is no multiple of 7 ("
                       + std::to_string(*days) + "), a horizon is whole weeks");
    out_.days = *days;
    return {};
  }

  result<void> shift() {
    if (auto ok = count(2, 3, "a shift"); !ok)
      return ok;
    auto name = in_.name(fields_[0], "the shift");
    if (!name)
      return name.error();
    auto minutes = in_.number(fields_[1], "the shift's minutes", 0,
                              shift_minutes_max);
    if (!minutes)
      return minutes.error();
    if (!tasks_.emplace(*name, static_cast<solve::task>(out_.shifts.size()))
           .second)
      return in_.wrong("the shift is there twice (" + *name + ")");
    if (out_.shifts.size() >= solve::tasks_max)
      return in_.wrong("more shifts than "
                       + std::to_string(solve::tasks_max - 1));
    auto bad = std::set<std::string>{};
    if (fields_.size() > 2)
      for (auto after : split(fields_[2], '|'))
        if (!after.empty())
          bad.emplace(after);
    out_.shifts.push_back(*name);
    out_.minutes.push_back(*minutes);
    out_.not_after.push_back(std::move(bad));
    shift_lines_.push_back(in_);
    return {};
  }

  /// Shifts may name later ones.
  result<void> followers() {
    for (auto i = std::size_t{1}; i < out_.not_after.size(); ++i)
      for (const auto& after : out_.not_after[i])
        if (!tasks_.contains(after))
          return shift_lines_[i - 1].wrong("the shift that may not follow is "
                                           "unknown ("
                                           + after + ")");
    return {};
  }

  result<void> person() {
    if (out_.shifts.size() < 2)
      return in_.wrong("SECTION_SHIFTS names no shift");
    if (auto ok = count(8, 8, "a person"); !ok)
      return ok;
    auto name = in_.name(fields_[0], "the person");
    if (!name)
      return name.error();
    if (!people_.emplace(*name, static_cast<std::uint32_t>(out_.people.size()))
           .second)
      return in_.wrong("the person is there twice (" + *name + ")");
    if (out_.people.size() >= solve::people_max)
      return in_.wrong("more people than " + std::to_string(solve::people_max));
    auto x = shift_terms{};
    if (auto ok = shifts_max(x); !ok)
      return ok;
    if (auto ok = bounds(x); !ok)
      return ok;
    out_.people.push_back(*name);
    out_.terms.push_back(std::move(x));
    return {};
  }

  /// `D=14|N=0`
  result<void> shifts_max(shift_terms& x) {
    x.shifts_max.assign(out_.shifts.size(), -1);
    for (auto part : split(fields_[1], '|')) {
      if (part.empty())
        continue;
      auto sides = split(part, '=');
      if (sides.size() != 2)
        return in_.wrong("the most shifts are SHIFT=NUMBER ("
                         + std::string{part.substr(0, 40)} + ")");
      auto at = task_of(sides[0]);
      if (!at)
        return at.error();
      if (x.shifts_max[*at] >= 0)
        return in_.wrong("a shift is limited twice (" + out_.shifts[*at] + ")");
      auto most = in_.number(sides[1], "the most of " + out_.shifts[*at], 0,
                             weight_max);
      if (!most)
        return most.error();
      // All from the number of days on say the same.
      x.shifts_max[*at] = std::min(*most, out_.days);
    }
    for (auto i = std::size_t{1}; i < x.shifts_max.size(); ++i)
      if (x.shifts_max[i] < 0)
        return in_.wrong("the most shifts lack one (" + out_.shifts[i] + ")");
    x.shifts_max[0] = out_.days;
    return {};
  }

  result<void> bounds(shift_terms& x) {
    struct bound {
      const char* name;
      std::int32_t* to;
      std::int32_t max;
    };
    const bound all[] = {
      {"the most minutes", &x.minutes_max, minutes_max},
      {"the least minutes", &x.minutes_min, minutes_max},
      {"the most consecutive shifts", &x.run_max, weight_max},
      {"the least consecutive shifts", &x.run_min, solve::days_max},
      {"the least consecutive days off", &x.off_min, solve::days_max},
      {"the most week-ends", &x.weekends_max, weight_max},
    };
    auto field = std::size_t{2};
    for (const auto& one : all) {
      auto value = number(field++, one.name, one.max);
      if (!value)
        return value.error();
      *one.to = *value;
    }
    if (x.minutes_min > x.minutes_max)
      return in_.wrong("the least minutes are over the most ("
                       + std::to_string(x.minutes_min) + ", "
                       + std::to_string(x.minutes_max) + ")");
    // Who may not work at all has no run that could be too short.
    if (x.run_max == 0)
      x.run_min = 0;
    if (x.run_min > x.run_max)
      return in_.wrong("the least consecutive shifts are over the most ("
                       + std::to_string(x.run_min) + ", "
                       + std::to_string(x.run_max) + ")");
    return {};
  }

  result<solve::task> task_of(std::string_view name) {
    auto found = tasks_.find(name);
    if (found != tasks_.end())
      return found->second;
    return in_.wrong("the shift is unknown (" + std::string{name.substr(0, 40)}
                     + ")");
  }

  result<std::uint32_t> person_of(std::string_view name) {
    auto found = people_.find(name);
    if (found != people_.end())
      return found->second;
    return in_.wrong("the person is unknown (" + std::string{name.substr(0, 40)}
                     + ")");
  }

  result<void> day_off() {
    auto who = person_of(fields_[0]);
    if (!who)
      return who.error();
    for (auto i = std::size_t{1}; i < fields_.size(); ++i) {
      if (fields_[i].empty())
        continue;
      auto day = number(i, "the day", out_.days - 1);
      if (!day)
        return day.error();
      out_.days_off.emplace(*who, *day);
    }
    return {};
  }

  result<void> wish(std::map<shift_wish, std::int32_t>& to) {
    if (auto ok = count(4, 4, "a request"); !ok)
      return ok;
    auto who = person_of(fields_[0]);
    if (!who)
      return who.error();
    auto day = number(1, "the day", out_.days - 1);
    if (!day)
      return day.error();
    auto shift = task_of(fields_[2]);
    if (!shift)
      return shift.error();
    auto weight = number(3, "the weight", weight_max);
    if (!weight)
      return weight.error();
    auto [at, fresh] = to.emplace(shift_wish{*who, *day, *shift}, *weight);
    if (!fresh && at->second != *weight)
      return in_.wrong("the request is there with another weight ("
                       + std::to_string(at->second) + ")");
    return {};
  }

  result<void> covered() {
    if (auto ok = count(5, 5, "a cover"); !ok)
      return ok;
    auto day = number(0, "the day", out_.days - 1);
    if (!day)
      return day.error();
    auto shift = task_of(fields_[1]);
    if (!shift)
      return shift.error();
    auto heads = number(2, "the requirement", solve::people_max);
    if (!heads)
      return heads.error();
    auto under = number(3, "the weight for under", weight_max);
    if (!under)
      return under.error();
    auto over = number(4, "the weight for over", weight_max);
    if (!over)
      return over.error();
    auto x = shift_cover{*heads, *under, *over};
    auto [at, fresh] = out_.covers.emplace(std::pair{*day, *shift}, x);
    if (!fresh && at->second != x)
      return in_.wrong("the cover of that day and shift is there already");
    return {};
  }

  /// Nothing tells that a file ends too early but what it lacks.
  result<void> whole() {
    for (const auto* section :
         {table_sections[0], table_sections[1], table_sections[2],
          std::end(table_sections)[-1]})
      if (!seen_.contains(section))
        return in_.ended(section);
    if (out_.shifts.size() < 2)
      return in_.ended("a shift in SECTION_SHIFTS");
    if (out_.people.empty())
      return in_.ended("a person in SECTION_STAFF");
    if (auto ok = followers(); !ok)
      return ok;
    if (auto ok = whole_cover(); !ok)
      return ok;
    return check_shape(out_.people.size(), static_cast<std::size_t>(out_.days),
                       out_.shifts.size(), source_);
  }

  /// Days without a cover are those of some weekdays; what a week before the
  /// last of them has, it has too.
  result<void> whole_cover() {
    if (out_.covers.empty())
      return in_.ended("a cover in SECTION_COVER");
    auto last = std::prev(out_.covers.end())->first.first;
    for (auto i = std::size_t{1}; i < out_.shifts.size(); ++i) {
      auto shift = static_cast<solve::task>(i);
      if (out_.covers.contains({last - 7, shift})
          && !out_.covers.contains({last, shift}))
        return in_.ended("the cover of " + out_.shifts[i] + " on day "
                         + std::to_string(last)
                         + ", which a week before it has");
    }
    auto weekdays = std::set<std::int32_t>{};
    for (const auto& [at, x] : out_.covers)
      weekdays.insert(at.first % 7);
    for (auto day = std::max(last + 1, 7); day < out_.days; ++day)
      if (weekdays.contains(day % 7))
        return in_.ended("a cover of day " + std::to_string(day)
                         + ", which that day of other weeks has");
    return {};
  }

  text_lines in_;
  std::string source_;
  std::vector<std::string_view> fields_;
  std::set<std::string> seen_;
  std::vector<text_lines> shift_lines_;
  std::map<std::string, solve::task, std::less<>> tasks_;
  std::map<std::string, std::uint32_t, std::less<>> people_;
  shift_tables out_;
};

} // namespace

result<shift_tables> read_shift_tables(std::string_view text,
                                       const std::string& source) {
  if (auto ok = check_text(text, source); !ok)
    return ok.error();
  return shift_tables_reader{text, source}.read();
}

} // namespace nightfloat::exchange

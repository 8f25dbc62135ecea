// SPDX-License-Identifier: Apache-2.0
// INRC-II: what was before, and the files of the weeks.

#include "exchange/inrc2_tables.hpp"

#include <optional>

namespace nightfloat::exchange {

namespace {

constexpr std::int32_t week_lines_max = 1'000'000;

} // namespace

result<void> inrc2_reader::history(const named_text& x) {
  if (auto ok = check_text(x.text, x.source); !ok)
    return ok;
  auto in = text_lines{x.text, x.source};
  auto begun = false;
  while (in.next()) {
    if (in.text() == "NURSE_HISTORY")
      begun = true;
    else if (begun)
      if (auto ok = past(in); !ok)
        return ok;
  }
  if (!begun)
    return in.ended("NURSE_HISTORY");
  for (const auto& one : out_.nurses)
    if (!one.past)
      return in.ended("the history of " + one.name);
  return {};
}

/// `Sara 0 0 Late 1 4 0`
result<void> inrc2_reader::past(const lines& in) {
  auto parts = words(in.text());
  if (auto ok = inrc2_fields(in, parts.size(), 7, "a nurse's history"); !ok)
    return ok;
  auto who = nurses_.find(in, parts[0], "nurse");
  if (!who)
    return who.error();
  if (out_.nurses[*who].past)
    return in.wrong("the nurse has a second history");
  auto out = inrc2_past{};
  struct count {
    const char* name;
    std::size_t at;
    std::int32_t* to;
  };
  const count counts[] = {{"assignments", 1, &out.total},
                          {"worked week-ends", 2, &out.weekends},
                          {"days of the last shift", 4, &out.same},
                          {"days of work", 5, &out.work},
                          {"days off", 6, &out.off}};
  for (const auto& one : counts) {
    auto value = in.number(parts[one.at], one.name, 0, inrc2_count_max);
    if (!value)
      return value.error();
    *one.to = *value;
  }
  if (parts[3] != "None") {
    auto last = shifts_.find(in, parts[3], "last shift");
    if (!last)
      return last.error();
    out.last = *last;
  }
  out_.nurses[*who].past = out;
  return {};
}

result<void> inrc2_reader::week(const named_text& x, std::int32_t number) {
  if (auto ok = check_text(x.text, x.source); !ok)
    return ok;
  auto in = text_lines{x.text, x.source};
  return week_lines(in, 7 * number);
}

result<void> inrc2_reader::week_lines(lines& in, std::int32_t first) {
  auto seen = std::set<std::pair<std::size_t, std::size_t>>{};
  auto required = false;
  auto asked = std::optional<std::int32_t>{};
  // Of the section that goes on.
  auto requirements = false;
  while (in.next()) {
    auto [key, value] = inrc2_entry(in.text());
    if (key == "SHIFT_OFF_REQUESTS") {
      auto count = in.number(value, key, 0, week_lines_max);
      if (!count)
        return count.error();
      if (asked)
        return in.wrong("SHIFT_OFF_REQUESTS is there twice");
      asked = *count;
      requirements = false;
      if (auto ok = inrc2_lines(in, *count, "request",
                                [&] { return wish(in, first); });
          !ok)
        return ok;
    } else if (key == "REQUIREMENTS") {
      required = requirements = true;
    } else if (requirements) {
      if (auto ok = requirement(in, first, seen); !ok)
        return ok;
    } else if (asked) {
      return in.wrong("there are more lines than requests ("
                      + std::to_string(*asked) + ")");
    }
  }
  if (!required)
    return in.ended("REQUIREMENTS");
  return asked ? result<void>{} : in.ended("SHIFT_OFF_REQUESTS");
}

/// `Early Nurse (1,1) (1,1) (0,1) (1,1) (0,1) (1,1) (1,1)`
result<void>
inrc2_reader::requirement(const lines& in, std::int32_t first,
                          std::set<std::pair<std::size_t, std::size_t>>& seen) {
  auto parts = words(in.text());
  if (auto ok = inrc2_fields(in, parts.size(), 9, "a requirement"); !ok)
    return ok;
  auto shift = shifts_.find(in, parts[0], "shift");
  if (!shift)
    return shift.error();
  auto skill = skills_.find(in, parts[1], "skill");
  if (!skill)
    return skill.error();
  if (!seen.emplace(*shift, *skill).second)
    return in.wrong("the requirement of that shift and skill is there already");
  for (auto day = 0; day < 7; ++day) {
    auto heads = inrc2_pair(in, parts[static_cast<std::size_t>(day) + 2],
                            "people", inrc2_heads_max);
    if (!heads)
      return heads.error();
    out_.covers.push_back({first + day, *shift, *skill, *heads});
  }
  return {};
}

/// `Sara Late Sat`
result<void> inrc2_reader::wish(const lines& in, std::int32_t first) {
  auto parts = words(in.text());
  if (auto ok = inrc2_fields(in, parts.size(), 3, "a request"); !ok)
    return ok;
  auto out = inrc2_wish{};
  auto who = nurses_.find(in, parts[0], "nurse");
  if (!who)
    return who.error();
  out.nurse = *who;
  if (parts[1] != "Any") {
    auto shift = shifts_.find(in, parts[1], "shift");
    if (!shift)
      return shift.error();
    out.shift = *shift;
  }
  auto day = inrc2_day(parts[2]);
  if (!day)
    return in.wrong("the day is unknown (" + std::string{parts[2]}
                    + "), Mon to Sun");
  out.day = first + *day;
  out_.wishes.push_back(out);
  return {};
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/demand.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace nightfloat::domain {

namespace {

class audit {
public:
  audit(const frame& x, const roster& what) : x_{x}, what_{what} {
    place();
  }

  demand_report all() {
    shifts();
    auto open = out_.sentences.size();
    rotations();
    if (!what_.plan.empty() || x_.where.templates.empty())
      for (std::size_t i = 0; i < x_.people(); ++i)
        if (x_.resident(i))
          for (const auto& r : x_.where.requirements)
            owed(i, r);
    out_.plan_gaps = out_.sentences.size() - open;
    return std::move(out_);
  }

private:
  static constexpr std::uint32_t nowhere = 0;

  [[nodiscard]] std::uint32_t& on(std::size_t who, std::int32_t day) {
    return on_[who * static_cast<std::size_t>(x_.days)
               + static_cast<std::size_t>(day)];
  }

  void place();
  void shifts();
  void rotations();
  void crowd(const rotation& r);
  void owed(std::size_t who, const requirement& r);
  void runs(std::size_t who, const requirement& r);
  void before(std::size_t who, const requirement& r);
  [[nodiscard]] std::int32_t days_on(std::size_t who,
                                     const std::vector<rotation_id>& of,
                                     std::int32_t until);
  void owes(std::size_t who, const requirement& r, const std::string& what);

  const frame& x_;
  const roster& what_;
  /// Rotation id by person and day.
  std::vector<std::uint32_t> on_;
  demand_report out_;
};

bool among(const std::vector<rotation_id>& of, std::uint32_t id) {
  return std::any_of(of.begin(), of.end(),
                     [&](rotation_id r) { return r.value == id; });
}

/// Whole weeks, a rest of more than three days counted as one.
std::int32_t weeks_of(std::int32_t days) {
  return (days + 3) / 7;
}

std::string weeks_text(std::int32_t weeks) {
  return std::to_string(weeks) + (weeks == 1 ? " week" : " weeks");
}

void audit::place() {
  on_.assign(x_.people() * static_cast<std::size_t>(x_.days), nowhere);
  for (const auto& row : what_.plan) {
    auto who = x_.index(row.person);
    if (who == frame::npos)
      continue;
    auto last = std::min(row.last, x_.day(x_.days - 1));
    for (auto d = std::max(row.first, x_.first); d <= last;
         d += date::duration{1})
      on(who, (d - x_.first).count()) = row.rotation.value;
  }
}

void audit::shifts() {
  // Several parts of one person are one of them, the tail of a call is none.
  auto filled
    = std::map<std::pair<std::int32_t, std::size_t>, std::set<person_id>>{};
  for (const auto& d : what_.duties) {
    auto which = x_.index(d.from);
    if (which == frame::npos || x_.where.templates[which].kind != d.kind)
      continue;
    auto begun = (x_.zones[which].local_date(d.start) - x_.first).count();
    auto day = begun - x_.where.templates[which].start / 1'440;
    if (day >= 0 && day < x_.days)
      filled[{day, which}].insert(d.person);
  }
  for (std::int32_t d = 0; d < x_.days; ++d)
    for (std::size_t t = 0; t < x_.where.templates.size(); ++t) {
      const auto& shift = x_.where.templates[t];
      if (!x_.runs(t, d) || shift.people_needed == 0)
        continue;
      auto i = filled.find({d, t});
      auto have = i == filled.end() ? std::size_t{0} : i->second.size();
      out_.places += shift.people_needed;
      if (have >= shift.people_needed)
        continue;
      out_.open_places += shift.people_needed - have;
      out_.sentences.push_back(
        "shift " + shift.code + " on " + to_string(x_.day(d)) + " has "
        + std::to_string(have) + " of " + std::to_string(shift.people_needed)
        + " people: nobody else who may work it is free");
    }
}

/// One sentence for each stretch of days on which the number is wrong alike.
void audit::crowd(const rotation& r) {
  auto wrong = [&](int people) {
    return people < r.people_min ? -1 : people > r.people_max ? 1 : 0;
  };
  auto people = std::vector<int>(static_cast<std::size_t>(x_.days), 0);
  for (std::size_t i = 0; i < x_.people(); ++i)
    for (std::int32_t d = 0; d < x_.days; ++d)
      people[static_cast<std::size_t>(d)] += on(i, d) == r.id.value;
  for (std::size_t d = 0; d < people.size();) {
    auto begin = d;
    auto have = people[d];
    while (d < people.size() && people[d] == have)
      ++d;
    if (wrong(have) == 0)
      continue;
    auto bound = wrong(have) < 0 ? "at least " + std::to_string(r.people_min)
                                 : "at most " + std::to_string(r.people_max);
    out_.sentences.push_back(
      "rotation " + r.code + " has " + std::to_string(have) + " residents from "
      + to_string(x_.day(static_cast<std::int32_t>(begin))) + " to "
      + to_string(x_.day(static_cast<std::int32_t>(d) - 1)) + ", " + bound
      + " are wanted");
  }
}

void audit::rotations() {
  for (const auto& r : x_.where.rotations)
    crowd(r);
}

std::int32_t audit::days_on(std::size_t who, const std::vector<rotation_id>& of,
                            std::int32_t until) {
  auto days = 0;
  for (std::int32_t d = 0; d < until; ++d)
    days += among(of, on(who, d));
  return days;
}

void audit::owes(std::size_t who, const requirement& r,
                 const std::string& what) {
  out_.sentences.push_back("requirement " + r.name + " of "
                           + x_.where.people[who].code + ": " + what);
}

void audit::runs(std::size_t who, const requirement& r) {
  auto block = [&](std::int32_t d) {
    return x_.weeks[x_.week_of_day[static_cast<std::size_t>(d)]].block;
  };
  for (std::int32_t d = 0; d < x_.days;) {
    if (!among(r.fulfilled_by, on(who, d))) {
      ++d;
      continue;
    }
    auto begin = d;
    while (d < x_.days && among(r.fulfilled_by, on(who, d)))
      ++d;
    auto weeks = weeks_of(d - begin);
    auto cut = !x_.whole && (begin == 0 || d == x_.days);
    auto from = " from " + to_string(x_.day(begin));
    if (r.kind == requirement_kind::contiguity_min && weeks < r.weeks && !cut)
      owes(who, r,
           weeks_text(weeks) + from + ", at least " + std::to_string(r.weeks)
             + " in a row are wanted");
    if (r.kind == requirement_kind::contiguity_max && weeks > r.weeks)
      owes(who, r,
           weeks_text(weeks) + from + ", at most " + std::to_string(r.weeks)
             + " in a row are wanted");
    if (r.kind == requirement_kind::block_aligned
        && block(begin) != block(d - 1))
      owes(who, r, weeks_text(weeks) + from + " run over the end of a block");
  }
}

void audit::before(std::size_t who, const requirement& r) {
  for (std::int32_t d = 0; d < x_.days && x_.whole; ++d) {
    if (!among(r.fulfilled_by, on(who, d)))
      continue;
    auto have = weeks_of(days_on(who, r.after, d));
    if (have < r.weeks)
      owes(who, r,
           "begins on " + to_string(x_.day(d)) + " after " + weeks_text(have)
             + " of what must come before, " + std::to_string(r.weeks)
             + " are wanted");
    return;
  }
}

void audit::owed(std::size_t who, const requirement& r) {
  if ((r.pgy != 0 && r.pgy != x_.pgy[who])
      || (!r.track.empty() && r.track != x_.where.people[who].track))
    return;
  auto have = weeks_of(days_on(who, r.fulfilled_by, x_.days));
  auto exact = r.kind == requirement_kind::weeks_exact;
  switch (r.kind) {
    case requirement_kind::weeks_min:
    case requirement_kind::weeks_max:
    case requirement_kind::weeks_exact:
      if (have < r.weeks && r.kind != requirement_kind::weeks_max && x_.whole)
        owes(who, r,
             weeks_text(have) + ", " + (exact ? "exactly " : "at least ")
               + std::to_string(r.weeks) + " are wanted");
      if (have > r.weeks && r.kind != requirement_kind::weeks_min)
        owes(who, r,
             weeks_text(have) + ", " + (exact ? "exactly " : "at most ")
               + std::to_string(r.weeks) + " are wanted");
      return;
    case requirement_kind::prerequisite:
      before(who, r);
      return;
    default:
      runs(who, r);
  }
}

} // namespace

demand_report judge_demands(const frame& x, const roster& what) {
  return audit{x, what}.all();
}

} // namespace nightfloat::domain

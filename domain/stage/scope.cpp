// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/scope.hpp"

#include "domain/stage/contains.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>

namespace nightfloat::domain::stage {

namespace {

using solve::task_set;
using days = date::duration;

struct trait_name {
  std::string_view name;
  std::uint32_t bit;
};

constexpr auto traits = std::array<trait_name, 12>{{
  {"work", is_work},
  {"call", is_call},
  {"night_float", is_night_float},
  {"jeopardy", is_jeopardy},
  {"clinic", is_clinic},
  {"procedure", is_procedure},
  {"inpatient", is_inpatient},
  {"supervision", is_supervision},
  {"post_call", is_post_call},
  {"education", is_education},
  {"administrative", is_administrative},
  {"leave", is_leave},
}};

/// A rotation, by its code or its kind.
bool is_called(std::string_view word, const rotation& x) noexcept {
  struct kind_name {
    std::string_view name;
    rotation_kind kind;
  };
  constexpr kind_name kinds[] = {{"inpatient", rotation_kind::inpatient},
                                 {"outpatient", rotation_kind::outpatient},
                                 {"night_float", rotation_kind::night_float},
                                 {"elective", rotation_kind::elective},
                                 {"vacation", rotation_kind::vacation}};
  return x.code == word || std::ranges::any_of(kinds, [&](const auto& of) {
           return word == of.name && x.kind == of.kind;
         });
}

std::chrono::year_month_day civil(date x) {
  return std::chrono::year_month_day{
    std::chrono::sys_days{x.time_since_epoch()}};
}

} // namespace

failure cannot(const char* field, const std::string& what, ec code) {
  return {code, std::string{field} + ": " + what};
}

std::uint32_t trait_of(std::string_view name) noexcept {
  auto found = std::ranges::find(traits, name, &trait_name::name);
  return found == traits.end() ? 0 : found->bit;
}

result<scope> scope::make(const constraint& what, const layout& where,
                          rule_writer& to) {
  auto x = scope{};
  x.what = &what;
  x.where = &where;
  x.to = &to;
  auto weight = what.weight.value_or(1);
  x.price = what.hard.value_or(false) ? solve::hard(weight)
                                      : solve::soft(weight);
  if (auto ok = x.find_rows(); !ok)
    return ok.error();
  if (auto ok = x.find_columns(); !ok)
    return ok.error();
  if (auto ok = x.check_history(); !ok)
    return ok.error();
  auto sets = {std::tuple{"tasks", &what.tasks, &x.tasks},
               std::tuple{"then", &what.then, &x.then},
               std::tuple{"except", &what.except, &x.except}};
  for (auto [field, words, set] : sets) {
    auto found = x.find_all(field, *words);
    if (!found)
      return found.error();
    *set = *found;
  }
  if (x.tasks == 0 && !what.tasks.empty())
    return cannot("tasks",
                  "this stage has no such task (" + what.tasks.front()
                    + "), name others or leave the constraint out",
                  ec::not_found);
  return x;
}

result<void> scope::find_rows() {
  if (what->who)
    for (const auto& code : what->who->codes)
      if (find_code(where->of->where, code) == nullptr)
        return cannot("who.codes",
                      "nobody has the code " + code + ", correct it",
                      ec::not_found);
  for (auto row = std::size_t{0}; row < where->who.size(); ++row)
    if (fits(row))
      rows.push_back(row);
  if (rows.empty())
    return cannot("who",
                  "this stage plans for nobody whom it means, name others or "
                  "leave the constraint out",
                  ec::not_found);
  return {};
}

bool scope::fits(std::size_t row) const noexcept {
  if (!what->who)
    return true;
  const auto& who = *what->who;
  const auto& one = where->person_of(row);
  auto pgy = where->of->pgy[where->who[row]];
  return (!who.role || one.role == *who.role)
         && (who.pgy_min == 0 || pgy >= who.pgy_min)
         && (who.pgy_max == 0 || (pgy != 0 && pgy <= who.pgy_max))
         && (who.track.empty() || one.track == who.track)
         && (who.faculty.empty() || contains(who.faculty, one.faculty))
         && (who.codes.empty() || contains(who.codes, one.code));
}

result<void> scope::find_columns() {
  auto weekly = where->width == column_width::week;
  if (weekly && !(what->weekdays.empty() && what->weeks.empty()))
    return cannot(what->weekdays.empty() ? "weeks" : "weekdays",
                  "this stage plans whole weeks, give the stage that it is of",
                  ec::unsupported);
  if (what->part && where->width != column_width::half_day)
    return cannot("part",
                  "this stage plans no half days, give the stage that it is of",
                  ec::unsupported);
  auto part = what->part == half::pm ? day_part::pm : day_part::am;
  for (auto c = 0; c < columns_count(); ++c) {
    const auto& x = at(c);
    if ((what->weekdays.empty() || contains(what->weekdays, weekday_of(x.day)))
        && (!what->part || x.part == part)
        && (!what->holidays || x.holiday == *what->holidays)
        && fits_month(x.day))
      columns.push_back(c);
  }
  return {};
}

bool scope::fits_month(date day) const noexcept {
  if (what->weeks.empty())
    return true;
  auto number = (static_cast<unsigned>(civil(day).day()) - 1) / 7 + 1;
  auto last = civil(day).month() != civil(day + days{7}).month();
  return contains(what->weeks, static_cast<week_of_month>(number))
         || (last && contains(what->weeks, week_of_month::last));
}

result<void> scope::check_history() const {
  for (auto i = std::size_t{0}; i < what->history.size(); ++i)
    if (find_code(where->of->where, what->history[i].person) == nullptr)
      return cannot("history",
                    "nobody has the code " + what->history[i].person
                      + " (entry " + std::to_string(i) + "), correct it",
                    ec::not_found);
  return {};
}

solve::score scope::halved(std::int32_t n) const noexcept {
  // Nothing is left of any price long before, and a shift by 64 has no meaning.
  if (n > 40)
    return {};
  return {price.hard() >> n, price.soft() >> n};
}

std::int32_t scope::columns_count() const noexcept {
  return static_cast<std::int32_t>(where->columns.size());
}

const column& scope::at(std::int32_t c) const noexcept {
  return where->columns[static_cast<std::size_t>(c)];
}

bool scope::meant(std::size_t row) const noexcept {
  return std::ranges::binary_search(rows, row);
}

bool scope::chosen(std::int32_t c) const noexcept {
  return std::ranges::binary_search(columns, c);
}

bool scope::may(std::size_t row, std::int32_t c, task_set x) const noexcept {
  return (to->to().allowed[to->to().cell_at(row, c)] & x) != 0;
}

bool scope::must(std::size_t row, std::int32_t c, task_set x) const noexcept {
  return !may(row, c, to->others(x));
}

bool scope::others_may(std::span<const std::int32_t> those,
                       task_set x) const noexcept {
  for (auto row = std::size_t{0}; row < where->who.size(); ++row)
    if (!meant(row))
      for (auto c : those)
        if (may(row, c, x))
          return true;
  return false;
}

result<task_set> scope::open_to_them(task_set x) const {
  if (rows.size() == where->who.size())
    return x;
  auto out = task_set{0};
  for (auto row : rows)
    for (auto c = 0; c < columns_count(); ++c)
      out |= to->to().allowed[to->to().cell_at(row, c)] & x;
  if (out == 0)
    return cannot("tasks",
                  "nobody whom it means may do that, name others or leave the "
                  "constraint out",
                  ec::not_found);
  return out;
}

date scope::last_day(std::int32_t c) const noexcept {
  if (where->width != column_width::week)
    return at(c).day;
  auto end = where->of->day(where->of->days - 1);
  // A rest of the calendar belongs to the last week.
  return c + 1 < columns_count() ? at(c + 1).day - days{1} : end;
}

std::int32_t scope::days_away(std::size_t row, std::int32_t c) const noexcept {
  auto out = 0;
  for (auto day = at(c).day; day <= last_day(c); day += days{1})
    out += away_on(row, day) ? 1 : 0;
  return out;
}

bool scope::away_on(std::size_t row, date day) const noexcept {
  auto i = (day - where->of->first).count();
  return i >= 0 && i < where->of->days
         && where->of->is_away(where->who[row], i);
}

std::vector<column_span> scope::by_day() const {
  auto out = std::vector<column_span>{};
  for (auto c = 0; c < columns_count(); ++c)
    if (out.empty() || at(out.back().first).day != at(c).day)
      out.push_back({c, c});
    else
      out.back().last = c;
  return out;
}

std::vector<column_span> scope::by_week() const {
  auto monday = [&](std::int32_t c) {
    auto day = at(c).day;
    return day - days{static_cast<std::int32_t>(weekday_of(day)) - 1};
  };
  auto out = std::vector<column_span>{};
  for (auto c = 0; c < columns_count(); ++c) {
    if (out.empty() || monday(out.back().first) != monday(c))
      out.push_back({c, c});
    out.back().last = c;
  }
  for (auto& week : out)
    week.whole = where->width == column_width::week
                 || at(week.last).day - at(week.first).day == days{6};
  return out;
}

bool scope::gapless() const noexcept {
  for (auto c = 1; c < columns_count(); ++c) {
    auto same = at(c).day == at(c - 1).day;
    auto halves = where->width == column_width::half_day;
    auto step = at(c).day - at(c - 1).day;
    if (halves && (at(c).part == day_part::pm) != same)
      return false;
    if (!same && step > days{where->width == column_width::week ? 8 : 1})
      return false;
  }
  return true;
}

result<task_set> scope::find(const char* field, const std::string& word) const {
  auto trait = trait_of(word);
  auto out = trait == 0 ? task_set{0} : where->with(trait);
  if (word == "off")
    return out | solve::only(solve::off);
  for (auto t = std::size_t{1}; t < where->tasks.size(); ++t)
    if (where->tasks[t].code == word)
      out |= solve::only(static_cast<solve::task>(t));
  if (out == 0 && trait == 0)
    return cannot(field,
                  "this stage has no such task (" + word
                    + "), name others or leave the constraint out",
                  ec::not_found);
  return out;
}

result<task_set> scope::find_all(const char* field,
                                 const std::vector<std::string>& words) const {
  auto out = task_set{0};
  for (const auto& word : words) {
    auto found = find(field, word);
    if (!found)
      return found.error();
    out |= *found;
  }
  return out;
}

result<std::vector<bool>> scope::rotations() const {
  const auto& all = where->of->where.rotations;
  auto out = std::vector<bool>(all.size());
  for (const auto& word : what->on) {
    auto named = find("on", word);
    auto known = named && *named != 0;
    for (auto i = std::size_t{0}; i < all.size(); ++i)
      if (is_called(word, all[i]))
        out[i] = known = true;
    if (!known)
      return cannot("on",
                    "the programme has no such rotation (" + word
                      + "), name others or leave the constraint out",
                    ec::not_found);
  }
  return out;
}

task_set scope::tasks_on(bool planned) const {
  auto out = task_set{0};
  for (const auto& word : what->on) {
    auto of_plan
      = std::ranges::any_of(where->of->where.rotations,
                            [&](const auto& x) { return is_called(word, x); });
    if (auto found = find("on", word); found && (planned || !of_plan))
      out |= *found;
  }
  return out;
}

result<std::vector<std::vector<stretch>>> scope::stretches() const {
  auto wanted = rotations();
  if (!wanted)
    return wanted.error();
  auto there_on = tasks_on(true);
  auto known = !where->on.empty();
  auto unsettled = tasks_on(!known);
  if (!known && there_on == 0)
    return cannot("on",
                  "nothing says who is on " + what->on.front()
                    + " in this stage, make the year plan first",
                  ec::not_found);
  auto out = std::vector<std::vector<stretch>>(where->who.size());
  for (auto row : rows)
    for (auto c = 0; c < columns_count(); ++c) {
      auto cell = row * where->columns.size() + static_cast<std::size_t>(c);
      auto there = known && where->on[cell] < wanted->size()
                   && (*wanted)[where->on[cell]];
      if (!there && there_on != 0 && must(row, c, there_on))
        there = true;
      else if (!there && may(row, c, unsettled))
        return cannot("on",
                      "who is on " + what->on.front()
                        + " is not settled yet, apply it in the stage "
                          "after",
                      ec::unsupported);
      if (!there)
        continue;
      if (auto& mine = out[row]; !mine.empty() && mine.back().last == c - 1)
        mine.back().last = c;
      else
        mine.push_back({c, c});
    }
  return out;
}

std::vector<std::int32_t> scope::before(const std::string& task) const {
  auto out = std::vector<std::int32_t>(rows.size());
  for (const auto& x : what->history)
    for (auto i = std::size_t{0}; i < rows.size(); ++i)
      if (where->person_of(rows[i]).code == x.person && x.task == task)
        out[i] += x.count;
  return out;
}

} // namespace nightfloat::domain::stage

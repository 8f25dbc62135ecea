// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_problem.hpp"

#include "domain/calendar.hpp"
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

result<void> check_wish(const frame& x, const duty_wish& wish) {
  if (wish.templates.size() + fixed_kinds >= solve::tasks_max)
    return failure{ec::oversize,
                   "stage: " + std::to_string(wish.templates.size())
                     + " templates are too many at once (at most "
                     + std::to_string(solve::tasks_max - fixed_kinds - 1)
                     + "), make them in several stages"};
  if (wish.width != column_width::half_day || wish.templates.empty())
    return {};
  constexpr auto most = static_cast<std::int32_t>(solve::days_max / 2);
  if (x.days > most)
    return failure{
      ec::oversize,
      "stage: template " + x.where.templates[wish.templates.front()].code
        + " is of half days, which are made for at most " + std::to_string(most)
        + " days at once (" + std::to_string(x.days)
        + " given), generate a shorter span"};
  for (auto t : wish.templates)
    if (x.where.templates[t].length > half_day_minutes)
      return failure{ec::invalid_argument,
                     "stage: template " + x.where.templates[t].code
                       + " is longer than half a day ("
                       + std::to_string(x.where.templates[t].length)
                       + " minutes, at most " + std::to_string(half_day_minutes)
                       + "), make it with the days"};
  return {};
}

} // namespace

duty_builder::duty_builder(const frame& x, rule_context context,
                           std::span<const assignment> plan,
                           std::span<const duty> fixed, const duty_wish& wish)
  : x_{x}, context_{std::move(context)}, fixed_{fixed}, plan_{plan}, wish_{
                                                                       wish} {
  out_.meaning.of = &x;
  out_.meaning.width = wish.width;
  for (std::int32_t d = 0; d <= x.days; ++d)
    midnights_.push_back(x.site.midnight(x.day(d)));
}

std::int32_t duty_builder::half(std::size_t task) const noexcept {
  return columns_a_day() == 2 && shift(task).start % 1440 >= noon ? 1 : 0;
}

fixed_work duty_builder::work(std::size_t task,
                              std::int32_t day) const noexcept {
  auto which = wish_.templates[task - 1];
  auto start = x_.start(which, day);
  return {start, start + minutes{x_.where.templates[which].length},
          x_.where.templates[which].kind};
}

solve::task_set duty_builder::fixed_tasks() const noexcept {
  auto out = solve::task_set{0};
  for (const auto& x : fixed_as_)
    out |= solve::only(static_cast<solve::task>(x.task));
  return out;
}

solve::task_set duty_builder::fixed_task(fixed_kind x) const noexcept {
  auto out = solve::task_set{0};
  for (const auto& one : fixed_as_)
    if (one.kind == x)
      out |= solve::only(static_cast<solve::task>(one.task));
  return out;
}

std::vector<std::int32_t> duty_builder::minutes_by_task() const {
  auto out = std::vector<std::int32_t>(out_.what.tasks.size(), 0);
  for (auto t = std::size_t{1}; t <= free(); ++t)
    out[t] = counts(shift(t).kind) ? shift(t).length : 0;
  for (const auto& x : fixed_as_)
    out[x.task] = x.minutes;
  return out;
}

void duty_builder::make_demands() {
  auto days = static_cast<std::size_t>(x_.days);
  need_.assign((free() + 1) * days, 0);
  for (auto task = std::size_t{1}; task <= free(); ++task)
    for (std::int32_t d = 0; d < x_.days; ++d)
      if (x_.runs(wish_.templates[task - 1], d))
        need_[task * days + static_cast<std::size_t>(d)]
          = shift(task).people_needed;
  auto seen = std::set<std::tuple<person_id, template_id, std::int32_t>>{};
  for (const auto& x : fixed_)
    for (auto task = std::size_t{1}; task <= free(); ++task) {
      if (shift(task).id != x.from || shift(task).kind != x.kind)
        continue;
      auto day = day_of(x_, wish_.templates[task - 1], x.start);
      if (day >= 0 && day < x_.days
          && seen.insert({x.person, x.from, day}).second)
        --need_[task * days + static_cast<std::size_t>(day)];
    }
  for (std::int32_t d = 0; d < x_.days; ++d)
    for (auto task = std::size_t{1}; task <= free(); ++task) {
      if (shift(task).people_needed == 0
          || !x_.runs(wish_.templates[task - 1], d))
        continue;
      auto& need = need_[task * days + static_cast<std::size_t>(d)];
      need = std::max(need, 0);
      auto one = solve::head_price{need, solve::hard()};
      out_.what.demands.push_back(
        {.day = column(d, task),
         .tasks = solve::only(static_cast<solve::task>(task)),
         .under = {one},
         .over = {one}});
      out_.demanded.push_back(wish_.templates[task - 1]);
    }
}

void duty_builder::count_pools() {
  auto days = static_cast<std::size_t>(x_.days);
  pool_.assign((free() + 1) * days, 0);
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    for (auto task = std::size_t{1}; task <= free(); ++task)
      for (std::int32_t d = 0; d < x_.days; ++d)
        pool_[task * days + static_cast<std::size_t>(d)] += may(row, d, task);
}

result<duty_problem> duty_builder::make() {
  place_people(plan_);
  place_begins();
  find_rows();
  set_limits();
  read_fixed();
  make_tasks();
  shape();
  lock();
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    allow(row);
  bar_twice();
  near_ = grid_of_duties(out_, wish_.near);
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    shorten_runs(row);
  for (auto row = std::size_t{0}; row < out_.meaning.who.size(); ++row)
    drop_reaching(row);
  price_absence();
  make_demands();
  count_pools();
  make_contracts();
  return std::move(out_);
}

std::uint16_t units_asked(const programme& where, const shift_template& x,
                          bool first_year) noexcept {
  const auto& policy = where.info.supervision;
  const auto* what = find(where, x.activity);
  auto own = int{first_year ? policy.pgy1_units : policy.other_units};
  auto more = what != nullptr && what->procedure ? policy.procedure_units : 0;
  return static_cast<std::uint16_t>(own + more);
}

result<duty_problem>
make_duty_problem(const frame& x, std::span<const assignment> plan,
                  std::span<const duty> fixed, const duty_wish& wish) {
  if (auto ok = check_wish(x, wish); !ok)
    return ok.error();
  auto pack = pack_of(x.where);
  if (!pack)
    return at("stage", pack.error());
  auto context = rule_context::make(x.where, *pack);
  if (!context)
    return at("stage", context.error());
  return duty_builder{x, std::move(*context), plan, fixed, wish}.make();
}

} // namespace nightfloat::domain::stage

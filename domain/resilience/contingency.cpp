// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/contingency.hpp"

#include "domain/resilience/shift_losses.hpp"
#include "domain/resilience/week_losses.hpp"
#include "domain/rules/coverage.hpp"
#include "domain/rules/rows.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace nightfloat::domain {

namespace {

constexpr auto no_days = window{date::max(), date::min()};

contingency unknown_because(std::string why) {
  auto out = contingency{};
  out.unknown = "contingency: unknown: " + std::move(why);
  return out;
}

/// From the first to the last day of which there is a duty that a shift asks
/// for, as coverage has it.
window days_of_duties(const rule_context& context, const roster& what) {
  auto out = no_days;
  for (const auto& work : what.duties)
    if (auto shift = demanded(context, work)) {
      auto day = context.demanded_on(*shift, work);
      out = hull(out, {day, day});
    }
  return out;
}

window days_of_plan(const roster& what) {
  auto out = no_days;
  for (const auto& row : what.plan)
    out = hull(out, {row.first, row.last});
  return out;
}

std::string not_generated(const std::vector<window>& days) {
  auto out = std::string{};
  for (const auto& x : days)
    out += (out.empty() ? "nothing is generated from " : " and from ")
           + to_string(x.first) + " to " + to_string(x.last);
  return out + ", generate that or choose other days";
}

/// Of the days of `over` that are not `generated` nothing is known if something
/// is `asked` for; why, or nothing.
template <class Asked>
std::string unknown_days(window over, window generated, Asked&& asked) {
  auto unknown = std::vector<window>{};
  for (auto day = over.first; day <= over.last; day += one_day)
    if ((day < generated.first || generated.last < day) && asked(day))
      add_unknown(unknown, generated, day);
  return unknown.empty() ? std::string{}
                         : unknown_because(not_generated(unknown)).unknown;
}

/// Worst first.
bool is_worse(const vulnerability& a, const vulnerability& b) {
  return std::tuple{b.short_achievable, b.short_optimistic, b.lost, a.person}
         < std::tuple{a.short_achievable, a.short_optimistic, a.lost, b.person};
}

} // namespace

struct n1_search::parts {
  const programme& where;
  const roster& what;
  std::optional<rule_context> context;
  std::optional<legality> rules;
  std::variant<std::monostate, shift_losses, week_losses> losses;
  /// Who is lost next; all were: nobody, or nothing can be computed.
  std::size_t next = 0;
  contingency out;

  parts(const programme& of, const roster& as) : where(of), what(as) {
    // nop
  }

  [[nodiscard]] bool begin(const rule_pack& pack, window over);
  void begin_shifts(window over);
  void begin_weeks(window over);
  template <class Losses>
  void lose(Losses& from);
};

/// False: why it cannot be computed is in `out`.
bool n1_search::parts::begin(const rule_pack& pack, window over) {
  auto no = [&](std::string why) {
    out = unknown_because(std::move(why));
    return false;
  };
  auto all = window{where.info.first, where.info.last};
  over = common_days(over, all);
  if (over.last < over.first)
    return no("the window lies outside of the programme's days, choose one "
              "within "
              + to_string(where.info.first) + " to "
              + to_string(where.info.last));
  if ((over.last - over.first).count() >= judged_days_max)
    return no("the window has more days than may be judged at once (at most "
              + std::to_string(judged_days_max) + "), choose fewer");
  if (what.duties.empty() && what.plan.empty())
    return no("no roster, generate or import one");
  auto made = rule_context::make(where, pack);
  auto judge = legality::make(where, pack);
  if (!made || !judge)
    return no(made ? judge.error().detail : made.error().detail);
  context.emplace(std::move(*made));
  rules.emplace(std::move(*judge));
  auto by_shift = std::ranges::any_of(
    where.templates, [](const auto& x) { return x.people_needed > 0; });
  if (by_shift && what.duties.empty())
    return no("the roster is a year plan without duties, generate again with "
              "more time");
  auto by_week = std::ranges::any_of(
    where.rotations, [](const auto& x) { return x.people_min > 0; });
  if (!by_shift && !by_week)
    return no("no shift template and no rotation says how many people it "
              "needs, add that");
  if (by_shift)
    begin_shifts(over);
  else
    begin_weeks(over);
  out.n1_pass = out.unknown.empty();
  return true;
}

void n1_search::parts::begin_shifts(window over) {
  auto generated = days_of_duties(*context, what);
  out.unknown = unknown_days(over, generated, [&](date day) {
    return std::ranges::any_of(context->templates,
                               [&](const auto& x) { return asks_on(x, day); });
  });
  if (auto known = common_days(over, generated); known.first <= known.last)
    losses.emplace<shift_losses>(where, what, *context, *rules, known)
      .base(out);
}

void n1_search::parts::begin_weeks(window over) {
  auto planned = common_days(days_of_plan(what),
                             {where.info.first, where.info.last});
  out.unknown = unknown_days(over, planned, [](date) { return true; });
  if (auto known = common_days(over, planned); known.first <= known.last)
    losses.emplace<week_losses>(where, what, *context, planned, known)
      .base(out);
}

template <class Losses>
void n1_search::parts::lose(Losses& from) {
  auto x = from.lose(next);
  if (x.lost > 0)
    out.people.push_back(x);
  out.n1_pass = out.n1_pass && x.short_achievable == 0;
}

n1_search::n1_search(const programme& where, const roster& what,
                     const rule_pack& pack, window over)
  : parts_(std::make_unique<parts>(where, what)) {
  if (!parts_->begin(pack, over) || parts_->losses.index() == 0)
    parts_->next = where.people.size();
}

n1_search::n1_search(n1_search&&) noexcept = default;
n1_search& n1_search::operator=(n1_search&&) noexcept = default;
n1_search::~n1_search() = default;

bool n1_search::step() {
  auto& x = *parts_;
  if (x.next >= x.where.people.size())
    return false;
  if (auto* shifts = std::get_if<shift_losses>(&x.losses))
    x.lose(*shifts);
  else if (auto* weeks = std::get_if<week_losses>(&x.losses))
    x.lose(*weeks);
  ++x.next;
  return true;
}

contingency n1_search::take() {
  std::ranges::sort(parts_->out.people, is_worse);
  return std::move(parts_->out);
}

contingency n1(const programme& where, const roster& what,
               const rule_pack& pack, window over) {
  auto search = n1_search{where, what, pack, over};
  while (search.step()) {
    // one person after the other
  }
  return search.take();
}

} // namespace nightfloat::domain

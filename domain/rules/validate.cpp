// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/validate.hpp"

#include "domain/rules/words.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto one_day = date::duration{1};

class collector final : public remark_sink {
public:
  collector(const person_view& view, std::vector<finding>& out)
    : view_{view}, out_{out} {
  }

  bool take(const remark& x) override {
    out_.push_back(in_words(view_, x));
    return true;
  }

private:
  const person_view& view_;
  std::vector<finding>& out_;
};

/// The names of `codes`, at most three and how many more.
std::string listed(const std::vector<std::string>& codes) {
  constexpr auto shown_max = std::size_t{3};
  auto text = std::string{};
  for (auto i = std::size_t{0}; i < std::min(codes.size(), shown_max); ++i)
    text += (i == 0 ? "" : ", ") + codes[i];
  if (codes.size() > shown_max)
    text += " and " + std::to_string(codes.size() - shown_max) + " more";
  return text;
}

/// Days of the plan on rotations of which nobody said when work is, and the
/// codes of those rotations.
std::int64_t days_unknown(const person_view& x,
                          std::vector<std::string>& codes) {
  auto days = std::int64_t{0};
  for (const auto& row : x.plan) {
    auto first = std::max(row.first, x.over.first);
    auto last = std::min(row.last, x.over.last);
    auto known = x.context.rotation_of(row.rotation);
    if (first > last
        || (known != nullptr
            && (known->has_template || known->kind == rotation_kind::vacation)))
      continue;
    auto from = x.context.midnight(first);
    auto to = x.context.midnight(last + one_day);
    if (std::ranges::any_of(x.duties, [&](const auto& work) {
          return work.start < to && work.end > from;
        }))
      continue;
    days += (last - first + one_day).count();
    auto code = known == nullptr ? std::string{"an unknown rotation"}
                                 : known->code;
    if (std::ranges::find(codes, code) == codes.end())
      codes.push_back(std::move(code));
  }
  return days;
}

bool any_in(const person_view& x) {
  return std::ranges::any_of(x.duties,
                             [&](const auto& work) {
                               return work.start < x.to && work.end > x.from;
                             })
         || std::ranges::any_of(x.plan, [&](const auto& row) {
              return row.first <= x.over.last && row.last >= x.over.first;
            });
}

/// What cannot be judged because nobody recorded it.
void add_unknowns(const person_view& x, std::vector<finding>& out) {
  if (x.who.role != person_role::resident)
    return;
  auto codes = std::vector<std::string>{};
  if (auto days = days_unknown(x, codes); days > 0) {
    out.push_back(
      unknown(rule::work_hours, x.who.id, x.from, x.to,
              "work hours: " + x.who.code + " has " + std::to_string(days)
                + " days without shifts on " + listed(codes)
                + ", so hours and rest are unknown, give these rotations shift "
                  "templates"));
    out.back().unit = "days";
    out.back().measured = days;
  }
  if (!any_in(x) && eligible_days(x, x.over) > 0)
    out.push_back(
      unknown(rule::data, x.who.id, x.from, x.to,
              "roster: " + x.who.code + " has neither plan nor shift from "
                + to_string(x.over.first) + " to " + to_string(x.over.last)
                + ", add them or end their time here"));
  for (const auto& work : x.duties) {
    auto shift = x.context.template_of(work.from);
    if (work.start < x.from || work.start >= x.to || shift == nullptr
        || !shift->supervised || x.context.pgy_at(x.who, work.start) != 0)
      continue;
    out.push_back(unknown(rule::supervision, x.who.id, work.start, work.end,
                          "supervision: PGY of " + x.who.code
                            + " is unknown on " + to_string(work.start)
                            + " and counted as higher than 1, add it to the "
                              "person"));
    break;
  }
}

void add_person(const person_view& x, std::vector<finding>& out) {
  auto sink = collector{x, out};
  static_cast<void>(check_person(x, sink));
  add_unknowns(x, out);
}

void add_supervision(const rule_context& context, const roster& what,
                     window over, std::vector<finding>& out) {
  auto from = context.midnight(over.first);
  auto to = context.midnight(over.last + one_day);
  auto asked = std::ranges::any_of(context.templates,
                                   &template_facts::supervised);
  auto given = std::ranges::any_of(context.templates, [](const auto& x) {
    return x.kind == duty_kind::supervision;
  });
  if (asked && !given) {
    out.push_back(unknown(
      rule::supervision, {}, from, to,
      "supervision: shifts need it but no template of kind supervision says "
      "who gives it, so the ratio is unknown, add such templates"));
    return;
  }
  for (const auto& x : find_shortfalls(context, what.duties, from, to))
    out.push_back(in_words(context, x));
}

/// Duties and plans of people whom the programme does not know.
void add_strangers(const rule_context& context, const roster& what,
                   std::vector<finding>& out) {
  auto seen = person_id{};
  auto meet = [&](person_id who, instant from, instant to) {
    if (std::exchange(seen, who) == who || context.person_of(who) != nullptr)
      return;
    out.push_back(unknown(rule::data, who, from, to,
                          "roster: person " + std::to_string(who.value)
                            + " is not in the programme, import them or "
                              "remove their shifts"));
  };
  for (const auto& x : what.duties)
    meet(x.person, x.start, x.end);
  seen = {};
  for (const auto& x : what.plan)
    if (duties_of(what, x.person).empty())
      meet(x.person, context.midnight(x.first),
           context.midnight(x.last + one_day));
}

/// Whether a shift asks for people on some day of `over` that the programme
/// covers.
bool any_demand(const programme& where, window over) {
  constexpr auto week = std::int32_t{7};
  auto first = std::max(over.first, where.info.first);
  auto last
    = std::min({over.last, where.info.last, first + one_day * (week - 1)});
  auto days = 0U;
  for (auto day = first; day <= last; day += one_day)
    days |= 1U << (static_cast<unsigned>(weekday_of(day)) - 1);
  return std::ranges::any_of(where.templates, [&](const auto& x) {
    return x.people_needed > 0 && (x.weekdays & days) != 0;
  });
}

/// A plan alone covers nothing: where nobody works, nobody can say that the
/// shifts are covered.
void add_unfilled(const rule_context& context, const programme& where,
                  const roster& what, window over, std::vector<finding>& out) {
  auto from = context.midnight(over.first);
  auto to = context.midnight(over.last + one_day);
  if (std::ranges::any_of(
        what.duties,
        [&](const auto& x) { return x.start < to && x.end > from; })
      || !any_demand(where, over))
    return;
  out.push_back(unknown(rule::data, {}, from, to,
                        "roster: no shift is filled from "
                          + to_string(over.first) + " to "
                          + to_string(over.last)
                          + " although shifts ask for people, generate or "
                            "import their duties"));
}

void order(std::vector<finding>& x) {
  auto key = [](const finding& f) {
    return std::tuple{!f.person.assigned(),        f.person.value, f.from,
                      std::string_view{f.rule},    f.severity,     f.to,
                      std::string_view{f.sentence}};
  };
  std::ranges::sort(
    x, [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

/// The rows of one person from the front of `rest`, which is sorted.
template <class T>
std::span<const T> take_rows(std::span<const T>& rest, person_id who) {
  auto before = std::ranges::find_if(
    rest, [&](const auto& x) { return x.person >= who; });
  auto after = std::find_if(before, rest.end(),
                            [&](const auto& x) { return x.person != who; });
  auto out = std::span<const T>{before, after};
  rest = {after, rest.end()};
  return out;
}

result<rule_context> prepare(const programme& where, const rule_pack& pack,
                             std::vector<finding>& out) {
  auto context = rule_context::make(where, pack);
  if (!context)
    out.push_back(unknown(rule::data, {}, {}, {}, context.error().detail));
  return context;
}

} // namespace

std::vector<finding> validate(const programme& where, const roster& what,
                              const rule_pack& pack, window over) {
  auto out = std::vector<finding>{};
  auto context = prepare(where, pack, out);
  if (!context)
    return out;
  if (what.duties.empty() && what.plan.empty()) {
    out.push_back(unknown(rule::data, {}, context->midnight(over.first),
                          context->midnight(over.last + one_day),
                          "roster: unknown: no roster, generate or import "
                          "one"));
    return out;
  }
  auto duties = std::span<const duty>{what.duties};
  auto plan = std::span<const assignment>{what.plan};
  for (const auto& who : context->people) {
    auto own = take_rows(duties, who.id);
    add_person(view_of(*context, who, own, take_rows(plan, who.id), over), out);
  }
  add_strangers(*context, what, out);
  add_supervision(*context, what, over, out);
  add_unfilled(*context, where, what, over, out);
  order(out);
  return out;
}

std::vector<finding> validate_person(const programme& where, const roster& what,
                                     const rule_pack& pack, window over,
                                     person_id who) {
  auto out = std::vector<finding>{};
  auto context = prepare(where, pack, out);
  if (!context)
    return out;
  auto known = context->person_of(who);
  if (known == nullptr) {
    out.push_back(unknown(rule::data, who, {}, {},
                          "roster: person " + std::to_string(who.value)
                            + " is not in the programme"));
    return out;
  }
  add_person(
    view_of(*context, *known, duties_of(what, who), plan_of(what, who), over),
    out);
  order(out);
  return out;
}

} // namespace nightfloat::domain

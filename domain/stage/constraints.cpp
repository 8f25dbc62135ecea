// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraints.hpp"

#include "domain/stage/constraint_template.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <set>

namespace nightfloat::domain::stage {

namespace {

namespace describe = boost::describe;

using members = describe::describe_members<constraint, describe::mod_public>;

constexpr template_list (*families[])()
  = {call_templates,       capacity_templates, clinic_templates,
     coverage_templates,   equity_templates,   faculty_templates,
     inpatient_templates,  pattern_templates,  resilience_templates,
     supervision_templates};

const constraint_template* find_template(std::string_view name) {
  for (auto family : families)
    for (const auto& x : family())
      if (x.name == name)
        return &x;
  return nullptr;
}

std::string prefix(const constraint& x) {
  auto of = x.label.empty() ? std::string{} : " (" + x.name + ")";
  return "constraint " + called(x) + of;
}

failure wrong(const constraint& x, const std::string& what,
              ec code = ec::configuration) {
  return {code, prefix(x) + ": " + what};
}

/// What every constraint may say.
bool is_general(std::string_view field) {
  constexpr std::string_view all[] = {"name",  "label", "enabled", "optional",
                                      "stage", "hard",  "weight",  "who"};
  return std::ranges::find(all, field) != std::end(all);
}

struct taken {
  bool known = false;
  bool needed = false;
};

taken takes(const constraint_template& x, std::string_view field) {
  auto rest = x.takes;
  while (!rest.empty()) {
    auto end = std::min(rest.find(' '), rest.size());
    auto word = rest.substr(0, end);
    auto needed = word.ends_with('!');
    if (needed)
      word.remove_suffix(1);
    if (word == field)
      return {true, needed};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {is_general(field), false};
}

template <class T>
bool given(const T& x) {
  return x != T{};
}

template <class T>
bool given(const std::optional<T>& x) {
  return x.has_value();
}

result<void> check_fields(const constraint& x, const constraint_template& of) {
  auto out = result<void>{};
  boost::mp11::mp_for_each<members>([&](auto d) {
    if (!out || is_general(d.name))
      return;
    auto is = takes(of, d.name);
    if (given(x.*d.pointer) && !is.known)
      out = wrong(x, std::string{d.name} + ": it takes no such field, only "
                       + std::string{of.takes});
    else if (is.needed && !given(x.*d.pointer))
      out = wrong(x, std::string{d.name} + ": is missing, give one");
  });
  if (out && takes(of, "who").needed && !x.who)
    return wrong(x, "who: is missing, give one");
  auto by_task = takes(of, "history.task").known;
  for (const auto& past : x.history)
    if (out && past.task.empty() == by_task)
      return wrong(x, by_task ? "history: the task is missing, give one"
                              : "history: it counts no tasks, leave them out");
  return out;
}

/// A score holds the sum of what all units cost.
result<void> check_price(const constraint& x, const char* field,
                         std::int64_t times) {
  auto most = x.hard.value_or(false) ? hard_weight_max : soft_weight_max;
  auto weight = x.weight.value_or(0);
  if (weight * times <= most)
    return {};
  return wrong(x, std::string{field} + ": " + std::to_string(times)
                    + " times the weight (" + std::to_string(weight)
                    + ") is more than " + std::to_string(most)
                    + ", lower one of them");
}

result<void> check_numbers(const constraint& x) {
  auto bad = [](std::int64_t value, std::int64_t least, std::int64_t most) {
    return "out of bounds (" + std::to_string(value) + ", "
           + std::to_string(least) + " to " + std::to_string(most) + ")";
  };
  auto most = x.hard.value_or(false) ? hard_weight_max : soft_weight_max;
  if (auto w = x.weight.value_or(0); w < 0 || w > most)
    return wrong(x, "weight: " + bad(w, 0, most));
  auto out = result<void>{};
  boost::mp11::mp_for_each<members>([&](auto d) {
    using field = std::remove_cvref_t<decltype(x.*d.pointer)>;
    if constexpr (std::is_same_v<field, std::optional<std::int32_t>>)
      if (auto v = (x.*d.pointer).value_or(0);
          out && std::string_view{d.name} != "weight"
          && (v < 0 || v > number_max))
        out = wrong(x, std::string{d.name} + ": " + bad(v, 0, number_max));
  });
  if (!out)
    return out;
  if (x.min && x.max && *x.min > *x.max)
    return wrong(x, "min: " + std::to_string(*x.min) + " is more than max ("
                      + std::to_string(*x.max) + "), lower it");
  if (x.percent.value_or(0) > 100)
    return wrong(x, "percent: " + bad(*x.percent, 0, 100));
  for (auto step : x.steps) {
    if (step < 0 || step > number_max)
      return wrong(x, "steps: " + bad(step, 0, number_max));
    if (auto ok = check_price(x, "steps", step); !ok)
      return ok;
  }
  for (const auto& past : x.history)
    if (past.count < 0 || past.count > number_max)
      return wrong(x, "history: " + bad(past.count, 0, number_max));
  for (const auto& load : x.loads) {
    if (load.load < 0 || load.load > number_max)
      return wrong(x, "loads: " + bad(load.load, 0, number_max));
    if (auto ok = check_price(x, "loads", load.load); !ok)
      return ok;
  }
  return {};
}

/// With the template's word for what is not given. A weight is the template's
/// only where the kind is: a hard unit is no hundred soft ones.
result<constraint> merged(const constraint& x, const constraint_template& of) {
  auto out = x;
  boost::mp11::mp_for_each<members>([&](auto d) {
    if (!is_general(d.name) && !given(out.*d.pointer))
      out.*d.pointer = of.defaults.*d.pointer;
  });
  if (!out.who)
    out.who = of.defaults.who;
  auto hard = x.hard.value_or(of.hard);
  if (!out.weight && hard == of.hard)
    out.weight = of.weight;
  if (!out.weight && !hard)
    return wrong(x, "weight: is missing, for it is hard unless told "
                    "otherwise, give one");
  out.hard = hard;
  out.weight = out.weight.value_or(1);
  return out;
}

result<constraint> ready(const constraint& x) {
  const auto* of = find_template(x.name);
  if (of == nullptr)
    return failure{ec::configuration,
                   "constraint " + x.name
                     + ": there is no such template, docs/constraints.md "
                       "lists them"};
  if (auto ok = check_fields(x, *of); !ok)
    return ok.error();
  auto full = merged(x, *of);
  if (!full)
    return full;
  if (auto ok = check_numbers(*full); !ok)
    return ok.error();
  return full;
}

unsigned bit_of(column_width x) noexcept {
  switch (x) {
    case column_width::half_day:
      return in_half_days;
    case column_width::day:
      return in_days;
    case column_width::week:
      return in_weeks;
  }
  return 0;
}

/// The programme has no such thing, this stage cannot say it, or it would be
/// too much.
bool may_be_left_out(ec code) noexcept {
  return code == ec::not_found || code == ec::unsupported
         || code == ec::oversize;
}

result<void> within_bounds(const solve::problem& x) {
  for (const auto& c : x.contracts)
    if (c.runs.size() + c.groups.size() + 2 * c.orders.size() > solve::rules_max
        || c.totals.size() > solve::rules_max)
      return failure{ec::oversize,
                     "the rules of one person become too many (at most "
                       + std::to_string(solve::rules_max)
                       + " by kind), plan fewer weeks at once"};
  return {};
}

/// `x` is as `ready` gave it.
result<void> put(const constraint& x, std::uint32_t which, const layout& where,
                 solve::problem& to, rule_tags& tags) {
  const auto* of = find_template(x.name);
  if ((of->widths & bit_of(where.width)) == 0)
    return wrong(x,
                 "stage: it has no meaning for columns as wide as this "
                 "stage's, say of which stage it is",
                 ec::unsupported);
  auto writer = rule_writer{to, tags, which};
  auto meaning = scope::make(x, where, writer);
  if (!meaning)
    return at(prefix(x), meaning.error());
  if (auto ok = of->apply(*meaning); !ok)
    return at(prefix(x), ok.error());
  if (auto ok = within_bounds(to); !ok)
    return at(prefix(x), ok.error());
  return {};
}

/// Those of that stage, each as `ready` gives it: hard ones first, then by
/// weight, so that what does not fit in is what matters least.
std::vector<constraint> chosen_for(const constraint_set& x,
                                   const layout& where) {
  auto out = std::vector<constraint>{};
  for (const auto& one : x.constraints)
    if (one.enabled
        && (one.stage == stage_kind::any || one.stage == where.kind()))
      out.push_back(*ready(one));
  std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
    return std::tuple{!*a.hard, -*a.weight, called(a)}
           < std::tuple{!*b.hard, -*b.weight, called(b)};
  });
  return out;
}

/// Of each of `all` why it is left out, or no code. False where one turns out
/// to be too much, which shows when it is written: then all has to be put anew
/// without it.
result<bool> put_all(const std::vector<constraint>& all, const layout& where,
                     std::vector<failure>& why, solve::problem& to,
                     applied& out) {
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    const auto& one = all[i];
    out.names.push_back(called(one));
    if (why[i].code == ec::none)
      if (auto ok = put(one, static_cast<std::uint32_t>(i), where, to,
                        out.tags);
          !ok) {
        if (!one.optional || !may_be_left_out(ok.error().code))
          return ok.error();
        why[i] = ok.error();
        if (why[i].code == ec::oversize)
          return false;
      }
    if (why[i].code != ec::none)
      out.skipped.push_back(
        {called(one), why[i].detail, why[i].code == ec::oversize});
  }
  return true;
}

} // namespace

std::vector<template_summary> constraint_templates() {
  auto out = std::vector<template_summary>{};
  for (auto family : families)
    for (const auto& x : family())
      out.push_back({x.name, x.family, x.hard, x.weight});
  return out;
}

bool takes_field(std::string_view name, std::string_view field) {
  const auto* of = find_template(name);
  return of != nullptr && takes(*of, field).known;
}

result<void> check(const constraint_set& x) {
  if (x.constraints.size() > constraints_max)
    return failure{ec::configuration,
                   "constraints: " + std::to_string(x.constraints.size())
                     + " are too many (at most "
                     + std::to_string(constraints_max) + ")"};
  auto names = std::set<std::string>{};
  for (auto i = std::size_t{0}; i < x.constraints.size(); ++i) {
    const auto& one = x.constraints[i];
    auto path = "constraints[" + std::to_string(i) + "]";
    if (auto full = ready(one); !full)
      return at(path, full.error());
    if (!names.insert(called(one)).second)
      return at(path, wrong(one, "label: another is called so, give it one "
                                 "of its own"));
  }
  return {};
}

result<void> apply(const constraint& x, const layout& where,
                   solve::problem& to) {
  auto all = constraint_set{};
  all.constraints.push_back(x);
  if (auto done = apply(all, where, to); !done)
    return done.error();
  return {};
}

result<applied> apply(const constraint_set& x, const layout& where,
                      solve::problem& to) {
  if (auto ok = check(x); !ok)
    return ok.error();
  auto chosen = chosen_for(x, where);
  auto why = std::vector<failure>(chosen.size());
  for (;;) {
    auto out = applied{};
    auto now = to;
    auto whole = put_all(chosen, where, why, now, out);
    if (!whole)
      return whole.error();
    if (!*whole)
      continue;
    to = std::move(now);
    return out;
  }
}

} // namespace nightfloat::domain::stage

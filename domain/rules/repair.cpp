// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/repair.hpp"

#include "domain/rules/repair_steps.hpp"
#include "domain/rules/who_can.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

bool is_amount(rule x) noexcept {
  switch (x) {
    case rule::work_hours:
    case rule::day_off:
    case rule::in_house_call:
    case rule::night_float:
    case rule::weekly_hours:
    case rule::rolling_hours:
    case rule::consecutive_days:
      return true;
    default:
      return false;
  }
}

/// Looks for the repairs of one finding.
class mending {
public:
  mending(const what_if& rules, const finding& found, const repair_bounds& most)
    : rules_{rules}, found_{found}, most_{most}, target_{rules, found} {
  }

  std::vector<repair> all() {
    if (!target_.is_known())
      return {};
    if (target_.wants_people())
      add_people();
    else
      single();
    if (out_.empty() && is_amount(target_.about()))
      several();
    std::ranges::stable_sort(out_, [](const repair& a, const repair& b) {
      return std::tuple{a.minutes, a.steps.size(), a.steps.front().kind}
             < std::tuple{b.minutes, b.steps.size(), b.steps.front().kind};
    });
    return std::move(out_);
  }

private:
  std::vector<shift_id> first_shifts() const {
    auto out = std::vector<shift_id>{};
    // Many duties may be without a number: they are no one shift.
    for (auto shift : found_.shifts)
      if (shift.assigned() && out.size() < most_.shifts_max
          && std::ranges::find(out, shift) == out.end())
        out.push_back(shift);
    return out;
  }

  /// Gives each step with that shift to `take`, the smallest first, until it
  /// says false.
  template <class Take>
  void each_step(shift_id shift, Take&& take) {
    auto parts = target_.parts_of(shift);
    if (parts.empty())
      return;
    for (auto& x : target_.shortened(parts))
      if (!take(std::move(x)))
        return;
    if (!take(taken_off(rules_.context(), parts)))
      return;
    auto asked = std::size_t{0};
    for (const auto& who : who_can(rules_, parts))
      if (who.fitness != fitness::legal || asked++ >= most_.people_max
          || !take(given(rules_.context(), parts, who.person)))
        return;
  }

  /// Whether the change makes nothing worse.
  bool may(const duty_change& x) const {
    return !rules_.first_worse(x);
  }

  /// What one step can do.
  void single() {
    for (auto shift : first_shifts())
      each_step(shift, [&](mended x) {
        if (out_.size() < most_.repairs_max && target_.ends(x.what)
            && may(x.what))
          out_.push_back(std::move(x.is));
        return out_.size() < most_.repairs_max;
      });
  }

  /// Step after step, the first that may be, until the finding is gone.
  void several() {
    auto sum = mended{};
    for (auto shift : first_shifts()) {
      if (sum.is.steps.size() >= most_.steps_max)
        return;
      auto next = mended{};
      each_step(shift, [&](mended x) {
        auto both = joined(sum, x);
        if (x.is.steps.front().kind == repair_kind::shorten || !may(both.what))
          return true;
        next = std::move(both);
        return false;
      });
      if (next.is.steps.empty())
        continue;
      sum = std::move(next);
      if (target_.ends(sum.what)) {
        out_.push_back(std::move(sum.is));
        return;
      }
    }
  }

  /// One after another, the fittest first, until there are enough.
  void add_people() {
    for (const auto& work : target_.wanted()) {
      auto sum = mended{};
      auto asked = std::size_t{0};
      for (const auto& who : who_can(rules_, std::span{&work, 1})) {
        if (who.fitness != fitness::legal || asked++ >= most_.people_max
            || sum.is.steps.size() >= most_.steps_max)
          break;
        auto both = joined(sum, added(rules_.context(), work, who.person));
        if (!may(both.what))
          continue;
        sum = std::move(both);
        if (target_.ends(sum.what)) {
          out_.push_back(std::move(sum.is));
          break;
        }
      }
    }
  }

  const what_if& rules_;
  const finding& found_;
  const repair_bounds& most_;
  repair_target target_;
  std::vector<repair> out_;
};

} // namespace

std::vector<repair> repairs_of(const what_if& rules, const finding& x,
                               const repair_bounds& most) {
  return mending{rules, x, most}.all();
}

void add_repairs(const what_if& rules, std::vector<finding>& all,
                 std::size_t findings_max) {
  for (auto kind : {severity::violation, severity::policy, severity::warning})
    for (auto& x : all) {
      if (x.severity != kind)
        continue;
      if (findings_max-- == 0)
        return;
      x.repairs = repairs_of(rules, x);
    }
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The steps that repairs and resolutions are made of, and what a repair is to
// end.

#include "domain/rules/coverage.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/supervision.hpp"
#include "domain/rules/what_if.hpp"

#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// A repair and the change of duties that it is.
struct mended {
  duty_change what;
  repair is;
};

/// One after the other.
[[nodiscard]] mended joined(const mended& a, const mended& b);

/// `parts` are all duties of one shift of one person.
[[nodiscard]] mended taken_off(const rule_context& context,
                               std::span<const duty> parts);
[[nodiscard]] mended given(const rule_context& context,
                           std::span<const duty> parts, person_id to);
/// `work` is nobody's yet.
[[nodiscard]] mended added(const rule_context& context, duty work,
                           person_id who);

/// A finding to be ended.
class repair_target {
public:
  /// Both outlive it.
  repair_target(const what_if& rules, const finding& x);

  /// Whether it can be told when it is gone; not so of what is unknown.
  [[nodiscard]] bool is_known() const noexcept {
    return known_;
  }

  /// Whether somebody must be added: a unit or a shift has too few.
  [[nodiscard]] bool wants_people() const noexcept {
    return unit_.has_value() || crowd_.has_value();
  }

  [[nodiscard]] rule about() const noexcept {
    return rule_;
  }

  /// The person's duties of that shift.
  [[nodiscard]] std::vector<duty> parts_of(shift_id shift) const;

  /// A shift that ends earlier or begins later, where that may help.
  [[nodiscard]] std::vector<mended>
  shortened(std::span<const duty> parts) const;

  /// What somebody might be added for; nobody's yet.
  [[nodiscard]] std::vector<duty> wanted() const;

  /// Whether `x` ends it.
  [[nodiscard]] bool ends(const duty_change& x) const;

private:
  void find_unit();
  void find_crowd();
  [[nodiscard]] std::vector<duty> near(const duty_change& x) const;
  [[nodiscard]] bool ends_for_person(const duty_change& x) const;

  const what_if& rules_;
  const finding& found_;
  const person_facts* who_ = nullptr;
  rule rule_ = rule::data;
  bool known_ = false;
  std::optional<std::uint16_t> unit_;
  std::optional<crowd> crowd_;
};

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules look up, made ready once a programme: leave as instants, PGY
// by time, caps and templates by number, local midnights. Internal to the
// rules; the doors are validate.hpp and legality.hpp.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"
#include "domain/zone.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Approved leave of one person, neighbouring and overlapping spans merged.
struct leave_span {
  person_id person{};
  date first{};
  date last{};
  /// Local midnights: `[from, to)`.
  instant from{};
  instant to{};
};

struct person_facts {
  person_id id{};
  std::string code;
  person_role role = person_role::resident;
  /// Where this person's academic years begin in `rule_context::pgys`.
  std::uint32_t pgy_first = 0;
  std::uint32_t pgy_count = 0;
  std::uint32_t leave_first = 0;
  std::uint32_t leave_count = 0;
};

/// `[from, to)` of one academic year at the site.
struct pgy_span {
  instant from{};
  instant to{};
  std::uint8_t pgy = 0;
};

struct rotation_facts {
  rotation_id id{};
  std::string code;
  rotation_kind kind = rotation_kind::other;
  std::int32_t cap_minutes = 0;
  bool has_template = false;
};

struct template_facts {
  template_id id{};
  person_role role = person_role::resident;
  duty_kind kind = duty_kind::clinical;
  std::uint8_t pgy_min = 1;
  std::uint8_t pgy_max = 8;
  bool supervised = false;
  /// Index into `rule_context::units`.
  std::uint16_t unit = 0;
};

class rule_context {
public:
  /// Fails with `not_found` if the zone is unknown. REQUIRES sorted.
  [[nodiscard]] static result<rule_context> make(const programme& where,
                                                 const rule_pack& pack);

  /// The first instant of `day` at the site.
  [[nodiscard]] instant midnight(date day) const noexcept;

  /// The day at the site that holds `x`.
  [[nodiscard]] date day_of(instant x) const noexcept;

  /// Null if there is no such person; O(log n), as the next two.
  [[nodiscard]] const person_facts* person_of(person_id id) const noexcept;
  [[nodiscard]] const rotation_facts*
  rotation_of(rotation_id id) const noexcept;
  [[nodiscard]] const template_facts*
  template_of(template_id id) const noexcept;

  [[nodiscard]] std::span<const leave_span>
  leave_of(const person_facts& who) const noexcept;

  /// 0 where the records do not say.
  [[nodiscard]] std::uint8_t pgy_at(const person_facts& who,
                                    instant when) const noexcept;

  rule_pack pack;
  supervision_policy supervision;
  /// The programme's days, for stretches that no plan covers.
  window span;
  std::vector<person_facts> people;
  std::vector<rotation_facts> rotations;
  std::vector<template_facts> templates;
  std::vector<std::string> units;

private:
  void read_people(const programme& where);
  void read_leave(const programme& where);
  void read_rotations(const programme& where);
  void read_templates(const programme& where);

  zone site_;
  /// Midnights of `midnights_first_` and the days after it.
  date midnights_first_{};
  std::vector<instant> midnights_;
  std::vector<pgy_span> pgys_;
  std::vector<leave_span> leave_;
  /// Index + 1 of each small template id; 0: none.
  std::vector<std::uint16_t> template_index_;
};

/// One person's work before the rules.
struct person_view {
  const rule_context& context;
  const person_facts& who;
  /// Sorted by start.
  std::span<const duty> duties;
  std::span<const assignment> plan;
  std::span<const leave_span> leave;
  window over;
  /// `over` as instants, `[from, to)`.
  instant from{};
  instant to{};
  /// The longest of `duties`, or more: what is found does not depend on it.
  minutes longest{0};
  /// The programme's days, and those before and after on which duties start.
  window days;
};

[[nodiscard]] person_view
view_of(const rule_context& context, const person_facts& who,
        std::span<const duty> duties, std::span<const assignment> plan,
        window over) noexcept;

/// Work that counts towards hours. Standby at home does not.
[[nodiscard]] constexpr bool counts(duty_kind kind) noexcept {
  return kind != duty_kind::at_home_call;
}

/// The first of `x.duties` that can reach past `from`.
[[nodiscard]] std::size_t first_reaching(const person_view& x,
                                         instant from) noexcept;

/// Minutes of `[from, to)` that are leave.
[[nodiscard]] std::int64_t leave_minutes(const person_view& x, instant from,
                                         instant to) noexcept;

/// Days of `in` that are not leave.
[[nodiscard]] std::int64_t eligible_days(const person_view& x,
                                         window in) noexcept;

} // namespace nightfloat::domain

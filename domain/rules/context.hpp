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

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// Leave of one person and status, neighbouring and overlapping spans merged.
struct leave_span {
  person_id person{};
  date first{};
  date last{};
  /// Local midnights: `[from, to)`.
  instant from{};
  instant to{};
};

/// By person and day.
struct leave_spans {
  std::vector<leave_span> approved;
  std::vector<leave_span> pending;
};

/// Forty years: more are not judged at once, nor kept day by day.
constexpr auto judged_days_max = 40 * 366;

/// Fails with `invalid_argument` where they are more, or zones do not know
/// them. REQUIRES in order.
[[nodiscard]] result<void> check_days(window x);

constexpr auto no_credential = std::uint16_t{0xffff};

/// One credential of one person; `kind` is an index into
/// `rule_context::credential_kinds`.
struct credential_span {
  person_id person{};
  std::uint16_t kind = no_credential;
  credential_status status = credential_status::active;
  date first{};
  date last{};
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
  std::uint32_t pending_first = 0;
  std::uint32_t pending_count = 0;
  std::uint32_t credential_first = 0;
  std::uint32_t credential_count = 0;
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
  /// Approved hours a week; the person's limit may be lower.
  std::uint16_t hours_week = 80;
  enum averaging averaging = averaging::by_pack;
  bool has_template = false;
};

struct template_facts {
  template_id id{};
  person_role role = person_role::resident;
  duty_kind kind = duty_kind::clinical;
  std::uint8_t pgy_min = 1;
  std::uint8_t pgy_max = 8;
  bool supervised = false;
  /// Residents at its activity ask for the procedure units on top.
  bool procedure = false;
  /// Bit 0: Monday.
  std::uint8_t weekdays = 0;
  /// Index into `rule_context::units`.
  std::uint16_t unit = 0;
  /// Local minute after the midnight of its day, which may be of a later day,
  /// and for how long.
  std::uint16_t start = 0;
  std::uint16_t length = 0;
  std::uint16_t people_needed = 0;
  /// What its own record and its activity ask for.
  std::array<std::uint16_t, 2> credentials{no_credential, no_credential};
  /// By whose clock it begins.
  zone site;
  std::string code;
};

class rule_context {
public:
  /// Fails with `not_found` if a zone is unknown. REQUIRES sorted.
  [[nodiscard]] static result<rule_context> make(const programme& where,
                                                 const rule_pack& pack);

  /// The first instant of `day` at the site.
  [[nodiscard]] instant midnight(date day) const noexcept;

  /// The day at the site that holds `x`.
  [[nodiscard]] date day_of(instant x) const noexcept;

  /// The day to which a duty of that shift belongs, by the clock of the shift's
  /// site. One that begins at 24:30 is of the day before.
  [[nodiscard]] date demanded_on(const template_facts& shift,
                                 const duty& work) const noexcept;

  /// `2026-07-01 07:05`, as the clock at the site shows `x`; how sentences
  /// tell times.
  [[nodiscard]] std::string clock_of(instant x) const;

  /// Null if there is no such person; O(log n), as the next two.
  [[nodiscard]] const person_facts* person_of(person_id id) const noexcept;
  [[nodiscard]] const rotation_facts*
  rotation_of(rotation_id id) const noexcept;
  [[nodiscard]] const template_facts*
  template_of(template_id id) const noexcept;

  /// Approved.
  [[nodiscard]] std::span<const leave_span>
  leave_of(const person_facts& who) const noexcept;

  /// Asked for, neither approved nor rejected.
  [[nodiscard]] std::span<const leave_span>
  pending_of(const person_facts& who) const noexcept;

  [[nodiscard]] std::span<const credential_span>
  credentials_of(const person_facts& who) const noexcept;

  [[nodiscard]] leave_spans spans_of(std::span<const absence> all) const;

  /// Exchanges the leave of one person of the programme for `x`.
  void swap_leave(person_id who, leave_spans& x);

  /// 0 where the records do not say.
  [[nodiscard]] std::uint8_t pgy_at(const person_facts& who,
                                    instant when) const noexcept;

  /// Whether the records say at all times of `[from, to)`.
  [[nodiscard]] bool is_pgy_known(const person_facts& who, instant from,
                                  instant to) const noexcept;

  /// What holds for that person at that time.
  [[nodiscard]] const rule_limits& limits_at(const person_facts& who,
                                             instant when) const noexcept {
    if (pack.by_pgy.empty())
      return limits_[0];
    auto pgy = pgy_at(who, when);
    return limits_[pgy < limits_.size() ? pgy : 0];
  }

  /// The last day of the grid's cell that holds `day`.
  [[nodiscard]] date cell_last(enum averaging how, date day) const noexcept;

  /// The instant of a local minute of `day`, 0 to 4319.
  [[nodiscard]] instant at_minute(date day, int minute,
                                  resolve which) const noexcept;

  /// Whether the pack judges these at all, for any PGY.
  struct judged {
    bool weeks = false;
    bool nights = false;
    bool days = false;
    bool call_ins = false;
  };

  rule_pack pack;
  judged asks;
  supervision_policy supervision;
  /// The programme's days, for stretches that no plan covers.
  window span;
  std::vector<person_facts> people;
  std::vector<rotation_facts> rotations;
  std::vector<template_facts> templates;
  std::vector<std::string> units;
  std::vector<std::string> credential_kinds;

private:
  void read_people(const programme& where);
  void read_leave(const programme& where);
  void exchange(std::vector<leave_span>& all, std::vector<leave_span>& own,
                person_id who, std::uint32_t person_facts::*first,
                std::uint32_t person_facts::*count);
  void read_grid(const programme& where);
  void read_rotations(const programme& where);
  [[nodiscard]] result<void> read_templates(const programme& where);
  void read_credentials(const programme& where);
  /// Its index, given at first sight; `no_credential` for none.
  std::uint16_t credential_kind(const std::string& name);

  zone site_;
  /// Midnights of `midnights_first_` and the days after it.
  date midnights_first_{};
  std::vector<instant> midnights_;
  std::vector<pgy_span> pgys_;
  std::vector<leave_span> leave_;
  std::vector<leave_span> pending_;
  std::vector<credential_span> credentials_;
  /// First days of the rotation blocks, and the day after the last.
  std::vector<date> blocks_;
  /// By PGY; 0: unknown.
  std::array<rule_limits, 9> limits_;
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
  /// The programme's days, and those before and after on which duties start:
  /// of others the roster knows nothing.
  window days;
  /// Somebody has added up that `is_balanced`; it only spares counting.
  bool balanced = false;
};

[[nodiscard]] person_view
view_of(const rule_context& context, const person_facts& who,
        std::span<const duty> duties, std::span<const assignment> plan,
        window over) noexcept;

/// Work that counts towards hours: all but standby at home.
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

// SPDX-License-Identifier: Apache-2.0

// Programme policy: whoever works a shift holds what its template and its
// activity ask for, on the day of the site on which the shift begins.
//
// Missing, expired, suspended or not granted yet is a breach: unlike leave that
// is asked for, a credential that is gives nobody the right to anything. Held,
// but by no active credential 30 days later, is a notice.

#include "domain/rules/rules.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

constexpr auto expiry_notice = date::duration{30};

struct holding {
  bool active = false;
  bool lasting = false;
  /// Of those that held once: the last day, and whether any ever did.
  date last = date::min();
};

holding look_up(const person_view& x, std::uint16_t kind, date day) {
  auto out = holding{};
  for (const auto& one : x.context.credentials_of(x.who)) {
    if (one.kind != kind)
      continue;
    auto covers = [&](date when) {
      return one.first <= when && when <= one.last;
    };
    if (one.status != credential_status::active)
      continue;
    out.active |= covers(day);
    out.lasting |= covers(day + expiry_notice);
    if (one.first <= day)
      out.last = std::max(out.last, one.last);
  }
  return out;
}

bool judge(const person_view& x, std::size_t at, std::uint16_t kind,
           std::uint8_t clause, remark_sink& out) {
  const auto& work = x.duties[at];
  auto day = x.context.day_of(work.start);
  auto held = look_up(x, kind, day);
  auto found = remark{.rule = rule::credentials,
                      .severity = severity::policy,
                      .from = work.start,
                      .to = work.end,
                      .duty_first = at,
                      .duty_after = at + 1,
                      .clause = clause};
  if (!held.active) {
    // Days since it expired; 0: never held, suspended or not granted.
    if (held.last != date::min())
      found.measured = (day - held.last).count();
    return out.take(found);
  }
  if (held.lasting || out.spares_warnings())
    return true;
  found.severity = severity::notice;
  found.measured = (held.last - day).count();
  found.limit = expiry_notice.count();
  return out.take(found);
}

} // namespace

bool judge_credentials(const person_view& x, std::size_t at,
                       const template_facts* shift, remark_sink& out) {
  if (shift == nullptr)
    return true;
  for (auto which : {0U, 1U}) {
    auto kind = shift->credentials[which];
    if (kind != no_credential
        && !judge(x, at, kind, static_cast<std::uint8_t>(which), out))
      return false;
  }
  return true;
}

} // namespace nightfloat::domain

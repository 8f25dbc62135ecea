// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/roster_words.hpp"

#include "domain/rules/words.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace nightfloat::domain {

namespace {

finding about(const rule_context& context, rule x, window over,
              std::string sentence) {
  return unknown(x, {}, context.midnight(over.first),
                 context.midnight(over.last + date::duration{1}),
                 std::move(sentence));
}

} // namespace

finding no_roster(const rule_context& context, window over) {
  return about(context, rule::data, over,
               "roster: unknown: no roster, generate or import one");
}

finding nobody_supervises(const rule_context& context, window over) {
  return about(context, rule::supervision, over,
               "supervision: shifts need it but no template of kind "
               "supervision says who gives it, so the ratio is unknown, add "
               "such templates");
}

finding nothing_generated(const rule_context& context, window days) {
  return about(context, rule::coverage, days,
               "coverage: no shift is filled from " + to_string(days.first)
                 + " to " + to_string(days.last)
                 + " although shifts ask for people, generate or import their "
                   "duties");
}

finding stranger_in_words(person_id who, instant from, instant to) {
  return unknown(rule::data, who, from, to,
                 "roster: person " + std::to_string(who.value)
                   + " is not in the programme, import them or remove their "
                     "shifts");
}

bool comes_before(const finding& a, const finding& b) noexcept {
  auto key = [](const finding& x) {
    return std::tuple{!x.person.assigned(),
                      x.person.value,
                      x.from,
                      std::string_view{x.rule},
                      x.severity,
                      x.to,
                      std::string_view{x.sentence},
                      std::string_view{x.clause},
                      x.measured,
                      x.limit,
                      std::string_view{x.unit}};
  };
  auto left = key(a);
  auto right = key(b);
  return left < right || (left == right && a.shifts < b.shifts);
}

void order(std::vector<finding>& all) {
  std::ranges::sort(all, comes_before);
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/part.hpp"

#include <array>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

constexpr auto names = std::array<std::pair<std::string_view, part_set>, 5>{
  {{"plan", plan_part},
   {"nights", nights_part},
   {"days", days_part},
   {"half-days", half_days_part},
   {"faculty", faculty_part}}};

/// Two in the morning, as a minute of the day before.
constexpr auto small_hours = 26 * 60;

part_set find(std::string_view name) noexcept {
  for (const auto& [known, part] : names)
    if (known == name)
      return part;
  return 0;
}

} // namespace

bool is_nightly(const shift_template& x) noexcept {
  return x.kind == duty_kind::night_float || x.kind == duty_kind::in_house_call
         || x.start + x.length > small_hours;
}

part_set part_of(const shift_template& x) noexcept {
  if (x.role == person_role::faculty)
    return faculty_part;
  if (is_nightly(x) || x.kind == duty_kind::at_home_call)
    return nights_part;
  return x.length <= half_day_minutes ? half_days_part : days_part;
}

std::vector<std::size_t> templates_of(const frame& x, part_set parts) {
  auto out = std::vector<std::size_t>{};
  for (auto t = std::size_t{0}; t < x.where.templates.size(); ++t) {
    const auto& shift = x.where.templates[t];
    auto attended = shift.role == person_role::resident
                    && shift.rotation.assigned();
    if ((part_of(shift) & parts) != 0 && (shift.people_needed > 0 || attended))
      out.push_back(t);
  }
  return out;
}

result<part_set> parse_parts(std::string_view text) {
  if (text.empty())
    return every_part;
  auto out = part_set{0};
  while (!text.empty()) {
    auto end = std::min(text.find(','), text.size());
    auto name = text.substr(0, end);
    auto part = find(name);
    if (part == 0)
      return failure{ec::invalid_argument, "unknown stage (" + std::string{name}
                                             + "), name some of "
                                             + to_text(every_part)};
    out |= part;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string to_text(part_set parts) {
  auto out = std::string{};
  for (const auto& [name, part] : names)
    if ((parts & part) != 0)
      out += (out.empty() ? "" : ",") + std::string{name};
  return out;
}

} // namespace nightfloat::domain::stage

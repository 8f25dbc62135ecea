// SPDX-License-Identifier: Apache-2.0
#include "domain/programme.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

template <class T, class Id>
const T* find_sorted(const std::vector<T>& all, Id id) noexcept {
  auto found = std::ranges::lower_bound(all, id, {}, &T::id);
  return found != all.end() && found->id == id ? &*found : nullptr;
}

} // namespace

result<rule_pack> pack_of(const programme& x) {
  if (!x.pack) {
    auto shipped = shipped_pack(x.info.rule_pack);
    return shipped ? std::move(shipped) : at("programme", shipped.error());
  }
  if (auto ok = check(*x.pack); !ok)
    return at("programme: rules", ok.error());
  return *x.pack;
}

std::uint8_t pgy_of(const person& x, std::uint16_t academic_year) noexcept {
  auto found = std::ranges::find(x.pgy, academic_year,
                                 &pgy_year::academic_year);
  return found == x.pgy.end() ? std::uint8_t{0} : found->pgy;
}

std::uint8_t pgy_on(const person& x, date day) noexcept {
  return pgy_of(x, academic_year_of(day));
}

void sort(programme& x) {
  std::ranges::sort(x.people, {}, &person::id);
  std::ranges::sort(x.rotations, {}, &rotation::id);
  std::ranges::sort(x.templates, {}, &shift_template::id);
  std::ranges::sort(x.absences, {}, &absence::id);
  std::ranges::sort(x.requirements, {}, &requirement::id);
  std::ranges::sort(x.sites, {}, &site::id);
  std::ranges::sort(x.holidays, {}, &holiday::day);
  std::ranges::sort(x.activities, {}, &activity::id);
  std::ranges::sort(x.credentials, {}, &credential::id);
}

const person* find(const programme& x, person_id id) noexcept {
  return find_sorted(x.people, id);
}

const rotation* find(const programme& x, rotation_id id) noexcept {
  return find_sorted(x.rotations, id);
}

const shift_template* find(const programme& x, template_id id) noexcept {
  return find_sorted(x.templates, id);
}

const site* find(const programme& x, site_id id) noexcept {
  return find_sorted(x.sites, id);
}

const activity* find(const programme& x, activity_id id) noexcept {
  return find_sorted(x.activities, id);
}

const person* find_code(const programme& x, std::string_view code) noexcept {
  auto found = std::ranges::find(x.people, code, &person::code);
  return found == x.people.end() ? nullptr : &*found;
}

const site* find_site(const programme& x, std::string_view code) noexcept {
  auto found = std::ranges::find(x.sites, code, &site::code);
  return found == x.sites.end() ? nullptr : &*found;
}

site_id site_of(const programme& x, const shift_template& shift,
                rotation_id on) noexcept {
  if (shift.site.assigned())
    return shift.site;
  const auto* of = find(x, on);
  const auto* at = of == nullptr || of->site.empty() ? nullptr
                                                     : find_site(x, of->site);
  return at == nullptr ? site_id{} : at->id;
}

} // namespace nightfloat::domain

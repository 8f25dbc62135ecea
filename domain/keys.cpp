// SPDX-License-Identifier: Apache-2.0
#include "domain/keys.hpp"

#include <array>
#include <charconv>
#include <concepts>

namespace nightfloat::domain::keys {

namespace {

template <std::unsigned_integral T>
void put_hex(std::string& out, T value) {
  constexpr auto width = sizeof(T) * 2;
  auto digits = std::array<char, width>{};
  auto end = std::to_chars(digits.data(), digits.data() + width, value, 16).ptr;
  auto length = static_cast<std::size_t>(end - digits.data());
  out.append(width - length, '0').append(digits.data(), length);
}

template <class T>
std::string in(std::string out, std::string_view folder, T value) {
  out += folder;
  put_hex(out, value);
  return out;
}

} // namespace

std::string data(data_id set) {
  return in({}, "data/", set.value) + '/';
}

std::string info(data_id set) {
  return data(set) + "programme";
}

std::string person(data_id set, person_id who) {
  return in(data(set), "person/", who.value);
}

std::string rotation(data_id set, rotation_id which) {
  return in(data(set), "rotation/", which.value);
}

std::string shift_template(data_id set, template_id which) {
  return in(data(set), "template/", which.value);
}

std::string absences(data_id set) {
  return data(set) + "absence/";
}

std::string absence(data_id set, person_id who, absence_id which) {
  return in(in(absences(set), "", who.value), "/", which.value);
}

std::string requirement(data_id set, requirement_id which) {
  return in(data(set), "requirement/", which.value);
}

std::string site(data_id set, site_id which) {
  return in(data(set), "site/", which.value);
}

std::string holiday(data_id set, date day) {
  return data(set) + "holiday/" + to_string(day);
}

std::string activity(data_id set, activity_id which) {
  return in(data(set), "activity/", which.value);
}

std::string credential(data_id set, person_id who, credential_id which) {
  return in(in(data(set), "credential/", who.value), "/", which.value);
}

std::string rules(data_id set) {
  return data(set) + "rules";
}

std::string duties(roster_id roster) {
  return in({}, "duty/", roster.value) + '/';
}

std::string duty(roster_id roster, person_id who, std::uint32_t month) {
  // The month stays decimal (YYYYMM), which sorts just as well.
  return in(duties(roster), "", who.value) + '/' + std::to_string(month);
}

std::string draft(roster_id roster) {
  return in({}, drafts, roster.value) + "/head";
}

std::string fallback(roster_id roster, person_id who) {
  return in(in({}, fallbacks, roster.value) + '/', "", who.value);
}

std::string plans(roster_id roster) {
  return in({}, "plan/", roster.value) + '/';
}

std::string plan(roster_id roster, person_id who) {
  return in(plans(roster), "", who.value);
}

std::string swap(swap_id which) {
  return in({}, swaps_ended, which.value);
}

std::string swap_live(swap_id which) {
  return in({}, swaps_live, which.value);
}

std::string swap_mark(shift_id which) {
  return in({}, swap_marks, which.value);
}

std::string swap_tally(person_id who) {
  return in({}, swap_tallies, who.value);
}

std::string person_guard(person_id who) {
  return in(std::string{person_guards}, "", who.value);
}

std::string unit_guard(std::string_view unit, instant when) {
  // 1970-01-05 was a Monday.
  using week = std::chrono::duration<std::int32_t, std::ratio<604'800>>;
  constexpr auto monday = minutes{4 * 24 * 60};
  auto count
    = std::chrono::floor<week>(when.time_since_epoch() - monday).count();
  auto out = std::string{"guard/unit/"}.append(unit) + '/';
  put_hex(out, static_cast<std::uint32_t>(count));
  return out;
}

} // namespace nightfloat::domain::keys

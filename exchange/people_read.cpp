// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_reader.hpp"

namespace nightfloat::exchange {

using namespace domain;

result<void> programme_reader::read_people() {
  NIGHTFLOAT_LET(t, open(people_form, true));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = person{};
    NIGHTFLOAT_CHECK(name_row(t, i, "person", x, people_));
    x.name = t.text(i, "name");
    x.track = t.text(i, "track");
    NIGHTFLOAT_SET(x.role, one_of<person_role>(t, i, "role"));
    if (!t.text(i, "faculty").empty())
      NIGHTFLOAT_SET(x.faculty, one_of<faculty_role>(t, i, "faculty"));
    if (x.role == person_role::resident && x.faculty != faculty_role::none)
      return t.wrong(i, "faculty",
                     "a resident has no faculty role, leave it empty or "
                     "correct the role");
    people_rows_[x.id.value] = found_.programme.people.size();
    found_.programme.people.push_back(std::move(x));
  }
  return read_pgys();
}

/// A PGY is a fact of a person and an academic year.
result<void> programme_reader::read_pgys() {
  NIGHTFLOAT_LET(t, open(pgy_form, false));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    NIGHTFLOAT_LET(who, known(t, i, "person", people_));
    NIGHTFLOAT_LET(year, t.number(i, "academic_year", 0, 9'999));
    NIGHTFLOAT_LET(pgy, t.number(i, "pgy", 1, 8));
    auto& all = found_.programme.people[people_rows_[who]].pgy;
    for (const auto& other : all)
      if (other.academic_year == year)
        return t.wrong(i, "academic_year",
                       "'" + t.text(i, "person")
                         + "' has a PGY for that year already, remove one of "
                           "the two rows");
    all.push_back(
      {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(pgy)});
  }
  return {};
}

result<void> programme_reader::read_credentials() {
  NIGHTFLOAT_LET(t, open(credentials_form, false));
  auto used = number_map{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = credential{};
    NIGHTFLOAT_SET(x.id.value, number_row(t, i, used, place(i)));
    NIGHTFLOAT_SET(x.person, known(t, i, "person", people_));
    NIGHTFLOAT_SET(x.kind, code(t, i, "kind"));
    NIGHTFLOAT_LET(span, days(t, i));
    x.first = span.first;
    x.last = span.last;
    NIGHTFLOAT_SET(x.status, one_of<credential_status>(t, i, "status"));
    found_.programme.credentials.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_absences() {
  NIGHTFLOAT_LET(t, open(absences_form, false));
  auto used = number_map{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = absence{};
    NIGHTFLOAT_SET(x.id.value, number_row(t, i, used, place(i)));
    NIGHTFLOAT_SET(x.person, known(t, i, "person", people_));
    NIGHTFLOAT_LET(span, days(t, i));
    x.first = span.first;
    x.last = span.last;
    x.kind = t.text(i, "kind");
    NIGHTFLOAT_SET(x.status, one_of<absence_status>(t, i, "status"));
    found_.programme.absences.push_back(std::move(x));
  }
  return {};
}

} // namespace nightfloat::exchange

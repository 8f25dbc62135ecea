// SPDX-License-Identifier: Apache-2.0
#include "exchange/consistency.hpp"

#include "codec/types.hpp"
#include "domain/rules/context.hpp"
#include "domain/rules/pack.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <typeindex>
#include <utility>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr unsigned pgy_last = 8;
constexpr unsigned academic_year_last = 9'999;
// The bounds of a shift are those of templates.csv.
constexpr unsigned template_minutes_max = 2'880;
constexpr unsigned people_needed_max = 30'000;
constexpr unsigned week_hours = 168;

template <class T>
concept has_id = requires(const T& x) {
  x.id;
};
template <class T>
concept has_code = requires(const T& x) {
  x.code;
};
template <class T>
concept has_days = requires(const T& x) {
  x.first;
  x.last;
};

/// Goes through all tables by their descriptions, so that one that is added
/// is checked too.
class checker {
public:
  checker(const programme& x, const roster* duties) : x_{x}, roster_{duties} {
  }

  result<void> run() {
    each_row([this](const auto& x) { collect(x); });
    begin("info");
    check(x_.info);
    begin("pack");
    if (x_.pack)
      if (auto ok = domain::check(*x_.pack); !ok)
        fail("", ok.error().detail);
    each_row([this](const auto& x) { check(x); });
    if (roster_ != nullptr)
      check_roster();
    if (has_failed())
      return failed_;
    return {};
  }

private:
  static constexpr auto no_row = std::string::npos;

  /// What fails from now on is of that table or record.
  void begin(const char* table) {
    table_ = table;
    row_ = no_row;
  }

  /// Each row of a table up to the first failure.
  template <class Rows, class F>
  void each(const char* table, const Rows& rows, F f) {
    table_ = table;
    for (row_ = 0; row_ < rows.size() && !has_failed(); ++row_)
      f(rows[row_]);
  }

  template <class F>
  void each_row(F f) {
    boost::mp11::mp_for_each<codec::members_of<programme>>([&](auto d) {
      using member = std::remove_cvref_t<decltype(x_.*d.pointer)>;
      if constexpr (codec::is_vector<member>::value)
        each(d.name, x_.*d.pointer, f);
    });
  }

  [[nodiscard]] bool has_failed() const {
    return failed_.code != ec::none;
  }

  /// Of a member of the row at hand, or of all of it; the first failure stays.
  void fail(const std::string& member, const std::string& what) {
    if (has_failed())
      return;
    auto where = std::string{table_};
    if (row_ != no_row)
      where += "[" + std::to_string(row_) + "]";
    if (!member.empty())
      where += "." + member;
    failed_ = {ec::invalid_argument, where + ": " + what};
  }

  template <class T>
  void collect(const T& x);
  template <class T>
  void check(const T& x);
  template <class T>
  void check_references(const T& x);
  template <class Id>
  void known(const char* member, Id id);

  void check_own(const person& x);
  void check_own(const shift_template& x);
  void check_own(const absence& x);
  void check_own(const rotation& x);
  void check_own(const credential& x);
  void check_own(const holiday& x);
  void check_own(const site& x);
  void check_own(const requirement& x);
  void check_own(const programme_info& x);
  template <class T>
  void check_own(const T&) {
    // Nothing that its description does not say.
  }
  void check_roster();
  void check_duties();
  void check_plan();

  const programme& x_;
  const roster* roster_;
  failure failed_;
  /// The row at hand: its place is spelt out only where it fails.
  const char* table_ = "";
  std::size_t row_ = no_row;
  std::map<std::type_index, std::set<std::uint64_t>> ids_;
  std::map<std::type_index, std::set<std::string>> codes_;
  std::set<date> days_;
};

template <class T>
void checker::collect(const T& x) {
  if constexpr (has_id<T>) {
    auto fresh = ids_[typeid(x.id)].insert(x.id.value).second;
    if (!x.id.assigned() || !fresh)
      fail("id", "number " + std::to_string(x.id.value)
                   + " is 0 or there twice, give another");
  }
  if constexpr (has_code<T>)
    if (x.code.empty() || !codes_[typeid(T)].insert(x.code).second)
      fail("code",
           "code '" + x.code + "' is empty or there twice, give another");
}

template <class Id>
void checker::known(const char* member, Id id) {
  // Shifts have numbers and no table.
  if (!id.assigned()
      || std::is_same_v<Id, shift_id> || ids_[typeid(Id)].contains(id.value))
    return;
  fail(member, "there is no number " + std::to_string(id.value)
                 + " in its table, correct it or add the row");
}

template <class T>
void checker::check_references(const T& x) {
  boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
    using member = std::remove_cvref_t<decltype(x.*d.pointer)>;
    if constexpr (codec::is_id<member>::value) {
      known(d.name, x.*d.pointer);
    } else if constexpr (codec::is_vector<member>::value) {
      if constexpr (codec::is_id<typename member::value_type>::value)
        for (auto id : x.*d.pointer)
          known(d.name, id);
    } else if constexpr (codec::described_enum<member>) {
      if (!codec::is_enumerator(x.*d.pointer))
        fail(d.name, "this has no name, correct it");
    }
  });
}

template <class T>
void checker::check(const T& x) {
  check_references(x);
  if constexpr (has_days<T>)
    if (x.last < x.first)
      fail("last", to_string(x.last) + " is before the first day, "
                     + to_string(x.first) + ", exchange them");
  check_own(x);
}

void checker::check_own(const person& x) {
  auto years = std::set<std::uint16_t>{};
  for (const auto& one : x.pgy)
    if (one.pgy < 1 || one.pgy > pgy_last
        || one.academic_year > academic_year_last
        || !years.insert(one.academic_year).second)
      fail("pgy", "PGY " + std::to_string(one.pgy) + " of "
                    + std::to_string(one.academic_year)
                    + " is not within 1..8 or the year is there "
                      "twice, correct it");
  if (x.role == person_role::resident && x.faculty != faculty_role::none)
    fail("faculty",
         "a resident has no faculty role, write none or correct the role");
}

void checker::check_own(const shift_template& x) {
  if (x.length < 1 || x.length > template_minutes_max)
    fail("length", std::to_string(x.length)
                     + " minutes are no shift, write 1 to "
                     + std::to_string(template_minutes_max));
  if (x.people_needed > people_needed_max)
    fail("people_needed",
         std::to_string(x.people_needed) + " people are too many (at most "
           + std::to_string(people_needed_max) + "), correct it");
  if (x.weekdays > 0x7f || x.pgy_min > x.pgy_max || x.pgy_min < 1
      || x.pgy_max > pgy_last)
    fail("weekdays", "weekdays beyond 127, or a PGY that is not "
                     "within 1..8, correct them");
}

void checker::check_own(const absence& x) {
  if (!x.person.assigned())
    fail("person", "an absence of nobody, name a person");
}

void checker::check_own(const rotation& x) {
  if (x.people_max < x.people_min)
    fail("people_max",
         std::to_string(x.people_max) + " is below people_min, exchange them");
  if (x.hours_week_max > week_hours)
    fail("hours_week_max",
         std::to_string(x.hours_week_max) + " is not within 0..168, write one");
  if (!x.site.empty() && !codes_[typeid(site)].contains(x.site))
    fail("site",
         "site '" + x.site + "' is unknown, add it to sites or correct it");
}

void checker::check_own(const credential& x) {
  if (!x.person.assigned())
    fail("person", "a credential of nobody, name a person");
  if (x.kind.empty())
    fail("kind", "it is empty, write what shifts ask for");
}

void checker::check_own(const holiday& x) {
  if (!days_.insert(x.day).second)
    fail("day", to_string(x.day) + " is there twice, remove one");
}

void checker::check_own(const site& x) {
  if (x.zone.empty())
    return;
  if (auto found = zone::find(x.zone); !found)
    fail("zone", found.error().detail);
}

void checker::check_own(const requirement& x) {
  if (x.pgy > pgy_last)
    fail("pgy",
         "PGY " + std::to_string(x.pgy) + " is not within 0..8, correct it");
}

void checker::check_own(const programme_info& x) {
  constexpr unsigned freeze_days_max = 30;
  if (auto found = zone::find(x.zone); !found)
    fail("zone", found.error().detail);
  if (auto ok = check_days({x.first, x.last}); !ok)
    fail("last", ok.error().detail);
  if (x.freeze_days > freeze_days_max)
    fail("freeze_days",
         std::to_string(x.freeze_days) + " is not within 0..30, write one");
  if (x.calendar.academic_year > academic_year_last
      || std::ranges::count(x.calendar.lengths, 0) != 0)
    fail("calendar", "a year beyond 9999 or a block of no weeks, correct it");
  if (!x_.pack)
    if (auto shipped = shipped_pack(x.rule_pack); !shipped)
      fail("rule_pack", shipped.error().detail);
}

void checker::check_duties() {
  auto shifts = std::set<shift_id>{};
  auto starts = std::set<duty_start>{};
  each("rosters[0].duties", roster_->duties, [&](const duty& x) {
    check_references(x);
    if (!x.person.assigned())
      fail("person", "a duty of nobody, name a person");
    if (!is_duty_span(x.start, x.end))
      fail("end", to_string(x.end)
                    + " is not after the start, or 45 days or more after it, "
                      "correct one of them");
    if (x.shift.assigned() && !shifts.insert(x.shift).second)
      fail("shift", "shift " + std::to_string(x.shift.value)
                      + " is filled twice, one person works one shift: remove "
                        "one row");
    if (!starts.emplace(x.person, x.start, x.kind).second)
      fail("start", "this person begins another duty at " + to_string(x.start)
                      + ", remove one row");
  });
}

void checker::check_plan() {
  auto last = std::map<person_id, date>{};
  auto rows = std::vector<std::pair<const assignment*, std::size_t>>{};
  for (std::size_t i = 0; i < roster_->plan.size(); ++i)
    rows.emplace_back(&roster_->plan[i], i);
  std::ranges::stable_sort(rows, {}, [](const auto& x) {
    return std::pair{x.first->person, x.first->first};
  });
  begin("rosters[0].plan");
  for (const auto& [x, i] : rows) {
    if (has_failed())
      return;
    row_ = i;
    check(*x);
    if (!x->person.assigned() || !x->rotation.assigned())
      fail("", "a row without a person or a rotation, name both");
    auto before = last.find(x->person);
    if (before != last.end() && x->first <= before->second)
      fail("first", "this person is on another rotation on "
                      + to_string(x->first)
                      + ", one person is on one rotation: change "
                        "the days");
    last[x->person] = x->last;
  }
}

void checker::check_roster() {
  check_duties();
  check_plan();
}

} // namespace

result<void> check_consistent(const programme& x, const roster* duties) {
  return checker{x, duties}.run();
}

} // namespace nightfloat::exchange

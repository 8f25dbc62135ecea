// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/calendar_strip.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <string>

namespace nightfloat::cmd {

namespace {

using domain::date;
using domain::duty_kind;

constexpr auto a_day = date::duration{1};
constexpr int name_width = 10;
constexpr int evening = 17 * 60;

/// Of two on one day the one further up is shown.
struct letter {
  char sign;
  const char* means;
};

constexpr auto letters = std::array<letter, 9>{{{'C', "call"},
                                                {'N', "night"},
                                                {'D', "day"},
                                                {'S', "supervision"},
                                                {'M', "moonlighting"},
                                                {'E', "education"},
                                                {'h', "call at home"},
                                                {'v', "leave"},
                                                {'.', "free"}}};

int rank(char sign) {
  auto found = std::ranges::find(letters, sign, &letter::sign);
  return static_cast<int>(found - letters.begin());
}

/// Work that begins in the evening is a night, whatever it is called.
char duty_sign(const directory& names, const domain::duty& x) {
  switch (x.kind) {
    case duty_kind::in_house_call:
      return 'C';
    case duty_kind::at_home_call:
      return 'h';
    case duty_kind::night_float:
      return 'N';
    case duty_kind::supervision:
      return 'S';
    case duty_kind::moonlighting:
    case duty_kind::moonlighting_external:
      return 'M';
    case duty_kind::education:
      return 'E';
    default:
      return names.minute(x.start) >= evening ? 'N' : 'D';
  }
}

class strip {
public:
  strip(const directory& names, domain::window over)
    : names_{names}, over_{over} {
    auto days = (over.last - over.first).count() + 1;
    signs_.assign(static_cast<std::size_t>(days), '.');
    tones_.assign(signs_.size(), tone::plain);
  }

  void add(date day, char sign) {
    if (day < over_.first || day > over_.last)
      return;
    auto& here = signs_[index(day)];
    if (rank(sign) < rank(here))
      here = sign;
  }

  /// Paints the days of a finding.
  void mark(const domain::finding& x) {
    auto how = domain::is_breach(x.severity) ? tone::bad : tone::doubtful;
    if (x.severity == domain::severity::notice)
      return;
    auto first = std::max(names_.day(x.from), over_.first);
    auto last = std::min(
      names_.day(std::max(x.from, x.to - domain::minutes{1})), over_.last);
    for (auto day = first; day <= last; day += a_day)
      if (auto& here = tones_[index(day)]; here != tone::bad)
        here = how;
    worst_ = worst_ == tone::bad ? worst_ : how;
  }

  std::string text() const {
    auto out = std::string{};
    for (auto i = std::size_t{0}; i < signs_.size(); ++i) {
      if (i > 0 && is_monday(over_.first + static_cast<int>(i) * a_day))
        out += ' ';
      out += painted(std::string_view{&signs_[i], 1}, tones_[i]);
    }
    if (worst_ != tone::plain)
      out += painted(worst_ == tone::bad ? " !" : " ?", worst_);
    return out;
  }

  static bool is_monday(date x) {
    return domain::weekday_of(x) == domain::weekday::monday;
  }

private:
  std::size_t index(date day) const {
    return static_cast<std::size_t>((day - over_.first).count());
  }

  const directory& names_;
  domain::window over_;
  std::string signs_;
  std::vector<tone> tones_;
  tone worst_ = tone::plain;
};

/// The day of the month above the first day and each Monday.
std::string header(domain::window over) {
  auto out = std::string{};
  auto free_from = std::size_t{0};
  for (auto day = over.first; day <= over.last; day += a_day) {
    if (day > over.first && strip::is_monday(day))
      out += ' ';
    auto shown = out.size() >= free_from
                 && (day == over.first || strip::is_monday(day));
    if (!shown) {
      if (out.size() >= free_from)
        out += ' ';
      continue;
    }
    out += domain::to_string(day).substr(8);
    free_from = out.size();
    // The two digits stand above two days.
    if (day < over.last)
      day += a_day;
  }
  return out;
}

} // namespace

void print_strips(std::ostream& out, const directory& names,
                  const domain::roster& roster,
                  const std::vector<domain::person_id>& people,
                  domain::window over,
                  const std::vector<domain::finding>& findings) {
  auto all = over.last;
  over.last = std::min(over.last, over.first + (strip_days_max - 1) * a_day);
  out << '\n'
      << std::left << std::setw(name_width)
      << domain::to_string(over.first).substr(0, 7) << header(over) << '\n';
  for (auto who : people) {
    auto line = strip{names, over};
    for (const auto& x : names.programme().absences)
      if (x.person == who && x.status == domain::absence_status::approved)
        for (auto day = std::max(x.first, over.first);
             day <= std::min(x.last, over.last); day += a_day)
          line.add(day, 'v');
    for (const auto& x : domain::duties_of(roster, who))
      line.add(names.day(x.start), duty_sign(names, x));
    for (const auto& x : findings)
      if (x.person == who)
        line.mark(x);
    out << std::left << std::setw(name_width) << names.code(who) << line.text()
        << '\n';
  }
  auto legend = std::string{};
  for (const auto& x : letters)
    legend += (legend.empty() ? "" : ", ") + std::string(1, x.sign) + " "
              + x.means;
  out << painted(legend, tone::faint) << '\n';
  if (over.last < all)
    out << "... and the days after " << domain::to_string(over.last)
        << ", see them with --first\n";
}

} // namespace nightfloat::cmd

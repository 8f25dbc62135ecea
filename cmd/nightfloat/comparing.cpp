// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/comparing.hpp"

#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace nightfloat::cmd {

namespace {

using domain::roster_comparison;

/// `12.3 %` of thousandths.
tone churn_tone(std::uint32_t permille) {
  return permille > domain::churn_person_max      ? tone::bad
         : permille > domain::churn_person_warned ? tone::doubtful
                                                  : tone::plain;
}

std::string or_free(const std::string& x) {
  return x.empty() ? "free" : x;
}

class comparison_printer {
public:
  explicit comparison_printer(std::uint32_t show) : show_{show} {
    // Nothing is printed yet.
  }

  void print(const roster_comparison& x) const {
    auto over = x.permille > domain::churn_all_max;
    std::cout << "from " << domain::to_string(x.first) << " to "
              << domain::to_string(x.last) << ": "
              << painted(percent_of(x.permille), over ? tone::bad : tone::good)
              << " of cells differ (" << x.changed << " of " << x.cells << ")";
    if (over)
      std::cout << ", over the " << percent_of(domain::churn_all_max)
                << " at which a change should be asked about";
    std::cout << '\n';
    for (const auto& who : x.people_gone)
      std::cout << who << " is in the first alone\n";
    for (const auto& who : x.people_new)
      std::cout << who << " is in the second alone\n";
    print_people(x);
    print_changes(x);
    print_states(x);
    print_findings("gone", tone::good, x.gone);
    print_findings("new", tone::doubtful, x.come);
  }

private:
  void print_people(const roster_comparison& x) const {
    auto t = table{{"WHO", ">CHURN", ">CHANGED", ">CELLS", ""}};
    auto n = std::min<std::size_t>(show_, x.people.size());
    for (auto i = std::size_t{0}; i < n; ++i) {
      const auto& one = x.people[i];
      auto how = churn_tone(one.permille);
      t.add({one.person, percent_of(one.permille), std::to_string(one.changed),
             std::to_string(one.cells),
             how == tone::bad        ? "more than half"
             : how == tone::doubtful ? "much"
                                     : ""},
            how);
    }
    if (n > 0)
      t.print(std::cout << '\n');
    print_rest(std::cout, x.people.size(), n);
  }

  void print_changes(const roster_comparison& x) const {
    auto t = table{{"WHO", "DAY", "WAS", "IS"}};
    auto n = std::min<std::size_t>(show_, x.changes.size());
    for (auto i = std::size_t{0}; i < n; ++i) {
      const auto& one = x.changes[i];
      t.add({one.person, domain::to_string(one.day), or_free(one.before),
             or_free(one.after)});
    }
    if (n > 0)
      t.print(std::cout << '\n');
    print_rest(std::cout, x.changes.size(), n);
  }

  static void print_states(const roster_comparison& x) {
    auto t = table{{"", ">FIRST", ">SECOND"}};
    auto row = [&](const std::string& what, std::uint64_t a, std::uint64_t b) {
      t.add({what, std::to_string(a), std::to_string(b)},
            a == b ? tone::plain : tone::strong);
    };
    row("duties", x.before.duties, x.after.duties);
    row("open places", x.before.open_places, x.after.open_places);
    auto text = [&](const std::string& what, const std::string& a,
                    const std::string& b) {
      t.add({what, a, b}, a == b ? tone::plain : tone::strong);
    };
    auto gaps = [](const domain::roster_state& one) {
      return one.plan_gaps ? std::to_string(*one.plan_gaps) : "-";
    };
    text("plan gaps", gaps(x.before), gaps(x.after));
    row("breaches", x.before.breaches, x.after.breaches);
    row("findings", x.before.findings, x.after.findings);
    for (const auto& now : x.after.groups) {
      auto was = std::ranges::find(x.before.groups, now.group,
                                   &domain::group_spread::group);
      auto none = domain::group_spread{};
      const auto& old = was == x.before.groups.end() ? none : *was;
      text(now.group + " hours", range(old, &domain::work_tally::minutes, 60),
           range(now, &domain::work_tally::minutes, 60));
      text(now.group + " nights", range(old, &domain::work_tally::nights),
           range(now, &domain::work_tally::nights));
      text(now.group + " week-ends", range(old, &domain::work_tally::weekends),
           range(now, &domain::work_tally::weekends));
      text(now.group + " holidays", range(old, &domain::work_tally::holidays),
           range(now, &domain::work_tally::holidays));
    }
    t.print(std::cout << '\n');
  }

  static std::string range(const domain::group_spread& x,
                           std::int64_t domain::work_tally::*count,
                           std::int64_t unit = 1) {
    if (x.people == 0)
      return "-";
    return std::to_string(x.low.*count / unit) + " to "
           + std::to_string(x.high.*count / unit) + ", mean "
           + std::to_string(x.mean.*count / unit);
  }

  void print_findings(const char* title, tone how,
                      const std::vector<domain::finding>& all) const {
    if (all.empty())
      return;
    std::cout << '\n' << painted(title, how) << ": " << all.size() << '\n';
    auto n = std::min<std::size_t>(show_, all.size());
    for (auto i = std::size_t{0}; i < n; ++i)
      std::cout << "  " << codec::name_of(all[i].severity) << ": "
                << all[i].sentence << '\n';
    print_rest(std::cout, all.size(), n);
  }

  std::uint32_t show_;
};

} // namespace

void print_comparison(const roster_comparison& x, std::uint32_t show) {
  comparison_printer{show}.print(x);
}

} // namespace nightfloat::cmd

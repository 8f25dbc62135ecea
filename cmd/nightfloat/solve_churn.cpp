// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solve_churn.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <iostream>
#include <set>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

constexpr auto changes_max = std::uint64_t{5'000'000};
constexpr auto price_max = std::uint64_t{1} << 38;

std::optional<std::int32_t> number_of(const std::string& text) {
  if (text.empty())
    return std::nullopt;
  return static_cast<std::int32_t>(std::stoll(text));
}

failure wrong_nearness(const std::string& what) {
  return {ec::invalid_argument, what, 0};
}

} // namespace

void nearness::declare(options& x) {
  x.text({"--base", "ROSTER",
          "stay near this roster, a file (INRC-II: directory) as --out writes "
          "it",
          "none"},
         base_);
  x.number_text({"--churn-price", "P",
                 "what each cell that differs from --base costs",
                 "a quarter of the dearest open place"},
                price_, {0, price_max});
  x.number_text(
    {"--changes-max", "N", "at most so many cells differ from --base", "any"},
    most_, {0, changes_max});
  x.number_text(
    {"--changes-max-each", "N", "at most so many of each person's", "any"},
    most_each_, {0, changes_max});
  x.text({"--locked-before", "DAY",
          "days before that one stay as in --base, whatever is there", "none"},
         locked_before_);
  x.text({"--frozen", "DAY-DAY",
          "these days, both included, stay as in --base where that is still "
          "allowed",
          "none"},
         frozen_);
}

solve::churn_caps nearness::caps() const noexcept {
  return {number_of(most_), number_of(most_each_)};
}

result<void> nearness::check_together() const {
  if (is_wanted())
    return {};
  using pair = std::pair<const char*, const std::string*>;
  for (auto [name, text] :
       {pair{"--churn-price", &price_}, pair{"--changes-max", &most_},
        pair{"--changes-max-each", &most_each_},
        pair{"--locked-before", &locked_before_}, pair{"--frozen", &frozen_}})
    if (!text->empty())
      return wrong_nearness(
        std::string{name}
        + ": there is nothing to stay near, name a roster with "
          "--base");
  return {};
}

/// As the format numbers days, up to `beyond` days after the last.
result<std::int32_t> nearness::day(const solvable& x, const char* option,
                                   const std::string& text,
                                   std::int32_t beyond) const {
  auto first = x.instance.first_day;
  auto last = first + x.instance.problem.days - 1 + beyond;
  auto value = std::uint64_t{0};
  auto bad = read_number(
    text, value,
    {static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last)});
  if (!bad.empty())
    return wrong_nearness(std::string{option} + ": the day " + bad);
  return static_cast<std::int32_t>(value) - first;
}

result<void> nearness::lock(solvable& to) const {
  auto& problem = to.instance.problem;
  if (!locked_before_.empty()) {
    auto before = day(to, "--locked-before", locked_before_, 1);
    if (!before)
      return before.error();
    if (auto ok = keep_past(problem, roster_, *before); !ok)
      return at("--locked-before", ok.error());
  }
  if (frozen_.empty())
    return {};
  auto dash = frozen_.find('-');
  if (dash == frozen_.npos)
    return wrong_nearness("--frozen: is not DAY-DAY (" + frozen_ + ")");
  auto first = day(to, "--frozen", frozen_.substr(0, dash), 0);
  auto last = day(to, "--frozen", frozen_.substr(dash + 1), 0);
  for (const auto* one : {&first, &last})
    if (!*one)
      return one->error();
  if (*last < *first)
    return wrong_nearness("--frozen: ends before it begins (" + frozen_ + ")");
  if (auto ok = freeze(problem, roster_, *first, *last + 1); !ok)
    return at("--frozen", ok.error());
  return {};
}

result<void> nearness::apply(solvable& to) {
  if (!is_wanted())
    return {};
  auto read = read_roster(to, base_);
  if (!read)
    return at("--base", read.error());
  roster_ = std::move(*read);
  auto& problem = to.instance.problem;
  price_used_ = price_.empty()
                  ? solve::usual_change_price(problem)
                  : solve::soft(static_cast<std::int64_t>(std::stoll(price_)));
  if (auto ok = price_changes(problem, roster_, price_used_, 0); !ok)
    return at("--churn-price", ok.error());
  return lock(to);
}

churn_view nearness::view(const solve::problem& x,
                          const solve::churn_result& found,
                          const solve::naming& names) const {
  auto out = churn_view{};
  out.base = base_;
  out.price = price_used_.soft();
  out.count = found.changes.size();
  out.caps_hold = found.caps_hold;
  out.price_most = found.price_most.soft();
  out.searches = found.searches;
  auto people = std::set<std::uint32_t>{};
  for (const auto& one : found.changes) {
    people.insert(one.who);
    out.forced += one.forced ? 1 : 0;
    out.changes.push_back({x.people[one.who].name, names.day(one.day),
                           x.tasks[one.was], x.tasks[one.is], one.forced});
  }
  out.people = people.size();
  return out;
}

void print(const churn_view& x, std::size_t show) {
  if (x.base.empty())
    return;
  std::cout << "\nchanges from " << x.base << ": " << x.count << ", of "
            << counted(x.people, "person", "people");
  if (x.forced > 0)
    std::cout << ", " << x.forced << " where it is not allowed any more";
  std::cout << "; each costs " << x.price << ", "
            << x.price * static_cast<std::int64_t>(x.count) << " of the cost\n";
  if (!x.caps_hold)
    std::cout << painted("the caps on changes do not hold", tone::bad)
              << ": none that breaks as few rules was found within them, in "
              << counted(x.searches, "search", "searches")
              << " at prices up to " << x.price_most << '\n';
  else if (x.price_most > x.price)
    std::cout << "the caps hold, in "
              << counted(x.searches, "search", "searches")
              << " at prices up to " << x.price_most << '\n';
  auto t = table{{"WHO", "DAY", "WAS", "IS", ""}};
  for (auto i = std::size_t{0}; i < x.changes.size() && i < show; ++i) {
    const auto& one = x.changes[i];
    t.add({one.who, one.day, one.was, one.is, one.forced ? "forced" : ""});
  }
  if (!x.changes.empty())
    t.print(std::cout);
  print_rest(std::cout, x.changes.size(), show);
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/open_bound.hpp"

#include "domain/stage/duty_view.hpp"

#include <vector>

namespace nightfloat::domain::stage {

namespace {

constexpr auto nobody = static_cast<std::size_t>(-1);

/// Places and people of one column: a matching by augmenting paths (Kuhn).
class column_matching {
public:
  column_matching(const duty_problem& x, std::int32_t column)
    : x_{x}, column_{column}, place_of_(x.what.people.size(), nobody) {
  }

  void add(solve::task_set tasks, std::int32_t heads) {
    for (auto i = 0; i < heads; ++i)
      places_.push_back(tasks);
  }

  [[nodiscard]] std::int64_t open() {
    auto out = std::int64_t{0};
    for (auto place = std::size_t{0}; place < places_.size(); ++place) {
      tried_.assign(place_of_.size(), false);
      out += fill(place) ? 0 : 1;
    }
    return out;
  }

private:
  bool fill(std::size_t place) {
    for (auto who = std::size_t{0}; who < place_of_.size(); ++who) {
      auto may = x_.what.allowed[x_.what.cell_at(who, column_)];
      if (tried_[who] || (may & places_[place]) == 0)
        continue;
      tried_[who] = true;
      if (place_of_[who] == nobody || fill(place_of_[who])) {
        place_of_[who] = place;
        return true;
      }
    }
    return false;
  }

  const duty_problem& x_;
  std::int32_t column_;
  std::vector<solve::task_set> places_;
  std::vector<std::size_t> place_of_;
  std::vector<bool> tried_;
};

} // namespace

std::int64_t least_open(const duty_problem& x) {
  auto by_column
    = std::vector<std::vector<std::size_t>>(x.meaning.columns.size());
  for (auto i = std::size_t{0}; i < x.demanded.size(); ++i)
    by_column[static_cast<std::size_t>(x.what.demands[i].day)].push_back(i);
  auto out = std::int64_t{0};
  for (auto c = std::size_t{0}; c < by_column.size(); ++c) {
    auto all = column_matching{x, static_cast<std::int32_t>(c)};
    for (auto i : by_column[c])
      all.add(x.what.demands[i].tasks, x.what.demands[i].under.front().heads);
    out += all.open();
  }
  return out;
}

result<std::int64_t> least_open(const frame& x, part_set parts,
                                std::span<const assignment> plan,
                                std::span<const duty> fixed) {
  auto out = std::int64_t{0};
  for (auto& wish : wishes_of(x, parts)) {
    // Whom a day was taken off beforehand may work on it all the same.
    wish.shares_people = true;
    auto made = make_duty_problem(x, plan, fixed, wish);
    if (!made)
      return made.error();
    out += least_open(*made);
  }
  return out;
}

std::string bound_words(const open_places& x) {
  if (x.least == 0)
    return "bound on open places not computed: for every place there is "
           "somebody, and what rules from day to day leave open is not known";
  auto out = "bound: at least " + std::to_string(x.least)
             + (x.least == 1 ? " place stays" : " places stay") + " open"
             + (x.plan_searched ? " under this year plan" : "");
  if (x.open == x.least)
    out += ", as many as do";
  else
    out += ", " + std::to_string(x.open) + (x.open == 1 ? " does" : " do");
  return out;
}

} // namespace nightfloat::domain::stage

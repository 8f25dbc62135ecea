// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_year.hpp"

#include <algorithm>
#include <sstream>

namespace nightfloat::test {

using domain::requirement;
using domain::requirement_kind;

namespace {

std::vector<std::string> cells(const std::string& text, char between) {
  auto out = std::vector<std::string>{};
  auto in = std::istringstream{text};
  for (auto part = std::string{}; std::getline(in, part, between);)
    out.push_back(part);
  return out;
}

class plain_year {
public:
  explicit plain_year(const domain::programme& where) : where_{where} {
    auto number = 0;
    for (auto length : where.info.calendar.lengths) {
      ++number;
      block_.insert(block_.end(), length, number);
    }
  }

  std::vector<std::string> read(const std::string& plan) {
    auto lines = cells(plan, '\n');
    if (lines.size() != where_.people.size())
      say("there are " + std::to_string(lines.size()) + " lines");
    for (auto p = std::size_t{0}; p < where_.people.size(); ++p)
      if (p < lines.size())
        person(where_.people[p], cells(lines[p], ','));
    for (const auto& r : where_.rotations)
      for (auto k = std::size_t{0}; k < block_.size(); ++k)
        heads(r, k);
    return std::move(out_);
  }

private:
  using row = std::vector<std::string>;

  void say(const std::string& what) {
    out_.push_back(what);
  }

  void heads(const domain::rotation& r, std::size_t week) {
    auto have = std::count_if(rows_.begin(), rows_.end(), [&](const row& x) {
      return x[week] == r.name;
    });
    if (have < r.people_min || have > r.people_max)
      say(r.name + " has " + std::to_string(have) + " in week "
          + std::to_string(week + 1));
  }

  void person(const domain::person& who, row all) {
    if (all.empty() || all.front() != who.code)
      return say("no line begins with " + who.code);
    all.erase(all.begin());
    if (all.size() != block_.size())
      return say(who.code + " has " + std::to_string(all.size()) + " weeks");
    for (const auto& name : all)
      if (std::none_of(where_.rotations.begin(), where_.rotations.end(),
                       [&](const auto& r) { return r.name == name; }))
        say(who.code + " is on '" + name + "', which is no rotation");
    rows_.push_back(all);
    for (const auto& r : where_.requirements)
      if (r.pgy == who.pgy.front().pgy
          && (r.track.empty() || r.track == who.track))
        if (!holds(r, all))
          say(r.name + " of " + who.code + ", kind "
              + std::to_string(static_cast<int>(r.kind)) + ", "
              + std::to_string(r.weeks) + " weeks");
  }

  [[nodiscard]] bool among(const std::vector<domain::rotation_id>& of,
                           const std::string& name) const {
    return std::any_of(where_.rotations.begin(), where_.rotations.end(),
                       [&](const auto& r) {
                         return r.name == name
                                && std::find(of.begin(), of.end(), r.id)
                                     != of.end();
                       });
  }

  /// Weeks of each stretch of the requirement, as [first, last].
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>>
  stretches(const requirement& r, const row& all) const {
    auto out = std::vector<std::pair<std::size_t, std::size_t>>{};
    for (auto k = std::size_t{0}; k < all.size(); ++k) {
      if (!among(r.fulfilled_by, all[k]))
        continue;
      if (!out.empty() && out.back().second + 1 == k)
        out.back().second = k;
      else
        out.emplace_back(k, k);
    }
    return out;
  }

  [[nodiscard]] bool holds(const requirement& r, const row& all) const {
    auto runs = stretches(r, all);
    auto every = [&](auto good) {
      return std::all_of(runs.begin(), runs.end(), [&](const auto& x) {
        return good(x.first, x.second, x.second - x.first + 1);
      });
    };
    auto count = std::size_t{0};
    for (const auto& [first, last] : runs)
      count += last - first + 1;
    switch (r.kind) {
      case requirement_kind::weeks_min:
        return count >= r.weeks;
      case requirement_kind::weeks_max:
        return count <= r.weeks;
      case requirement_kind::weeks_exact:
        return count == r.weeks;
      case requirement_kind::contiguity_min:
        return every([&](auto, auto, auto n) { return n >= r.weeks; });
      case requirement_kind::contiguity_max:
        return every([&](auto, auto, auto n) { return n <= r.weeks; });
      case requirement_kind::block_aligned:
        return every([&](auto first, auto last, auto) {
          return block_[first] == block_[last];
        });
      case requirement_kind::prerequisite:
        return runs.empty()
               || std::count_if(all.begin(),
                                all.begin()
                                  + static_cast<std::ptrdiff_t>(
                                    runs.front().first),
                                [&](const auto& name) {
                                  return among(r.after, name);
                                })
                    >= r.weeks;
    }
    return false;
  }

  const domain::programme& where_;
  /// By week.
  std::vector<int> block_;
  std::vector<row> rows_;
  std::vector<std::string> out_;
};

} // namespace

std::vector<std::string> year_complaints(const domain::programme& where,
                                         const std::string& plan) {
  return plain_year{where}.read(plan);
}

} // namespace nightfloat::test

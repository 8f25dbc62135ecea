// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/year_counts.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace nightfloat::domain {

namespace {

/// Indices of rotations.
using family = std::set<std::size_t>;

struct bounds {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int32_t>::max();
};

using owed = std::map<family, bounds>;

bool within(const family& a, const family& b) {
  return std::ranges::includes(b, a);
}

bool apart(const family& a, const family& b) {
  return std::ranges::none_of(a, [&](auto r) { return b.contains(r); });
}

class year_count {
public:
  explicit year_count(const frame& x)
    : x_{x}, weeks_{static_cast<std::int64_t>(x.weeks.size())} {
    for (auto i = std::size_t{0}; i < x.people(); ++i)
      if (x.resident(i)) {
        who_.push_back(i);
        owed_.push_back(of(i));
      }
  }

  std::vector<std::string> all() {
    for (auto p = std::size_t{0}; p < who_.size(); ++p)
      person(p);
    auto families = std::set<family>{};
    for (auto r = std::size_t{0}; r < x_.where.rotations.size(); ++r)
      families.insert({r});
    for (const auto& mine : owed_)
      for (const auto& [of, b] : mine)
        families.insert(of);
    for (const auto& of : families) {
      room(of);
      cover(of);
    }
    everybody();
    return std::move(out_);
  }

private:
  [[nodiscard]] owed of(std::size_t who) const {
    auto out = owed{};
    for (const auto& r : x_.where.requirements) {
      if ((r.pgy != 0 && r.pgy != x_.pgy[who])
          || (!r.track.empty() && r.track != x_.where.people[who].track))
        continue;
      auto all = family{};
      for (auto id : r.fulfilled_by)
        all.insert(x_.index(id));
      auto exact = r.kind == requirement_kind::weeks_exact;
      if (exact || r.kind == requirement_kind::weeks_min)
        out[all].min = std::max<std::int64_t>(out[all].min, r.weeks);
      if (exact || r.kind == requirement_kind::weeks_max)
        out[all].max = std::min<std::int64_t>(out[all].max, r.weeks);
    }
    return out;
  }

  [[nodiscard]] std::string names(const family& all) const {
    auto out = std::string{};
    for (auto r : all)
      out += (out.empty() ? "" : " or ") + x_.where.rotations[r].name;
    return out.empty() ? "no rotation" : out;
  }

  void say(std::string what) {
    out_.push_back("cannot hold together: " + std::move(what));
  }

  /// What one person owes and may do, against the weeks of the year.
  void person(std::size_t p) {
    const auto& mine = owed_[p];
    const auto& name = x_.where.people[who_[p]].code;
    auto least = std::int64_t{0};
    auto most = std::int64_t{0};
    auto counted = family{};
    auto possible = family{};
    for (const auto& [of, b] : mine) {
      if (b.min > b.max)
        say(name + " owes " + std::to_string(b.min) + " weeks of " + names(of)
            + ", of which at most " + std::to_string(b.max) + " are allowed");
      if (apart(of, counted)) {
        least += b.min;
        counted.insert(of.begin(), of.end());
      }
      if (b.max <= weeks_) {
        most += b.max;
        possible.insert(of.begin(), of.end());
      }
    }
    if (least > weeks_)
      say(name + " owes " + std::to_string(least)
          + " weeks of different rotations, the year has "
          + std::to_string(weeks_));
    if (possible.size() == x_.where.rotations.size() && most < weeks_)
      say(name + " may spend at most " + std::to_string(most)
          + " weeks on all rotations, the year has " + std::to_string(weeks_));
  }

  /// Whether the rotations of a family take what is owed of it.
  void room(const family& of) {
    auto sum = std::int64_t{0};
    for (const auto& mine : owed_) {
      auto least = std::int64_t{0};
      for (const auto& [other, b] : mine)
        if (within(other, of))
          least = std::max(least, b.min);
      sum += least;
    }
    auto most = std::int64_t{0};
    for (auto r : of)
      most += weeks_
              * std::min<std::int64_t>(x_.where.rotations[r].people_max,
                                       static_cast<std::int64_t>(who_.size()));
    if (sum > most)
      say("all together owe " + std::to_string(sum) + " weeks of " + names(of)
          + ", which can take " + std::to_string(most));
  }

  /// Whether those who may be there fill what a family wants.
  void cover(const family& of) {
    auto wanted = std::int64_t{0};
    for (auto r : of)
      wanted += weeks_ * x_.where.rotations[r].people_min;
    auto sum = std::int64_t{0};
    for (const auto& mine : owed_) {
      auto most = weeks_;
      for (const auto& [other, b] : mine)
        if (within(of, other))
          most = std::min(most, b.max);
      sum += most;
    }
    if (wanted > sum)
      say(names(of) + " want " + std::to_string(wanted)
          + " weeks of residents, who may spend at most " + std::to_string(sum)
          + " there");
  }

  void everybody() {
    auto least = std::int64_t{0};
    auto most = std::int64_t{0};
    for (const auto& r : x_.where.rotations) {
      least += r.people_min;
      most += r.people_max;
    }
    auto people = static_cast<std::int64_t>(who_.size());
    if (least > people)
      say("all rotations want " + std::to_string(least)
          + " residents in each week, there are " + std::to_string(people));
    if (most < people && !x_.where.rotations.empty())
      say("all rotations take at most " + std::to_string(most)
          + " residents in each week, there are " + std::to_string(people));
  }

  const frame& x_;
  std::int64_t weeks_;
  std::vector<std::size_t> who_;
  std::vector<owed> owed_;
  std::vector<std::string> out_;
};

} // namespace

std::vector<std::string> year_conflicts(const frame& x) {
  if (!x.whole)
    return {};
  return year_count{x}.all();
}

} // namespace nightfloat::domain

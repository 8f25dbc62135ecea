// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/plan_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nightfloat::domain {

namespace {

constexpr double cold = 1.5;
constexpr double hot_max = 150;
/// Moves that are tried between the construction and the first cooling.
constexpr std::uint64_t round_moves_min = 200'000;

} // namespace

void plan_search::undo() {
  for (auto i = changes_.rbegin(); i != changes_.rend(); ++i) {
    auto who = i->cell / weeks_;
    auto week = i->cell % weeks_;
    count(who, week, cells_[i->cell], -1);
    cells_[i->cell] = i->before;
    count(who, week, i->before, 1);
  }
}

/// Prices the changes at hand and keeps them if they add at most `limit`, or
/// always; returns what they add. Afterwards there are none at hand.
std::int64_t plan_search::settle(bool keep_always, double limit) {
  touched_who_.clear();
  auto touched = rotation_set{};
  for (const auto& x : changes_) {
    touched.set(x.before);
    touched.set(cells_[x.cell]);
    auto who = x.cell / weeks_;
    if (std::find(touched_who_.begin(), touched_who_.end(), who)
        == touched_who_.end())
      touched_who_.push_back(who);
  }
  auto owed = cover_delta_;
  auto delta = unary_delta_;
  pending_.clear();
  for (auto who : touched_who_) {
    auto slot = rules_begin_[who];
    for (auto j : rules_of_[who]) {
      if ((families_[j] & touched).any() || (after_[j] & touched).any())
        pending_.push_back({slot, rule_cost(who, j)});
      ++slot;
    }
  }
  for (const auto& x : pending_)
    owed += x.cost - rule_costs_[x.slot];
  for (auto who : touched_who_) {
    auto slot = rules_begin_[who] + rules_of_[who].size();
    pending_.push_back({slot, taste(who)});
    delta += pending_.back().cost - rule_costs_[slot];
  }
  delta += owed;
  if (keep_always || static_cast<double>(delta) <= limit) {
    for (const auto& x : pending_)
      rule_costs_[x.slot] = x.cost;
    cost_ += delta;
    owed_ += owed;
  } else {
    undo();
  }
  changes_.clear();
  cover_delta_ = 0;
  unary_delta_ = 0;
  return delta;
}

void plan_search::block_to(std::size_t who, std::size_t from,
                           std::size_t length, std::uint8_t rotation) {
  for (auto k = from; k < std::min(weeks_, from + length); ++k)
    set(who, k, rotation);
}

void plan_search::exchange(std::size_t a, std::size_t b, std::size_t from,
                           std::size_t length) {
  for (auto k = from; k < std::min(weeks_, from + length); ++k) {
    auto i = a * weeks_ + k;
    auto j = b * weeks_ + k;
    if (locked_[i] != 0 || locked_[j] != 0)
      continue;
    auto was = cells_[i];
    set(a, k, cells_[j]);
    set(b, k, was);
  }
}

/// Exchanges two stretches of one person's year.
void plan_search::turn(std::size_t who, std::size_t from, std::size_t to,
                       std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    if (from + i >= weeks_ || to + i >= weeks_)
      return;
    auto a = who * weeks_ + from + i;
    auto b = who * weeks_ + to + i;
    if (locked_[a] != 0 || locked_[b] != 0)
      continue;
    auto was = cells_[a];
    set(who, from + i, cells_[b]);
    set(who, to + i, was);
  }
}

/// Widens the stretch to the run on one rotation that holds `from`.
void plan_search::whole_run(std::size_t who, std::size_t& from,
                            std::size_t& length) const {
  auto rotation = at(who, from);
  auto end = from + 1;
  while (end < weeks_ && at(who, end) == rotation)
    ++end;
  while (from > 0 && at(who, from - 1) == rotation)
    --from;
  length = end - from;
}

/// Two people exchange when they are on a rotation: what each does at the
/// other's time comes along, and the rotation's own cover stays whole.
void plan_search::trade(std::size_t a, std::size_t from, std::size_t length) {
  auto rotation = at(a, from);
  auto run = from;
  auto size = std::size_t{0};
  whole_run(a, run, size);
  auto next = run + size;
  auto to = random_.chance(500) && next < weeks_
              ? next
              : std::size_t{random_.below(weeks_)};
  auto start = random_.below(who_.size());
  for (std::size_t i = 0; i < who_.size(); ++i) {
    auto b = (start + i) % who_.size();
    if (b == a || at(b, to) != rotation)
      continue;
    auto other = to;
    whole_run(b, other, size);
    length = std::min(length, size);
    turn(a, from, to, length);
    turn(b, from, to, length);
    return;
  }
}

/// A run grows by the week before or after it, from whoever has that week on
/// its rotation and takes over what was there instead.
void plan_search::take_over(std::size_t who, std::size_t week) {
  auto beside = random_.chance(500) ? week + 1 : week - 1;
  if (beside >= weeks_)
    return;
  auto rotation = at(who, beside);
  auto start = random_.below(who_.size());
  for (std::size_t i = 0; i < who_.size(); ++i) {
    auto other = (start + i) % who_.size();
    if (other != who && at(other, week) == rotation) {
      exchange(who, other, week, 1);
      return;
    }
  }
}

/// Weeks until the block ends, or one, two or four.
std::size_t plan_search::pick_length(std::size_t from) {
  auto end = from + 1;
  while (end < weeks_ && x_.weeks[end].block == x_.weeks[from].block)
    ++end;
  switch (random_.below(5)) {
    case 0:
      return 1;
    case 1:
    case 2:
      return 2;
    case 3:
      return 4;
    default:
      return end - from;
  }
}

/// A change where something is short: a rotation in a week, or a person's
/// requirement.
void plan_search::guided() {
  for (int i = 0; i < 6; ++i) {
    auto c = random_.below(covers_.size());
    auto k = std::size_t{random_.below(weeks_)};
    const auto& want = covers_[c];
    auto who = std::size_t{random_.below(who_.size())};
    if (people_[c * weeks_ + k] >= want.min + more_[c * weeks_ + k]
        || (want.pgy_mask >> x_.pgy[who_[who]] & 1u) == 0)
      continue;
    auto length = pick_length(k);
    auto back = random_.below(length);
    block_to(who, k >= back ? k - back : 0, length,
             static_cast<std::uint8_t>(want.rotation));
    return;
  }
  auto who = std::size_t{random_.below(who_.size())};
  for (std::size_t i = 0; i < rules_of_[who].size(); ++i) {
    auto pick = random_.below(rules_of_[who].size());
    if (rule_costs_[rules_begin_[who] + pick] == 0)
      continue;
    const auto& r = x_.where.requirements[rules_of_[who][pick]];
    if (r.fulfilled_by.empty())
      return;
    auto to = x_.index(r.fulfilled_by[random_.below(r.fulfilled_by.size())]);
    auto k = std::size_t{random_.below(weeks_)};
    block_to(who, k, pick_length(k), static_cast<std::uint8_t>(to));
    return;
  }
}

/// Makes up one move; it is at hand afterwards, or nothing is.
void plan_search::propose() {
  auto kind = random_.below(100);
  auto who = std::size_t{random_.below(who_.size())};
  auto from = std::size_t{random_.below(weeks_)};
  auto length = pick_length(from);
  if (kind >= 40 && random_.chance(500))
    whole_run(who, from, length);
  if (kind < 25) {
    guided();
  } else if (kind < 40) {
    auto to = random_.below(x_.where.rotations.size());
    block_to(who, from, length, static_cast<std::uint8_t>(to));
  } else if (kind < 50) {
    exchange(who, random_.below(who_.size()), from, length);
  } else if (kind < 60) {
    take_over(who, from);
  } else if (kind < 75) {
    turn(who, from, random_.below(weeks_), length);
  } else if (kind < 92) {
    trade(who, from, length);
  } else if (from + 1 < weeks_) {
    // A run grows by a week at the expense of its neighbour.
    if (random_.chance(500))
      set(who, from, at(who, from + 1));
    else
      set(who, from + 1, at(who, from));
  }
}

void plan_search::try_move() {
  propose();
  if (changes_.empty())
    return;
  settle(false, -temperature_ * std::log(1.0 - random_.unit()));
  remember();
}

void plan_search::remember() {
  if (cost_ >= best_cost_)
    return;
  best_cost_ = cost_;
  best_owed_ = owed_;
  best_ = cells_;
}

/// The person whose plan suffers least by a stretch on that rotation; false
/// if nobody's change would help.
bool plan_search::place(std::size_t cover_index, std::size_t week) {
  const auto& want = covers_[cover_index];
  auto end = week + 1;
  while (end < weeks_ && x_.weeks[end].block == x_.weeks[week].block)
    ++end;
  auto least = std::int64_t{-1};
  auto best_who = frame::npos;
  auto best_length = std::size_t{0};
  for (std::size_t p = 0; p < who_.size(); ++p) {
    if ((want.pgy_mask >> x_.pgy[who_[p]] & 1u) == 0
        || locked_[p * weeks_ + week] != 0)
      continue;
    for (auto length : {end - week, std::size_t{2}}) {
      block_to(p, week, length, static_cast<std::uint8_t>(want.rotation));
      if (changes_.empty())
        continue;
      auto delta = settle(false, -std::numeric_limits<double>::infinity());
      ++moves_;
      if (delta < least) {
        least = delta;
        best_who = p;
        best_length = length;
      }
    }
  }
  if (best_who == frame::npos)
    return false;
  block_to(best_who, week, best_length,
           static_cast<std::uint8_t>(want.rotation));
  settle(true, 0);
  return true;
}

void plan_search::construct_week(std::size_t week) {
  for (std::size_t c = 0; c < covers_.size(); ++c)
    while (cover_cost(c, week) > 0
           && people_[c * weeks_ + week] < covers_[c].max && place(c, week)) {
    }
}

bool plan_search::step(std::uint64_t moves) {
  if (who_.empty() || weeks_ == 0 || x_.where.rotations.empty())
    return false;
  auto until = std::min(moves_max_, moves_ + moves);
  for (; built_ < weeks_ && moves_ < until; ++built_)
    construct_week(built_);
  remember();
  for (; built_ == weeks_ && moves_ < until; ++moves_) {
    if (moves_ - round_begin_ >= round_) {
      if (round_ != 0 && sound())
        return false;
      round_ = round_ == 0
                 ? std::max<std::uint64_t>(round_moves_min, who_.size() * 6'000)
                 : round_ * 2;
      hot_ = round_begin_ == 0 ? hot_ : hot_max;
      round_begin_ = moves_;
    }
    auto done = moves_ - round_begin_;
    if (done % 256 == 0)
      temperature_ = hot_
                     * std::pow(cold / hot_, static_cast<double>(done)
                                               / static_cast<double>(round_));
    try_move();
  }
  return moves_ < moves_max_;
}

std::uint32_t plan_search::permille() const noexcept {
  return static_cast<std::uint32_t>(
    std::min<std::uint64_t>(1'000, moves_ * 1'000 / moves_max_));
}

/// Days of a run that no row by hand covers, as rows.
void plan_search::append_run(std::vector<assignment>& out, std::size_t who,
                             std::size_t from, std::size_t to) const {
  const auto& person = x_.where.people[who_[who]];
  auto rotation = best_[who * weeks_ + from];
  auto row = assignment{.person = person.id,
                        .rotation = x_.where.rotations[rotation].id};
  auto open = false;
  for (auto d = x_.weeks[from].first; d <= x_.weeks[to].last;
       d += date::duration{1}) {
    auto taken = std::any_of(fixed_.begin(), fixed_.end(), [&](const auto& f) {
      return f.person == person.id && f.first <= d && d <= f.last;
    });
    if (!taken) {
      if (!open)
        row.first = d;
      row.last = d;
      open = true;
    } else if (open) {
      out.push_back(row);
      open = false;
    }
  }
  if (open)
    out.push_back(row);
}

std::vector<assignment> plan_search::rows() const {
  auto out = fixed_;
  for (std::size_t p = 0; p < who_.size(); ++p)
    for (std::size_t k = 0; k < weeks_;) {
      auto begin = k;
      auto rotation = best_[p * weeks_ + k];
      while (k < weeks_ && best_[p * weeks_ + k] == rotation)
        ++k;
      if (rotation != none_)
        append_run(out, p, begin, k - 1);
    }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.person != b.person ? a.person < b.person : a.first < b.first;
  });
  return out;
}

} // namespace nightfloat::domain

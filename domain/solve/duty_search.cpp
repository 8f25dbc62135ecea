// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/duty_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nightfloat::domain {

namespace {

constexpr double hot = 300;
constexpr double cold = 2;
/// Rounds of cooling without fewer faults after which it gives up.
constexpr std::uint32_t idle_rounds_max = 3;
constexpr std::size_t exchange_days_max = 7;

} // namespace

std::span<const std::uint32_t> duty_search::pool(std::size_t which,
                                                 std::int32_t day) const {
  const auto& t = x_->where.templates[which];
  if (t.role != person_role::resident)
    return faculty_;
  if (!t.rotation.assigned())
    return residents_;
  auto s = slot(x_->index(t.rotation), day);
  return std::span{pool_people_}.subspan(pool_begin_[s],
                                         pool_begin_[s + 1] - pool_begin_[s]);
}

/// Whether that person may be asked at all; rest and hours are priced apart.
bool duty_search::eligible(std::size_t which, std::size_t who,
                           std::int32_t day) const {
  const auto& t = x_->where.templates[which];
  if (!x_->fits(who, t) || x_->is_away(who, day)
      || !x_->qualified(who, which, day) || cells_[cell(who, day)] == locked)
    return false;
  if (t.role != person_role::resident)
    return true;
  auto r = rotation_[cell(who, day)];
  if (t.rotation.assigned())
    return r != none_ && x_->where.rotations[r].id == t.rotation;
  return r == none_ || x_->where.rotations[r].kind != rotation_kind::vacation;
}

void duty_search::put(std::size_t who, std::int32_t day, std::int16_t to) {
  edits_.push_back({static_cast<std::uint32_t>(who), day, to, 0});
}

/// The one of the pool whom it costs least, if it breaks no rule.
void duty_search::fill_place(std::size_t which, std::int32_t day) {
  auto least = std::numeric_limits<std::int64_t>::max();
  auto best = frame::npos;
  for (auto who : pool(which, day)) {
    if (cells_[cell(who, day)] != 0 || !eligible(which, who, day))
      continue;
    ++moves_;
    auto before = now_;
    put(who, day, static_cast<std::int16_t>(which + 1));
    if (!consider(std::numeric_limits<double>::infinity(), true))
      continue;
    auto added = now_.soft - before.soft;
    if (added < least) {
      least = added;
      best = who;
    }
    put(who, day, 0);
    (void)consider(std::numeric_limits<double>::infinity(), false);
  }
  if (best == frame::npos)
    return;
  put(best, day, static_cast<std::int16_t>(which + 1));
  (void)consider(std::numeric_limits<double>::infinity(), false);
}

void duty_search::construct_day(std::int32_t day) {
  for (auto which : order_) {
    auto s = slot(which, day);
    for (auto i = have_[s]; i < need_[s]; ++i)
      fill_place(which, day);
  }
}

/// Takes from that person whatever would leave too little rest around a
/// shift on that day.
void duty_search::make_room(std::size_t who, std::int32_t day,
                            std::size_t which) {
  auto start = x_->start(which, day);
  auto end = start + minutes{x_->where.templates[which].length};
  for (auto d = std::max(0, day - 2); d <= std::min(day + 2, x_->days - 1);
       ++d) {
    if (d == day || cells_[cell(who, d)] <= 0)
      continue;
    auto x = work(who, d);
    if (x.start - end < minutes{14 * 60} && start - x.end < minutes{14 * 60})
      put(who, d, 0);
  }
}

/// Gives a place that is open to somebody, who may lose another for it.
void duty_search::fill_open() {
  auto s = open_[random_.below(open_.size())];
  auto which = s / static_cast<std::size_t>(x_->days);
  auto day = static_cast<std::int32_t>(s % static_cast<std::size_t>(x_->days));
  auto people = pool(which, day);
  if (people.empty())
    return;
  auto who = people[random_.below(people.size())];
  if (!eligible(which, who, day))
    return;
  put(who, day, static_cast<std::int16_t>(which + 1));
  if (random_.chance(400))
    make_room(who, day, which);
}

std::size_t duty_search::any_person(std::int32_t day, std::size_t like) {
  if (!x_->resident(like))
    return faculty_[random_.below(faculty_.size())];
  auto r = rotation_[cell(like, day)];
  if (r == none_)
    return residents_[random_.below(residents_.size())];
  auto begin = pool_begin_[slot(r, day)];
  auto size = pool_begin_[slot(r, day) + 1] - begin;
  return pool_people_[begin + random_.below(size)];
}

/// One shift passes to another person of the pool, or is dropped.
void duty_search::pass_on() {
  auto who = std::size_t{random_.below(x_->people())};
  auto day = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto shift = cells_[cell(who, day)];
  if (shift <= 0)
    return;
  put(who, day, 0);
  auto to = any_person(day, who);
  if (to == who)
    return;
  if (cells_[cell(to, day)] == 0
      && eligible(static_cast<std::size_t>(shift - 1), to, day))
    put(to, day, shift);
  else
    edits_.clear();
}

/// Two people of a pool exchange a stretch of days.
void duty_search::exchange() {
  auto a = std::size_t{random_.below(x_->people())};
  auto day = static_cast<std::int32_t>(
    random_.below(static_cast<std::size_t>(x_->days)));
  auto b = any_person(day, a);
  auto length = static_cast<std::int32_t>(1 + random_.below(exchange_days_max));
  if (a == b)
    return;
  for (auto d = day; d < std::min(x_->days, day + length); ++d) {
    auto x = cells_[cell(a, d)];
    auto y = cells_[cell(b, d)];
    if (x == y)
      continue;
    auto fits = [&](std::int16_t shift, std::size_t who) {
      return shift == 0
             || (shift > 0
                 && eligible(static_cast<std::size_t>(shift - 1), who, d));
    };
    if (!fits(x, b) || !fits(y, a) || x == locked || y == locked)
      continue;
    put(a, d, y);
    put(b, d, x);
  }
}

void duty_search::try_move() {
  auto kind = random_.below(100);
  if (!open_.empty() && kind < 50)
    fill_open();
  else if (kind < 75)
    pass_on();
  else
    exchange();
  if (edits_.empty())
    return;
  (void)consider(-temperature_ * std::log(1.0 - random_.unit()), false);
}

void duty_search::remember() {
  if (now_.hard > best_.hard
      || (now_.hard == best_.hard && now_.soft >= best_.soft))
    return;
  best_ = now_;
  best_cells_ = cells_;
}

bool duty_search::step(std::uint64_t moves) {
  if (x_->people() == 0 || order_.empty())
    return false;
  auto until = std::min(moves_max_, moves_ + moves);
  for (; !constructed() && moves_ < until; ++built_)
    construct_day(built_);
  remember();
  for (; constructed() && moves_ < until; ++moves_) {
    if (moves_ - round_begin_ >= round_) {
      remember();
      // One round after the last fault is gone, for fairness' sake.
      if (round_ != 0 && (round_hard_ == 0 || idle_rounds_ >= idle_rounds_max))
        return false;
      idle_rounds_ = best_.hard < round_hard_ ? 0 : idle_rounds_ + 1;
      round_hard_ = best_.hard;
      round_ = std::max<std::uint64_t>(100'000, x_->people() * 3'000);
      round_begin_ = moves_;
    }
    auto done = moves_ - round_begin_;
    if (done % 512 == 0) {
      auto share = static_cast<double>(done) / static_cast<double>(round_);
      temperature_ = hot * std::pow(cold / hot, share);
      remember();
    }
    try_move();
  }
  return moves_ < moves_max_;
}

std::uint32_t duty_search::permille() const noexcept {
  if (!constructed())
    return static_cast<std::uint32_t>(built_ * 300 / std::max(1, x_->days));
  auto done = moves_ - round_begin_;
  auto share = round_ == 0 ? 0 : done * 600 / round_;
  return 300 + static_cast<std::uint32_t>(std::min<std::uint64_t>(600, share));
}

} // namespace nightfloat::domain

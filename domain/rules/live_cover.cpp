// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/live_cover.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

// Duties of one day at a site begin within so long.
constexpr auto two_days = minutes{2 * 1440};

} // namespace

live_cover::live_cover(const rule_context& context, window over)
  : context_{context}, first_{std::max(over.first, context.span.first)},
    last_{std::min(over.last, context.span.last)}, generated_{generated()} {
  if (asks_for_people(context) && first_ <= last_)
    present_.resize(static_cast<std::size_t>((last_ - first_).count() + 1)
                    * context.templates.size());
}

std::size_t live_cover::place(date day, std::size_t shift) const noexcept {
  return static_cast<std::size_t>((day - first_).count())
           * context_.templates.size()
         + shift;
}

window live_cover::generated() const noexcept {
  if (begun_.empty())
    return {date::max(), date::min()};
  return {begun_.begin()->first, begun_.rbegin()->first};
}

bool live_cover::is_wrong(const touch& x, window generated) const noexcept {
  const auto& shift = context_.templates[x.shift];
  return generated.first <= x.day && x.day <= generated.last
         && asks_on(shift, x.day) && x.present != shift.people_needed;
}

void live_cover::came(std::span<const duty> own, const duty& work) {
  count(own, work, 1);
}

void live_cover::went(std::span<const duty> own, const duty& work) {
  count(own, work, -1);
}

void live_cover::count(std::span<const duty> own, const duty& work, int sign) {
  auto shift = demanded(context_, work);
  if (shift == nullptr || present_.empty())
    return;
  auto day = context_.demanded_on(*shift, work);
  auto begun = begun_.try_emplace(day).first;
  begun->second += static_cast<std::uint32_t>(sign);
  if (begun->second == 0)
    begun_.erase(begun);
  if (!has(day))
    return;
  auto index = static_cast<std::uint16_t>(shift - context_.templates.data());
  auto& present = present_[place(day, index)];
  auto is_here = [&](const touch& x) {
    return x.day == day && x.shift == index;
  };
  if (std::ranges::none_of(touched_, is_here))
    touched_.push_back({day, index, present});
  // Several parts of one person are one of them.
  auto others = 0;
  auto i = std::ranges::lower_bound(own, work.start - two_days, {},
                                    &duty::start);
  for (; i != own.end() && i->start <= work.start + two_days; ++i)
    others += demanded(context_, *i) == shift
                  && context_.demanded_on(*shift, *i) == day
                ? 1
                : 0;
  if (others == (sign > 0 ? 1 : 0) && work.person.assigned())
    present = static_cast<std::uint16_t>(present + sign);
}

void live_cover::add_wrong(const touch& x, std::vector<crowd>& out) const {
  out.push_back(crowd_at(context_, x.shift, x.day, x.present));
}

void live_cover::settle(cover_changes& out) {
  auto was = generated_;
  auto is = generated();
  if (was != is)
    settle_all(was, out);
  else
    for (auto& x : touched_) {
      if (is_wrong(x, was))
        add_wrong(x, out.gone);
      x.present = present_[place(x.day, x.shift)];
      if (is_wrong(x, is))
        add_wrong(x, out.come);
    }
  generated_ = is;
  touched_.clear();
}

/// Days have become known, or unknown again.
void live_cover::settle_all(window was, cover_changes& out) {
  auto now = all();
  out.come = std::move(now.wrong);
  out.unknown_come = std::move(now.unknown);
  out.unknown_gone = unknown(was);
  for (auto day = first_; day <= last_; day += one_day)
    for (auto i = std::size_t{0}; i < context_.templates.size(); ++i) {
      auto x = touch{day, static_cast<std::uint16_t>(i),
                     present_[place(day, i)]};
      for (const auto& old : touched_)
        if (old.day == day && old.shift == i)
          x.present = old.present;
      if (is_wrong(x, was))
        add_wrong(x, out.gone);
    }
}

std::vector<window> live_cover::unknown(window generated) const {
  auto out = std::vector<window>{};
  if (present_.empty())
    return out;
  for (auto day = first_; day <= last_; day += one_day) {
    auto asked = std::ranges::any_of(
      context_.templates, [&](const auto& x) { return asks_on(x, day); });
    if (asked && (day < generated.first || day > generated.last))
      add_unknown(out, generated, day);
  }
  return out;
}

cover live_cover::all() const {
  auto is = generated();
  auto out = cover{.unknown = unknown(is)};
  if (present_.empty())
    return out;
  for (auto day = first_; day <= last_; day += one_day)
    for (auto i = std::size_t{0}; i < context_.templates.size(); ++i) {
      auto x = touch{day, static_cast<std::uint16_t>(i),
                     present_[place(day, i)]};
      if (is_wrong(x, is))
        add_wrong(x, out.wrong);
    }
  return out;
}

std::size_t live_cover::bytes() const noexcept {
  // A node of the map is three pointers, a colour and its pair.
  return sizeof *this + present_.capacity() * sizeof(std::uint16_t)
         + begun_.size() * 48 + touched_.capacity() * sizeof(touch);
}

} // namespace nightfloat::domain

// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/supervision.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Adds up changes of presence at the same minute of the same unit. Shifts
/// begin and end at few times of the day, so what is sorted in the end is
/// short however many people work.
class boundary_sums {
public:
  struct slot {
    /// Unit + 1 and minute, in this order; 0: free.
    std::uint64_t key = 0;
    std::int32_t asks = 0;
    std::int32_t gives = 0;
  };

  boundary_sums() : slots_(64) {
  }

  void add(std::uint16_t unit, instant when, std::int32_t asks,
           std::int32_t gives) {
    // Minutes are signed; with the top bit flipped they sort as numbers.
    auto minute = static_cast<std::uint32_t>(when.time_since_epoch().count())
                  ^ top_bit;
    auto& x = place((std::uint64_t{unit} + 1) << 32 | minute);
    x.asks += asks;
    x.gives += gives;
  }

  /// What there is, by unit and time. Ends its use.
  std::vector<slot> sorted() {
    std::erase_if(slots_, [](const slot& x) { return x.key == 0; });
    std::ranges::sort(slots_, {}, &slot::key);
    return std::move(slots_);
  }

  static std::uint16_t unit_of(const slot& x) noexcept {
    return static_cast<std::uint16_t>((x.key >> 32) - 1);
  }

  static instant when(const slot& x) noexcept {
    auto minute = static_cast<std::uint32_t>(x.key) ^ top_bit;
    return instant{minutes{static_cast<std::int32_t>(minute)}};
  }

private:
  static constexpr auto top_bit = 0x8000'0000U;

  slot& place(std::uint64_t key) {
    auto* x = &find(key);
    if (x->key == key)
      return *x;
    if (++used_ > slots_.size() / 2) {
      grow();
      x = &find(key);
    }
    x->key = key;
    return *x;
  }

  /// Where `key` is or may be put; the number of slots is a power of two.
  slot& find(std::uint64_t key) noexcept {
    constexpr auto golden = 0x9e37'79b9'7f4a'7c15U;
    auto mask = slots_.size() - 1;
    auto i = static_cast<std::size_t>(key * golden >> 32) & mask;
    while (slots_[i].key != 0 && slots_[i].key != key)
      i = (i + 1) & mask;
    return slots_[i];
  }

  void grow() {
    auto old = std::exchange(slots_, std::vector<slot>(slots_.size() * 2));
    for (const auto& x : old)
      if (x.key != 0)
        find(x.key) = x;
  }

  std::vector<slot> slots_;
  std::size_t used_ = 0;
};

/// Calls `take` with each duty that matters within `[from, to)`.
template <class Take>
void each_presence(const rule_context& context, std::span<const duty> duties,
                   instant from, instant to, Take&& take) {
  const person_facts* who = nullptr;
  for (const auto& work : duties) {
    if (work.start >= to || work.end <= from || work.end <= work.start)
      continue;
    if (who == nullptr || who->id != work.person)
      who = context.person_of(work.person);
    if (who == nullptr)
      continue;
    if (auto x = presence_of(context, *who, work); x.matters())
      take(work, x);
  }
}

} // namespace

presence presence_of(const rule_context& context, const person_facts& who,
                     const duty& work) noexcept {
  auto shift = context.template_of(work.from);
  auto out = presence{.unit = shift == nullptr ? no_unit : shift->unit};
  if (who.role == person_role::faculty) {
    if (work.kind == duty_kind::supervision)
      out.gives = context.supervision.faculty_units;
  } else if (shift != nullptr && shift->supervised) {
    out.asks = context.pgy_at(who, work.start) == 1
                 ? context.supervision.pgy1_units
                 : context.supervision.other_units;
    if (shift->procedure)
      out.asks += context.supervision.procedure_units;
  }
  return out;
}

std::int64_t supervision_units(const rule_context& context,
                               const person_facts& who,
                               const duty& work) noexcept {
  auto x = presence_of(context, who, work);
  return x.asks - x.gives;
}

void shortfall_walk::change(instant when, std::int32_t asks,
                            std::int32_t gives) {
  if (when != when_)
    settle(when);
  when_ = when;
  asked_ += asks;
  given_ += gives;
}

void shortfall_walk::end(instant when) {
  settle(when);
  asked_ = 0;
  given_ = 0;
  open_ = false;
}

/// The counts held from `when_` until `next`.
void shortfall_walk::settle(instant next) {
  if (asked_ <= given_ || when_ >= next) {
    open_ = open_ && asked_ > given_;
    return;
  }
  if (!std::exchange(open_, true))
    out_.push_back({.unit = unit_, .from = when_});
  auto& now = out_.back();
  now.to = next;
  now.unit_minutes += (asked_ - given_) * (next - when_).count();
  if (asked_ - given_ > now.asked - now.given) {
    now.asked = asked_;
    now.given = given_;
  }
}

void add_shifts(const rule_context& context, std::span<const duty> duties,
                std::vector<shortfall>& found) {
  if (found.empty())
    return;
  auto from = instant::max();
  auto to = instant::min();
  for (const auto& x : found) {
    from = std::min(from, x.from);
    to = std::max(to, x.to);
  }
  each_presence(context, duties, from, to, [&](const auto& work, auto x) {
    if (x.asks <= 0)
      return;
    auto first = std::ranges::upper_bound(found, std::tuple{x.unit, work.start},
                                          {}, [](const shortfall& one) {
                                            return std::tuple{one.unit, one.to};
                                          });
    for (; first != found.end() && first->unit == x.unit
           && first->from < work.end;
         ++first)
      first->shifts.push_back(work.shift);
  });
}

bool is_supervision_known(const rule_context& context) noexcept {
  return std::ranges::none_of(context.templates, &template_facts::supervised)
         || std::ranges::any_of(context.templates, [](const auto& x) {
              return x.kind == duty_kind::supervision;
            });
}

std::vector<shortfall> find_shortfalls(const rule_context& context,
                                       std::span<const duty> duties,
                                       instant from, instant to) {
  auto sums = boundary_sums{};
  each_presence(context, duties, from, to, [&](const auto& work, auto x) {
    sums.add(x.unit, std::max(work.start, from), x.asks, x.gives);
    sums.add(x.unit, std::min(work.end, to), -x.asks, -x.gives);
  });
  auto changes = sums.sorted();
  auto out = std::vector<shortfall>{};
  for (auto i = changes.begin(); i != changes.end();) {
    auto unit = boundary_sums::unit_of(*i);
    auto walk = shortfall_walk{out, unit, boundary_sums::when(*i)};
    for (; i != changes.end() && boundary_sums::unit_of(*i) == unit; ++i)
      walk.change(boundary_sums::when(*i), i->asks, i->gives);
    walk.end(to);
  }
  add_shifts(context, duties, out);
  for (auto& x : out)
    std::ranges::sort(x.shifts);
  return out;
}

} // namespace nightfloat::domain

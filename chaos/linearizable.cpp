// SPDX-License-Identifier: Apache-2.0
#include "chaos/linearizable.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

namespace nightfloat::chaos {

namespace {

using act = register_step::act;

constexpr auto any_value = UINT32_MAX;
constexpr auto nothing = static_cast<std::size_t>(-1);
// Beginnings that are tried, and steps of which each is tried without.
constexpr auto beginnings_max = 2'000;
constexpr auto left_out_max = std::size_t{2'000};

// A call or a return; a step that is open never returns.
struct entry {
  std::size_t step = 0;
  bool is_call = true;
  /// Of a call: its return.
  std::size_t partner = nothing;
  std::size_t before = nothing;
  std::size_t after = nothing;
};

std::optional<std::uint32_t> apply(const register_step& x,
                                   std::uint32_t state) {
  const auto matches = state == any_value || state == x.held;
  switch (x.what) {
    case act::read:
      return matches ? std::optional{x.held} : std::nullopt;
    case act::write:
      return matches ? std::optional{x.value} : std::nullopt;
    case act::refused:
      return state == x.held ? std::nullopt : std::optional{state};
  }
  return std::nullopt;
}

std::uint64_t scattered(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// The steps that were put in order so far, with what the record then holds. A
// set of steps is known by 128 bits that each member flips, so that a history
// of hours takes no more than a line a step: two sets that look the same are
// less likely than a machine that counts wrong.
class memory {
public:
  void flip(std::size_t step) {
    auto number = 2 * static_cast<std::uint64_t>(step);
    done_.first ^= scattered(number + seed);
    done_.second ^= scattered(number + seed + 1);
  }

  /// False: this was tried before.
  bool is_new(std::uint32_t state) {
    auto salt = scattered(state + 2 * seed);
    return seen_.insert({done_.first ^ salt, done_.second ^ (salt * 3)}).second;
  }

  [[nodiscard]] std::size_t size() const {
    return seen_.size();
  }

private:
  static constexpr auto seed = std::uint64_t{0x9e3779b97f4a7c15u};

  using bits = std::pair<std::uint64_t, std::uint64_t>;

  struct low_bits {
    std::size_t operator()(const bits& x) const {
      return x.first;
    }
  };

  bits done_{};
  std::unordered_set<bits, low_bits> seen_;
};

class search {
public:
  search(std::span<const register_step> steps, const order_search& how)
    : steps_(steps), how_(how) {
    lay_out();
  }

  order_found run() {
    auto state = how_.initial_known ? how_.initial : any_value;
    auto at = first_;
    while (returns_ != 0) {
      auto& here = entries_[at];
      if (here.is_call) {
        if (auto next = attempt(at, state)) {
          taken_.push_back({at, state});
          state = *next;
          at = first_;
        } else {
          at = here.after;
        }
        if (tried_.size() > how_.states_max)
          return order_found::gave_up;
        continue;
      }
      // Its call lies before and cannot be taken: something taken was wrong.
      if (taken_.empty())
        return order_found::no;
      auto [back, old] = taken_.back();
      taken_.pop_back();
      put_back(back);
      state = old;
      at = entries_[back].after;
    }
    return order_found::yes;
  }

private:
  void lay_out() {
    struct event {
      std::uint64_t at;
      bool is_return;
      std::size_t step;
    };
    auto events = std::vector<event>{};
    for (auto i = std::size_t{0}; i < steps_.size(); ++i) {
      events.push_back({steps_[i].invoked_us, false, i});
      if (!steps_[i].open)
        events.push_back({steps_[i].ended_us, true, i});
    }
    // In one microsecond calls come first: that is the weaker demand.
    std::ranges::stable_sort(events, [](const event& a, const event& b) {
      return std::pair{a.at, a.is_return} < std::pair{b.at, b.is_return};
    });
    auto calls = std::vector<std::size_t>(steps_.size());
    for (const auto& x : events) {
      auto i = entries_.size();
      entries_.push_back({.step = x.step,
                          .is_call = !x.is_return,
                          .before = i == 0 ? nothing : i - 1});
      if (i != 0)
        entries_[i - 1].after = i;
      if (x.is_return)
        entries_[calls[x.step]].partner = i;
      else
        calls[x.step] = i;
      returns_ += x.is_return;
    }
    first_ = entries_.empty() ? nothing : 0;
  }

  std::optional<std::uint32_t> attempt(std::size_t at, std::uint32_t state) {
    auto step = entries_[at].step;
    auto next = apply(steps_[step], state);
    if (!next)
      return {};
    tried_.flip(step);
    if (!tried_.is_new(*next)) {
      tried_.flip(step);
      return {};
    }
    unlink(at);
    if (auto partner = entries_[at].partner; partner != nothing) {
      unlink(partner);
      --returns_;
    }
    return next;
  }

  void put_back(std::size_t at) {
    if (auto partner = entries_[at].partner; partner != nothing) {
      link(partner);
      ++returns_;
    }
    link(at);
    tried_.flip(entries_[at].step);
  }

  void unlink(std::size_t at) {
    auto& x = entries_[at];
    (x.before == nothing ? first_ : entries_[x.before].after) = x.after;
    if (x.after != nothing)
      entries_[x.after].before = x.before;
  }

  void link(std::size_t at) {
    auto& x = entries_[at];
    (x.before == nothing ? first_ : entries_[x.before].after) = at;
    if (x.after != nothing)
      entries_[x.after].before = at;
  }

  std::span<const register_step> steps_;
  const order_search& how_;
  memory tried_;
  std::vector<entry> entries_;
  std::size_t first_ = nothing;
  std::size_t returns_ = 0;
  std::vector<std::pair<std::size_t, std::uint32_t>> taken_;
};

using steps = std::vector<register_step>;

bool lacks_order(const steps& xs, const order_search& how) {
  return has_order(xs, how) == order_found::no;
}

// What had begun by `at_us`; what had not ended by then is open.
steps until(const steps& xs, std::uint64_t at_us) {
  auto out = steps{};
  for (auto x : xs) {
    if (x.invoked_us > at_us)
      continue;
    x.open = x.open || x.ended_us > at_us;
    if (!x.open || x.what == act::write)
      out.push_back(x);
  }
  return out;
}

// Without all that had ended before `at_us`; nothing where a step that ended
// spans that moment. Open writes stay, for they may come into effect later.
std::optional<steps> since(const steps& xs, std::uint64_t at_us) {
  auto out = steps{};
  for (const auto& x : xs) {
    if (!x.open && x.invoked_us < at_us && x.ended_us >= at_us)
      return std::nullopt;
    if (x.open || x.invoked_us >= at_us)
      out.push_back(x);
  }
  return out;
}

steps cut_end(const steps& xs, const order_search& how) {
  auto ends = std::set<std::uint64_t>{};
  for (const auto& x : xs)
    if (!x.open)
      ends.insert(x.ended_us);
  auto all = std::vector<std::uint64_t>(ends.begin(), ends.end());
  auto low = std::size_t{0};
  auto high = all.empty() ? 0 : all.size() - 1;
  while (low < high) {
    auto middle = low + (high - low) / 2;
    if (lacks_order(until(xs, all[middle]), how))
      high = middle;
    else
      low = middle + 1;
  }
  return all.empty() ? xs : until(xs, all[low]);
}

steps cut_beginning(const steps& xs, order_search& how) {
  auto starts = std::set<std::uint64_t, std::greater<>>{};
  for (const auto& x : xs)
    starts.insert(x.invoked_us);
  auto open = how;
  open.initial_known = false;
  auto left = beginnings_max;
  for (auto at_us : starts)
    if (left-- == 0)
      break;
    else if (auto rest = since(xs, at_us); rest && lacks_order(*rest, open)) {
      how = open;
      return *rest;
    }
  return xs;
}

// To leave out a read or a refusal asks for less. To leave out a write does so
// only where nobody speaks of its value, nor was refused for its coming.
bool may_go(const steps& xs, std::size_t i) {
  if (xs[i].what != act::write)
    return true;
  return std::ranges::none_of(xs, [&](const register_step& x) {
    return x.held == xs[i].value
           || (x.what == act::refused && x.held == xs[i].held);
  });
}

// One by one, from the last, what can be left out.
void leave_out(steps& xs, const order_search& how) {
  if (xs.size() > left_out_max)
    return;
  for (auto i = xs.size(); i-- > 0;) {
    if (!may_go(xs, i))
      continue;
    auto rest = xs;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    if (lacks_order(rest, how))
      xs = std::move(rest);
  }
}

} // namespace

order_found has_order(std::span<const register_step> xs,
                      const order_search& how) {
  return search{xs, how}.run();
}

std::vector<register_step> smallest_without_order(std::vector<register_step> xs,
                                                  order_search how) {
  xs = cut_beginning(cut_end(xs, how), how);
  for (auto shorter = true; shorter;) {
    auto size = xs.size();
    leave_out(xs, how);
    // What had spanned an earlier moment may be gone.
    xs = cut_beginning(xs, how);
    shorter = xs.size() < size;
  }
  std::ranges::sort(xs, {}, &register_step::invoked_us);
  return xs;
}

} // namespace nightfloat::chaos

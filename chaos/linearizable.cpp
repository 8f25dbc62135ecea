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

// The steps that were put in order so far, and what the record then holds.
class memory {
public:
  explicit memory(std::size_t steps) : done_((steps + 63) / 64 + 1) {
    // nop
  }

  void mark(std::size_t step, bool done) {
    auto bit = std::uint64_t{1} << (step % 64);
    auto& word = done_[step / 64];
    word = done ? word | bit : word & ~bit;
  }

  /// False: this was tried before.
  bool is_new(std::uint32_t state) {
    done_.back() = state;
    return seen_.insert(done_).second;
  }

  [[nodiscard]] std::size_t size() const {
    return seen_.size();
  }

private:
  struct mix {
    std::size_t operator()(const std::vector<std::uint64_t>& x) const {
      auto hash = std::uint64_t{1469598103934665603u};
      for (auto word : x)
        hash = (hash ^ word) * 1099511628211u ^ (hash >> 29);
      return hash;
    }
  };

  std::vector<std::uint64_t> done_;
  std::unordered_set<std::vector<std::uint64_t>, mix> seen_;
};

class search {
public:
  search(std::span<const register_step> steps, const order_search& how)
    : steps_(steps), how_(how), tried_(steps.size()) {
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
    tried_.mark(step, true);
    if (!tried_.is_new(*next)) {
      tried_.mark(step, false);
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
    tried_.mark(entries_[at].step, false);
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
  for (auto at_us : starts)
    if (auto rest = since(xs, at_us); rest && lacks_order(*rest, open)) {
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

} // namespace

order_found has_order(std::span<const register_step> xs,
                      const order_search& how) {
  return search{xs, how}.run();
}

std::vector<register_step> smallest_without_order(std::vector<register_step> xs,
                                                  order_search how) {
  xs = cut_beginning(cut_end(xs, how), how);
  for (auto shorter = true; shorter;) {
    shorter = false;
    for (auto i = xs.size(); i-- > 0;) {
      if (!may_go(xs, i))
        continue;
      auto rest = xs;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      if (!lacks_order(rest, how))
        continue;
      xs = std::move(rest);
      shorter = true;
    }
  }
  std::ranges::sort(xs, {}, &register_step::invoked_us);
  return xs;
}

} // namespace nightfloat::chaos

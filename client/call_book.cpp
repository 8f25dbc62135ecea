// SPDX-License-Identifier: Apache-2.0
#include "client/call_book.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

booked_call& call_book::add(std::uint64_t number, line_call&& what) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
    place_of_.push_back(0);
  }
  auto slot = free_.back();
  slot_of_.add(number, slot);
  free_.pop_back();
  auto& x = slots_[slot];
  x.number = number;
  x.slot = slot;
  x.what = std::move(what);
  x.due = x.what.deadline;
  heap_.emplace_back();
  settle(heap_.size() - 1, {x.due, number, slot});
  return x;
}

booked_call* call_book::find(std::uint64_t number) {
  auto* slot = slot_of_.find(number);
  return slot == nullptr ? nullptr : &slots_[*slot];
}

booked_call* call_book::find_sent(std::uint64_t correlation) {
  auto* slot = sent_.find(correlation);
  return slot == nullptr ? nullptr : &slots_[*slot];
}

void call_book::send_as(booked_call& x, std::uint64_t correlation) {
  NIGHTFLOAT_EXPECT(x.at != call_phase::sent);
  sent_.add(correlation, x.slot);
  x.at = call_phase::sent;
  x.correlation = correlation;
}

void call_book::turn(booked_call& x, call_phase to) {
  NIGHTFLOAT_EXPECT(to != call_phase::sent);
  if (x.at == call_phase::sent)
    sent_.erase(x.correlation);
  x.at = to;
}

void call_book::arm(booked_call& x, time_point when) {
  x.due = when;
  settle(place_of_[x.slot], {when, x.number, x.slot});
}

void call_book::erase(booked_call& x) {
  auto slot = x.slot;
  if (x.at == call_phase::sent)
    sent_.erase(x.correlation);
  slot_of_.erase(x.number);
  auto hole = place_of_[slot];
  auto last = heap_.back();
  heap_.pop_back();
  if (hole != heap_.size())
    settle(hole, last);
  // What it holds may be large.
  x = {};
  free_.push_back(slot);
}

std::optional<call_book::time_point> call_book::due() const {
  if (heap_.empty())
    return std::nullopt;
  return heap_.front().due;
}

booked_call* call_book::next_due() {
  return heap_.empty() ? nullptr : &slots_[heap_.front().slot];
}

std::vector<std::uint64_t> call_book::all_sent() const {
  auto all = std::vector<std::uint64_t>{};
  for (const auto& x : slots_) {
    if (x.at == call_phase::sent)
      all.push_back(x.number);
  }
  std::ranges::sort(all);
  return all;
}

void call_book::put(std::size_t place, const term& x) {
  heap_[place] = x;
  place_of_[x.slot] = place;
}

// Puts `x` at `place`, or wherever above or below it it belongs. What is
// there counts as gone.
void call_book::settle(std::size_t place, const term& x) {
  while (place != 0) {
    auto above = (place - 1) / 2;
    if (!x.before(heap_[above]))
      break;
    put(place, heap_[above]);
    place = above;
  }
  for (;;) {
    auto below = 2 * place + 1;
    if (below >= heap_.size())
      break;
    if (below + 1 < heap_.size() && heap_[below + 1].before(heap_[below]))
      ++below;
    if (!heap_[below].before(x))
      break;
    put(place, heap_[below]);
    place = below;
  }
  put(place, x);
}

} // namespace nightfloat::client

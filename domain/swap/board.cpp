// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/board.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace nightfloat::domain {

namespace {

using live_ptr = std::shared_ptr<const live_swap>;

swap_id id_of(const live_ptr& x) noexcept {
  return x->record.id;
}

/// Puts `x` where its number belongs, in place of what has it.
template <class T, class Id, class Of>
void put_sorted(std::vector<T>& to, T x, Id id, Of of) {
  auto at = std::ranges::lower_bound(to, id, {}, of);
  if (at != to.end() && std::invoke(of, *at) == id)
    *at = std::move(x);
  else
    to.insert(at, std::move(x));
}

template <class T, class Id, class Of>
void erase_sorted(std::vector<T>& from, Id id, Of of) {
  auto at = std::ranges::lower_bound(from, id, {}, of);
  if (at != from.end() && std::invoke(of, *at) == id)
    from.erase(at);
}

} // namespace

const live_swap* swap_board::find(swap_id which) const noexcept {
  auto at = std::ranges::lower_bound(live, which, {}, id_of);
  return at != live.end() && id_of(*at) == which ? at->get() : nullptr;
}

marked_shift swap_board::mark_of(shift_id shift) const noexcept {
  auto at = std::ranges::lower_bound(marks, shift, {}, &marked_shift::shift);
  return at != marks.end() && at->shift == shift ? *at
                                                 : marked_shift{.shift = shift};
}

tallied_person swap_board::tally_of(person_id who) const noexcept {
  auto at = std::ranges::lower_bound(tallies, who, {}, &tallied_person::person);
  return at != tallies.end() && at->person == who
           ? *at
           : tallied_person{.person = who};
}

void swap_board::put(live_swap x) {
  auto id = x.record.id;
  put_sorted(live, live_ptr{std::make_shared<const live_swap>(std::move(x))},
             id, id_of);
}

void swap_board::put(marked_shift x) {
  put_sorted(marks, x, x.shift, &marked_shift::shift);
}

void swap_board::put(tallied_person x) {
  put_sorted(tallies, x, x.person, &tallied_person::person);
}

void swap_board::erase(swap_id which) {
  erase_sorted(live, which, id_of);
}

void swap_board::erase(shift_id which) {
  erase_sorted(marks, which, &marked_shift::shift);
}

void swap_board::erase(person_id who) {
  erase_sorted(tallies, who, &tallied_person::person);
}

} // namespace nightfloat::domain

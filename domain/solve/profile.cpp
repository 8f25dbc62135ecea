// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/profile.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

const char* to_string(search_phase x) noexcept {
  constexpr const char* names[search_phases]
    = {"annealing", "rows", "bound", "dive", "combine", "repair", "window"};
  auto at = static_cast<std::size_t>(x);
  return at < search_phases ? names[at] : "unknown";
}

move_profile& move_profile::operator+=(const move_profile& x) noexcept {
  tried += x.tried;
  accepted += x.accepted;
  better += x.better;
  return *this;
}

row_profile& row_profile::operator+=(const row_profile& x) noexcept {
  tried += x.tried;
  walks += x.walks;
  states += x.states;
  return *this;
}

column_profile& column_profile::operator+=(const column_profile& x) noexcept {
  rounds += x.rounds;
  priced += x.priced;
  columns += x.columns;
  programmes += x.programmes;
  iterations += x.iterations;
  dives += x.dives;
  propagations += x.propagations;
  backtracks += x.backtracks;
  combinations += x.combinations;
  nodes += x.nodes;
  repairs += x.repairs;
  repairs_better += x.repairs_better;
  repairs_proved += x.repairs_proved;
  windows += x.windows;
  windows_better += x.windows_better;
  return *this;
}

phase_profile& phase_profile::operator+=(const phase_profile& x) noexcept {
  steps += x.steps;
  seconds += x.seconds;
  return *this;
}

namespace {

/// `add(there, one)` for each that is there by its name already.
template <class T, class Add>
void join(std::vector<T>& to, const std::vector<T>& from, std::string T::*name,
          Add add) {
  for (const auto& one : from)
    if (auto at = std::ranges::find(to, one.*name, name); at != to.end())
      add(*at, one);
    else
      to.push_back(one);
}

} // namespace

search_profile& search_profile::operator+=(const search_profile& x) {
  auto add = [](auto& to, const auto& one) {
    to += one;
  };
  join(moves, x.moves, &move_profile::kind, add);
  rows += x.rows;
  columns += x.columns;
  restarts += x.restarts;
  join(phases, x.phases, &phase_profile::phase, add);
  join(memory, x.memory, &memory_profile::part,
       [](memory_profile& to, const memory_profile& one) {
         to.bytes = std::max(to.bytes, one.bytes);
       });
  return *this;
}

std::uint64_t search_profile::bytes() const noexcept {
  auto out = std::uint64_t{0};
  for (const auto& x : memory)
    out += x.bytes;
  return out;
}

phase_times::running::running(phase_times& times, search_phase phase)
  : of{times}, at{static_cast<std::size_t>(phase)}, from{times.now()} {
}

phase_times::running::~running() {
  ++of.steps_[at];
  of.seconds_[at] += of.now() - from;
}

void phase_times::add(const phase_times& x) noexcept {
  for (auto i = std::size_t{0}; i < search_phases; ++i) {
    steps_[i] += x.steps_[i];
    seconds_[i] += x.seconds_[i];
  }
}

std::vector<phase_profile> phase_times::told() const {
  auto out = std::vector<phase_profile>{};
  for (auto i = std::size_t{0}; i < search_phases; ++i)
    if (steps_[i] > 0)
      out.push_back(
        {to_string(static_cast<search_phase>(i)), steps_[i], seconds_[i]});
  return out;
}

} // namespace nightfloat::domain::solve

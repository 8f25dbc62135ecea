// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/search_watch.hpp"

#include <utility>

namespace nightfloat::cmd {

namespace {

using domain::solve::score;
using domain::solve::search_progress;

/// The words of a line take much longer than a question whether to go on.
constexpr auto draw_after = std::chrono::milliseconds{50};

std::string search_words(const search_progress& x) {
  auto out = "cost " + cost_words(x.best);
  if (!x.bound)
    return out + ", no bound yet";
  out += ", bound " + cost_words(*x.bound);
  auto gap = gap_of(x.best, x.bound);
  if (!gap)
    return out;
  return out + formatted(", gap %.2f %%", 100 * *gap);
}

} // namespace

std::string cost_words(score x) {
  auto soft = std::to_string(x.soft());
  return x.hard() == 0 ? soft : std::to_string(x.hard()) + " broken + " + soft;
}

std::optional<double> gap_of(score cost, const std::optional<score>& bound) {
  if (!bound || cost.hard() != 0 || bound->hard() != 0)
    return std::nullopt;
  if (cost.soft() <= bound->soft())
    return 0.0;
  return static_cast<double>(cost.soft() - bound->soft())
         / static_cast<double>(cost.soft());
}

search_watch::search_watch(std::chrono::milliseconds budget,
                           std::uint64_t moves_max, std::string phase)
  : budget_{budget}, moves_max_{moves_max}, phase_{std::move(phase)},
    begun_{std::chrono::steady_clock::now()}, bar_{"solve", 10} {
}

std::chrono::milliseconds search_watch::spent() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now() - begun_);
}

double search_watch::used() const {
  return seconds() / std::chrono::duration<double>{budget_}.count();
}

double search_watch::seconds() const {
  return std::chrono::duration<double>{std::chrono::steady_clock::now()
                                       - begun_}
    .count();
}

void search_watch::improved(const search_progress& x) {
  auto lock = std::scoped_lock{mutex_};
  last_ = x;
  has_any_ = true;
}

void search_watch::draw() {
  // Asked very often: who finds the other thread drawing goes on.
  auto lock = std::unique_lock{mutex_, std::try_to_lock};
  auto now = std::chrono::steady_clock::now();
  if (!lock || now - drawn_ < draw_after)
    return;
  drawn_ = now;
  auto phase = has_any_ ? search_words(last_) : phase_;
  if (moves_max_ != 0)
    bar_.show(last_.moves, moves_max_, phase);
  else
    bar_.show(static_cast<std::uint64_t>(spent().count()),
              static_cast<std::uint64_t>(budget_.count()), phase);
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0

// Questions to every worker at once.

#include "broker/switchboard.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::broker {

namespace {

constexpr std::size_t gatherings_max = 16;

/// What a worker that moves needs at most to say how it is.
constexpr auto answer_time = std::chrono::milliseconds{200};

} // namespace

result<std::uint64_t> switchboard::gather(const envelope& question,
                                          time_point now, output& out) {
  if (gatherings_.size() >= gatherings_max)
    return failure{ec::overloaded,
                   question.operation + ": too many are being answered ("
                     + std::to_string(gatherings_max) + " at most), ask again",
                   100};
  auto id = ++gathering_last_;
  auto& x = gatherings_[id];
  x.deadline = now + std::chrono::milliseconds{question.remaining_ms};
  for (auto i = workers_.begin(); i != workers_.end(); ++i) {
    if (owes_an_answer(i->second, now))
      continue;
    ++x.open;
    auto number = ++ticket_last_;
    running_.emplace(number, ticket{.from = {},
                                    .call = question,
                                    .deadline = x.deadline,
                                    .worker = {},
                                    .gathering = id,
                                    .asked_at = now});
    hand_out(i, number, now, out);
  }
  if (x.open == 0)
    end_gathering(gatherings_.find(id), out);
  return id;
}

// Whether a gathering has ended without it, and not because its asker was in
// a hurry. It stands still, or a message was lost; `tick` goes on asking it,
// and its answer, whatever it says, is enough.
bool switchboard::owes_an_answer(const worker& x, time_point now) const {
  return std::ranges::any_of(x.running, [&](std::uint64_t number) {
    const auto& asked = running_.at(number);
    return asked.gathering != 0 && !gatherings_.contains(asked.gathering)
           && now >= asked.asked_at + answer_time;
  });
}

void switchboard::answer_gathering(std::uint64_t number, const envelope* reply,
                                   output& out) {
  auto x = gatherings_.find(number);
  if (x == gatherings_.end())
    return;
  if (reply != nullptr)
    x->second.replies.push_back(*reply);
  if (--x->second.open == 0)
    end_gathering(x, out);
}

void switchboard::end_gathering(std::map<std::uint64_t, gathering>::iterator x,
                                output& out) {
  out.gatherings.push_back({x->first, std::move(x->second.replies)});
  gatherings_.erase(x);
}

} // namespace nightfloat::broker

// SPDX-License-Identifier: Apache-2.0
#include "storage/session_table.hpp"

#include <algorithm>
#include <string>

namespace nightfloat::storage {

namespace {

failure stopping() {
  return {ec::unavailable, "store: stopping", 1'000};
}

} // namespace

session_table::session_table(session_limits limits) : limits_{limits} {
  limits_.sessions = std::max<std::size_t>(limits_.sessions, 1);
  made_for_.resize(limits_.sessions);
  used_.resize(limits_.sessions);
  // The first ones are used first, so that idle ones stay idle.
  for (auto i = limits_.sessions; i > 0; --i)
    free_.push_back(i - 1);
}

result<session_ticket> session_table::ask(time_point now,
                                          time_point not_after) {
  if (stopped_)
    return stopping();
  if (now >= not_after) {
    ++counts_.timed_out;
    return failure{ec::timed_out, "store: the time was up before a session "
                                  "was asked for"};
  }
  if (asked_.size() >= limits_.waiting_max) {
    ++counts_.refused;
    return failure{ec::overloaded,
                   "store: too much waits for a session (at most "
                     + std::to_string(limits_.waiting_max)
                     + "), come back later",
                   100};
  }
  asked_.push_back({++last_, not_after});
  return last_;
}

result<session_ticket> session_table::ask_owed() {
  if (stopped_)
    return stopping();
  owed_.push_back({++last_, time_point::max()});
  return last_;
}

std::deque<session_table::waiting>*
session_table::longest_waiting(bool serves) {
  if (!serves || asked_.empty())
    return owed_.empty() ? nullptr : &owed_;
  if (owed_.empty() || asked_.front().who < owed_.front().who)
    return &asked_;
  return &owed_;
}

std::optional<session_table::checkout>
session_table::next(time_point now, std::uint64_t incarnation) {
  if (free_.empty())
    return std::nullopt;
  auto* queue = longest_waiting(incarnation != 0);
  // One that is late is `expire`'s, and is not let in before it.
  if (queue == nullptr || (queue == &asked_ && now >= asked_.front().not_after))
    return std::nullopt;
  auto x = checkout{.who = queue->front().who, .session = free_.back()};
  queue->pop_front();
  free_.pop_back();
  used_[x.session] = true;
  ++counts_.checked_out;
  auto& made_for = made_for_[x.session];
  x.renewed = made_for != 0 && incarnation != 0 && made_for != incarnation;
  counts_.invalidated += x.renewed;
  if (incarnation != 0)
    made_for = incarnation;
  return x;
}

void session_table::give_back(std::size_t session) {
  NIGHTFLOAT_EXPECT(session < used_.size() && used_[session]);
  used_[session] = false;
  free_.push_back(session);
  ++counts_.given_back;
}

std::vector<session_ticket> session_table::expire(time_point now) {
  auto late = std::vector<session_ticket>{};
  std::erase_if(asked_, [&](const waiting& x) {
    if (now < x.not_after)
      return false;
    late.push_back(x.who);
    return true;
  });
  counts_.timed_out += late.size();
  return late;
}

session_table::time_point session_table::next_deadline() const {
  auto earliest = time_point::max();
  for (const auto& x : asked_)
    earliest = std::min(earliest, x.not_after);
  return earliest;
}

std::vector<session_ticket> session_table::stop() {
  stopped_ = true;
  auto all = std::vector<session_ticket>{};
  for (auto* queue : {&asked_, &owed_}) {
    for (const auto& x : *queue)
      all.push_back(x.who);
    queue->clear();
  }
  return all;
}

session_counts session_table::counts() const {
  auto x = counts_;
  x.sessions = limits_.sessions;
  x.in_use = limits_.sessions - free_.size();
  x.waiting = asked_.size() + owed_.size();
  return x;
}

} // namespace nightfloat::storage

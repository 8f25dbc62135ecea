// SPDX-License-Identifier: Apache-2.0
#include "client/call_book.hpp"

#include "domain/error.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

booked_call& call_book::add(std::uint64_t number, line_call&& what) {
  auto [at, fresh] = calls_.try_emplace(number);
  NIGHTFLOAT_EXPECT(fresh);
  auto& x = at->second;
  x.number = number;
  x.what = std::move(what);
  x.due = x.what.deadline;
  due_.emplace(x.due, number);
  return x;
}

booked_call* call_book::find(std::uint64_t number) {
  auto at = calls_.find(number);
  return at == calls_.end() ? nullptr : &at->second;
}

booked_call* call_book::find_sent(std::uint64_t correlation) {
  auto at = sent_.find(correlation);
  return at == sent_.end() ? nullptr : find(at->second);
}

void call_book::send_as(booked_call& x, std::uint64_t correlation) {
  NIGHTFLOAT_EXPECT(x.at != call_phase::sent);
  auto fresh = sent_.emplace(correlation, x.number).second;
  NIGHTFLOAT_EXPECT(fresh);
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
  due_.erase({x.due, x.number});
  x.due = when;
  due_.emplace(when, x.number);
}

void call_book::erase(booked_call& x) {
  if (x.at == call_phase::sent)
    sent_.erase(x.correlation);
  due_.erase({x.due, x.number});
  calls_.erase(x.number);
}

std::optional<call_book::time_point> call_book::due() const {
  if (due_.empty())
    return std::nullopt;
  return due_.begin()->first;
}

booked_call* call_book::next_due() {
  return due_.empty() ? nullptr : find(due_.begin()->second);
}

std::vector<std::uint64_t> call_book::all_sent() const {
  auto all = std::vector<std::uint64_t>{};
  all.reserve(sent_.size());
  for (const auto& [correlation, number] : sent_)
    all.push_back(number);
  std::ranges::sort(all);
  return all;
}

} // namespace nightfloat::client

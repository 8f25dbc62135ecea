// SPDX-License-Identifier: Apache-2.0
#include "client/open_commits.hpp"

#include "codec/bytes.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::client {

namespace {

constexpr auto commit_pause = std::chrono::milliseconds{50};

domain::commit_answer unknown(std::string why) {
  auto x = domain::commit_answer{};
  x.outcome = domain::commit_outcome::unknown;
  x.code = ec::unknown_outcome;
  x.detail = std::move(why);
  return x;
}

result<domain::commit_answer> answer_in(result<broker::envelope> got) {
  if (!got)
    return std::move(got).error();
  auto answer = codec::decode<domain::commit_answer>(got->body);
  if (!answer)
    return at("ledger.commit", std::move(answer).error());
  return answer;
}

bool is_open(const result<domain::commit_answer>& x) {
  return x ? x->outcome == domain::commit_outcome::unknown
           : is_unknown(x.error().code);
}

} // namespace

open_commits::open_commits(commit_hooks hooks) : hooks_(std::move(hooks)) {
}

void open_commits::begin(commit_order x) {
  auto number = ++number_last_;
  open_.emplace(number, entry{.order = std::move(x)});
  attempt(number);
}

void open_commits::attempt(std::uint64_t number) {
  auto at = open_.find(number);
  if (at == open_.end())
    return; // The connection closed while it rested.
  const auto& order = at->second.order;
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
    order.deadline - hooks_.now());
  auto call = order.call;
  call.options.timeout = std::max(left, std::chrono::milliseconds{1});
  hooks_.send(std::move(call), [this, number](result<broker::envelope> got) {
    take(number, std::move(got));
  });
}

void open_commits::take(std::uint64_t number, result<broker::envelope> got) {
  auto at = open_.find(number);
  if (at == open_.end())
    return;
  auto& x = at->second;
  auto answer = answer_in(std::move(got));
  auto open = is_open(answer);
  x.open_fate |= open;
  if (open && hooks_.now() + commit_pause < x.order.deadline)
    return hooks_.after(commit_pause, [this, number] { attempt(number); });
  // What was open once and was not answered since may have happened.
  if (!answer && x.open_fate)
    answer = unknown(answer.error().detail);
  auto done = std::move(x.order.done);
  open_.erase(at);
  done(std::move(answer));
}

void open_commits::close() {
  for (auto& [number, x] : std::exchange(open_, {}))
    x.order.done(
      unknown("ledger.commit: the connection was closed before its outcome was "
              "known, ask again with the same key"));
}

} // namespace nightfloat::client

// SPDX-License-Identifier: Apache-2.0
// two_transactions: one party's month is written first, the rest after it.

#include "actors/swap_commit.hpp"

#include "chaos/planted/planted.hpp"

#define swap_commits sound_swap_commits
#include "actors/swap_commit.cpp"
#undef swap_commits

namespace nightfloat::actors {

std::vector<domain::transaction> swap_commits(const swap_decision& x) {
  auto whole = sound_swap_commits(x);
  // A refusal writes nothing but the reply.
  if (!planted::is_awake("two_transactions") || whole.front().put.empty())
    return whole;
  auto second = std::move(whole.front());
  auto first = domain::transaction{};
  first.programme = second.programme;
  first.trace = second.trace;
  first.reply = second.reply;
  first.reply->key += "-first";
  first.put.push_back(std::move(second.put.front()));
  second.put.erase(second.put.begin());
  return {std::move(first), std::move(second)};
}

} // namespace nightfloat::actors

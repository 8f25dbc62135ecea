// SPDX-License-Identifier: Apache-2.0
#pragma once

// The simulation's own small change: two places change their owners, as two
// shifts do in a swap. It reads, expects what it read, and proposes again
// from fresh data when it was stale.

#include "chaos/simulation/link.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace nightfloat::simulation {

constexpr auto programme = "im";

[[nodiscard]] std::string owner_key(std::uint32_t place);

/// What a worker is asked to do for a client.
struct exchange_request {
  static constexpr std::string_view operation = "swap.execute";

  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::string key;
  std::string trace;
};
BOOST_DESCRIBE_STRUCT(exchange_request, (), (from, to, key, trace))

struct exchange_end {
  ec code = ec::none;
  std::string detail;
  std::uint64_t version = 0;
  std::string body;
  bool replayed = false;
};
BOOST_DESCRIBE_STRUCT(exchange_end, (), (code, detail, version, body, replayed))

using on_exchanged = std::function<void(exchange_end)>;

/// Begins it; `done` is called once, unless the process dies before.
void exchange(link& store, exchange_request wish, milliseconds timeout,
              on_exchanged done);

/// How a commit's answer is told to whoever asked.
[[nodiscard]] exchange_end end_of_commit(domain::commit_answer x);

} // namespace nightfloat::simulation

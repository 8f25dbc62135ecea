// SPDX-License-Identifier: Apache-2.0
#pragma once

// The jobs of the queue's figures, and the two transactions of a cycle.

#include "broker/keys.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::bench {

constexpr auto payload_bytes = std::size_t{256};

/// How long a call to the queue may take before the figure is given up.
constexpr auto call_limit = std::chrono::milliseconds{30'000};

[[nodiscard]] inline domain::job job_of(const std::string& kind) {
  auto x = domain::job{};
  x.id.value = broker::random_number();
  x.kind = kind;
  x.payload.assign(payload_bytes, 'p');
  return x;
}

/// REQUIRES one job at least.
[[nodiscard]] inline domain::transaction
submission(const std::string& programme, std::vector<domain::job> work) {
  auto x = domain::transaction{};
  x.programme = programme;
  x.reply = domain::owed_reply{.scope = "bench",
                               .key = std::to_string(work.front().id.value),
                               .fingerprint = "f",
                               .body = "submitted"};
  x.submit = std::move(work);
  return x;
}

[[nodiscard]] inline domain::transaction completion(const domain::lease& held) {
  auto x = domain::transaction{};
  x.programme = held.work.programme;
  x.fenced_by = domain::fence{held.work.id, held.fence};
  x.complete = domain::completion{.result = "done"};
  return x;
}

} // namespace nightfloat::bench

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the clients did and were told. An operation ends ok, fail (it did not
// happen and never will) or unknown (it may have happened, or may yet); an
// error that means "maybe" is never filed as "no".

#include "domain/error.hpp"
#include "domain/id.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace nightfloat::chaos {

enum class operation_kind : std::uint8_t {
  swap = 1,
  revert = 2,
  generate = 3,
  validate = 4,
};
BOOST_DESCRIBE_ENUM(operation_kind, swap, revert, generate, validate)

enum class operation_end : std::uint8_t { ok = 1, fail = 2, unknown = 3 };
BOOST_DESCRIBE_ENUM(operation_end, ok, fail, unknown)

struct operation {
  std::uint32_t client = 0;
  operation_kind kind = operation_kind::swap;
  /// Its idempotency key; empty for reads.
  std::string key;
  /// Its trace id, the same in every repeat and in the feed.
  std::string trace;
  /// Steady time since the start of the load, in us.
  std::uint64_t invoked_us = 0;
  std::uint64_t ended_us = 0;
  operation_end end = operation_end::unknown;
  ec code = ec::none;
  std::string detail;
  /// The programme version that answered.
  std::uint64_t version = 0;
  /// The reply's bytes.
  std::string body;
  domain::swap_id swap{};
  domain::job_id job{};
  /// To ask again: the operation's name and its request's bytes.
  std::string operation;
  std::string request;
};
BOOST_DESCRIBE_STRUCT(operation, (),
                      (client, kind, key, trace, invoked_us, ended_us, end,
                       code, detail, version, body, swap, job, operation,
                       request))

/// Thread-safe.
class history {
public:
  void add(operation x);

  /// All of it so far, ordered by the time of invocation.
  [[nodiscard]] std::vector<operation> all() const;

private:
  mutable std::mutex mutex_;
  std::vector<operation> done_;
};

/// Which end an error is: codes that mean "maybe" are unknown.
[[nodiscard]] operation_end end_of(ec code) noexcept;

} // namespace nightfloat::chaos

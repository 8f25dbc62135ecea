// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `generate` shows of a job that has ended.

#include "client/generate_operations.hpp"
#include "domain/job.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace nightfloat::cmd {

struct generate_page {
  std::string programme;
  domain::job_id job{};
  std::string key;
  std::string state;
  client::generate_result result;
  std::string detail;
  /// As it was last seen.
  domain::job_progress progress;
  /// How much of the duties' cost lies above their bound; nothing where there
  /// is none, or where something is broken or open.
  std::optional<std::uint32_t> gap_permille;
};
BOOST_DESCRIBE_STRUCT(generate_page, (),
                      (programme, job, key, state, result, detail, progress,
                       gap_permille))

/// Of a job that has completed: its result, and the gap that it leaves.
void take_result(generate_page& to, client::generate_result result);

/// The exit code of a job that has ended: a draft need not be published.
[[nodiscard]] int verdict_of(const generate_page& page);

/// `show` of the unmet demands at most.
void print(const generate_page& page, std::size_t show);

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Collects, through the public doors, what the checkers examine.

#include "chaos/checkers.hpp"
#include "client/connection.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// The programme's whole feed, from version 1 to the newest. Fails with
/// `trimmed` where history no longer reaches back, `timed_out` after `limit`.
[[nodiscard]] result<std::vector<domain::feed_item>>
gather_feed(client::connection& link, const std::string& programme,
            std::chrono::milliseconds limit);

/// Asks every key of swaps and reverts again with its first request.
[[nodiscard]] std::vector<asked_again>
ask_again(client::connection& link, const std::string& programme,
          const std::vector<operation>& history);

/// Where each acknowledged job stands.
[[nodiscard]] std::vector<job_end>
gather_jobs(client::connection& link, const std::string& programme,
            const std::vector<operation>& history);

/// True once no job of the programme is ready, delayed or leased, or `limit`
/// has passed (false).
[[nodiscard]] bool wait_no_live_job(client::connection& link,
                                    const std::string& programme,
                                    std::chrono::milliseconds limit);

/// Descriptors and actors of every process, by name. Fails with what the
/// store or the broker answered.
[[nodiscard]] result<std::vector<client::process_status>>
gather_processes(client::connection& link);

/// What grew between two looks at the processes.
[[nodiscard]] std::vector<leftover>
compare_processes(const std::vector<client::process_status>& before,
                  const std::vector<client::process_status>& after);

} // namespace nightfloat::chaos

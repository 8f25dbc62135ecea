// SPDX-License-Identifier: Apache-2.0
#pragma once

// Collects, through the public doors, what the checkers examine.

#include "chaos/checkers.hpp"
#include "client/connection.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// The programme's whole feed, from version 1 to the newest. What came stands
/// in `x.feed`; where it ends early (`trimmed`, or nothing came for `limit`),
/// `x.feed_ends` says why.
[[nodiscard]] result<void> gather_feed(client::connection& link,
                                       std::chrono::milliseconds limit,
                                       evidence& x);

/// The programme's records, all of one version where nobody writes any more.
[[nodiscard]] result<std::vector<domain::record>>
gather_records(client::connection& link, const std::string& programme);

/// Adds the programme's newest jobs that a schedule submitted and that are not
/// there yet. What other programmes do pushes them out of what the queue lists:
/// in a long run it is to be asked every few seconds. Fails as the first
/// question that is not answered; what was added until then stays.
[[nodiscard]] result<void> add_scheduled(client::connection& link,
                                         const std::string& programme,
                                         std::vector<scheduled_job>& to);

/// All that is asked of a cluster that has healed: feed, records, replies,
/// jobs and schedules of what `x` says was done; of the scheduled jobs that it
/// has already, those stay that the queue still knows. A feed that ends early
/// stands in `x`. Fails where jobs, records or schedules could not be read.
[[nodiscard]] result<void> gather(client::connection& link,
                                  std::chrono::milliseconds limit, evidence& x);

/// Asks keys of swaps and reverts again with their first requests: all, or of
/// more than 20 000 an even part. One that was acknowledged and whose answer
/// says nothing (`end_of` is unknown) is asked a few times more.
[[nodiscard]] std::vector<asked_again>
ask_again(client::connection& link, const std::string& programme,
          const std::vector<operation>& history);

/// Where each job of the submissions stands; those that were not acknowledged
/// only where the queue knows them. Fails with what the store answered: a job
/// that nobody told of is not unknown to the queue.
[[nodiscard]] result<std::vector<job_end>>
gather_jobs(client::connection& link, const std::vector<operation>& history);

/// True once no job of any programme is live, or `limit` has passed (false).
[[nodiscard]] bool wait_no_live_job(client::connection& link,
                                    std::chrono::milliseconds limit);

/// Descriptors and actors of every process, by name. Fails with what the
/// store or the broker answered.
[[nodiscard]] result<std::vector<client::process_status>>
gather_processes(client::connection& link);

/// What a cluster uses that nobody asks anything.
struct at_rest {
  std::vector<client::process_status> processes;
  /// Of the store, in use, as its own figures say: the fewest of some looks.
  /// One is held by the question itself.
  std::int64_t sessions = 0;
};

/// Fails with what the store or the broker answered.
[[nodiscard]] result<at_rest> gather_rest(client::connection& link);

/// What grew between two looks, and how many processes are missing.
[[nodiscard]] std::vector<leftover> compare_rest(const at_rest& before,
                                                 const at_rest& after);

} // namespace nightfloat::chaos

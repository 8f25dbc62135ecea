// SPDX-License-Identifier: Apache-2.0
#pragma once

// What jobs write, as transactions. A generated roster is staged under the
// job's number in many fenced ones, which running it again overwrites, and
// published by one small one that completes the job. Whatever ends a
// generation submits the purge of what it leaves behind.

#include "actors/programme_snapshot.hpp"
#include "domain/draft.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"
#include "domain/roster.hpp"
#include "domain/swap/change.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// Bytes of records in one staging transaction.
constexpr std::size_t staged_bytes_max = 256 << 10;

/// The roster that a job writes bears the job's number.
[[nodiscard]] domain::roster_id roster_of(const domain::job& x) noexcept;

/// What turns the records `there` under the number of `x` into all of `x`:
/// those that are the same stay, those that `x` lacks are erased. A record of
/// which only the key is known has no bytes. `there` is `x` afterwards. Every
/// transaction carries the fence and a key of its own, numbered from `part`.
[[nodiscard]] std::vector<domain::transaction>
stage_commits(const domain::lease& under, const std::string& programme,
              const domain::roster& x,
              std::map<std::string, std::string>& there, std::size_t part);

/// Holds back all changes of duty of the programme until the lease ends.
[[nodiscard]] domain::transaction hold_commit(const domain::lease& under,
                                              const std::string& programme);

/// Switches `roster/current` and completes the job with `outcome`. Expects
/// that the programme's data, its roster and its people's duty are as in
/// `where`.
[[nodiscard]] domain::transaction
publish_commit(const domain::lease& under, const programme_snapshot& where,
               std::uint64_t seed, std::string outcome);

/// Says what lies under the number of `x.roster`.
[[nodiscard]] domain::transaction mark_commit(const domain::lease& under,
                                              const std::string& programme,
                                              const domain::draft_head& x,
                                              std::size_t part);

/// Completes the job with `outcome` and keeps what it staged as the draft `x`.
[[nodiscard]] domain::transaction draft_commit(const domain::lease& under,
                                               const domain::draft_head& x,
                                               std::string outcome);

/// Completes the job with `outcome` and publishes nothing, and `why`.
[[nodiscard]] domain::transaction
kept_commit(const domain::lease& under, std::string why, std::string outcome);

/// Erases the first `count` of `page`, each at its revision.
[[nodiscard]] domain::transaction
erase_commit(const domain::lease& under,
             const std::vector<domain::expectation>& page, std::size_t count,
             std::size_t part);

/// Ends a request for a swap, as `x` says. It holds whenever it comes: what is
/// over stays over.
[[nodiscard]] domain::transaction
expiry_commit(const domain::lease& under, const snapshot_ptr& where,
              domain::swap_change x, std::size_t part);

/// Completes the job with `outcome`.
[[nodiscard]] domain::transaction done_commit(const domain::lease& under,
                                              std::string outcome);

/// Ends the attempt without effect.
[[nodiscard]] domain::transaction
failure_commit(const domain::lease& under, const failure& why, bool final);

} // namespace nightfloat::actors

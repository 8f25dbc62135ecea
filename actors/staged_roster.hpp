// SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies under the number of a generation: the roster that it stages, and
// what attempts before this one have put there. Pure: it says which pages it
// wants, is given them, and makes the transactions that turn what lies there
// into another roster.
//
// A checkpoint is the best roster so far, put by in the middle of the work, so
// that the attempt after a worker's death goes on from it. Nothing is published
// by it; it is a draft, and is purged as one when the job ends without it.

#include "actors/job_run.hpp"
#include "domain/draft.hpp"
#include "domain/solve/generation.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// Not thread-safe; owned by one run.
class staged_roster {
public:
  explicit staged_roster(domain::roster_id id = {});

  /// The page that is wanted next; nothing: all is read.
  [[nodiscard]] std::optional<run_step> next_page() const;

  /// REQUIRES that `got` answers `next_page`.
  void take(const client::records& got);

  /// What an earlier attempt said of it, if it lies there.
  [[nodiscard]] const std::optional<domain::draft_head>& head() const noexcept {
    return head_;
  }

  /// Ledger time as it was read.
  [[nodiscard]] std::int64_t read_ms() const noexcept {
    return read_ms_;
  }

  /// Where a generation on `where` goes on: nothing without a checkpoint. Its
  /// plan is taken only where the programme's data are those that it was made
  /// on and what is by hand is in it; people and templates that are gone are
  /// left out of the duties.
  [[nodiscard]] std::optional<domain::generation_start>
  start(const programme_snapshot& where) const;

  /// What turns all that lies there into `x`.
  [[nodiscard]] std::vector<domain::transaction>
  turn_into(const domain::lease& under, const std::string& programme,
            const domain::roster& x);

  /// The same, with `head` beside it: written last, and marked as torn before
  /// where it takes several transactions.
  [[nodiscard]] std::vector<domain::transaction>
  put_by(const domain::lease& under, const std::string& programme,
         const domain::roster& x, domain::draft_head head);

private:
  [[nodiscard]] domain::roster decoded() const;

  domain::roster_id id_;
  /// What is yet to be read, the next one last, and after which key.
  std::vector<std::string> prefixes_;
  std::string after_;
  /// Duties and plans, by key.
  std::map<std::string, std::string> there_;
  std::optional<domain::draft_head> head_;
  std::int64_t read_ms_ = 0;
  /// Transactions so far: each needs a key of its own.
  std::size_t parts_ = 0;
};

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#pragma once

// One `swap.execute` or `swap.revert` from call to answer, as a machine
// without actor, store or clock.
//
//   programme --> (revert: the swap's record) --> plan --> commit --> answer
//
// A conflict means that somebody changed what the plan had read: it plans
// again on what is there now, a bounded number of times. A final refusal is
// stored under the call's key like a success, and every answer, the first
// one too, is sent from the stored bytes.

#include "actors/messages.hpp"
#include "actors/swap_commit.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// What the attempt wants done next.
struct swap_step {
  enum class verb { programme, record, commit, done };

  verb what = verb::done;
  /// For `programme`.
  std::uint64_t at_least = 0;
  /// For `record`: the key to read.
  std::string key;
  /// For `commit`.
  domain::transaction change;
  /// For `done`.
  answer reply;
};

/// Not thread-safe; owned by the swap matcher.
class swap_attempt {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr unsigned conflicts_max = 8;

  /// `fresh` numbers the swap if this attempt is the one that executes it.
  swap_attempt(parcel<call> x, domain::swap_id fresh);

  [[nodiscard]] swap_step begin();
  [[nodiscard]] swap_step on_programme(const result<snapshot_ptr>& got,
                                       time_point now);
  [[nodiscard]] swap_step on_record(const result<client::records>& got,
                                    time_point now);
  [[nodiscard]] swap_step on_commit(const domain::commit_answer& got,
                                    time_point now);

private:
  [[nodiscard]] swap_step plan_execute(time_point now);
  [[nodiscard]] swap_step carry_out(swap_decision x, time_point now);
  [[nodiscard]] swap_step refuse(const failure& why, time_point now,
                                 const std::vector<domain::person_id>& read);
  [[nodiscard]] swap_step commit(time_point now);
  [[nodiscard]] domain::owed_reply owed(ec status, std::string body) const;

  parcel<call> call_;
  domain::swap_id fresh_;
  snapshot_ptr where_;
  std::string record_key_;
  std::uint64_t record_revision_ = 0;
  unsigned conflicts_ = 0;
  std::vector<domain::transaction> changes_;
  std::size_t committed_ = 0;
};

} // namespace nightfloat::actors

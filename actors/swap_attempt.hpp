// SPDX-License-Identifier: Apache-2.0
#pragma once

// One act about a swap from call to answer: `swap.offer`, `.act`, `.execute`,
// `.revert`; a machine without actor, store or clock.
//
//   programme --> (a swap that is over: its record) --> plan --> commit -->
//   answer
//
// A conflict means that somebody changed what the plan had read, or that time
// has gone on: it plans again on what is there now, a bounded number of times.
// A final refusal is stored under the call's key like a success, and every
// answer, the first one too, is sent from the stored bytes.

#include "actors/messages.hpp"
#include "actors/swap_commit.hpp"
#include "actors/swap_rules.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// What the attempt wants done next.
struct swap_step {
  enum class verb { programme, record, commit, done };

  verb what = verb::done;
  /// For `programme`.
  std::uint64_t at_least = 0;
  /// For `programme`: after a conflict. Attempts that meet others take turns,
  /// or all but one would plan in vain each time.
  bool in_turn = false;
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
  /// `rules` outlive it; attempts that take turns share them.
  swap_attempt(parcel<call> x, domain::swap_id fresh, swap_rules& rules);

  [[nodiscard]] swap_step begin();
  [[nodiscard]] swap_step on_programme(const result<snapshot_ptr>& got,
                                       time_point now);
  [[nodiscard]] swap_step on_record(const result<client::records>& got,
                                    time_point now);
  [[nodiscard]] swap_step on_commit(const domain::commit_answer& got,
                                    time_point now);

private:
  using planned = result<domain::swap_change>;

  [[nodiscard]] planned plan(const domain::rule_pack& pack) const;
  [[nodiscard]] planned plan_about(const domain::swap_scene& at,
                                   domain::swap_command how) const;
  [[nodiscard]] planned plan_act(const domain::swap_scene& at) const;
  [[nodiscard]] planned plan_revert(const domain::swap_scene& at) const;
  [[nodiscard]] planned plan_offer(const domain::swap_scene& at) const;
  [[nodiscard]] planned plan_direct(const domain::swap_scene& at) const;
  [[nodiscard]] domain::swap_id about() const;
  [[nodiscard]] swap_step decide(time_point now);
  [[nodiscard]] swap_step carry_out(domain::swap_change x, time_point now);
  [[nodiscard]] swap_step say_no_such(time_point now);
  [[nodiscard]] swap_step plan_again(const domain::commit_answer& got);
  [[nodiscard]] swap_step commit(time_point now);
  [[nodiscard]] domain::owed_reply owed(ec status, std::string body) const;

  parcel<call> call_;
  domain::swap_id fresh_;
  swap_rules* rules_;
  snapshot_ptr where_;
  /// The swap that it is about, once it was found among those that are over.
  std::optional<domain::swap_record_at> record_;
  /// Ledger time, as a conflict told it.
  std::int64_t told_ms_ = 0;
  unsigned conflicts_ = 0;
  std::vector<domain::transaction> changes_;
  std::size_t committed_ = 0;
  /// What was sent last may have happened.
  bool open_fate_ = false;
};

} // namespace nightfloat::actors

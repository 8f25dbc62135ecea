// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `generate` job, as a machine without actor, store or clock.
//
//   programme --> slices of work --> (repeat: leftovers) --> stage, stage, ...
//   --> programme again --> publish --> end
//
// Everything that it writes is fenced by the lease, so an attempt whose lease
// ended changes nothing, however late it wakes. Publish is one transaction
// with the completion. Where it conflicts the programme is looked at again: if
// what the roster was made of is the same it is published against the new
// version, at most `publishes_max` times; else the attempt fails and the queue
// tries the job again.

#include "actors/messages.hpp"
#include "client/operations.hpp"
#include "domain/solve/generation.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// What the run wants done next.
struct run_step {
  enum class verb {
    none,      ///< Nothing: the answer came too late to matter.
    programme, ///< Hand over the newest programme.
    slice,     ///< Call `on_slice` again.
    leftovers, ///< Scan `prefix` after `after`.
    commit,    ///< Commit `change`, after `delay`.
    end,       ///< The attempt is over; the lease is gone or completed.
  };

  verb what = verb::end;
  std::string prefix;
  std::string after;
  domain::transaction change;
  std::chrono::milliseconds delay{0};
};

/// Not thread-safe; owned by one scheduler.
class generate_run {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::uint64_t slice_moves = 5'000;
  static constexpr unsigned publishes_max = 3;
  static constexpr unsigned commits_max = 20;

  explicit generate_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now);
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now);
  [[nodiscard]] run_step on_slice(time_point now);
  [[nodiscard]] run_step on_leftovers(const result<client::records>& got);
  [[nodiscard]] run_step on_commit(const domain::commit_answer& got);

  /// Somebody wants the job cancelled: the attempt ends as `cancelled`.
  [[nodiscard]] run_step on_cancel();

  [[nodiscard]] domain::job_progress progress() const;

private:
  enum class stage { loading, working, clearing, staging, publishing, ending };

  [[nodiscard]] run_step start(const snapshot_ptr& where, time_point now);
  [[nodiscard]] bool is_part(const domain::programme_info& x) const noexcept;
  [[nodiscard]] run_step finish_work(time_point now);
  [[nodiscard]] run_step stage_all();
  [[nodiscard]] run_step next_stage();
  [[nodiscard]] run_step look_again();
  [[nodiscard]] run_step publish(const snapshot_ptr& where);
  [[nodiscard]] run_step fail(const failure& why, bool final);
  [[nodiscard]] run_step commit(domain::transaction change);
  [[nodiscard]] run_step repeat(std::uint32_t delay_ms);

  domain::lease under_;
  client::generate_job wish_;
  stage stage_ = stage::loading;
  time_point began_{};
  snapshot_ptr made_of_;
  std::optional<domain::generation> work_;
  domain::roster roster_;
  client::generate_result outcome_;
  std::set<std::string> leftovers_;
  std::vector<std::string> prefixes_;
  std::vector<domain::transaction> staged_;
  std::size_t staged_done_ = 0;
  domain::transaction last_;
  unsigned publishes_ = 0;
  unsigned repeats_ = 0;
  std::uint64_t counter_ = 0;
};

/// The duties and plan entries that generation keeps: locked ones.
[[nodiscard]] domain::roster locked_of(const domain::roster& x);

} // namespace nightfloat::actors

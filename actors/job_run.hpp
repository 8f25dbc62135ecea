// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a job, as a machine without actor, store or clock: it says
// what it wants done next and is told what came of it.
//
// Everything that it writes is fenced by the lease, so an attempt whose lease
// ended changes nothing, however late it wakes. A transaction whose answer was
// lost, or that may pass by waiting, is sent again as it is; so is a question,
// by whoever asks it.

#include "actors/messages.hpp"
#include "client/ledger_operations.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::actors {

/// What may pass by waiting, rather than by another attempt.
[[nodiscard]] bool may_pass(ec code) noexcept;

/// Before something is sent or asked again, unless the store says longer.
constexpr std::chrono::milliseconds repeat_after{100};

/// What the run wants done next.
struct run_step {
  enum class verb {
    none,      ///< Nothing: the answer came too late to matter.
    programme, ///< Hand over the newest programme.
    slice,     ///< Call `on_slice` again.
    scan,      ///< A page of the records under `prefix` after `after`.
    read,      ///< The records of `keys`.
    job,       ///< How `job` stands.
    commit,    ///< Commit `change`.
    end,       ///< The attempt is over; the lease is gone or completed.
  };

  verb what = verb::end;
  std::string prefix;
  std::string after;
  std::vector<std::string> keys;
  domain::job_id job{};
  domain::transaction change;
  /// How long to wait before it is asked or committed.
  std::chrono::milliseconds delay{0};
  /// A question that is not asked again: others wait while it is.
  bool once = false;
  /// With `end`: `lease_lost` where the attempt was cut off by it.
  ec why = ec::none;
};

/// Not thread-safe; owned by one scheduler.
class job_run {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Times that one transaction is sent again, or one question asked again.
  static constexpr unsigned repeats_max = 20;

  virtual ~job_run() = default;

  [[nodiscard]] virtual run_step begin(time_point now) = 0;
  [[nodiscard]] virtual run_step on_programme(const result<snapshot_ptr>& got,
                                              time_point now);
  [[nodiscard]] virtual run_step on_slice(time_point now);
  [[nodiscard]] virtual run_step on_records(const result<client::records>& got);
  /// `not_found` for a job that nobody knows.
  [[nodiscard]] virtual run_step on_job(const result<domain::job_view>& got);
  [[nodiscard]] run_step on_commit(const domain::commit_answer& got);

  /// Somebody wants the job cancelled: the attempt ends as `cancelled`. `none`
  /// if it is ending without effect already: the wish is heard again and again.
  [[nodiscard]] run_step on_cancel();

  [[nodiscard]] virtual domain::job_progress progress() const = 0;

  /// How the attempt has ended, in a word: `failed`, `cancelled`, what it did
  /// where it completed its job, or `lost` where it has ended nothing.
  [[nodiscard]] std::string_view outcome() const noexcept;

protected:
  explicit job_run(domain::lease under);

  job_run(const job_run&) = default;
  job_run& operator=(const job_run&) = default;

  /// The transaction was committed, or was before.
  [[nodiscard]] virtual run_step committed() = 0;
  /// `key` was not as it expected.
  [[nodiscard]] virtual run_step conflicted(const std::string& key) = 0;
  /// The attempt ends: what it still holds is not needed.
  virtual void let_go() = 0;
  /// What it did where it completed its job.
  [[nodiscard]] virtual std::string_view deed() const noexcept {
    return "completed";
  }

  [[nodiscard]] static run_step step_of(run_step::verb what);
  [[nodiscard]] run_step commit(domain::transaction change);
  /// Commits what ends the job, whatever else comes in between.
  [[nodiscard]] run_step end_with(domain::transaction change);
  [[nodiscard]] run_step fail(const failure& why, bool final);

  [[nodiscard]] bool is_ending() const noexcept {
    return ending_;
  }

  domain::lease under_;
  /// Moves with every answer, so that the lease is renewed.
  std::uint64_t counter_ = 0;

private:
  [[nodiscard]] static run_step cut_off();
  [[nodiscard]] bool is_failing() const noexcept;
  [[nodiscard]] run_step repeat(std::chrono::milliseconds delay);

  domain::transaction last_;
  unsigned repeats_ = 0;
  bool ending_ = false;
  /// What ends the job was committed.
  bool has_ended_ = false;
};

/// The run of a lease's kind of job; one of no kind that this worker knows
/// fails for good.
[[nodiscard]] std::unique_ptr<job_run> make_run(const domain::lease& under);

} // namespace nightfloat::actors

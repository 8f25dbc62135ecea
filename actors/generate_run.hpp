// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `generate` job.
//
//   programme --> what lies there --> slices of work, checkpoints
//   --> stage, stage, ... --> programme again --> publish --> end
//
// While it works it puts the best roster so far by, every few seconds and only
// when it became better. An attempt after one whose worker died goes on from
// there, with what is left of the budget.
//
// Publish is one transaction with the completion. Where it conflicts the
// programme is looked at again: what was done by hand meanwhile is brought
// into the roster by a short search (a rebase), which is judged and staged
// like the first. After `publishes_max` conflicts the job holds back all
// changes of duty, rebases once more and publishes; the hold ends with the
// lease. Where more than duties and leave has changed the attempt fails and
// the queue tries the job again.
//
// A roster that lacks more than the one in force is not published: the job
// completes with the reason. One that is wanted as a draft is staged and judged
// in the same way, and then kept where publishing would come.

#include "actors/job_run.hpp"
#include "actors/staged_roster.hpp"
#include "client/operations.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::actors {

class generate_run final : public job_run {
public:
  static constexpr std::uint64_t slice_moves = 5'000;
  /// Conflicts before it holds, and as many again before it gives up: under
  /// the hold only other publications are left to conflict with.
  static constexpr unsigned publishes_max = 3;
  /// Between two looks at whether the best is worth putting by.
  static constexpr std::chrono::milliseconds checkpoint_every{5'000};
  /// Between two counts of what is unmet, which takes as long as some slices.
  static constexpr std::chrono::milliseconds count_every{1'000};
  static constexpr std::uint32_t keep_days_max = 365;

  explicit generate_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now) override;
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now) override;
  [[nodiscard]] run_step on_slice(time_point now) override;
  [[nodiscard]] run_step
  on_records(const result<client::records>& got) override;
  [[nodiscard]] domain::job_progress progress() const override;

private:
  enum class stage {
    loading,
    recalling,
    working,
    putting_by,
    judging,
    staging,
    publishing,
    rebasing,
    holding,
  };

  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;
  [[nodiscard]] std::string_view deed() const noexcept override;

  [[nodiscard]] run_step recall(const snapshot_ptr& where, time_point now);
  [[nodiscard]] run_step start();
  [[nodiscard]] bool is_part(const domain::programme_info& x) const noexcept;
  [[nodiscard]] run_step work(time_point now);
  [[nodiscard]] run_step put_by(time_point now);
  [[nodiscard]] domain::draft_head describe() const;
  void tell_work(domain::job_progress& to) const;
  [[nodiscard]] run_step finish_work(time_point now);
  void forget_bounds();
  [[nodiscard]] run_step judge_next();
  [[nodiscard]] result<std::string> judge();
  [[nodiscard]] result<void> judge_constraints();
  [[nodiscard]] result<void> judge_changes();
  [[nodiscard]] run_step settle();
  [[nodiscard]] run_step stage_all();
  [[nodiscard]] run_step next_stage();
  [[nodiscard]] run_step look_again();
  [[nodiscard]] run_step look(const snapshot_ptr& where);
  [[nodiscard]] run_step rebase(const std::vector<domain::person_id>& people);
  [[nodiscard]] run_step publish();
  [[nodiscard]] run_step keep();

  client::generate_job wish_;
  stage stage_ = stage::loading;
  time_point began_{};
  /// What `roster_` is made for; moves on when it is looked at again.
  snapshot_ptr made_of_;
  std::optional<domain::generation> work_;
  std::optional<domain::roster_rebase> rebase_;
  domain::roster roster_;
  client::generate_result outcome_;
  staged_roster lies_;
  /// What an earlier attempt has used of the budget, and all of it so far.
  std::chrono::milliseconds spent_before_{0};
  std::chrono::milliseconds spent_{0};
  /// When it was last looked at, and what was put by.
  time_point looked_{};
  time_point counted_{};
  domain::job_cost put_by_{};
  /// What of it this attempt has made; nothing: it is as it was found.
  std::optional<domain::roster> best_put_by_;
  std::int64_t plan_cost_ = 0;
  std::uint64_t open_places_ = 0;
  /// Days that have to change for every place to be filled.
  std::uint64_t changes_needed_ = 0;
  bool has_counted_ = false;
  std::vector<domain::transaction> staged_;
  std::size_t staged_done_ = 0;
  unsigned publishes_ = 0;
  bool rebased_ = false;
  bool holds_ = false;
};

} // namespace nightfloat::actors

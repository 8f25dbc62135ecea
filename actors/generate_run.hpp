// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `generate` job.
//
//   programme --> slices of work --> leftovers --> stage, stage, ...
//   --> programme again --> publish --> end
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
// completes with the reason.

#include "actors/job_run.hpp"
#include "client/operations.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::actors {

class generate_run final : public job_run {
public:
  static constexpr std::uint64_t slice_moves = 5'000;
  /// Conflicts before it holds, and as many again before it gives up: under
  /// the hold only other publications are left to conflict with.
  static constexpr unsigned publishes_max = 3;

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
    working,
    clearing,
    staging,
    publishing,
    rebasing,
    holding,
  };

  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;

  [[nodiscard]] run_step start(const snapshot_ptr& where, time_point now);
  [[nodiscard]] bool is_part(const domain::programme_info& x) const noexcept;
  [[nodiscard]] run_step finish_work(time_point now);
  [[nodiscard]] result<std::string> judge();
  [[nodiscard]] run_step settle();
  [[nodiscard]] run_step clear();
  [[nodiscard]] run_step stage_all();
  [[nodiscard]] run_step next_stage();
  [[nodiscard]] run_step look_again();
  [[nodiscard]] run_step look(const snapshot_ptr& where);
  [[nodiscard]] run_step rebase(const std::vector<domain::person_id>& people);
  [[nodiscard]] run_step publish();

  client::generate_job wish_;
  stage stage_ = stage::loading;
  time_point began_{};
  /// What `roster_` is made for; moves on when it is looked at again.
  snapshot_ptr made_of_;
  std::optional<domain::generation> work_;
  std::optional<domain::roster_rebase> rebase_;
  domain::roster roster_;
  client::generate_result outcome_;
  /// Records under the job's number, as far as known: no bytes, unknown.
  std::map<std::string, std::string> there_;
  std::vector<std::string> prefixes_;
  std::vector<domain::transaction> staged_;
  std::size_t staged_done_ = 0;
  /// Staging transactions so far: each needs a key of its own.
  std::size_t parts_ = 0;
  unsigned publishes_ = 0;
  bool rebased_ = false;
  bool holds_ = false;
};

} // namespace nightfloat::actors

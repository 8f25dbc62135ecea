// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `health` job: what the rules say of the roster in force, and
// how much of what shifts ask for has people. It is the job's result and a
// record of the programme, which is written anew only where it says something
// else, or is an hour old.
//
//   programme --> what lies there --> the rules --> the places --> end

#include "actors/job_run.hpp"
#include "client/check_operations.hpp"

#include <optional>

namespace nightfloat::actors {

class health_run final : public job_run {
public:
  /// A record that still holds is written anew after so long, so that its
  /// reader sees that somebody looks.
  static constexpr std::int64_t record_ms_max = 3'600'000;

  explicit health_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now) override;
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now) override;
  [[nodiscard]] run_step
  on_records(const result<client::records>& got) override;
  [[nodiscard]] run_step on_slice(time_point now) override;
  [[nodiscard]] domain::job_progress progress() const override;

private:
  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;

  [[nodiscard]] run_step begin_judging();
  [[nodiscard]] result<void> judge_rules();
  [[nodiscard]] result<void> judge_places();
  [[nodiscard]] run_step finish();
  [[nodiscard]] bool is_news() const;

  client::health_job wish_;
  snapshot_ptr where_;
  /// What lies there, once it was read.
  std::optional<domain::record> lies_;
  /// The rules have been asked.
  bool is_judged_ = false;
  client::health_result outcome_;
};

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `contingency` job: N-1 over the coming days of the newest
// roster; what it finds is the job's result and a record of the programme.
//
//   programme --> one person a slice --> end

#include "actors/job_run.hpp"
#include "client/operations.hpp"
#include "domain/resilience/contingency.hpp"

#include <optional>

namespace nightfloat::actors {

class contingency_run final : public job_run {
public:
  explicit contingency_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now) override;
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now) override;
  [[nodiscard]] run_step on_slice(time_point now) override;
  [[nodiscard]] domain::job_progress progress() const override;

private:
  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;

  [[nodiscard]] run_step begin_search();
  [[nodiscard]] run_step finish();

  client::contingency_job wish_;
  snapshot_ptr where_;
  domain::rule_pack pack_;
  std::optional<domain::n1_search> search_;
  client::contingency_result outcome_;
};

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `fallback` job: for each of those who are missed most, who
// works their shifts where they are lost, worked out ahead.
//
//   programme --> what lies there --> one person a slice: what their loss costs
//   --> one a slice: who works instead --> end
//
// **Invariant:** the transaction that completes the job erases all fallbacks
// that lay there and writes those that were made, while the data, the roster
// in force and all fallbacks are as they were read. So all that lie there are
// of one run. A purge erases those of a roster that is neither in force nor the
// one before it, as it erases that roster.

#include "actors/job_run.hpp"
#include "client/check_operations.hpp"
#include "domain/resilience/contingency.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::actors {

class fallback_run final : public job_run {
public:
  /// One that is larger is not kept: all of them go into one transaction.
  static constexpr std::size_t fallback_bytes_max = 32 << 10;

  explicit fallback_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now) override;
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now) override;
  [[nodiscard]] run_step
  on_records(const result<client::records>& got) override;
  [[nodiscard]] run_step on_slice(time_point now) override;
  [[nodiscard]] domain::job_progress progress() const override;

private:
  enum class stage { programme, there, losses, people };

  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;

  [[nodiscard]] run_step next_page() const;
  [[nodiscard]] run_step begin_losses();
  [[nodiscard]] run_step lose_next();
  [[nodiscard]] run_step mend_next();
  [[nodiscard]] client::fallback_note keep(const domain::absence_answer& x,
                                           client::fallback_note note);
  [[nodiscard]] run_step finish();

  client::fallback_job wish_;
  stage stage_ = stage::programme;
  snapshot_ptr where_;
  /// What lies there, as of which version, and after which key to go on.
  std::vector<std::string> there_;
  std::uint64_t read_version_ = 0;
  std::string after_;
  std::int64_t now_ms_ = 0;
  domain::rule_pack pack_;
  std::optional<domain::n1_search> search_;
  std::vector<domain::vulnerability> losses_;
  std::vector<domain::write> made_;
  client::fallback_result outcome_;
};

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#pragma once

// One attempt at a `purge` job: erases drafts, which are rosters and data that
// no head names and no live job writes. A page at a time:
//
//   heads --> page --> whose job? --> is it kept? --> erase, erase, ...
//   --> page ... --> end
//
// A draft that somebody asked for is kept until its time is over, although its
// job has ended. Fallbacks go with the roster that they are of.
//
// A record is erased at the revision that was seen before its job was found
// ended, and while both heads are as they were read. So a job that is put back
// and writes it again, an import that is published meanwhile, a head that
// names it after all: each makes the erasure conflict, and it begins anew.
// What is in force and what was before it are named, so they stay.
//
// The one that a schedule submits begins with the swap requests whose time is
// over: it ends each, in a transaction of its own that is decided as the act
// `expire` is, so that the shifts which they promise are free.

#include "actors/job_run.hpp"
#include "client/operations.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::actors {

/// The purge that follows the end of a job; the same for the same attempt.
[[nodiscard]] domain::job purge_after(const domain::lease& x);

class purge_run final : public job_run {
public:
  /// Leaves room for the two heads and the draft's among the expectations.
  static constexpr std::size_t erased_max = domain::expectations_max - 3;
  static constexpr unsigned restarts_max = 10;

  explicit purge_run(domain::lease under);

  [[nodiscard]] run_step begin(time_point now) override;
  [[nodiscard]] run_step on_programme(const result<snapshot_ptr>& got,
                                      time_point now) override;
  [[nodiscard]] run_step
  on_records(const result<client::records>& got) override;
  [[nodiscard]] run_step on_job(const result<domain::job_view>& got) override;
  [[nodiscard]] domain::job_progress progress() const override;

private:
  enum class stage { requests, heads, page, job, mark, erasing };

  run_step committed() override;
  run_step conflicted(const std::string& key) override;
  void let_go() override;

  [[nodiscard]] run_step end_requests();
  [[nodiscard]] run_step restart();
  [[nodiscard]] run_step on_heads(const client::records& got);
  [[nodiscard]] run_step next_page();
  [[nodiscard]] run_step on_page(const client::records& got);
  [[nodiscard]] run_step on_mark(const client::records& got);
  [[nodiscard]] run_step pass_over();
  [[nodiscard]] run_step spare();
  [[nodiscard]] run_step erase_next();
  [[nodiscard]] run_step finish();
  [[nodiscard]] std::string_view folder() const;
  [[nodiscard]] bool is_named() const;

  client::purge_job wish_;
  stage stage_ = stage::heads;
  /// With the requests, and how many of them were looked at.
  snapshot_ptr where_;
  std::size_t looked_at_ = 0;
  domain::programme_head data_{};
  domain::roster_head roster_{};
  std::vector<domain::expectation> heads_;
  /// Where it is: which folder, after which key, at which number.
  std::size_t folder_ = 0;
  std::string after_;
  std::uint64_t number_ = 0;
  std::string draft_;
  std::vector<domain::expectation> page_;
  /// What is said of the draft, as it was read.
  domain::expectation mark_;
  /// Drafts that stay, and those of which something was erased.
  std::set<std::uint64_t> spared_;
  std::set<std::uint64_t> erased_;
  client::purge_result outcome_;
  std::size_t erasing_ = 0;
  std::size_t parts_ = 0;
  unsigned restarts_ = 0;
};

} // namespace nightfloat::actors

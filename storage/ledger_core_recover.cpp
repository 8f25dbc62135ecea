// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "storage/crash_point.hpp"
#include "storage/ledger_core.hpp"

#include <utility>

namespace nightfloat::storage {

namespace {

failure corrupt(std::string what) {
  return {ec::corrupt, "store: " + std::move(what)
                         + ", restore the state directory from a checkpoint"};
}

/// Nothing but the engine's epoch: a store that nobody has written to yet.
result<bool> is_new(const engine& from) {
  auto empty = true;
  auto done = from.scan({}, scan_order::ascending,
                        [&](std::string_view key, std::string_view) {
                          empty = key == layout::epoch;
                          return empty;
                        });
  if (!done)
    return done.error();
  return empty;
}

} // namespace

result<void> ledger_core::recover(engine& from, moment now) {
  crash_point("recover.opened");
  rows_.clear();
  kept_.forget();
  changed_jobs_.clear();
  paused_changes_.clear();
  heads_.clear();
  moved_.clear();
  claim_rows_.clear();
  claim_rows_taken_.clear();
  jobs_.clear();
  holders_.clear();
  purge_after_.clear();
  history_after_.clear();
  fresh_jobs_ = 0;
  auto newest = from.newest_epoch();
  if (!newest)
    return newest.error();
  if (auto done = check_format(from, now); !done)
    return done;
  if (auto done = from.recover(*newest + 1); !done)
    return done;
  crash_point("recover.epoch");
  epoch_ = *newest + 1;
  token_last_ = 0;
  now_ = now;
  purge_at_ = now.steady;
  if (!rows_.empty()) {
    if (auto done = from.apply(rows_.take(epoch_));
        done.outcome != apply_outcome::ok)
      return done.why;
  }
  if (auto done = load_totals(now); !done)
    return done;
  if (auto done = load_paused(); !done)
    return done;
  if (auto done = load_rates(); !done)
    return done;
  if (auto done = load_schedules(); !done)
    return done;
  return load_jobs(now);
}

result<void> ledger_core::check_format(engine& from, moment now) {
  auto row = from.get(layout::format);
  if (!row)
    return row.error();
  if (*row) {
    auto found = codec::decode<stored_format>(**row);
    if (!found)
      return corrupt("the row of its format cannot be read");
    if (found->version == format_version)
      return {};
    return failure{ec::bad_version,
                   "store: format version is wrong ("
                     + std::to_string(found->version) + ", this build reads "
                     + std::to_string(format_version)
                     + "), start the build that wrote it or name another "
                       "state directory"};
  }
  auto fresh = is_new(from);
  if (!fresh)
    return fresh.error();
  if (!*fresh)
    return corrupt("it holds rows but does not say in which format");
  auto format = stored_format{.version = format_version,
                              .created_ms = now.wall_ms};
  rows_.put(std::string{layout::format}, codec::encode(format));
  return {};
}

result<void> ledger_core::load_totals(moment now) {
  totals_ = {};
  auto row = base_->get(layout::totals);
  if (!row)
    return row.error();
  if (*row) {
    auto found = codec::decode<stored_totals>(**row);
    if (!found)
      return corrupt("the row of its totals cannot be read");
    totals_ = *found;
  }
  totals_before_ = totals_;
  purge_ended_from_ = totals_.ended_first;
  time_.start(totals_.ledger_time_ms, now,
              std::chrono::milliseconds{totals_.hold_left_ms});
  return {};
}

result<void> ledger_core::load_jobs(moment now) {
  const auto range = key_range{layout::live_state(totals_.job_first),
                               prefix_range(layout::live_states).last};
  auto trouble = std::optional<failure>{};
  auto waiting = std::vector<domain::job_id>{};
  auto done = base_->scan(
    range, scan_order::ascending,
    [&](std::string_view key, std::string_view value) {
      auto state = codec::decode<stored_state>(value);
      if (!state) {
        trouble = corrupt("the row of a job cannot be read ("
                          + std::to_string(layout::number_at_end(key)) + ")");
        return false;
      }
      auto job = live_job{.sequence = layout::number_at_end(key),
                          .state = std::move(*state),
                          .busy = false};
      if (job.state.state == domain::job_state::leased) {
        auto& lease = jobs_.lease_of(job);
        lease.deadline = now.steady + options_.visibility_timeout;
        lease.hard_end = now.steady
                         + std::chrono::milliseconds{job.state.attempt_ms_max};
        lease.from_log = true;
      }
      if (!job.state.hold.empty())
        holders_.insert(job.state.id.value);
      if (job.state.state == domain::job_state::waiting)
        waiting.push_back(job.state.id);
      jobs_.put(std::move(job));
      return true;
    });
  if (trouble)
    return *trouble;
  if (!done)
    return done;
  return load_awaits(waiting);
}

} // namespace nightfloat::storage

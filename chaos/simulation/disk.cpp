// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/disk.hpp"

#include <utility>

namespace nightfloat::simulation {

using storage::fault_kind;

slow_engine::slow_engine(world& in, disk_state& on,
                         std::function<void(microseconds)> wait)
  : world_{in}, disk_{on}, wait_{std::move(wait)},
    dice_{mix(in.seed(), 3 + on.syncs)}, inner_{on.disk} {
}

microseconds slow_engine::sync_time() {
  auto us = microseconds{dice_.between(disk_.sync_us_min, disk_.sync_us_max)};
  if (world_.now() < disk_.slower_until)
    us += disk_.slower;
  return us;
}

// -- reads: nobody writes meanwhile, so nothing is copied --------------------

result<std::optional<std::string>>
slow_engine::get(std::string_view key) const {
  if (!open_)
    return inner_.get(key);
  const auto& rows = disk_.disk.synced;
  auto i = rows.find(key);
  if (i == rows.end())
    return std::optional<std::string>{};
  return std::optional{i->second};
}

result<void> slow_engine::scan(const storage::key_range& range,
                               storage::scan_order order,
                               const storage::row_visitor& visit) const {
  if (!open_)
    return inner_.scan(range, order, visit);
  const auto& rows = disk_.disk.synced;
  if (!range.last.empty() && range.last <= range.first)
    return {};
  auto first = rows.lower_bound(range.first);
  auto last = range.last.empty() ? rows.end() : rows.lower_bound(range.last);
  if (order == storage::scan_order::ascending) {
    for (; first != last; ++first)
      if (!visit(first->first, first->second))
        break;
    return {};
  }
  while (last != first) {
    --last;
    if (!visit(last->first, last->second))
      break;
  }
  return {};
}

result<void> slow_engine::with_snapshot(
  const std::function<result<void>(const storage::view&)>& read) const {
  return open_ ? read(*this) : inner_.with_snapshot(read);
}

// -- writes -------------------------------------------------------------------

void slow_engine::fail_next() {
  if (disk_.full_syncs > 0) {
    --disk_.full_syncs;
    (void)inner_.set_fault({.kind = fault_kind::no_space, .count = 1});
  } else if (disk_.failing_syncs > 0) {
    --disk_.failing_syncs;
    (void)inner_.set_fault({.kind = dice_.chance(500)
                                      ? fault_kind::sync_error
                                      : fault_kind::lose_unsynced,
                            .count = 1});
  }
}

result<void> slow_engine::reopen() {
  open_ = false;
  auto done = inner_.reopen();
  open_ = done.has_value();
  return done;
}

result<std::uint64_t> slow_engine::newest_epoch() const {
  return inner_.newest_epoch();
}

result<void> slow_engine::recover(std::uint64_t epoch) {
  ++disk_.syncs;
  if (disk_.full_syncs == 0)
    fail_next();
  return inner_.recover(epoch);
}

storage::apply_result slow_engine::apply(const storage::write_batch& batch) {
  ++disk_.syncs;
  try {
    wait_(sync_time());
  } catch (const process_killed&) {
    // The process is dead; the system may have got the bytes or not.
    if (dice_.chance(500))
      disk_.disk.unsynced = batch;
    throw;
  }
  fail_next();
  return inner_.apply(batch);
}

result<void> slow_engine::checkpoint(const std::string& target) {
  return inner_.checkpoint(target);
}

result<void> slow_engine::set_fault(const storage::fault& x) {
  return inner_.set_fault(x);
}

std::vector<domain::store_figure> slow_engine::figures() const {
  return inner_.figures();
}

void slow_engine::close() {
  open_ = false;
  inner_.close();
}

} // namespace nightfloat::simulation

// SPDX-License-Identifier: Apache-2.0
//
// Schedules. A time that is due is dealt with in the batch that begins after
// it: the job and the schedule's row, which says what comes next, are one
// write, so neither a restart nor a second look repeats it.
#include "codec/bytes.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

namespace {

/// In all programmes together.
constexpr auto schedules_max = std::size_t{4'096};
/// Of which one batch deals with the times.
constexpr auto fired_max = std::size_t{64};
/// A queue without room is asked again.
constexpr auto full_pause = std::chrono::seconds{1};

failure wrong_schedule(std::string what) {
  return {ec::invalid_argument, "cron: " + std::move(what)};
}

/// What a job must keep to, asked of the one that a schedule submits.
result<void> check_work(const std::string& programme, domain::job work) {
  if (!work.after.empty() || !work.unique.empty() || work.run_at_ms != 0)
    return wrong_schedule(
      "the job waits for others, has a unique name or a time of "
      "its own, leave these to the schedule");
  work.id = {1};
  auto x = domain::transaction{.programme = programme};
  x.submit = {std::move(work)};
  x.reply = domain::owed_reply{.scope = "cron", .key = "cron"};
  auto bad = check_address(x);
  if (!bad)
    bad = check_limits(x);
  if (bad)
    return at("cron", {bad->code, bad->detail});
  return {};
}

domain::schedule_view view_of(const schedule_book::entry& x) {
  return {.programme = x.row.programme,
          .what = x.row.what,
          .paused = x.row.paused,
          .next_ms = x.rule ? x.row.next_ms : 0,
          .fired_ms = x.row.fired_ms,
          .fired = x.row.fired,
          .missed_ms = x.row.missed_ms,
          .trouble = x.trouble};
}

} // namespace

const stored_schedule* ledger_core::schedule_at(const std::string& at) const {
  if (auto i = schedule_changes_.find(at); i != schedule_changes_.end())
    return i->second ? &*i->second : nullptr;
  const auto* known = schedules_.find(at);
  return known == nullptr ? nullptr : &known->row;
}

void ledger_core::save_schedule(const std::string& at, stored_schedule x) {
  rows_.put(at, codec::encode(x));
  schedule_changes_.insert_or_assign(at, std::move(x));
}

result<void> ledger_core::put_schedule(const std::string& programme,
                                       const domain::schedule& x,
                                       bool replace) {
  if (!is_kind(x.name))
    return wrong_schedule(
      "the name is wrong, give 1 to 64 bytes without control "
      "characters");
  if (auto good = check_work(programme, x.work); !good)
    return good;
  auto rule = due_rule::of(x);
  if (!rule)
    return rule.error();
  const auto at = layout::schedule(programme, x.name);
  const auto* before = schedule_at(at);
  if (before != nullptr && before->what == x)
    return {};
  if (before != nullptr && !replace)
    return failure{ec::conflict, "cron: the programme has another schedule of "
                                 "this name ("
                                   + x.name
                                   + "), replace it or name this differently"};
  if (before == nullptr
      && schedules_.all().size() + schedule_changes_.size() >= schedules_max)
    return failure{ec::refused, "cron: there are too many schedules (at most "
                                  + std::to_string(schedules_max)
                                  + "), remove one first"};
  auto row = before == nullptr ? stored_schedule{} : *before;
  row.programme = programme;
  row.what = x;
  row.next_ms = row.paused ? 0 : rule->next(time_.now_ms());
  save_schedule(at, std::move(row));
  return {};
}

result<void> ledger_core::remove_schedule(const std::string& programme,
                                          const std::string& name) {
  const auto at = layout::schedule(programme, name);
  if (schedule_at(at) == nullptr)
    return failure{ec::not_found,
                   "cron: the programme has no such schedule (" + name + ")"};
  rows_.erase(at);
  schedule_changes_.insert_or_assign(at, std::nullopt);
  return {};
}

result<void> ledger_core::pause_schedule(const std::string& programme,
                                         const std::string& name, bool paused) {
  const auto at = layout::schedule(programme, name);
  const auto* known = schedule_at(at);
  if (known == nullptr)
    return failure{ec::not_found,
                   "cron: the programme has no such schedule (" + name + ")"};
  if (known->paused == paused)
    return {};
  auto row = *known;
  row.paused = paused;
  row.next_ms = 0;
  if (!paused) {
    auto rule = due_rule::of(row.what);
    if (!rule)
      return rule.error();
    row.next_ms = rule->next(time_.now_ms());
  }
  save_schedule(at, std::move(row));
  return {};
}

std::vector<domain::schedule_view>
ledger_core::schedules(std::string_view programme) const {
  auto found = std::vector<domain::schedule_view>{};
  for (const auto& [at, one] : schedules_.all())
    if (programme.empty() || one.row.programme == programme)
      found.push_back(view_of(one));
  return found;
}

/// One that was removed does not come back, and one that a person put under
/// the name stays.
void ledger_core::give_schedules(const std::string& programme,
                                 stored_head& head) {
  for (; head.schedules < options_.schedules.size(); ++head.schedules) {
    if (schedules_.all().size() + schedule_changes_.size() >= schedules_max)
      return;
    const auto& x = options_.schedules[head.schedules];
    const auto at = layout::schedule(programme, x.name);
    auto rule = due_rule::of(x);
    if (schedule_at(at) != nullptr || !rule)
      continue;
    save_schedule(at, {.programme = programme,
                       .what = x,
                       .next_ms = rule->next(time_.now_ms())});
  }
}

// -- times that are due -------------------------------------------------------

bool ledger_core::cron_due(moment now) const {
  const auto next = schedules_.next_ms();
  return next && *next <= time_.peek(now) && now.steady >= cron_not_before_;
}

result<void> ledger_core::fire_due() {
  if (!cron_due(now_))
    return {};
  for (const auto& at : schedules_.due(time_.now_ms(), fired_max)) {
    auto room = fire(at);
    if (!room)
      return room.error();
    if (!*room) {
      cron_not_before_ = now_.steady + full_pause;
      return {};
    }
  }
  return {};
}

/// False: the queue has no room, nothing was done.
result<bool> ledger_core::fire(const std::string& at) {
  const auto& one = *schedules_.find(at);
  auto row = one.row;
  auto said = one.rule->judge(row.next_ms, time_.now_ms(), row.what.misfire);
  // One after the other, so that nothing piles up behind a slow one.
  const auto* last = effective(row.fired);
  if (row.what.misfire != domain::misfire_policy::all && last != nullptr
      && !has_ended(last->state) && !said.run.empty())
    said.missed_ms = std::exchange(said.run, {}).back();
  if (jobs_.size() + fresh_jobs_ + said.run.size() > options_.jobs_live_max)
    return false;
  for (auto due_ms : said.run) {
    auto done = submit_due(row, due_ms);
    if (!done)
      return done.error();
    if (!*done)
      said.missed_ms = due_ms;
  }
  if (said.missed_ms != 0)
    row.missed_ms = said.missed_ms;
  row.next_ms = said.next_ms;
  save_schedule(at, std::move(row));
  return true;
}

/// False: somebody else's job has the unique name.
result<bool> ledger_core::submit_due(stored_schedule& row,
                                     std::int64_t due_ms) {
  auto x = domain::transaction{.programme = row.programme};
  auto work = row.what.work;
  work.run_at_ms = due_ms;
  work.unique = "cron " + row.what.name + " " + std::to_string(due_ms);
  for (auto known = true; known;) {
    work.id = {random_() | 1};
    auto found = job_of(work.id);
    if (!found)
      return found.error();
    known = *found != nullptr;
  }
  auto taken = check_unique(x, work);
  if (!taken)
    return taken.error();
  if (*taken)
    return false;
  row.fired_ms = due_ms;
  row.fired = work.id;
  write_submission(x, std::move(work));
  return true;
}

// -- recovery and adoption ----------------------------------------------------

result<void> ledger_core::load_schedules() {
  schedules_.clear();
  schedule_changes_.clear();
  cron_not_before_ = {};
  auto trouble = std::optional<failure>{};
  auto done = base_->scan(
    prefix_range(layout::schedules), scan_order::ascending,
    [&](std::string_view key, std::string_view value) {
      auto row = codec::decode<stored_schedule>(value);
      if (!row) {
        trouble = failure{ec::corrupt, "store: the row of a schedule cannot "
                                       "be read, restore the state directory "
                                       "from a checkpoint"};
        return false;
      }
      schedules_.put(std::string{key}, std::move(*row));
      return true;
    });
  return trouble ? result<void>{*trouble} : done;
}

void ledger_core::adopt_schedules() {
  for (auto& [at, row] : std::exchange(schedule_changes_, {}))
    if (row)
      schedules_.put(at, std::move(*row));
    else
      schedules_.erase(at);
}

} // namespace nightfloat::storage

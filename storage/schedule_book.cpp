// SPDX-License-Identifier: Apache-2.0
#include "storage/schedule_book.hpp"

#include "domain/ledger_time.hpp"

#include <utility>

namespace nightfloat::storage {

using domain::misfire_policy;

using domain::instant_of;
using domain::ms_of;

result<due_rule> due_rule::of(const domain::schedule& x) {
  auto rule = due_rule{};
  auto line = domain::cron_line::parse(x.line);
  if (!line)
    return line.error();
  auto where = domain::zone::find(x.zone);
  if (!where)
    return where.error();
  rule.line_ = *line;
  rule.where_ = *where;
  return rule;
}

std::int64_t due_rule::next(std::int64_t after_ms) const {
  const auto found = line_.next(instant_of(after_ms), where_);
  return found ? ms_of(*found) : 0;
}

due_rule::verdict due_rule::judge(std::int64_t first_ms, std::int64_t now_ms,
                                  misfire_policy policy) const {
  auto said = verdict{.run = {}, .next_ms = next(now_ms)};
  const auto runs_max = policy == misfire_policy::all ? made_up_max
                                                      : std::size_t{1};
  for (auto x : line_.last(instant_of(first_ms) - domain::minutes{1},
                           instant_of(now_ms), where_, runs_max + 1))
    said.run.push_back(ms_of(x));
  if (said.run.size() > runs_max) {
    said.missed_ms = said.run.front();
    said.run.erase(said.run.begin());
  }
  if (policy == misfire_policy::skip && !said.run.empty()
      && said.run.back() <= now_ms - misfire_grace_ms)
    said.missed_ms = std::exchange(said.run, {}).back();
  return said;
}

void schedule_book::put(const std::string& at, stored_schedule x) {
  erase(at);
  auto rule = due_rule::of(x.what);
  auto one = entry{.row = std::move(x), .rule = {}, .trouble = {}};
  if (rule)
    one.rule = *rule;
  else
    one.trouble = rule.error().detail;
  if (one.rule && one.row.next_ms != 0)
    due_.emplace(one.row.next_ms, at);
  else if (one.rule && !one.row.paused)
    one.trouble = "cron: it does not fire any more, give it another line";
  all_.insert_or_assign(at, std::move(one));
}

void schedule_book::erase(const std::string& at) {
  auto found = all_.find(at);
  if (found == all_.end())
    return;
  due_.erase({found->second.row.next_ms, at});
  all_.erase(found);
}

void schedule_book::clear() {
  *this = schedule_book{};
}

const schedule_book::entry* schedule_book::find(const std::string& at) const {
  auto found = all_.find(at);
  return found == all_.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> schedule_book::next_ms() const {
  if (due_.empty())
    return std::nullopt;
  return due_.begin()->first;
}

std::vector<std::string> schedule_book::due(std::int64_t now_ms,
                                            std::size_t count) const {
  auto found = std::vector<std::string>{};
  for (const auto& [at_ms, at] : due_) {
    if (at_ms > now_ms || found.size() == count)
      break;
    found.push_back(at);
  }
  return found;
}

} // namespace nightfloat::storage

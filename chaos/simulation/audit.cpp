// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/audit.hpp"

#include "chaos/finding_list.hpp"
#include "storage/verify.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace nightfloat::simulation {

using chaos::check_result;
using chaos::evidence;
using chaos::finding_list;

namespace {

std::vector<domain::feed_item> whole_feed(storage::ledger& from) {
  auto out = std::vector<domain::feed_item>{};
  auto reader = from.watch(programme, 0, [] {});
  while (reader) {
    auto items = (*reader)->next(1'000);
    if (!items || items->empty())
      break;
    for (auto& x : *items)
      out.push_back(std::move(x));
  }
  return out;
}

/// The jobs that schedules submitted, which no client knows of.
void add_scheduled(evidence& x, storage::ledger& from) {
  auto all = from.jobs({.programme = std::string{programme}, .limit = 1'000});
  if (!all)
    return;
  for (const auto& one : all->jobs) {
    auto whole = from.jobs({.job = one.work.id});
    if (!whole || whole->jobs.empty())
      continue;
    if (auto work = chaos::scheduled_by(whole->jobs.front().work)) {
      x.scheduled.push_back(std::move(*work));
      x.jobs.push_back({one.work.id, true, whole->jobs.front()});
    }
  }
}

evidence gather(cluster& of, const record& done) {
  auto x = evidence{};
  x.programme = programme;
  x.history = done.done();
  auto& from = of.store()->ledger();
  x.feed = whole_feed(from);
  for (const auto& client : of.clients()) {
    for (const auto& again : client->again())
      x.again.push_back(again);
    for (const auto& [job, acknowledged] : client->jobs()) {
      auto page = from.jobs({.programme = {}, .job = job});
      const auto found = page && page->jobs.size() == 1;
      if (!acknowledged && !found)
        continue;
      x.jobs.push_back(
        {job, found, found ? page->jobs.front() : domain::job_view{}});
    }
  }
  add_scheduled(x, from);
  return x;
}

check_result check_live(const std::string& waits, const schedule& plan) {
  auto out = finding_list{"liveness", "a healed cluster converges"};
  out.examine();
  if (!waits.empty())
    out.broken("no liveness: " + std::to_string(plan.size.liveness_bound_ms)
               + " ms after the heal and the "
               + std::to_string(work_in(plan).count())
               + " ms that the work takes " + waits);
  return out.take();
}

using owners = std::vector<std::string>;

/// The owners as they stood at every version.
std::map<std::uint64_t, owners> history_of(const evidence& x,
                                           std::uint32_t places) {
  auto now = owners(places);
  auto out = std::map<std::uint64_t, owners>{};
  for (const auto& item : x.feed) {
    for (auto i = 0u; i < places; ++i)
      for (const auto& c : item.changes)
        if (c.key == owner_key(i) && c.after)
          now[i] = *c.after;
    out[item.version] = now;
  }
  return out;
}

check_result check_owners(const std::map<std::uint64_t, owners>& at) {
  auto out = finding_list{"conservation", "at every version each place has "
                                          "an owner of its own"};
  for (const auto& [version, who] : at) {
    out.examine();
    if (std::set<std::string>{who.begin(), who.end()}.size() != who.size())
      out.broken("version " + std::to_string(version)
                 + ": somebody has two places, somebody none");
  }
  return out.take();
}

check_result check_sightings(cluster& of,
                             const std::map<std::uint64_t, owners>& at) {
  auto out = finding_list{"reads", "a read shows one version, whole, and none "
                                   "older than its reader knew"};
  for (const auto& client : of.clients())
    for (const auto& x : client->sightings()) {
      out.examine();
      auto there = at.find(x.version);
      const auto name = "client " + std::to_string(x.client) + ": a read at "
                        + std::to_string(x.version);
      if (x.version < x.known)
        out.broken(name + " although it knew " + std::to_string(x.known));
      else if (there == at.end() || there->second != x.owners)
        out.broken(name + " is not what the feed says of that version");
    }
  return out.take();
}

check_result check_effects(const evidence& x) {
  auto out = finding_list{"effects", "a completed job has had its effect "
                                     "once, any other none"};
  auto times = std::map<std::string, std::uint32_t>{};
  for (const auto& item : x.feed)
    for (const auto& c : item.changes)
      if (c.key.starts_with("effect/"))
        ++times[c.key];
  for (const auto& job : x.jobs) {
    out.examine();
    const auto due = job.view.state == domain::job_state::completed ? 1u : 0u;
    auto i = times.find(effect_key(job.job));
    const auto had = i == times.end() ? 0u : i->second;
    if (had != due)
      out.broken("job " + std::to_string(job.job.value) + ": is "
                 + std::to_string(static_cast<int>(job.view.state))
                 + " and had its effect " + std::to_string(had) + " times");
  }
  return out.take();
}

check_result check_tokens(const cluster& of) {
  auto out = finding_list{"tokens", "no token is given twice"};
  out.examine();
  for (const auto& x : of.breaches())
    out.broken(x);
  return out.take();
}

/// The rows themselves: hash chain, records against history.
check_result check_rows(const cluster& of) {
  auto out = finding_list{"rows", "the store holds what its history made"};
  const auto& disk = of.disk().disk;
  auto rows = storage::memory_disk{};
  rows.synced = disk.synced;
  rows.epoch = disk.epoch;
  auto engine = storage::memory_engine{rows};
  if (!engine.reopen())
    return out.take();
  const auto proof = storage::verify(engine);
  out.examine();
  for (const auto& x : proof.divergences)
    out.broken(x.programme + " " + x.key + ": " + x.what);
  return out.take();
}

} // namespace

std::vector<check_result> audit(cluster& of, record& done,
                                const std::string& waits,
                                const schedule& plan) {
  auto out = std::vector{check_live(waits, plan), check_tokens(of)};
  if (of.store() == nullptr)
    return out;
  const auto x = gather(of, done);
  for (const auto& item : x.feed)
    done.note("item", item);
  if (plan.size.actors) {
    out.push_back(chaos::check_conservation(x));
  } else {
    const auto at = history_of(x, plan.size.owners);
    out.push_back(check_owners(at));
    out.push_back(check_sightings(of, at));
  }
  out.push_back(check_rows(of));
  out.push_back(chaos::check_versions(x));
  out.push_back(chaos::check_nothing_lost(x));
  out.push_back(chaos::check_nothing_twice(x));
  out.push_back(chaos::check_replies(x));
  out.push_back(chaos::check_schedules(x));
  if (!waits.empty())
    return out;
  if (!plan.size.actors)
    out.push_back(check_effects(x));
  out.push_back(chaos::check_accounting(x));
  out.push_back(chaos::check_jobs(x));
  out.push_back(chaos::check_fences(x));
  return out;
}

} // namespace nightfloat::simulation

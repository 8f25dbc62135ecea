// SPDX-License-Identifier: Apache-2.0
// Checkers that hold the clients' history against the feed and the queue.

#include "chaos/check_operations.hpp"

#include "chaos/checkers.hpp"
#include "chaos/finding_list.hpp"
#include "chaos/workload.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"
#include "domain/swap/request.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace nightfloat::chaos {

namespace {

using domain::feed_item;

/// As nightfloatd ends where an invariant of its own broke.
constexpr auto broken_invariant = 70;

/// What only a program's own error sends.
constexpr auto signals_of_defects = std::array{SIGSEGV, SIGBUS, SIGILL, SIGFPE,
                                               SIGABRT, SIGSYS, SIGTRAP};

bool mutates(const evidence& x, const operation& op) {
  return changes(op.kind)
         && (op.programme.empty() || op.programme == x.programme);
}

const domain::change* change_under(const feed_item& x,
                                   std::string_view prefix) {
  for (const auto& c : x.changes)
    if (c.key.starts_with(prefix))
      return &c;
  return nullptr;
}

bool submits(operation_kind x) {
  return x == operation_kind::generate || x == operation_kind::submit;
}

// Whether shifts moved: more is written than the request, its marks and guards.
bool moves_shifts(const feed_item& x) {
  return std::ranges::any_of(x.changes, [](const domain::change& c) {
    return !c.key.starts_with("swap") && !c.key.starts_with("guard/");
  });
}

// Whether it made the change, not the reply alone. Both of them are told yes
// when shifts moved, never for a wish.
bool holds_change(const feed_item& x, const operation& op) {
  if (op.kind == operation_kind::swap || op.kind == operation_kind::revert)
    return change_under(x, "swap/") != nullptr && moves_shifts(x);
  return op.kind != operation_kind::write
         || std::ranges::any_of(x.changes, [&](const domain::change& c) {
              return c.key == op.record && c.after == op.value;
            });
}

// What the ledger lacks of an acknowledged operation; empty: nothing.
std::string loss_of(const evidence& x, const operation& op) {
  if (op.version == 0)
    return "acknowledged without a version";
  auto where = "acknowledged at version " + std::to_string(op.version);
  const auto* item = item_at(x.feed, op.version);
  if (item == nullptr)
    return where + ", which the feed lacks";
  if (item->trace != op.trace)
    return where + ", which belongs to trace " + item->trace;
  if (!holds_change(*item, op))
    return where + ", which holds its trace and not its change";
  return {};
}

bool holds_effect(const feed_item& x) {
  return change_under(x, "swap/") != nullptr
         || change_under(x, client_records) != nullptr;
}

std::string whose(const operation& x) {
  return "client " + std::to_string(x.client) + " key " + x.key + " trace "
         + x.trace;
}

std::unordered_map<std::string, std::uint32_t>
effects_by_trace(const evidence& x) {
  auto result = std::unordered_map<std::string, std::uint32_t>{};
  for (const auto& item : x.feed)
    if (!item.trace.empty() && holds_effect(item))
      ++result[item.trace];
  return result;
}

// All that a submission is to submit.
std::vector<domain::job_id> jobs_of(const operation& op) {
  auto out = std::vector{op.job};
  for (auto i = 1u; op.kind == operation_kind::submit && i < op.revision; ++i)
    out.push_back(submitted_job(op, i));
  return out;
}

// The jobs that the queue knows. One that waits for another may be refused in
// one copy of its submission and taken in the next: it is none of them.
std::set<domain::job_id> jobs_taken(const evidence& x) {
  auto result = std::set<domain::job_id>{};
  for (const auto& end : x.jobs)
    if (end.found && end.view.work.after.empty())
      result.insert(end.job);
  return result;
}

// Under which tokens each job says that it was completed.
std::map<domain::job_id, std::vector<domain::token>>
completions(const evidence& x) {
  auto result = std::map<domain::job_id, std::vector<domain::token>>{};
  for (const auto& item : x.feed)
    for (const auto& event : item.events)
      if (event.kind == "completed")
        if (auto fence = codec::decode<domain::fence>(event.body))
          result[fence->job].push_back(fence->token);
  return result;
}

std::map<domain::roster_id, std::uint32_t> publications(const evidence& x) {
  auto result = std::map<domain::roster_id, std::uint32_t>{};
  for (const auto& item : x.feed) {
    const auto* c = change_under(item, domain::keys::roster_current);
    if (c == nullptr || !c->after)
      continue;
    if (auto head = codec::decode<domain::roster_head>(*c->after))
      ++result[head->roster];
  }
  return result;
}

// How often the roster of a job that ended so should have been published. One
// that would have made things worse says so in its result.
std::uint32_t publications_due(const domain::job_view& x) {
  if (x.state != domain::job_state::completed
      || (!x.work.kind.empty() && x.work.kind != client::generate_job::kind))
    return 0;
  auto said = codec::decode<client::generate_result>(x.last.result);
  return said && !said->published ? 0 : 1;
}

std::string name_of(domain::token x) {
  return std::to_string(x.counter) + " of epoch " + std::to_string(x.epoch);
}

// Whether the store may give up under it, once.
bool may_end_store(const fault_record& x) {
  auto family = family_of(x.planned.fault);
  return x.took_effect && x.planned.target == target_role::store
         && (family == fault_family::storage
             || family == fault_family::machine);
}

} // namespace

std::vector<process_fall> falls_of(const std::vector<member_end>& ends,
                                   const std::vector<fault_record>& faults,
                                   bool foreign) {
  auto out = std::vector<process_fall>{};
  auto aborts = std::ranges::count_if(faults, &fault_record::aborted);
  auto given_up = std::ranges::count_if(faults, may_end_store);
  // By then all has healed.
  auto last = std::ranges::find(ends.rbegin(), ends.rend(), "store",
                                &member_end::name);
  for (const auto& end : ends) {
    if (foreign && end.how.signal == SIGKILL)
      continue;
    if (end.name == "store" && end.how.signal == SIGABRT && aborts-- > 0)
      continue;
    if (end.name == "store" && end.how.code == broken_invariant
        && &end != &*last && given_up-- > 0)
      continue;
    out.push_back({end.name, end.how.code, end.how.signal});
  }
  for (const auto& x : faults)
    if (foreign && x.took_effect && kills(x.planned.fault))
      out.push_back({member_name(x.planned), 0, SIGKILL});
  return out;
}

check_result check_versions(const evidence& x) {
  auto out = finding_list{"versions", "the programme's version grows by "
                                      "exactly one a commit"};
  auto expected = std::uint64_t{1};
  for (const auto& item : x.feed) {
    out.examine();
    if (item.version != expected)
      out.broken("the feed shows version " + std::to_string(item.version)
                 + " where " + std::to_string(expected) + " was due");
    expected = item.version + 1;
  }
  if (!x.feed_ends.empty())
    out.broken("the feed cannot be read beyond version "
               + std::to_string(expected - 1) + ": " + x.feed_ends);
  return out.take();
}

check_result check_nothing_lost(const evidence& x) {
  auto out = finding_list{"nothing_lost", "every acknowledged change is in "
                                          "the ledger"};
  for (const auto& op : x.history) {
    // A submission acknowledged by its reservation alone names no version;
    // `check_jobs` follows it.
    if (!mutates(x, op) || op.end != operation_end::ok
        || (op.version == 0 && submits(op.kind)))
      continue;
    out.examine();
    if (is_beyond(x, op.version))
      out.doubt(whose(op) + ": acknowledged at version "
                + std::to_string(op.version) + ", where the feed was cut");
    else if (auto loss = loss_of(x, op); !loss.empty())
      out.broken(whose(op) + ": " + loss);
  }
  return out.take();
}

check_result check_nothing_twice(const evidence& x) {
  auto out = finding_list{"nothing_twice", "no operation took effect twice, "
                                           "and no refused one at all"};
  auto effects = effects_by_trace(x);
  auto taken = jobs_taken(x);
  for (const auto& op : x.history) {
    if (submits(op.kind) && op.end == operation_end::fail) {
      out.examine();
      for (auto job : jobs_of(op))
        if (taken.contains(job))
          out.broken(whose(op) + ": was told no (" + to_string(op.code)
                     + "), yet the queue has " + job_name(job));
    }
    if (op.kind != operation_kind::swap && op.kind != operation_kind::revert
        && (op.kind != operation_kind::write || op.programme != x.programme))
      continue;
    out.examine();
    auto i = effects.find(op.trace);
    auto times = i == effects.end() ? 0u : i->second;
    if (times > 1)
      out.broken(whose(op) + ": took effect " + std::to_string(times)
                 + " times");
    if (times > 0 && op.end == operation_end::fail)
      out.broken(whose(op) + ": was told no (" + to_string(op.code)
                 + "), yet took effect");
  }
  if (is_cut(x))
    out.doubt("the feed, which shows each effect, was cut");
  return out.take();
}

check_result check_replies(const evidence& x) {
  auto out = finding_list{"replies", "a key asked again answers its first "
                                     "reply byte for byte"};
  auto first = std::unordered_map<std::string, const operation*>{};
  for (const auto& op : x.history)
    if (!op.key.empty() && op.end == operation_end::ok)
      first.emplace(op.key, &op);
  for (const auto& again : x.again) {
    auto i = first.find(again.key);
    if (i == first.end())
      continue;
    out.examine();
    if (end_of(again.code) == operation_end::unknown)
      out.doubt(whose(*i->second) + ": was acknowledged, asked again answers "
                + to_string(again.code) + ", which says nothing");
    else if (again.code != ec::none)
      out.broken(whose(*i->second) + ": was acknowledged, now answers "
                 + to_string(again.code));
    else if (again.body != i->second->body)
      out.broken(whose(*i->second) + ": the reply differs from the first");
  }
  return out.take();
}

check_result check_jobs(const evidence& x) {
  auto out = finding_list{"jobs", "every acknowledged job is completed "
                                  "exactly once or ended with a reason"};
  auto published = publications(x);
  if (!x.feed_ends.empty()) {
    out.doubt("the feed, which says what was published, was cut");
    return out.take();
  }
  for (const auto& end : x.jobs) {
    out.examine();
    auto name = job_name(end.job);
    auto i = published.find(domain::roster_id{end.job.value});
    auto times = i == published.end() ? 0u : i->second;
    if (!end.found)
      out.broken(name + ": acknowledged, and unknown to the queue");
    else if (end.view.state == domain::job_state::completed
             && times != publications_due(end.view))
      out.broken(name + ": completed, and its roster published "
                 + std::to_string(times) + " times where "
                 + std::to_string(publications_due(end.view)) + " were due");
    else if (end.view.state == domain::job_state::dead_letter
             && end.view.last.detail.empty())
      out.broken(name + ": a dead letter without a reason");
    else if (end.view.state == domain::job_state::cancelled
             && !end.view.cancel_wanted)
      out.broken(name + ": cancelled, and nobody wanted it");
    else if (end.view.state != domain::job_state::completed && times != 0)
      out.broken(name + ": published, and yet not completed");
    else if (!domain::has_ended(end.view.state))
      out.broken(name + ": still live after the drain");
  }
  return out.take();
}

check_result check_leftovers(const evidence& x) {
  auto out = finding_list{"leftovers", "no process, descriptor, actor or "
                                       "lease is left over"};
  for (const auto& item : x.leftovers) {
    out.examine();
    if (item.after > item.before + item.slack)
      out.broken(item.what + ": " + std::to_string(item.after) + ", was "
                 + std::to_string(item.before) + " (slack "
                 + std::to_string(item.slack) + ")");
  }
  return out.take();
}

check_result check_falls(const evidence& x) {
  auto out = finding_list{"falls", "no process ends of a defect of its own"};
  for (const auto& end : x.falls) {
    out.examine();
    auto of_signal = std::ranges::find(signals_of_defects, end.signal)
                     != signals_of_defects.end();
    if (of_signal || end.code == broken_invariant)
      out.broken(end.name + ": ended "
                 + (end.signal != 0 ? "of signal " + std::to_string(end.signal)
                                    : "with code " + std::to_string(end.code))
                 + ", see its log");
  }
  return out.take();
}

check_result check_fences(const evidence& x) {
  auto out = finding_list{"fences", "no job is completed under a lease that "
                                    "another one has followed"};
  auto under = completions(x);
  if (!x.feed_ends.empty()) {
    out.doubt("the feed, which names the leases, was cut");
    return out.take();
  }
  for (const auto& end : x.jobs) {
    // Of another programme's job the feed says nothing.
    if (!end.found || end.view.state != domain::job_state::completed
        || end.view.work.programme != x.programme)
      continue;
    out.examine();
    auto name = job_name(end.job);
    auto i = under.find(end.job);
    if (i == under.end())
      out.broken(name + ": completed, and the feed names no lease");
    else if (i->second.size() > 1)
      out.broken(name + ": completed " + std::to_string(i->second.size())
                 + " times, first under token " + name_of(i->second.front()));
    else if (i->second.front() != end.view.fence)
      out.broken(name + ": completed under token " + name_of(i->second.front())
                 + ", the newest was " + name_of(end.view.fence));
  }
  return out.take();
}

} // namespace nightfloat::chaos

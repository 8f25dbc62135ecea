// SPDX-License-Identifier: Apache-2.0
// Checkers that hold the clients' history against the feed and the queue.

#include "chaos/checkers.hpp"
#include "chaos/finding_list.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"
#include "domain/swap/request.hpp"

#include <csignal>
#include <map>
#include <unordered_map>
#include <vector>

namespace nightfloat::chaos {

namespace {

using domain::feed_item;

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

// Under which token each completed job says that it was completed.
std::map<domain::job_id, domain::token> completions(const evidence& x) {
  auto result = std::map<domain::job_id, domain::token>{};
  for (const auto& item : x.feed)
    for (const auto& event : item.events)
      if (event.kind == "completed")
        if (auto fence = codec::decode<domain::fence>(event.body))
          result[fence->job] = fence->token;
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

} // namespace

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
    if (!mutates(x, op) || op.end != operation_end::ok || op.version == 0)
      continue;
    out.examine();
    const auto* item = item_at(x.feed, op.version);
    if (is_beyond(x, op.version))
      out.doubt(whose(op) + ": acknowledged at version "
                + std::to_string(op.version) + ", where the feed was cut");
    else if (item == nullptr)
      out.broken(whose(op) + ": acknowledged at version "
                 + std::to_string(op.version) + ", which the feed lacks");
    else if (item->trace != op.trace)
      out.broken(whose(op) + ": acknowledged at version "
                 + std::to_string(op.version) + ", which belongs to trace "
                 + item->trace);
  }
  return out.take();
}

check_result check_nothing_twice(const evidence& x) {
  auto out = finding_list{"nothing_twice", "no operation took effect twice, "
                                           "and no refused one at all"};
  auto effects = effects_by_trace(x);
  for (const auto& op : x.history) {
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
    if (again.code != ec::none)
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
    auto defect = end.signal == SIGSEGV || end.signal == SIGBUS
                  || end.signal == SIGILL || end.signal == SIGFPE
                  || (end.signal == SIGABRT && end.name != "store");
    if (defect)
      out.broken(end.name + ": ended of signal " + std::to_string(end.signal)
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
    else if (i->second != end.view.fence)
      out.broken(name + ": completed under token "
                 + std::to_string(i->second.counter) + " of epoch "
                 + std::to_string(i->second.epoch) + ", the newest was "
                 + std::to_string(end.view.fence.counter) + " of epoch "
                 + std::to_string(end.view.fence.epoch));
  }
  return out.take();
}

} // namespace nightfloat::chaos

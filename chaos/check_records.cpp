// SPDX-License-Identifier: Apache-2.0
// Checkers of records that clients read and write themselves: one order of
// all that was done to each, sessions that never look back, and reads that
// say what the feed says.

#include "chaos/checkers.hpp"
#include "chaos/finding_list.hpp"
#include "chaos/linearizable.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nightfloat::chaos {

namespace {

using record_name = std::pair<std::string, std::string>;

// Numbers for the values of one record; 0 is absence.
class numbering {
public:
  std::uint32_t of(const std::string& value) {
    if (value.empty())
      return 0;
    auto next = static_cast<std::uint32_t>(numbers_.size() + 1);
    return numbers_.try_emplace(value, next).first->second;
  }

private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

bool touches_record(const operation& x) {
  return x.kind == operation_kind::read || x.kind == operation_kind::write;
}

// A refusal tells of the record only where it says that another came first.
bool tells(const operation& x) {
  if (x.kind == operation_kind::read)
    return x.end == operation_end::ok;
  return x.end != operation_end::fail || x.code == ec::conflict;
}

register_step step_of(const operation& x, std::size_t place, numbering& to) {
  using act = register_step::act;
  auto out = register_step{};
  out.what = x.kind == operation_kind::read ? act::read
             : x.end == operation_end::fail ? act::refused
                                            : act::write;
  out.open = x.end == operation_end::unknown;
  out.invoked_us = x.invoked_us;
  out.ended_us = x.ended_us;
  out.held = to.of(x.held);
  out.value = out.what == act::write ? to.of(x.value) : out.held;
  out.place = place;
  return out;
}

std::string seconds_text(std::uint64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>(us) / 1e6);
  return text;
}

std::string value_of(const std::string& x) {
  return x.empty() ? "nothing" : x;
}

std::string tell(const operation& x, bool open) {
  auto out = seconds_text(x.invoked_us) + " s to "
             + (open ? std::string{"?"} : seconds_text(x.ended_us) + " s")
             + ": client " + std::to_string(x.client);
  if (x.kind == operation_kind::read)
    return out + " read " + value_of(x.held) + " at revision "
           + std::to_string(x.revision);
  out += " wrote " + value_of(x.value) + " over " + value_of(x.held);
  if (x.end == operation_end::fail)
    return out + " and was told of a conflict";
  return out + (open ? ", outcome unknown" : ", done");
}

void search_record(const record_name& name, const evidence& x,
                   const std::vector<register_step>& steps, finding_list& out) {
  auto how = order_search{};
  auto found = has_order(steps, how);
  if (found == order_found::yes)
    return;
  auto head = "record " + name.second + " of " + name.first;
  if (found == order_found::gave_up)
    return out.doubt(head + ": " + std::to_string(steps.size())
                     + " operations have too many orders to try, the search "
                       "was given up");
  auto fewest = smallest_without_order(steps, how);
  out.broken(head + ": these " + std::to_string(fewest.size()) + " of "
             + std::to_string(steps.size())
             + " operations have no order that explains them");
  for (const auto& step : fewest)
    out.trace("  " + tell(x.history[step.place], step.open));
}

// What the feed says of one record: its revisions, each with its bytes.
struct written {
  std::uint64_t version = 0;
  const std::optional<std::string>* bytes = nullptr;
};

using record_past = std::unordered_map<std::string, std::vector<written>>;

record_past past_of(const std::vector<domain::feed_item>& feed) {
  auto out = record_past{};
  for (const auto& item : feed)
    for (const auto& change : item.changes)
      out[change.key].push_back({item.version, &change.after});
  return out;
}

// The revision that a read at `version` must have met; 0: none.
const written* at_version(const std::vector<written>& past,
                          std::uint64_t version) {
  auto i = std::ranges::upper_bound(past, version, {}, &written::version);
  return i == past.begin() ? nullptr : &*std::prev(i);
}

void compare_read(const operation& op, const record_past& past,
                  finding_list& out) {
  auto found = past.find(op.record);
  const auto* due = found == past.end() ? nullptr
                                        : at_version(found->second, op.version);
  auto there = due != nullptr && due->bytes->has_value();
  auto revision = there ? due->version : 0;
  out.examine();
  if (op.revision != revision)
    out.broken(tell(op, false) + " of version " + std::to_string(op.version)
               + ", where the feed says revision " + std::to_string(revision));
  else if (there && **due->bytes != op.held)
    out.broken(tell(op, false) + ", where the feed has other bytes");
}

} // namespace

check_result check_linearizable(const evidence& x) {
  auto out = finding_list{"linearizable", "reads and writes of each record "
                                          "have one order that explains all "
                                          "answers"};
  auto steps = std::map<record_name, std::vector<register_step>>{};
  auto numbers = std::map<record_name, numbering>{};
  for (auto i = std::size_t{0}; i < x.history.size(); ++i) {
    const auto& op = x.history[i];
    if (!touches_record(op) || !tells(op))
      continue;
    out.examine();
    auto name = record_name{op.programme, op.record};
    steps[name].push_back(step_of(op, i, numbers[name]));
  }
  for (const auto& [name, all] : steps)
    search_record(name, x, all, out);
  return out.take();
}

check_result check_sessions(const evidence& x) {
  auto out = finding_list{"sessions", "what a client reads is never older than "
                                      "what it saw before"};
  auto newest
    = std::map<std::pair<std::uint32_t, std::string>, const operation*>{};
  auto ends = std::vector<const operation*>{};
  for (const auto& op : x.history)
    if (op.end == operation_end::ok && op.version != 0
        && op.kind != operation_kind::generate)
      ends.push_back(&op);
  std::ranges::stable_sort(ends, {}, &operation::ended_us);
  for (const auto* op : ends) {
    auto& last = newest[{op->client, op->programme}];
    out.examine();
    if (last != nullptr && last->ended_us <= op->invoked_us
        && op->version < last->version)
      out.broken("client " + std::to_string(op->client) + " saw version "
                 + std::to_string(op->version) + " at "
                 + seconds_text(op->ended_us) + " s, after version "
                 + std::to_string(last->version) + " at "
                 + seconds_text(last->ended_us) + " s");
    if (last == nullptr || op->version > last->version)
      last = op;
  }
  return out.take();
}

check_result check_reads(const evidence& x) {
  auto out = finding_list{"reads", "every read is what the feed says of that "
                                   "version"};
  auto past = past_of(x.feed);
  for (const auto& op : x.history)
    if (op.kind == operation_kind::read && op.end == operation_end::ok
        && op.programme == x.programme) {
      if (is_beyond(x, op.version))
        out.doubt(tell(op, false) + ", where the feed was cut");
      else
        compare_read(op, past, out);
    }
  return out.take();
}

check_result check_rebuilt(const evidence& x) {
  auto out = finding_list{"rebuilt", "the records are what the feed makes of "
                                     "nothing"};
  auto past = past_of(x.feed);
  if (!x.feed_ends.empty()) {
    out.doubt("the feed was cut");
    return out.take();
  }
  for (const auto& record : x.records) {
    out.examine();
    auto i = past.find(record.key);
    if (i == past.end()) {
      out.broken(record.key + ": there, and the feed never wrote it");
      continue;
    }
    auto last = i->second.back();
    past.erase(i);
    if (last.version != record.revision)
      out.broken(record.key + ": has revision "
                 + std::to_string(record.revision) + ", the feed wrote it last "
                 + "at version " + std::to_string(last.version));
    else if (*last.bytes != record.bytes)
      out.broken(record.key + ": its bytes are not those that the feed wrote "
                 + "at version " + std::to_string(last.version));
  }
  for (const auto& [key, writes] : past)
    if (writes.back().bytes->has_value())
      out.broken(key + ": the feed wrote it at version "
                 + std::to_string(writes.back().version)
                 + ", and it is not there");
  return out.take();
}

check_result check_watched(const evidence& x) {
  auto out = finding_list{"watched", "what a watcher was told stays in the "
                                     "feed, whole and in order"};
  auto last = std::map<std::uint32_t, std::uint64_t>{};
  for (const auto& seen : x.watched) {
    out.examine();
    auto& before = last[seen.watcher];
    auto name = "watcher " + std::to_string(seen.watcher) + ": version "
                + std::to_string(seen.version);
    if (before != 0 && seen.version != before + 1)
      out.broken(name + " came after " + std::to_string(before));
    before = seen.version;
    if (is_beyond(x, seen.version)) {
      out.doubt(name + " was shown, and the feed was cut before it");
      continue;
    }
    const auto* item = item_at(x.feed, seen.version);
    if (item == nullptr)
      out.broken(name + " was shown, and the feed lacks it");
    else if (item->chain != seen.chain)
      out.broken(name + " was shown, and is another in the feed");
  }
  return out.take();
}

} // namespace nightfloat::chaos

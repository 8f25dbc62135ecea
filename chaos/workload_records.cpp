// SPDX-License-Identifier: Apache-2.0
// Clients of the bare ledger and queue: records, light jobs, a flood of them,
// followers of the feed, and a look at what the processes need.

#include "chaos/bounded_uses.hpp"
#include "chaos/gather.hpp"
#include "chaos/workload_self.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto call_limit = 2s;
constexpr auto flood_batch = 32u;

// The queue looks for a programme's jobs among the newest of all alone, which
// an hour makes ten times over.
constexpr auto schedule_look_every = 10s;

} // namespace

// -- records ------------------------------------------------------------------

bool workload::read_record(self& x, const std::string& record) {
  auto op = begin(x, operation_kind::read);
  op.key.clear();
  op.record = record;
  auto number = history_.begin(op);
  auto got = link_.ask(client::read_request{{record}},
                       {.programme = options_.programme,
                        .timeout = call_limit,
                        .trace = op.trace,
                        .at_least = x.seen});
  auto whole = got && got->body.found.size() == 1;
  if (whole) {
    auto& found = got->body.found[0];
    op.version = got->body.version;
    op.held = found.bytes;
    op.revision = found.revision;
    x.known[record] = {found.bytes, found.revision};
    x.seen = std::max(x.seen, op.version);
  }
  end(number, op,
      whole ? failure{}
      : got ? failure{ec::malformed, "read: not one record was answered"}
            : got.error());
  return whole;
}

void workload::read_once(self& x) {
  read_record(x, std::string{client_records}
                   + std::to_string(x.draw(options_.load.records)));
}

void workload::write_once(self& x) {
  auto record = std::string{client_records}
                + std::to_string(x.draw(options_.load.records));
  // Every other time it trusts what it knew, which may be stale: that must end
  // in a conflict.
  if ((!x.known.contains(record) || x.draw(2) == 0) && !read_record(x, record))
    return;
  auto& known = x.known[record];
  auto op = begin(x, operation_kind::write);
  op.record = record;
  op.held = known.first;
  op.revision = known.second;
  op.value = op.key;
  auto change = domain::transaction{};
  change.programme = options_.programme;
  change.trace = op.trace;
  change.expect = {{record, op.revision}};
  change.put = {{record, op.value}};
  change.reply = domain::owed_reply{.scope = "chaos/record",
                                    .key = op.key,
                                    .fingerprint = op.value,
                                    .body = op.value};
  if (commit(op, change)) {
    x.known[record] = {op.value, op.version};
    x.seen = std::max(x.seen, op.version);
  } else {
    x.known.erase(record);
  }
}

bool workload::commit(operation& op, const domain::transaction& change) {
  using domain::commit_outcome;
  auto number = history_.begin(op);
  auto got = link_.commit(change,
                          std::chrono::milliseconds{options_.load.timeout_ms});
  if (!got) {
    end(number, op, got.error());
    return false;
  }
  auto reserved = got->pending == op.job && op.job.assigned();
  auto done = got->outcome == commit_outcome::committed
              || got->outcome == commit_outcome::replayed || reserved;
  if (got->outcome == commit_outcome::committed
      || (got->outcome == commit_outcome::replayed && !change.reserve)) {
    op.version = got->version;
    op.body = got->body;
  }
  auto why = failure{got->code, got->detail};
  if (got->outcome == commit_outcome::unknown)
    why.code = ec::unknown_outcome;
  else if (got->outcome == commit_outcome::conflict)
    why.code = ec::conflict;
  else if (got->outcome == commit_outcome::fenced)
    why.code = ec::fenced;
  end(number, op, done ? failure{} : why);
  return done;
}

// -- the queue ----------------------------------------------------------------

void workload::submit(operation& op, std::uint32_t count) {
  auto change = domain::transaction{};
  change.programme = op.programme;
  change.trace = op.trace;
  for (auto i = 0u; i != count; ++i) {
    auto& job = change.submit.emplace_back();
    job.id = submitted_job(op, i);
    job.programme = op.programme;
    job.kind = client::purge_job::kind;
    job.payload = codec::encode(client::purge_job{});
    // Pauses and kills are no fault of the job.
    job.attempts_max = 100;
    job.trace = op.trace;
  }
  op.job = change.submit.front().id;
  op.revision = count;
  change.reply = domain::owed_reply{.scope = "chaos/submit",
                                    .key = op.key,
                                    .fingerprint = op.key,
                                    .body = op.key};
  commit(op, change);
}

void workload::submit_once(self& x) {
  auto op = begin(x, operation_kind::submit);
  op.programme = options_.control;
  submit(op, 1);
  if (op.end != operation_end::ok)
    return;
  auto limit_ms = std::max(job_limit_ms, 2 * options_.load.wait_bound_ms);
  auto ended = wait_ended(op, 20, limit_ms);
  auto guard = std::lock_guard{seen_mutex_};
  waits_.push_back({op.job, (since_start() - op.ended_us) / 1'000, ended});
}

void workload::flood_once(self& x) {
  auto got = link_.call(client::queue_stats_request{},
                        {.programme = options_.flood, .timeout = call_limit});
  auto ready = std::uint64_t{0};
  if (got)
    for (const auto& one : got->kinds)
      if (one.kind == client::purge_job::kind)
        ready = one.ready;
  if (!got || ready >= options_.load.flood)
    return think(got ? std::max(50u, options_.load.flood_think_ms) : 50);
  auto op = begin(x, operation_kind::submit);
  op.programme = options_.flood;
  submit(op, flood_batch);
}

bool workload::wait_ended(const operation& op, std::uint32_t look_ms,
                          std::uint32_t limit_ms) {
  auto until = clock_.steady() + std::chrono::milliseconds{limit_ms};
  while (!stop_ && clock_.steady() < until) {
    auto request = client::jobs_request{};
    request.job = op.job;
    auto jobs = link_.call(request,
                           {.programme = op.programme, .timeout = call_limit});
    if (jobs && !jobs->jobs.empty() && domain::has_ended(jobs->jobs[0].state))
      return true;
    think(look_ms);
  }
  return false;
}

void workload::put_schedule() {
  auto request = client::cron_put_request{};
  request.what.name = "chaos";
  request.what.line = "* * * * *";
  request.what.work.kind = client::purge_job::kind;
  request.what.work.payload = codec::encode(client::purge_job{});
  request.replace = true;
  // Without it no time is due, and the check that asks for one is unknown.
  (void)link_.call(request, {.programme = std::string{scheduled_programme},
                             .key = client::make_key("chaos-cron"),
                             .timeout = 5s});
}

// -- followers ----------------------------------------------------------------

void workload::watch(const std::shared_ptr<watcher>& x, std::uint64_t since) {
  x->id = link_.watch(
    options_.programme, since,
    {.on_item =
       [x](domain::feed_item item) {
         auto guard = std::lock_guard{x->mutex};
         x->items.push_back({x->number, item.version, std::move(item.chain)});
       },
     .on_end =
       [x](const failure&) {
         auto guard = std::lock_guard{x->mutex};
         x->ended = true;
       }});
}

void workload::look_at_schedule() {
  if (!options_.load.schedule || clock_.steady() < next_schedule_look_)
    return;
  next_schedule_look_ = clock_.steady() + schedule_look_every;
  // Where it fails the next look sees the same.
  (void)add_scheduled(link_, std::string{scheduled_programme}, scheduled_);
}

void workload::look_once(self&) {
  for (auto& one : watchers_) {
    auto guard = std::unique_lock{one->mutex};
    auto since = one->items.empty() ? 0 : one->items.back().version;
    auto again = std::exchange(one->ended, false);
    guard.unlock();
    if (again)
      watch(one, since);
  }
  look_at_schedule();
  auto processes = gather_processes(link_);
  if (!processes)
    return;
  auto seen = samples_of(*processes);
  // Workers answer through the broker.
  auto options = client::call_options{.timeout = call_limit,
                                      .at = client::served_by::broker};
  if (auto got = link_.call(client::metrics_request{}, options))
    read_metrics(got->text, seen);
  auto guard = std::lock_guard{seen_mutex_};
  keep_highest(highest_, seen);
}

void workload::add_to(evidence& x) const {
  x.programme = options_.programme;
  x.control = options_.control;
  x.asked = demands_of(options_.load);
  x.scheduled = scheduled_;
  for (const auto& one : watchers_) {
    auto guard = std::lock_guard{one->mutex};
    x.watched.insert(x.watched.end(), one->items.begin(), one->items.end());
  }
  auto guard = std::lock_guard{seen_mutex_};
  x.waits = waits_;
  x.bounded = against(highest_, options_.load);
}

} // namespace nightfloat::chaos

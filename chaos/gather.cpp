// SPDX-License-Identifier: Apache-2.0
#include "chaos/gather.hpp"

#include "chaos/member_name.hpp"
#include "chaos/waiting.hpp"
#include "chaos/workload.hpp"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto gather_limit = 5s;

// Sockets of clients that have just left, and the storage engine's files,
// come and go; a leak of one per fault does not fit in here.
constexpr auto descriptor_slack = 24;

// An hour makes hundreds of thousands of keys. Of more than these, every second
// one is asked again, every third one, and so on.
constexpr auto asked_again_max = std::size_t{20'000};

// So often a key, and all keys together: a cluster that answers nothing is not
// to be asked for days.
constexpr auto tries_max = 5;
constexpr auto retries_max = 100;
constexpr auto retry_pause = 200ms;

client::call_options patient(const std::string& programme) {
  return {.programme = programme, .timeout = gather_limit};
}

/// None: the queue knows no such job.
result<std::optional<domain::job_view>> find_job(client::connection& link,
                                                 const std::string& programme,
                                                 domain::job_id job) {
  auto request = client::jobs_request{};
  request.job = job;
  auto got = link.call(request, patient(programme));
  if (!got && got.error().code == ec::not_found)
    return std::nullopt;
  if (!got)
    return got.error();
  if (got->jobs.empty())
    return std::nullopt;
  return std::move(got->jobs.front());
}

class collector {
public:
  void add(domain::feed_item x) {
    auto guard = std::lock_guard{mutex_};
    items_.push_back(std::move(x));
    changed_.notify_one();
  }

  void end(failure why) {
    auto guard = std::lock_guard{mutex_};
    ended_ = std::move(why);
    changed_.notify_one();
  }

  // As long as it goes on: `limit` is for each look.
  result<void> wait(std::uint64_t version, std::chrono::milliseconds limit) {
    auto guard = std::unique_lock{mutex_};
    auto whole = [&] {
      return !items_.empty() && items_.back().version >= version;
    };
    for (auto count = items_.size() + 1; count != items_.size();) {
      count = items_.size();
      changed_.wait_for(guard, limit,
                        [&] { return whole() || ended_.has_value(); });
      if (whole())
        return {};
      if (ended_)
        return *ended_;
    }
    return failure{ec::timed_out,
                   "feed: it stands still, version " + std::to_string(version)
                     + " did not arrive, look at the store's log"};
  }

  std::vector<domain::feed_item> take() {
    auto guard = std::lock_guard{mutex_};
    return std::exchange(items_, {});
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<domain::feed_item> items_;
  std::optional<failure> ended_;
};

/// Refusals of a moment are not kept under the key: who asks again does it for
/// the first time.
bool would_begin_anew(const operation& op) {
  return op.code == ec::no_space || op.code == ec::conflict;
}

/// Uses up some of `retries`.
asked_again ask_once_more(client::connection& link,
                          const std::string& programme, const operation& op,
                          int& retries) {
  auto options = patient(programme);
  options.key = op.key;
  options.trace = op.trace;
  for (auto tries = 1;; ++tries) {
    auto got = link.call_raw({.operation = op.operation,
                              .served = client::served_by::worker,
                              .body = op.request,
                              .options = options});
    if (got)
      return {op.key, ec::none, got->body};
    auto code = got.error().code;
    // What was not acknowledged has no first reply to be held against.
    if (op.end != operation_end::ok || end_of(code) != operation_end::unknown
        || tries == tries_max || retries == 0)
      return {op.key, code, {}};
    --retries;
    std::this_thread::sleep_for(retry_pause);
  }
}

/// A job that was seen before it was durable may have gone with the power: its
/// time was due once more.
result<void> keep_known(client::connection& link,
                        std::vector<scheduled_job>& all) {
  auto known = std::vector<scheduled_job>{};
  for (auto& one : all) {
    auto found = find_job(link, one.programme, one.job);
    if (!found)
      return found.error();
    if (*found)
      known.push_back(std::move(one));
  }
  all = std::move(known);
  return {};
}

} // namespace

result<void> gather_feed(client::connection& link,
                         std::chrono::milliseconds limit, evidence& x) {
  auto newest = link.call(client::read_request{{"programme/current"}},
                          patient(x.programme));
  if (!newest)
    return at("feed", newest.error());
  // Shared with handlers on the I/O thread, which may still run one while
  // `unwatch` is on its way.
  auto all = std::make_shared<collector>();
  auto on_item = [all](domain::feed_item item) {
    all->add(std::move(item));
  };
  auto on_end = [all](failure why) {
    all->end(std::move(why));
  };
  auto watch = link.watch(x.programme, 0,
                          {.on_item = on_item, .on_end = on_end});
  auto whole = all->wait(newest->version, limit);
  link.unwatch(watch);
  if (!whole)
    x.feed_ends = whole.error().detail;
  x.feed = all->take();
  return {};
}

std::vector<asked_again> ask_again(client::connection& link,
                                   const std::string& programme,
                                   const std::vector<operation>& history) {
  auto result = std::vector<asked_again>{};
  auto owed = [](const operation& op) {
    return !op.request.empty() && !would_begin_anew(op);
  };
  auto all = static_cast<std::size_t>(std::ranges::count_if(history, owed));
  auto step = all / asked_again_max + 1;
  auto number = std::size_t{0};
  auto retries = retries_max;
  for (const auto& op : history)
    if (owed(op) && number++ % step == 0)
      result.push_back(ask_once_more(link, programme, op, retries));
  return result;
}

result<std::vector<job_end>>
gather_jobs(client::connection& link, const std::vector<operation>& history) {
  auto ends = std::vector<job_end>{};
  auto ask = [&](const operation& op, domain::job_id job) -> result<void> {
    auto found = find_job(link, op.programme, job);
    if (!found)
      return found.error();
    // Who was not told yes may have submitted nothing.
    if (!*found && op.end != operation_end::ok)
      return {};
    auto& end = ends.emplace_back();
    end.job = job;
    end.found = found->has_value();
    if (!end.found)
      return {};
    end.view = std::move(**found);
    // Thousands of them are kept.
    end.view.work.payload.clear();
    return {};
  };
  for (const auto& op : history) {
    auto jobs = op.kind == operation_kind::submit ? op.revision : 0;
    for (auto i = decltype(jobs){0}; i != jobs; ++i)
      if (auto ok = ask(op, submitted_job(op, i)); !ok)
        return ok.error();
    if (op.kind == operation_kind::generate)
      if (auto ok = ask(op, op.job); !ok)
        return ok.error();
  }
  return ends;
}

result<std::vector<domain::record>>
gather_records(client::connection& link, const std::string& programme) {
  auto all = std::vector<domain::record>{};
  auto request = client::scan_request{};
  for (auto more = true; more;) {
    auto got = link.call(request, patient(programme));
    if (!got)
      return got.error();
    more = got->more && !got->found.empty();
    if (more)
      request.after = got->found.back().key;
    all.insert(all.end(), std::make_move_iterator(got->found.begin()),
               std::make_move_iterator(got->found.end()));
  }
  return all;
}

result<void> add_scheduled(client::connection& link,
                           const std::string& programme,
                           std::vector<scheduled_job>& to) {
  auto request = client::jobs_request{};
  request.limit = 1'000;
  auto newest = link.call(request, patient(programme));
  if (!newest)
    return newest.error();
  for (const auto& one : newest->jobs) {
    auto job = one.work.id;
    if (std::ranges::find(to, job, &scheduled_job::job) != to.end())
      continue;
    auto whole = find_job(link, programme, job);
    if (!whole)
      return whole.error();
    // A schedule's own purge may have taken it since.
    if (!*whole)
      continue;
    if (auto work = scheduled_by((**whole).work))
      to.push_back(std::move(*work));
  }
  return {};
}

result<void> gather(client::connection& link, std::chrono::milliseconds limit,
                    evidence& x) {
  x.again = ask_again(link, x.programme, x.history);
  auto jobs = gather_jobs(link, x.history);
  if (!jobs)
    return at("jobs", jobs.error());
  x.jobs = std::move(*jobs);
  for (const auto& one : {x.programme, std::string{scheduled_programme}})
    if (auto ok = add_scheduled(link, one, x.scheduled); !ok)
      return at("schedules", ok.error());
  if (auto ok = keep_known(link, x.scheduled); !ok)
    return at("schedules", ok.error());
  // What was asked again may have changed something: this comes last.
  auto records = gather_records(link, x.programme);
  if (!records)
    return at("records", records.error());
  x.records = std::move(*records);
  return gather_feed(link, limit, x);
}

bool wait_no_live_job(client::connection& link,
                      std::chrono::milliseconds limit) {
  auto none_lives = [&] {
    auto got = link.call(client::queue_stats_request{}, patient({}));
    return got && std::ranges::none_of(got->kinds, [](auto& x) {
             return x.ready + x.delayed + x.waiting + x.leased != 0;
           });
  };
  return comes_true(none_lives, limit, 100ms);
}

result<std::vector<client::process_status>>
gather_processes(client::connection& link) {
  auto all = std::vector<client::process_status>{};
  for (auto at : {client::served_by::store, client::served_by::broker}) {
    auto got = link.call(client::status_request{},
                         {.timeout = gather_limit, .at = at});
    if (!got)
      return got.error();
    all.insert(all.end(), got->processes.begin(), got->processes.end());
  }
  return all;
}

namespace {

result<std::int64_t> gather_sessions(client::connection& link) {
  auto request = client::store_stats_request{};
  request.rows = false;
  auto least = std::optional<std::int64_t>{};
  auto why = failure{ec::not_found, "sessions: the store counts none, is it of "
                                    "this release?"};
  // Workers read by themselves now and then: what leaked is there each time.
  for (auto looks = 0; looks != 50 && least.value_or(2) > 1; ++looks) {
    auto got = link.call(request, patient({}));
    if (!got)
      why = got.error();
    else
      for (const auto& one : got->figures)
        if (one.name == "sessions.in_use")
          least = std::min(least.value_or(INT64_MAX),
                           static_cast<std::int64_t>(one.value));
    std::this_thread::sleep_for(10ms);
  }
  if (!least)
    return why;
  return *least;
}

} // namespace

result<at_rest> gather_rest(client::connection& link) {
  auto processes = gather_processes(link);
  if (!processes)
    return processes.error();
  auto sessions = gather_sessions(link);
  if (!sessions)
    return sessions.error();
  return at_rest{std::move(*processes), *sessions};
}

std::vector<leftover> compare_rest(const at_rest& before,
                                   const at_rest& after) {
  auto old = std::map<std::string, client::process_status>{};
  for (const auto& x : before.processes)
    old[member_name(x.role, x.instance)] = x;
  auto result = std::vector<leftover>{
    {"processes", static_cast<std::int64_t>(before.processes.size()),
     static_cast<std::int64_t>(after.processes.size()), 0},
    // A count that fell is no leftover, but somebody did not come back.
    {"processes missing", 0,
     static_cast<std::int64_t>(before.processes.size())
       - static_cast<std::int64_t>(after.processes.size()),
     0}};
  for (const auto& x : after.processes) {
    const auto name = member_name(x.role, x.instance);
    const auto& was = old[name];
    result.push_back({name + " descriptors", was.descriptors, x.descriptors,
                      descriptor_slack});
    result.push_back({name + " actors", was.actors, x.actors, 0});
    result.push_back({name + " threads", was.threads, x.threads, 1});
  }
  result.push_back(
    {"store sessions in use", before.sessions, after.sessions, 0});
  return result;
}

} // namespace nightfloat::chaos

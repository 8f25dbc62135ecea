// SPDX-License-Identifier: Apache-2.0
#include "chaos/gather.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto call_limit = 5s;

// Sockets of clients that have just left, and the storage engine's files,
// come and go; a leak of one per fault does not fit in here.
constexpr auto descriptor_slack = 24;

client::call_options patient(const std::string& programme) {
  return {.programme = programme, .timeout = call_limit};
}

std::string name_of(const client::process_status& x) {
  return x.role == "worker" ? x.role + "-" + x.instance : x.role;
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

  result<std::vector<domain::feed_item>> wait(std::uint64_t version,
                                              std::chrono::milliseconds limit) {
    auto guard = std::unique_lock{mutex_};
    auto whole = [&] {
      return !items_.empty() && items_.back().version >= version;
    };
    auto there = changed_.wait_for(
      guard, limit, [&] { return whole() || ended_.has_value(); });
    if (whole())
      return std::move(items_);
    if (there)
      return *ended_;
    return failure{ec::timed_out, "feed: version " + std::to_string(version)
                                    + " did not arrive, give more time"};
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<domain::feed_item> items_;
  std::optional<failure> ended_;
};

} // namespace

result<std::vector<domain::feed_item>>
gather_feed(client::connection& link, const std::string& programme,
            std::chrono::milliseconds limit) {
  auto newest = link.call(client::read_request{{"programme/current"}},
                          patient(programme));
  if (!newest)
    return newest.error();
  auto all = collector{};
  auto watch = link.watch(
    programme, 0,
    {.on_item = [&](domain::feed_item x) { all.add(std::move(x)); },
     .on_end =
       [&](failure x) {
         all.end(std::move(x));
       }});
  auto got = all.wait(newest->version, limit);
  link.unwatch(watch);
  return got;
}

std::vector<asked_again> ask_again(client::connection& link,
                                   const std::string& programme,
                                   const std::vector<operation>& history) {
  auto result = std::vector<asked_again>{};
  for (const auto& op : history) {
    if (op.request.empty())
      continue;
    auto options = patient(programme);
    options.key = op.key;
    options.trace = op.trace;
    auto got = link.call_raw({.operation = op.operation,
                              .served = client::served_by::worker,
                              .body = op.request,
                              .options = options});
    if (got)
      result.push_back({op.key, ec::none, got->body});
    else
      result.push_back({op.key, got.error().code, {}});
  }
  return result;
}

std::vector<job_end> gather_jobs(client::connection& link,
                                 const std::string& programme,
                                 const std::vector<operation>& history) {
  auto result = std::vector<job_end>{};
  for (const auto& op : history) {
    if (op.kind != operation_kind::generate || op.end != operation_end::ok)
      continue;
    auto request = client::jobs_request{};
    request.job = op.job;
    auto& end = result.emplace_back();
    end.job = op.job;
    auto got = link.call(request, patient(programme));
    if (!got || got->jobs.empty())
      continue;
    end.found = true;
    end.view = got->jobs[0];
  }
  return result;
}

bool wait_no_live_job(client::connection& link, const std::string& programme,
                      std::chrono::milliseconds limit) {
  for (auto waited = 0ms; waited < limit; waited += 100ms) {
    auto request = client::jobs_request{};
    request.limit = 1'000;
    auto got = link.call(request, patient(programme));
    if (got && std::ranges::none_of(got->jobs, [](auto& x) {
          return !domain::has_ended(x.state);
        }))
      return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

result<std::vector<client::process_status>>
gather_processes(client::connection& link) {
  auto all = std::vector<client::process_status>{};
  for (auto at : {client::served_by::store, client::served_by::broker}) {
    auto got = link.call(client::status_request{},
                         {.timeout = call_limit, .at = at});
    if (!got)
      return got.error();
    all.insert(all.end(), got->processes.begin(), got->processes.end());
  }
  return all;
}

std::vector<leftover>
compare_processes(const std::vector<client::process_status>& before,
                  const std::vector<client::process_status>& after) {
  auto old = std::map<std::string, client::process_status>{};
  for (const auto& x : before)
    old[name_of(x)] = x;
  auto result = std::vector<leftover>{
    {"processes", static_cast<std::int64_t>(before.size()),
     static_cast<std::int64_t>(after.size()), 0}};
  for (const auto& x : after) {
    const auto& was = old[name_of(x)];
    result.push_back({name_of(x) + " descriptors", was.descriptors,
                      x.descriptors, descriptor_slack});
    result.push_back({name_of(x) + " actors", was.actors, x.actors, 0});
    result.push_back({name_of(x) + " threads", was.threads, x.threads, 1});
  }
  return result;
}

} // namespace nightfloat::chaos

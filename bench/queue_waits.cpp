// SPDX-License-Identifier: Apache-2.0
#include "bench/queue_waits.hpp"

#include "bench/measure.hpp"
#include "bench/parts.hpp"
#include "bench/queue_jobs.hpp"
#include "bench/served.hpp"
#include "client/connection.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <semaphore>
#include <thread>

namespace nightfloat::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

double ms_between(steady_clock::time_point from, steady_clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

std::unique_ptr<client::connection>
open(const config::network_options& network) {
  auto door = need(client::connection::open(network, {.to_broker = false}));
  need(door->wait_open(10s));
  return door;
}

void wait_leased(client::connection& door, domain::job_id job) {
  auto end = steady_clock::now() + call_limit;
  while (steady_clock::now() < end) {
    auto got = need(door.call(client::jobs_request{.job = job}));
    if (!got.jobs.empty() && got.jobs[0].state == domain::job_state::leased)
      return;
  }
  throw trouble{"queue: the worker that is to be killed took no job"};
}

double reclaim(client::connection& door, const std::string& dir) {
  constexpr auto kind = "reclaim";
  auto victim = part{{"hold", dir, kind}};
  auto job = job_of(kind);
  commit(door, submission("bench", {job}));
  wait_leased(door, job.id);
  auto got = std::promise<domain::lease>{};
  auto at = steady_clock::time_point{};
  door.call_async(client::claim_request{.kinds = {kind}},
                  {.timeout = call_limit}, [&](const auto& said) {
                    at = steady_clock::now();
                    got.set_value(said && !said->body.leases.empty()
                                    ? said->body.leases.front()
                                    : domain::lease{});
                  });
  // A call behind it on the same link: the claim waits in the store by now.
  static_cast<void>(need(door.call(client::jobs_request{.job = job.id})));
  auto from = steady_clock::now();
  victim.kill();
  auto held = got.get_future().get();
  if (held.work.id != job.id)
    throw trouble{"queue: the job of a dead worker did not come back"};
  commit(door, completion(held));
  return ms_between(from, at);
}

/// One worker whose jobs take a while each. It says when each began.
class slow_worker {
public:
  slow_worker(const config::network_options& network, std::string kind,
              std::chrono::milliseconds takes)
    : door_{open(network)}, kind_{std::move(kind)}, takes_{takes}, thread_{
                                                                     [this] {
                                                                       run();
                                                                     }} {
  }

  ~slow_worker() {
    end();
  }

  slow_worker(const slow_worker&) = delete;
  slow_worker& operator=(const slow_worker&) = delete;

  /// When the next job of programme `one` begins.
  [[nodiscard]] steady_clock::time_point next() {
    if (!seen_.try_acquire_for(call_limit))
      throw trouble{"queue: the one job never began"};
    return at_;
  }

  /// The median of how long it was busy with one. Ends it.
  [[nodiscard]] double job_ms() {
    end();
    return quantile(spent_, 0.5);
  }

private:
  void end() {
    stop_ = true;
    if (thread_.joinable())
      thread_.join();
  }

  void run() {
    auto never = std::binary_semaphore{0};
    while (!stop_) {
      auto got = door_->call(client::claim_request{.kinds = {kind_}},
                             {.timeout = 500ms});
      if (!got || got->leases.empty())
        continue;
      const auto& held = got->leases.front();
      auto one = held.work.programme == "one";
      if (one)
        at_ = steady_clock::now();
      auto from = steady_clock::now();
      static_cast<void>(never.try_acquire_for(takes_));
      commit(*door_, completion(held));
      spent_.push_back(ms_between(from, steady_clock::now()));
      if (one)
        seen_.release();
    }
  }

  std::unique_ptr<client::connection> door_;
  std::string kind_;
  std::chrono::milliseconds takes_;
  std::atomic<bool> stop_ = false;
  steady_clock::time_point at_{};
  std::binary_semaphore seen_{0};
  std::vector<double> spent_;
  std::thread thread_;
};

std::vector<double> waits(client::connection& door, slow_worker& worker,
                          const std::string& kind, int count) {
  auto all = std::vector<double>{};
  for (auto i = 0; i < count; ++i) {
    auto from = steady_clock::now();
    commit(door, submission("one", {job_of(kind)}));
    all.push_back(ms_between(from, worker.next()));
  }
  return all;
}

} // namespace

std::vector<double> reclaims(const config::network_options& network,
                             const std::string& dir, int count) {
  auto door = open(network);
  auto all = std::vector<double>{};
  for (auto i = 0; i < count; ++i)
    all.push_back(reclaim(*door, dir));
  return all;
}

starvation starve(const config::network_options& network, int flood,
                  int count) {
  constexpr auto kind = "starve";
  constexpr auto takes = 2ms;
  auto door = open(network);
  auto worker = slow_worker{network, kind, takes};
  auto x = starvation{};
  x.idle = waits(*door, worker, kind, count);
  for (auto left = flood; left > 0; left -= 50) {
    auto some = std::vector<domain::job>{};
    for (auto i = 0; i < std::min(left, 50); ++i)
      some.push_back(job_of(kind));
    commit(*door, submission("many", std::move(some)));
  }
  x.flooded = waits(*door, worker, kind, count);
  x.job_ms = worker.job_ms();
  return x;
}

} // namespace nightfloat::bench

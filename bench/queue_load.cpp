// SPDX-License-Identifier: Apache-2.0
#include "bench/queue_load.hpp"

#include "bench/queue_jobs.hpp"
#include "bench/served.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace nightfloat::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kind = "bench";

double us_since(steady_clock::time_point from) {
  return std::chrono::duration<double, std::micro>(steady_clock::now() - from)
    .count();
}

/// Not by a semaphore: those yield before they look at the time, and beside a
/// loop that never sleeps each yield costs a turn of the scheduler. What is
/// due would then begin later and later, whatever the store does.
void wait_until(steady_clock::time_point when) {
  if (when <= steady_clock::now())
    return;
  auto mutex = std::mutex{};
  auto never = std::condition_variable{};
  auto lock = std::unique_lock{mutex};
  static_cast<void>(never.wait_until(lock, when, [] { return false; }));
}

} // namespace

/// One client. Its numbers belong to the I/O thread until it is idle.
class queue_load::cycler {
public:
  explicit cycler(std::unique_ptr<client::connection> door)
    : door_{std::move(door)} {
  }

  /// Begins a cycle that was due at `due`; goes on by itself until `stop`.
  void begin(steady_clock::time_point due, const std::atomic<bool>* stop) {
    busy_.fetch_add(1);
    submit(due, stop);
  }

  void wait_idle() const {
    for (auto x = busy_.load(); x != 0; x = busy_.load())
      busy_.wait(x);
  }

  /// REQUIRES it to be idle.
  std::vector<double> take_latencies() {
    return std::exchange(spent_, {});
  }

  /// REQUIRES it to be idle: of its claims, in their order.
  [[nodiscard]] const std::vector<double>& claims() const {
    return claims_;
  }

  /// REQUIRES it to be idle. Throws `trouble` with what went wrong.
  std::size_t take_cycles() {
    if (!wrong_.empty())
      throw trouble{"queue: " + wrong_};
    return std::exchange(cycles_, 0);
  }

private:
  using stopping = const std::atomic<bool>*;

  void submit(steady_clock::time_point due, stopping stop) {
    door_->commit_async(submission("bench", {job_of(kind)}), call_limit,
                        [=, this](const auto& said) {
                          if (!is_committed(said, due))
                            return;
                          claim(stop);
                        });
  }

  void claim(stopping stop) {
    auto from = steady_clock::now();
    door_->call_async(client::claim_request{.kinds = {kind}},
                      {.timeout = call_limit}, [=, this](const auto& got) {
                        if (!got || got->body.leases.empty())
                          return fail(got ? "nothing to claim"
                                          : got.error().detail);
                        spent_.push_back(us_since(from));
                        claims_.push_back(spent_.back());
                        complete(got->body.leases.front(), stop);
                      });
  }

  void complete(const domain::lease& held, stopping stop) {
    auto from = steady_clock::now();
    door_->commit_async(completion(held), call_limit,
                        [=, this](const auto& said) {
                          if (!is_committed(said, from))
                            return;
                          ++cycles_;
                          if (stop == nullptr || stop->load())
                            end();
                          else
                            submit(steady_clock::now(), stop);
                        });
  }

  bool is_committed(const result<domain::commit_answer>& said,
                    steady_clock::time_point from) {
    if (!said || said->outcome != domain::commit_outcome::committed) {
      fail(said ? said->detail : said.error().detail);
      return false;
    }
    spent_.push_back(us_since(from));
    return true;
  }

  void fail(std::string why) {
    wrong_ = std::move(why);
    end();
  }

  void end() {
    busy_.fetch_sub(1);
    busy_.notify_all();
  }

  std::atomic<int> busy_ = 0;
  std::size_t cycles_ = 0;
  std::vector<double> spent_;
  std::vector<double> claims_;
  std::string wrong_;
  // Last, so that its thread ends before what that writes.
  std::unique_ptr<client::connection> door_;
};

queue_load::queue_load(const config::network_options& network,
                       std::size_t clients) {
  auto doors = need(
    client::connection::open_many(network, {.to_broker = false}, clients));
  for (auto& door : doors) {
    need(door->wait_open(10s));
    clients_.push_back(std::make_unique<cycler>(std::move(door)));
  }
}

queue_load::~queue_load() = default;

void queue_load::wait_idle() {
  for (const auto& x : clients_)
    x->wait_idle();
}

double queue_load::cycles(std::chrono::milliseconds time) {
  auto stop = std::atomic<bool>{false};
  auto from = steady_clock::now();
  for (const auto& x : clients_)
    x->begin(from, &stop);
  wait_until(from + time);
  stop = true;
  wait_idle();
  auto spent = us_since(from) / 1e6;
  auto done = std::size_t{0};
  for (const auto& x : clients_) {
    done += x->take_cycles();
    x->take_latencies();
  }
  return static_cast<double>(done) / spent;
}

queue_load::claims queue_load::long_run(std::size_t count) {
  for (auto done = 0.0; done < static_cast<double>(count);) {
    constexpr auto turn = 2s;
    done += cycles(turn) * std::chrono::duration<double>(turn).count();
  }
  auto x = claims{};
  auto each = std::ptrdiff_t{1'000} / std::ssize(clients_);
  for (const auto& one : clients_) {
    const auto& all = one->claims();
    if (std::ssize(all) < 2 * each)
      throw trouble{"queue: too few claims to compare"};
    x.first.insert(x.first.end(), all.begin(), all.begin() + each);
    x.last.insert(x.last.end(), all.end() - each, all.end());
  }
  return x;
}

std::vector<double> queue_load::latencies(double rate,
                                          std::chrono::milliseconds time) {
  auto pause = std::chrono::duration_cast<steady_clock::duration>(
    std::chrono::duration<double>{1 / rate});
  auto due = steady_clock::now();
  auto end = due + time;
  for (auto i = std::size_t{0}; due < end; ++i, due += pause) {
    wait_until(due);
    clients_[i % clients_.size()]->begin(due, nullptr);
  }
  wait_idle();
  auto all = std::vector<double>{};
  for (const auto& x : clients_) {
    static_cast<void>(x->take_cycles());
    auto some = x->take_latencies();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

} // namespace nightfloat::bench

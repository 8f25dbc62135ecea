// SPDX-License-Identifier: Apache-2.0
#include "chaos/prober.hpp"

#include "chaos/elapsed.hpp"
#include "domain/keys.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto probes_max = std::size_t{1'000'000};
constexpr auto probe_limit = 500ms;
constexpr auto bystander_limit = 5s;

template <class Series, class Condition>
std::uint64_t
first_after(const Series& x, std::uint64_t since_us, Condition condition) {
  auto guard = std::lock_guard{x.mutex};
  // Each is asked by one thread, so they are in order. An hour has hundreds of
  // thousands of them, and thousands of faults that look for theirs.
  auto first = std::ranges::lower_bound(x.done, since_us, {}, &probe::began_us);
  for (auto p = first; p != x.done.end(); ++p)
    if (p->ok && condition(*p))
      return p->ended_us - since_us;
  return 0;
}

} // namespace

bool ended_well(const result<domain::commit_answer>& x) noexcept {
  return x
         && (x->outcome == domain::commit_outcome::committed
             || x->outcome == domain::commit_outcome::replayed);
}

prober::prober(client::connection& link, const metrics::clock& clock,
               std::string programme, time_point start)
  : link_(link), clock_(clock), programme_(std::move(programme)),
    start_(start) {
  threads_.emplace_back([this] { probe_store(); });
  threads_.emplace_back([this] { probe_broker(); });
  threads_.emplace_back([this] { stand_by(); });
}

prober::~prober() {
  stop();
}

void prober::stop() {
  stop_ = true;
  for (auto& x : threads_)
    x.join();
  threads_.clear();
}

std::uint64_t prober::since_start() const {
  return elapsed_us(start_, clock_.steady());
}

void prober::add(series& to, probe x) {
  auto guard = std::lock_guard{to.mutex};
  if (to.done.size() < probes_max)
    to.done.push_back(std::move(x));
}

void prober::probe_store() {
  auto keys = std::vector{std::string{domain::keys::programme_current}};
  while (!stop_) {
    auto x = probe{};
    x.began_us = since_start();
    x.ok = link_
             .call(client::read_request{keys}, {.programme = programme_,
                                                .timeout = probe_limit,
                                                .repeat = false})
             .has_value();
    x.ended_us = since_start();
    add(store_, std::move(x));
    std::this_thread::sleep_for(5ms);
  }
}

void prober::probe_broker() {
  while (!stop_) {
    auto x = probe{};
    x.began_us = since_start();
    auto got = link_.call(client::status_request{},
                          {.timeout = probe_limit,
                           .at = client::served_by::broker,
                           .repeat = false});
    x.ended_us = since_start();
    x.ok = got.has_value();
    if (got)
      for (const auto& p : got->processes)
        if (p.state == "serving")
          x.serving.push_back(p.pid);
    add(broker_, std::move(x));
    std::this_thread::sleep_for(20ms);
  }
}

void prober::stand_by() {
  while (!stop_) {
    auto change = domain::transaction{};
    change.programme = "bystander";
    change.trace = client::make_trace();
    change.put = {{"here", change.trace}};
    change.reply = domain::owed_reply{
      .scope = "bystander", .key = change.trace, .fingerprint = "1"};
    auto x = probe{};
    x.began_us = since_start();
    x.ok = ended_well(link_.commit(change, bystander_limit));
    x.ended_us = since_start();
    add(bystander_, std::move(x));
    std::this_thread::sleep_for(50ms);
  }
}

std::vector<bystander_call>
prober::bystander_calls(std::uint64_t since_us) const {
  auto out = std::vector<bystander_call>{};
  auto guard = std::lock_guard{bystander_.mutex};
  for (auto i = bystander_.done.rbegin();
       i != bystander_.done.rend() && i->ended_us >= since_us; ++i)
    out.push_back({i->ended_us, i->ok});
  return out;
}

std::uint64_t prober::store_back_us(std::uint64_t since_us) const {
  return first_after(store_, since_us, [](auto&) { return true; });
}

std::uint64_t prober::broker_back_us(std::uint64_t since_us) const {
  return first_after(broker_, since_us, [](auto&) { return true; });
}

std::uint64_t prober::worker_back_us(std::uint64_t since_us,
                                     std::uint64_t pid) const {
  return first_after(broker_, since_us, [pid](auto& p) {
    return std::ranges::find(p.serving, pid) != p.serving.end();
  });
}

} // namespace nightfloat::chaos

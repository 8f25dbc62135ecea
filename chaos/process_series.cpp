// SPDX-License-Identifier: Apache-2.0
#include "chaos/process_series.hpp"

#include <algorithm>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

constexpr auto interval = 1s;

/// A stopped process does not answer: the others are not to wait for it.
constexpr auto sample_limit = 500ms;

void keep_every_second(report::series& x) {
  auto to = std::size_t{0};
  for (auto i = std::size_t{0}; i < x.at_s.size(); i += 2, ++to) {
    x.at_s[to] = x.at_s[i];
    x.value[to] = x.value[i];
  }
  x.at_s.resize(to);
  x.value.resize(to);
}

} // namespace

void series_table::put(const shown_figure& of, const std::string& member,
                       double at_s, double value) {
  auto at = std::ranges::find_if(all_, [&](const report::series& x) {
    return x.name == of.name && x.member == member;
  });
  if (at == all_.end())
    at = all_.insert(
      all_.end(),
      {std::string{of.name}, member, std::string{of.unit}, of.where, {}, {}});
  if (at->at_s.size() >= points_max)
    keep_every_second(*at);
  at->at_s.push_back(at_s);
  at->value.push_back(value);
}

void series_table::add(const std::vector<process_sample>& all, double at_s) {
  for (const auto& x : all)
    for (const auto& [of, value] : display_.of(x, at_s))
      put(of, x.member, at_s, value);
}

process_watch::process_watch(client::connection& link,
                             const metrics::clock& clock, time_point start)
  : clock_(clock), start_(start), by_(
                                    link,
                                    [this] {
                                      auto guard = std::lock_guard{mutex_};
                                      return members_;
                                    },
                                    sample_limit),
    thread_([this] { run(); }) {
  // nop
}

process_watch::~process_watch() {
  stop();
}

void process_watch::stop() {
  stop_ = true;
  if (thread_.joinable())
    thread_.join();
}

void process_watch::set_members(std::vector<member> xs) {
  auto guard = std::lock_guard{mutex_};
  members_ = std::move(xs);
}

std::vector<report::series> process_watch::all() const {
  auto guard = std::lock_guard{mutex_};
  return table_.all();
}

void process_watch::run() {
  for (auto due = clock_.steady(); !stop_;) {
    if (clock_.steady() < due) {
      std::this_thread::sleep_for(20ms);
      continue;
    }
    auto at_s = std::chrono::duration<double>{clock_.steady() - start_}.count();
    auto seen = by_.sample();
    auto guard = std::lock_guard{mutex_};
    table_.add(seen, at_s);
    due = std::max(due + interval, clock_.steady());
  }
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "chaos/process_series.hpp"

#include "chaos/mib.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;
using report::panel;

constexpr auto interval = 1s;

/// A stopped process does not answer: the others are not to wait for it.
constexpr auto sample_limit = 500ms;

/// A figure of the sampler, and how the report shows it.
struct shown_figure {
  std::string_view figure;
  std::string_view name;
  std::string_view unit;
  report::panel where = panel::memory;
  double scale = 1;
};

constexpr auto shown = std::array{
  shown_figure{"rss", "resident", "MiB", panel::memory, mib},
  shown_figure{"heap", "heap", "MiB", panel::memory, mib},
  shown_figure{"descriptors", "descriptors", "", panel::handles},
  shown_figure{"threads", "threads", "", panel::handles},
  shown_figure{"actors", "actors", "", panel::handles},
  shown_figure{"mailboxes", "mailboxes", "messages", panel::queue},
  shown_figure{"sessions", "sessions", "", panel::handles},
  shown_figure{"queue_ready", "ready", "jobs", panel::queue},
  shown_figure{"queue_leased", "leased", "jobs", panel::queue},
  shown_figure{"queue_delayed", "delayed", "jobs", panel::queue},
  shown_figure{"calls_running", "calls running", "", panel::queue},
  shown_figure{"calls_waiting", "calls waiting", "", panel::queue},
};

report::series like(std::string_view name, const std::string& of,
                    std::string_view unit, report::panel where) {
  return {std::string{name}, of, std::string{unit}, where, {}, {}};
}

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

void series_table::put(const report::series& wanted, double at_s,
                       double value) {
  auto at = std::ranges::find_if(all_, [&](const report::series& x) {
    return x.name == wanted.name && x.member == wanted.member;
  });
  if (at == all_.end())
    at = all_.insert(all_.end(), wanted);
  if (at->at_s.size() >= points_max)
    keep_every_second(*at);
  at->at_s.push_back(at_s);
  at->value.push_back(value);
}

void series_table::add_cpu(const process_sample& x, double at_s) {
  const auto* cpu = x.find("cpu");
  if (cpu == nullptr)
    return;
  auto& was = before_[x.member];
  if (was.pid == x.pid && at_s > was.at_s)
    put(like("cpu", x.member, "cores", panel::machine), at_s,
        (*cpu - was.cpu_s) / (at_s - was.at_s));
  was = {x.pid, at_s, *cpu};
}

void series_table::add(const std::vector<process_sample>& all, double at_s) {
  for (const auto& x : all) {
    for (const auto& one : shown)
      if (const auto* value = x.find(one.figure))
        put(like(one.name, x.member, one.unit, one.where), at_s,
            *value / one.scale);
    add_cpu(x, at_s);
  }
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

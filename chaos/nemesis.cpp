// SPDX-License-Identifier: Apache-2.0
#include "chaos/nemesis.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

constexpr auto effect_limit = 2s;

// The state letter of /proc/PID/stat, e.g. T for stopped; 0: no process.
char state_of(std::uint64_t pid) {
  auto in = std::ifstream{"/proc/" + std::to_string(pid) + "/stat"};
  auto line = std::string{};
  std::getline(in, line);
  auto end = line.rfind(')');
  return end == std::string::npos || end + 2 >= line.size() ? '\0'
                                                            : line[end + 2];
}

template <class Condition>
bool comes_true(Condition condition) {
  for (auto i = 0; i != 400; ++i) {
    if (condition())
      return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

} // namespace

nemesis::nemesis(cluster& target, client::connection& operator_link,
                 const metrics::clock& clock, time_point start,
                 std::chrono::milliseconds first)
  : cluster_(target), link_(operator_link), clock_(clock), start_(start),
    first_(first) {
  // nop
}

std::uint64_t nemesis::since_start() const {
  return static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady()
                                                          - start_)
      .count());
}

void nemesis::run(const schedule& x, const std::atomic<bool>& stop) {
  for (const auto& fault : x.faults) {
    sleep_until(start_ + first_ + std::chrono::milliseconds{fault.at_ms}, stop);
    if (stop)
      break;
    begin(fault);
  }
  while (!heals_.empty() && !stop) {
    auto next = std::ranges::min(heals_, {}, &pending_heal::due);
    sleep_until(next.due, stop);
  }
  end_all();
}

void nemesis::sleep_until(time_point when, const std::atomic<bool>& stop) {
  while (!stop) {
    auto now = clock_.steady();
    end_due(now);
    if (now >= when)
      return;
    auto rest = when - now;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(rest, 5ms));
  }
}

void nemesis::begin(const scheduled_fault& x) {
  auto& record = done_.emplace_back();
  record.planned = x;
  record.at_us = since_start();
  switch (x.fault) {
    case fault_kind::kill:
      kill(record, SIGKILL);
      break;
    case fault_kind::terminate:
      kill(record, SIGTERM);
      break;
    case fault_kind::pause:
      pause(record);
      break;
    case fault_kind::storage_delay:
      slow_storage(record);
      break;
    case fault_kind::lose_unsynced:
      lose_unsynced(record);
      break;
  }
  spdlog::info("fault: kind={} target={} took_effect={} detail={}",
               static_cast<int>(x.fault), member_name(x), record.took_effect,
               record.detail);
  if (x.lasting_ms == 0 || !record.took_effect)
    return;
  heals_.push_back({clock_.steady() + std::chrono::milliseconds{x.lasting_ms},
                    done_.size() - 1});
}

void nemesis::kill(fault_record& x, int signal) {
  auto name = member_name(x.planned);
  auto* target = cluster_.find(name);
  if (target == nullptr) {
    x.detail = name + " was not running";
  } else if (auto ok = target->signal(signal); !ok) {
    x.detail = ok.error().detail;
  } else if (!target->wait_end(signal == SIGKILL ? 2'000ms : 15'000ms)) {
    x.detail = name + " outlived its signal";
  } else {
    auto end = target->reap();
    x.took_effect = end
                    && (signal == SIGKILL ? end->signal == SIGKILL
                                          : end->code == 0 && end->signal == 0);
    if (!x.took_effect)
      x.detail = name + " ended otherwise";
  }
  revive(x);
}

void nemesis::revive(fault_record& x) {
  auto name = member_name(x.planned);
  auto started = cluster_.start(name);
  if (!started) {
    x.detail = started.error().detail;
  } else if (auto* fresh = cluster_.find(name)) {
    x.pid_after = fresh->id().pid;
    x.healed = true;
  }
  x.until_us = since_start();
}

void nemesis::pause(fault_record& x) {
  auto name = member_name(x.planned);
  auto* target = cluster_.find(name);
  if (target == nullptr) {
    x.detail = name + " was not running";
    return;
  }
  auto pid = target->id().pid;
  if (auto ok = target->signal(SIGSTOP); !ok)
    x.detail = ok.error().detail;
  else
    x.took_effect = comes_true([&] { return state_of(pid) == 'T'; });
}

void nemesis::slow_storage(fault_record& x) {
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::sync_delay;
  wanted.delay_ms = x.planned.delay_ms;
  auto ok = link_.call(wanted, {.timeout = effect_limit});
  x.took_effect = ok.has_value();
  if (!ok)
    x.detail = ok.error().detail;
}

// The store counts its reopenings: one more says that a sync was lost.
std::int64_t nemesis::recoveries() {
  auto got
    = link_.call(client::metrics_request{},
                 {.timeout = effect_limit, .at = client::served_by::store});
  if (!got)
    return -1;
  auto name = std::string_view{"\ndb_recoveries_total{"};
  auto at = got->text.find(name);
  auto value = at == std::string::npos ? at : got->text.find("} ", at);
  return value == std::string::npos
           ? 0
           : std::strtoll(got->text.c_str() + value + 2, nullptr, 10);
}

void nemesis::lose_unsynced(fault_record& x) {
  auto before = recoveries();
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::lose_unsynced;
  wanted.count = 1;
  auto ok = link_.call(wanted, {.timeout = effect_limit});
  if (!ok) {
    x.detail = ok.error().detail;
    return;
  }
  x.took_effect = x.healed = comes_true([&] { return recoveries() > before; });
  x.until_us = since_start();
  if (!x.took_effect)
    x.detail = "no sync was lost";
}

void nemesis::end(fault_record& x) {
  x.until_us = since_start();
  if (x.planned.fault == fault_kind::storage_delay) {
    // A store that was killed meanwhile came back without the fault; a call
    // that clears nothing is as good.
    auto ok = link_.call(client::fault_request{}, {.timeout = effect_limit});
    x.healed = ok.has_value();
    if (!ok)
      x.detail = ok.error().detail;
    return;
  }
  auto* target = cluster_.find(member_name(x.planned));
  if (target == nullptr || !target->signal(SIGCONT)) {
    x.detail = "was gone when it should have gone on";
    revive(x);
    return;
  }
  auto pid = target->id().pid;
  x.healed = comes_true([&] { return state_of(pid) != 'T'; });
  x.pid_after = pid;
}

void nemesis::end_due(time_point now) {
  for (auto i = heals_.begin(); i != heals_.end();) {
    if (i->due > now) {
      ++i;
      continue;
    }
    end(done_[i->record]);
    i = heals_.erase(i);
  }
}

void nemesis::end_all() {
  for (const auto& x : heals_)
    end(done_[x.record]);
  heals_.clear();
}

} // namespace nightfloat::chaos

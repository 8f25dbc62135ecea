// SPDX-License-Identifier: Apache-2.0
#include "chaos/process_faults.hpp"

#include "chaos/waiting.hpp"

#include <csignal>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

/// A killed process that waits for its disk is there until that answers; taken
/// for a survivor, it would not be started again.
constexpr auto kill_limit = 60s;
constexpr auto drain_limit = 15s;

/// How long a process may take from its start until it hears signals.
constexpr auto begin_limit = 5s;

/// How long a store may take to pass an armed step: it commits all the time.
constexpr auto crash_limit = 5s;

// A process that has only begun would end of the signal itself, which says
// nothing of its drain. One that reads its signals has blocked them.
bool hears(std::uint64_t pid, int signal) {
  auto in = std::ifstream{"/proc/" + std::to_string(pid) + "/status"};
  for (auto line = std::string{}; std::getline(in, line);)
    if (line.starts_with("SigBlk:"))
      return std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1;
  return false;
}

std::string how(const std::optional<process_end>& x) {
  if (!x)
    return " (how is not known)";
  return x->signal == 0 ? " (code " + std::to_string(x->code) + ")"
                        : " (signal " + std::to_string(x->signal) + ")";
}

} // namespace

char state_of(std::uint64_t pid) {
  auto in = std::ifstream{"/proc/" + std::to_string(pid) + "/stat"};
  auto line = std::string{};
  std::getline(in, line);
  auto end = line.rfind(')');
  if (end == std::string::npos || end + 2 >= line.size())
    return '\0';
  // One that nobody has reaped yet runs no more.
  auto state = line[end + 2];
  return state == 'Z' || state == 'X' ? '\0' : state;
}

void revive(cluster& target, fault_record& x) {
  auto name = member_name(x.planned);
  auto started = target.start(name);
  if (!started) {
    x.detail = started.error().detail;
  } else if (auto* fresh = target.find(name)) {
    x.pid_after = fresh->id().pid;
    x.healed = true;
  }
}

process_faults::process_faults(cluster& target,
                               client::connection& operator_link)
  : cluster_(target), link_(operator_link) {
  // nop
}

bool process_faults::begin(fault_record& x) {
  switch (x.planned.fault) {
    case fault_kind::terminate:
      kill(x, SIGTERM);
      return false;
    case fault_kind::crash_point:
      crash(x);
      return false;
    case fault_kind::pause:
      return pause(x);
    case fault_kind::slow:
      return slow(x);
    default:
      kill(x, SIGKILL);
      return false;
  }
}

void process_faults::kill(fault_record& x, int signal) {
  auto name = member_name(x.planned);
  auto* target = cluster_.find(name);
  if (target == nullptr) {
    x.detail = name + " was not running";
  } else if (signal != SIGKILL
             && !comes_true([&] { return hears(target->id().pid, signal); },
                            begin_limit)) {
    x.detail = name + " heard no signals";
  } else if (auto ok = target->signal(signal); !ok) {
    x.detail = ok.error().detail;
  } else if (!target->wait_end(signal == SIGKILL ? kill_limit : drain_limit)) {
    x.detail = name + " outlived its signal";
  } else {
    // How a process that is no child of ours ended nobody tells.
    auto end = target->reap().value_or(process_end{0, signal});
    x.took_effect = signal == SIGKILL ? end.signal == SIGKILL
                                      : end.code == 0 && end.signal == 0;
    if (!x.took_effect)
      x.detail = name + " ended otherwise" + how(end);
  }
  revive(cluster_, x);
}

void process_faults::crash(fault_record& x) {
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::crash_point;
  wanted.point = x.planned.point;
  wanted.count = x.planned.count;
  auto* target = cluster_.find(member_name(x.planned));
  auto ok = link_.call(wanted, {.timeout = effect_limit, .repeat = false});
  // A store that dies before it has answered has done what was asked.
  if (target == nullptr || !target->wait_end(crash_limit)) {
    x.detail = ok ? "the store did not pass " + x.planned.point
                  : ok.error().detail;
  } else {
    auto end = target->reap();
    x.took_effect = x.aborted = end && end->signal == SIGABRT;
    if (!x.took_effect)
      x.detail = "the store ended otherwise" + how(end);
  }
  revive(cluster_, x);
  if (!x.took_effect)
    static_cast<void>(
      link_.call(client::fault_request{}, {.timeout = effect_limit}));
}

bool process_faults::pause(fault_record& x) {
  auto name = member_name(x.planned);
  auto* target = cluster_.find(name);
  if (target == nullptr) {
    x.detail = name + " was not running";
    revive(cluster_, x);
    return false;
  }
  auto pid = target->id().pid;
  if (auto ok = target->signal(SIGSTOP); !ok)
    x.detail = ok.error().detail;
  else
    x.took_effect = comes_true([&] { return state_of(pid) == 'T'; });
  if (x.took_effect)
    return true;
  // One that waits for its disk would stop later, and for good.
  static_cast<void>(target->signal(SIGCONT));
  if (x.detail.empty())
    x.detail = name + " did not stop";
  revive(cluster_, x);
  return false;
}

bool process_faults::slow(fault_record& x) {
  auto name = member_name(x.planned);
  auto* target = cluster_.find(name);
  // A handle of its own: the thread must not reach a successor.
  auto held
    = target == nullptr
        ? result<process>{failure{ec::not_found, name + " was not running"}}
        : process::attach(target->id());
  if (!held) {
    x.detail = held.error().detail;
    revive(cluster_, x);
    return false;
  }
  x.pid_after = target->id().pid;
  stutters_[x.pid_after] = std::make_unique<stutter>(std::move(*held),
                                                     x.planned.permille);
  return true;
}

void process_faults::end_slow(fault_record& x) {
  auto found = stutters_.find(x.pid_after);
  auto stopped = found->second->end();
  stutters_.erase(found);
  // In us; half of it is enough, for others want the CPU too.
  auto due = std::int64_t{x.planned.lasting_ms} * x.planned.permille;
  x.took_effect = stopped.count() * 2 >= due;
  if (!x.took_effect)
    x.detail = "stopped for " + std::to_string(stopped.count() / 1'000)
               + " ms only";
}

void process_faults::end(fault_record& x) {
  if (x.planned.fault == fault_kind::slow)
    end_slow(x);
  go_on(x);
}

void process_faults::go_on(fault_record& x) {
  auto* target = cluster_.find(member_name(x.planned));
  if (target == nullptr || !target->signal(SIGCONT)) {
    // It was to be stopped or slow, not to die.
    x.took_effect = false;
    x.detail = "was gone when it should have gone on";
    revive(cluster_, x);
    return;
  }
  x.pid_after = target->id().pid;
}

bool process_faults::has_healed(const fault_record& x) {
  auto state = state_of(x.pid_after);
  return state != 'T' && state != '\0';
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "chaos/machine_faults.hpp"

#include "chaos/process_faults.hpp"
#include "chaos/waiting.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nightfloat::chaos {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto memory_root = "/sys/fs/cgroup/memory";
constexpr auto limit_file = "/memory.limit_in_bytes";
constexpr auto refusals = "/memory.failcnt";

bool put(const std::string& path, const std::string& text) {
  auto out = std::ofstream{path};
  out << text << std::flush;
  return out.good();
}

std::uint64_t number_in(const std::string& path) {
  auto in = std::ifstream{path};
  auto x = std::uint64_t{0};
  in >> x;
  return x;
}

/// Where our own memory cgroup of version 1 is; empty: there is none.
std::string memory_group() {
  auto in = std::ifstream{"/proc/self/cgroup"};
  for (auto line = std::string{}; std::getline(in, line);) {
    auto at = line.find(":memory:");
    if (at != std::string::npos)
      return memory_root + line.substr(at + 8);
  }
  return {};
}

std::uint64_t open_descriptors(std::uint64_t pid) {
  auto error = std::error_code{};
  auto i = fs::directory_iterator{"/proc/" + std::to_string(pid) + "/fd",
                                  error};
  auto highest = std::uint64_t{0};
  // The process may end meanwhile: nothing here may throw.
  for (; !error && i != fs::directory_iterator{}; i.increment(error))
    highest = std::max<std::uint64_t>(
      highest, std::strtoull(i->path().filename().c_str(), nullptr, 10) + 1);
  return highest;
}

/// The bound of descriptors of a process; 0: it is gone.
std::uint64_t bound_of(std::uint64_t pid) {
  auto x = rlimit{};
  return prlimit(static_cast<pid_t>(pid), RLIMIT_NOFILE, nullptr, &x) == 0
           ? x.rlim_cur
           : 0;
}

bool set_bound(std::uint64_t pid, std::uint64_t bound) {
  auto x = rlimit{};
  auto who = static_cast<pid_t>(pid);
  if (prlimit(who, RLIMIT_NOFILE, nullptr, &x) != 0)
    return false;
  x.rlim_cur = bound;
  return prlimit(who, RLIMIT_NOFILE, &x, nullptr) == 0;
}

} // namespace

machine_faults::machine_faults(cluster& target) : cluster_(target) {
  // nop
}

machine_faults::~machine_faults() {
  for (auto& [pid, bound] : bounds_)
    set_bound(pid, bound);
  // Each may be erased meanwhile.
  for (auto i = groups_.begin(); i != groups_.end();)
    free_memory((i++)->first);
}

/// Takes the bound of a process away, if it has one; false: it still stands.
bool machine_faults::free_memory(std::uint64_t pid) {
  auto found = groups_.find(pid);
  if (found == groups_.end())
    return true;
  put(memory_group() + "/cgroup.procs", std::to_string(pid));
  if (rmdir(found->second.group.c_str()) != 0)
    return false;
  groups_.erase(found);
  return true;
}

process* machine_faults::running(fault_record& x) {
  auto* target = cluster_.find(member_name(x.planned));
  if (target != nullptr) {
    x.pid_after = target->id().pid;
    return target;
  }
  x.detail = member_name(x.planned) + " was not running";
  revive(cluster_, x);
  return nullptr;
}

bool machine_faults::begin(fault_record& x) {
  switch (x.planned.fault) {
    case fault_kind::cpu_hog:
      hog_.start(x.planned.count);
      return true;
    case fault_kind::memory_limit:
      return limit_memory(x);
    default:
      return limit_descriptors(x);
  }
}

// A process that runs on what it has would never feel a bound on what it takes
// anew. Half of the time on, one that was refused nothing so far gets nothing.
void machine_faults::sustain(const fault_record& x,
                             std::chrono::milliseconds so_far) {
  auto found = groups_.find(x.pid_after);
  if (x.planned.fault != fault_kind::memory_limit || found == groups_.end()
      || found->second.squeezed || so_far.count() < x.planned.lasting_ms / 2)
    return;
  auto& bound = found->second;
  bound.squeezed = true;
  if (number_in(bound.group + refusals) != 0)
    return;
  // A bound that cannot be kept is refused, but what the kernel had set by for
  // the group is given back: only then does the usage say what is used.
  put(bound.group + limit_file, "4096");
  put(bound.group + limit_file,
      std::to_string(number_in(bound.group + "/memory.usage_in_bytes")));
}

void machine_faults::end(fault_record& x) {
  switch (x.planned.fault) {
    case fault_kind::cpu_hog:
      return end_burning(x);
    case fault_kind::memory_limit:
      return end_memory(x);
    default:
      return end_descriptors(x);
  }
}

void machine_faults::end_burning(fault_record& x) {
  auto use = hog_.stop();
  x.took_effect = was_felt(use, x.planned.count,
                           std::uint64_t{x.planned.lasting_ms} * 1'000);
  x.healed = true;
  x.detail = std::to_string(use.burnt_us / 1'000) + " ms of CPU burnt, "
             + std::to_string(use.waited_us / 1'000) + " ms waited for one";
}

bool machine_faults::limit_memory(fault_record& x) {
  auto parent = memory_group();
  auto* target = running(x);
  if (target == nullptr)
    return false;
  auto pid = std::to_string(x.pid_after);
  auto group = parent + "/nightfloat-" + pid;
  if (parent.empty() || mkdir(group.c_str(), 0755) != 0) {
    x.skipped = true;
    x.detail = "no memory cgroup of version 1 that we may divide";
    return false;
  }
  groups_[x.pid_after] = {group};
  auto bytes = std::uint64_t{x.planned.limit} << 20;
  // First the bound: what the process holds already stays with its old group.
  if (put(group + limit_file, std::to_string(bytes))
      && put(group + "/cgroup.procs", pid))
    return true;
  x.detail = "the limit could not be set";
  rmdir(group.c_str());
  groups_.erase(x.pid_after);
  revive(cluster_, x);
  return false;
}

void machine_faults::end_memory(fault_record& x) {
  auto pid = x.pid_after;
  auto failed = number_in(groups_[pid].group + refusals);
  x.took_effect = failed != 0;
  x.detail = x.took_effect ? std::to_string(failed) + " times at the limit"
                           : "the process wanted no more memory";
  free_memory(pid);
  revive(cluster_, x);
  // One that has ended leaves its group when it is reaped, for a successor.
  x.healed = free_memory(pid) && x.healed && has_healed(x);
}

bool machine_faults::limit_descriptors(fault_record& x) {
  if (running(x) == nullptr)
    return false;
  auto held = open_descriptors(x.pid_after);
  bounds_[x.pid_after] = bound_of(x.pid_after);
  x.took_effect = held != 0 && set_bound(x.pid_after, held)
                  && bound_of(x.pid_after) == held;
  x.detail = "no descriptor beyond " + std::to_string(held);
  if (x.took_effect)
    return true;
  set_bound(x.pid_after, bounds_[x.pid_after]);
  bounds_.erase(x.pid_after);
  revive(cluster_, x);
  return false;
}

void machine_faults::end_descriptors(fault_record& x) {
  auto pid = x.pid_after;
  // A process that it ended is started again, as its unit would.
  if (!set_bound(pid, bounds_[pid]))
    x.detail += ", the process ended of it";
  bounds_.erase(pid);
  revive(cluster_, x);
  x.healed = x.healed && has_healed(x);
}

bool machine_faults::has_healed(const fault_record& x) {
  if (state_of(x.pid_after) == '\0')
    return false;
  return x.planned.fault == fault_kind::descriptor_limit
           ? bound_of(x.pid_after) > open_descriptors(x.pid_after)
           : free_memory(x.pid_after);
}

// -- the store's own disk -----------------------------------------------------

disk_faults::disk_faults(cluster& target, loop_disk& disk)
  : cluster_(target), disk_(disk) {
  // nop
}

bool disk_faults::begin(fault_record& x) {
  if (x.planned.fault == fault_kind::power_loss) {
    lose_power(x);
    return false;
  }
  auto ok = disk_.fill();
  x.took_effect = ok && disk_.free_bytes() == 0;
  if (!ok)
    x.detail = ok.error().detail;
  return true;
}

/// The store goes with the power; what it had synced must be there again.
void disk_faults::lose_power(fault_record& x) {
  auto* target = cluster_.find("store");
  if (target == nullptr) {
    x.detail = "store was not running";
    return revive(cluster_, x);
  }
  if (auto ok = disk_.cut_power(); !ok) {
    x.detail = ok.error().detail;
    return;
  }
  static_cast<void>(target->signal(SIGKILL));
  if (!target->wait_end(10s)) {
    x.detail = "store outlived the power";
    return;
  }
  // A write after one that failed makes RocksDB abort: it may be quicker.
  auto end = target->reap();
  x.aborted = end && end->signal == SIGABRT;
  if (auto ok = disk_.mount_again(); !ok) {
    x.detail = ok.error().detail;
    return;
  }
  x.took_effect = true;
  revive(cluster_, x);
}

void disk_faults::end(fault_record& x) {
  auto emptied = disk_.make_room();
  revive(cluster_, x);
  x.healed = x.healed && emptied && disk_.free_bytes() > 0;
  if (emptied)
    return;
  x.detail = emptied.error().detail;
  // Without this number it is never said to have healed.
  x.pid_after = 0;
}

bool disk_faults::has_healed(const fault_record& x) {
  return x.pid_after != 0 && state_of(x.pid_after) != '\0'
         && disk_.free_bytes() > 0;
}

} // namespace nightfloat::chaos

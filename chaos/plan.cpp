// SPDX-License-Identifier: Apache-2.0
#include "chaos/plan.hpp"

#include "chaos/checkers.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <random>
#include <ranges>
#include <utility>

namespace nightfloat::chaos {

namespace {

constexpr std::uint32_t disk_mib_min = 300;

/// A day is as long as a plan may be.
constexpr std::uint32_t day_ms = 86'400'000;
constexpr std::uint32_t count_max = 1'000;
constexpr std::uint32_t threads_max = 256;

/// With those beside them they still can all end with the run: see
/// `kept_children_max`.
constexpr std::uint32_t workers_max = 200;

/// One in so many swarms has the network that its plan does not name.
constexpr std::uint32_t other_network_one_in = 4;

failure wrong(std::string where, std::string what) {
  return failure{ec::configuration, std::move(where) + ": " + std::move(what)};
}

std::string fault_name(fault_kind x) {
  return boost::describe::enum_to_string(x, "?");
}

/// Whom a kind may be aimed at.
bool fits(fault_kind x, target_role who) {
  auto is_process = who == target_role::worker || who == target_role::store
                    || who == target_role::broker;
  switch (family_of(x)) {
    case fault_family::process:
      return x == fault_kind::crash_point ? who == target_role::store
                                          : is_process;
    case fault_family::storage:
    case fault_family::clock:
      return who == target_role::store;
    case fault_family::network:
      if (is_of_packets(x))
        return who == target_role::worker || who == target_role::clients;
      return x == fault_kind::partition ? who == target_role::worker
                                        : who != target_role::machine;
    case fault_family::machine:
      break;
  }
  if (x == fault_kind::cpu_hog)
    return who == target_role::machine;
  return x == fault_kind::full_disk ? who == target_role::store : is_process;
}

/// Whether a clock that is so far off is told from one that is right: two are
/// never read at the same instant.
bool is_seen(std::int64_t off_ms) {
  constexpr auto seen_ms = 1'000;
  return off_ms > seen_ms || off_ms < -seen_ms;
}

/// The field that a kind cannot do without, where it is missing.
std::string missing(const fault_rule& x) {
  switch (x.fault) {
    case fault_kind::storage_delay:
    case fault_kind::latency:
      return x.delay_ms + x.jitter_ms == 0 ? "delay_ms" : "";
    case fault_kind::loss:
    case fault_kind::duplicate:
    case fault_kind::reorder:
    case fault_kind::slow:
    case fault_kind::packet_loss:
      return x.permille == 0 || x.permille > 1'000 ? "permille" : "";
    case fault_kind::bandwidth:
    case fault_kind::rate_limit:
      return x.bytes_per_s == 0 ? "bytes_per_s" : "";
    case fault_kind::clock_jump:
      return is_seen(x.jump_ms) ? "" : "jump_ms";
    case fault_kind::clock_drift:
      return x.drift_permille >= -1'000
                 && is_seen(std::int64_t{x.lasting.least} * x.drift_permille
                            / 1'000)
               ? ""
               : "drift_permille";
    case fault_kind::memory_limit:
      return x.limit == 0 ? "limit" : "";
    default:
      return x.count == 0 ? "count" : "";
  }
}

/// Whether the network has what a fault needs; each needs one of the two.
bool is_possible(fault_kind x, cluster_network on) {
  return family_of(x) != fault_family::network
         || is_of_packets(x) == (on == cluster_network::namespaces);
}

/// Whether the cluster has what a fault needs.
result<void> check_place(const fault_rule& x, const plan& of) {
  if (is_of_disk(x.fault) && of.cluster.disk_mib == 0)
    return wrong("cluster.disk_mib", fault_name(x.fault)
                                       + " needs a disk of the store's own, "
                                         "give 400");
  // A swarm leaves out what its network has not.
  if (of.swarm.draw || is_possible(x.fault, of.cluster.network))
    return {};
  if (is_of_packets(x.fault))
    return wrong("cluster.network", fault_name(x.fault)
                                      + " needs links of its own, give "
                                        "\"namespaces\"");
  return wrong("cluster.network", "\"namespaces\" has no proxy, which "
                                    + fault_name(x.fault)
                                    + " needs, give \"sockets\"");
}

/// From 1 ms to a day.
bool is_span(const span_ms& x) {
  return x.least != 0 && x.least <= x.most && x.most <= day_ms;
}

/// Whether it happens no more often than can be.
result<void> check_count(const fault_rule& x, const plan& of,
                         const std::string& where) {
  if (x.fault == fault_kind::partition && x.count > of.cluster.workers)
    return wrong(where + ".count", "there are only "
                                     + std::to_string(of.cluster.workers)
                                     + " workers to cut off");
  auto most = x.fault == fault_kind::cpu_hog ? threads_max : count_max;
  if (x.count > most)
    return wrong(where + ".count", "must be at most " + std::to_string(most));
  if (x.fault == fault_kind::restart_loop
      && std::uint64_t{x.delay_ms} * x.count > day_ms)
    return wrong(where + ".delay_ms", "count times it is longer than a day");
  return {};
}

result<void> check(const fault_rule& x, const plan& of,
                   const std::string& where) {
  if (!is_span(x.every))
    return wrong(where + ".every", "least must be 1 or more and not above "
                                   "most, most 86400000 or less, give { least "
                                   "= 1000, most = 2000 }");
  if (lasts(x.fault) && !is_span(x.lasting))
    return wrong(where + ".lasting", fault_name(x.fault)
                                       + " lasts a time; least must be 1 or "
                                         "more and not above most, most "
                                         "86400000 or less");
  if (!fits(x.fault, x.target))
    return wrong(where + ".target",
                 fault_name(x.fault)
                   + " cannot be aimed at this, see the table of faults in "
                     "docs/chaos.md");
  if (auto field = missing(x); !field.empty())
    return wrong(where + "." + field,
                 fault_name(x.fault)
                   + " is no fault with this value, see the table of faults "
                     "in docs/chaos.md");
  const auto& points = crash_point_names();
  if (!x.point.empty() && std::ranges::find(points, x.point) == points.end())
    return wrong(where + ".point", "there is no such crash point (" + x.point
                                     + "), one is " + points.front());
  if (auto ok = check_count(x, of, where); !ok)
    return ok;
  return check_place(x, of);
}

result<void> check_cluster(const plan& x) {
  if (x.cluster.workers == 0)
    return wrong("cluster.workers", "0 workers serve nobody, give 1 or more");
  if (x.cluster.workers > workers_max)
    return wrong("cluster.workers", "each is a process of this machine, give "
                                    "200 or less");
  if (x.cluster.residents < 4 || x.cluster.days < 14)
    return wrong("cluster", "a programme needs 4 residents and 14 days or "
                            "more to have swaps");
  if (x.cluster.disk_mib != 0 && x.cluster.disk_mib < disk_mib_min)
    return wrong("cluster.disk_mib", "must be 0 or 300 and more: the store "
                                     "keeps 64 MiB free");
  if (x.swarm.draw
      && (x.swarm.workers_min == 0
          || x.swarm.workers_min > x.swarm.workers_max))
    return wrong("swarm.workers_min", "must be 1 or more and not above "
                                      "workers_max");
  if (x.swarm.draw && x.swarm.workers_max > workers_max)
    return wrong("swarm.workers_max", "must be 200 or less");
  return {};
}

/// Else it would be told after the run that none was made.
result<void> check_invariants(const plan& x) {
  const auto made = check_names(demands_of(x.load));
  for (auto i = std::size_t{0}; i != x.invariants.size(); ++i)
    if (const auto& name = x.invariants[i];
        std::ranges::find(made, name) == made.end())
      return wrong("invariants[" + std::to_string(i) + "]",
                   "no check of this load has that name (" + name
                     + "), see docs/chaos-invariants.md");
  return {};
}

/// Where rules need another network each, one is drawn, and those of the other
/// go.
void draw_network(plan& x, std::uint64_t seed) {
  // A stream of its own: what else is drawn does not depend on it.
  auto rng = std::mt19937_64{seed ^ 0x6e65'7477'6f72'6b00};
  auto impossible = [&](const fault_rule& rule) {
    return !is_possible(rule.fault, x.cluster.network);
  };
  if (std::ranges::any_of(x.faults, impossible)
      && rng() % other_network_one_in == 0)
    x.cluster.network = x.cluster.network == cluster_network::sockets
                          ? cluster_network::namespaces
                          : cluster_network::sockets;
  std::erase_if(x.faults, impossible);
}

} // namespace

fault_family family_of(fault_kind x) noexcept {
  switch (x) {
    case fault_kind::storage_delay:
    case fault_kind::lose_unsynced:
    case fault_kind::power_loss:
      return fault_family::storage;
    default:
      break;
  }
  auto number = static_cast<int>(x);
  return number < 10   ? fault_family::process
         : number < 20 ? fault_family::storage
         : number < 30 ? fault_family::network
         : number < 40 ? fault_family::clock
                       : fault_family::machine;
}

bool is_of_packets(fault_kind x) noexcept {
  return x == fault_kind::packet_loss || x == fault_kind::rate_limit;
}

bool is_of_disk(fault_kind x) noexcept {
  return x == fault_kind::full_disk || x == fault_kind::power_loss;
}

bool kills(fault_kind x) noexcept {
  return x == fault_kind::kill || x == fault_kind::restart_loop;
}

bool lasts(fault_kind x) noexcept {
  switch (x) {
    case fault_kind::pause:
    case fault_kind::slow:
    case fault_kind::storage_delay:
    case fault_kind::full_disk:
    case fault_kind::cpu_hog:
    case fault_kind::memory_limit:
    case fault_kind::descriptor_limit:
      return true;
    case fault_kind::reset:
      return false;
    default:
      return family_of(x) == fault_family::network
             || family_of(x) == fault_family::clock;
  }
}

const std::vector<std::string>& crash_point_names() {
  static const auto names = std::vector<std::string>{
    "commit.decided", "wal.append",     "wal.appended",   "wal.sync",
    "wal.synced",     "commit.durable", "commit.adopted", "commit.answered",
  };
  return names;
}

result<void> check(const plan& x) {
  if (auto ok = check_cluster(x); !ok)
    return ok;
  if (x.duration_s == 0 || x.duration_s > 24 * 3'600)
    return wrong("duration_s", "must lie between 1 and 86400");
  if (x.respite_ms > day_ms)
    return wrong("respite_ms", "must be at most 86400000");
  if (x.load.swappers + x.load.validators + x.load.generators == 0)
    return wrong("load", "no client at all: nothing would be proved");
  if (x.load.timeout_ms == 0)
    return wrong("load.timeout_ms", "must be 1 or more");
  if (x.load.jobs_before_max != 0 && x.load.flood <= x.load.jobs_before_max)
    return wrong("load.flood", "must be above jobs_before_max ("
                                 + std::to_string(x.load.jobs_before_max)
                                 + "), or no job ever stands behind so many");
  if (x.abort.window_s == 0)
    return wrong("abort.window_s", "must be 1 or more");
  for (auto i = std::size_t{0}; i != x.faults.size(); ++i)
    if (auto ok = check(x.faults[i], x, "faults[" + std::to_string(i) + "]");
        !ok)
      return ok;
  return check_invariants(x);
}

result<void> check_foreign(const plan& x) {
  auto refused = [](std::string where, std::string what) {
    return failure{ec::invalid_argument,
                   std::move(where) + ": " + std::move(what)};
  };
  using enum fault_kind;
  for (auto i = std::size_t{0}; i != x.faults.size(); ++i) {
    auto fault = x.faults[i].fault;
    if (fault != kill && fault != restart_loop && fault != pause
        && fault != slow)
      return refused("faults[" + std::to_string(i) + "].fault",
                     fault_name(fault)
                       + " needs a cluster that was started for it, leave out "
                         "either --against or all but kill, restart_loop, "
                         "pause and slow");
  }
  if (x.load.schedule)
    return refused("load.schedule", "would go on submitting jobs after the "
                                    "run, leave it out with --against");
  return {};
}

demands demands_of(const load_plan& x) {
  return {.records = x.writers != 0 && x.readers != 0,
          .schedules = x.schedule,
          .wait_bound_ms = x.wait_bound_ms,
          .goodput_percent = x.goodput_percent,
          .jobs_before_max = x.jobs_before_max};
}

plan scaled(plan x, std::uint32_t duration_s) {
  if (duration_s == x.duration_s)
    return x;
  auto by = [&](std::uint32_t& n) {
    n = static_cast<std::uint32_t>(std::uint64_t{n} * duration_s
                                   / x.duration_s);
  };
  by(x.kills_min);
  by(x.storage_faults_min);
  by(x.network_faults_min);
  x.duration_s = duration_s;
  // A short form has the rare faults too: each twice or more, where there is
  // room. They keep the width of their spans, or all would come at one time.
  auto rarest = std::max(duration_s * 1'000 / 2, 1u);
  for (auto& every : x.faults | std::views::transform(&fault_rule::every)) {
    if (every.most <= rarest)
      continue;
    every.least = std::max(static_cast<std::uint32_t>(std::uint64_t{every.least}
                                                      * rarest / every.most),
                           1u);
    every.most = rarest;
  }
  return x;
}

plan drawn(plan x, std::uint64_t seed) {
  if (!x.swarm.draw)
    return x;
  draw_network(x, seed);
  // Another stream than the schedule's, or the two would be alike.
  auto rng = std::mt19937_64{seed ^ 0x7377'6172'6d00};
  const auto& s = x.swarm;
  x.cluster.workers = s.workers_min
                      + static_cast<std::uint32_t>(
                        rng() % (s.workers_max - s.workers_min + 1ull));
  auto all = std::exchange(x.faults, {});
  auto sure = all.empty() ? 0 : rng() % all.size();
  for (auto i = std::size_t{0}; i != all.size(); ++i) {
    auto stays = rng() % 2 == 0 || i == sure;
    auto twice = rng() % 3;
    auto& rule = all[i];
    for (auto* ms : {&rule.every.least, &rule.every.most})
      *ms = std::clamp(*ms * 2 >> twice, 1u, day_ms);
    if (rule.fault == fault_kind::partition)
      rule.count = std::min(rule.count, x.cluster.workers);
    if (stays)
      x.faults.push_back(rule);
  }
  // What is demanded of the whole cannot be demanded of a part.
  x.kills_min = x.storage_faults_min = x.network_faults_min = 0;
  x.swarm.draw = false;
  return x;
}

} // namespace nightfloat::chaos

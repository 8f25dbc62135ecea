// SPDX-License-Identifier: Apache-2.0
#include "chaos/schedule.hpp"

#include "chaos/member_name.hpp"
#include "codec/json.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <random>
#include <utility>

namespace nightfloat::chaos {

namespace {

// std::uniform_int_distribution may differ between libraries; a schedule may
// not.
std::uint32_t draw(std::mt19937_64& rng, span_ms x) {
  return x.least
         + static_cast<std::uint32_t>(rng() % (x.most - x.least + 1ull));
}

/// How long a storage fault that strikes operations may take to be noticed.
constexpr std::uint32_t noticed_ms = 2'000;

/// A process, or (with role `machine`) a family of faults of which one lasts
/// at a time.
using lane = std::pair<target_role, std::uint32_t>;

/// What a fault holds for itself while it lasts.
std::vector<lane> lanes_of(const scheduled_fault& x) {
  auto [fault, target] = std::pair{x.fault, x.target};
  auto family = family_of(fault);
  auto shared = [](fault_family which) {
    return lane{target_role::machine, static_cast<std::uint32_t>(which)};
  };
  auto own = shared(family);
  auto process = lane{target, x.instance};
  switch (family) {
    case fault_family::process:
      // A store that stands still hears of no fault's beginning or end.
      if (fault == fault_kind::pause && target == target_role::store)
        return {process, shared(fault_family::storage),
                shared(fault_family::clock)};
      return {process};
    case fault_family::storage:
      // Trouble with the disk is no downtime: a store may well die of
      // something else while its disk is slow, but one that is to notice an
      // error must live.
      if (fault == fault_kind::storage_delay)
        return {own};
      return {own, process};
    case fault_family::clock:
      // A jump is seen at once, a drift at its end: a store that was started
      // again meanwhile has forgotten it.
      if (fault == fault_kind::clock_jump)
        return {own};
      return {own, process};
    case fault_family::network:
      // Who is cut off could not be seen to come back.
      if (fault == fault_kind::partition) {
        auto all = std::vector{own};
        for (auto i : x.cut_off)
          all.emplace_back(target_role::worker, i);
        return all;
      }
      if (target == target_role::worker)
        return {own, process};
      return {own};
    case fault_family::machine:
      break;
  }
  if (fault == fault_kind::cpu_hog)
    return {own};
  return {own, process};
}

class drawer {
public:
  drawer(const plan& x, std::uint64_t seed) : plan_(x), rng_(seed) {
    // nop
  }

  // The rarest rules choose first, so that frequent ones do not crowd them
  // out, and all take turns, so that where there is no room for all of them
  // each has its share.
  std::vector<scheduled_fault> draw_all() {
    auto turns = std::vector<turn>{};
    for (const auto& rule : plan_.faults)
      turns.push_back({&rule, 0});
    std::ranges::stable_sort(turns, [](auto& a, auto& b) {
      return a.rule->every.least > b.rule->every.least;
    });
    for (auto& x : turns)
      x.next_ms = draw(rng_, x.rule->every) / 2;
    auto end = plan_.duration_s * 1'000;
    auto out = std::vector<scheduled_fault>{};
    while (!turns.empty()) {
      for (auto& x : turns)
        take(x, end, out);
      std::erase_if(turns, [&](const turn& x) { return x.next_ms >= end; });
    }
    return out;
  }

private:
  struct turn {
    const fault_rule* rule = nullptr;
    std::uint32_t next_ms = 0;
  };

  // What would meet another fault waits for its end.
  void take(turn& of, std::uint32_t end, std::vector<scheduled_fault>& out) {
    const auto& rule = *of.rule;
    if (of.next_ms >= end)
      return;
    auto lasting = lasts(rule.fault) ? draw(rng_, rule.lasting) : 0;
    if (rule.fault == fault_kind::restart_loop)
      lasting = rule.delay_ms * rule.count;
    auto held = lasting + plan_.respite_ms;
    if (family_of(rule.fault) == fault_family::storage && !lasts(rule.fault))
      held += noticed_ms;
    auto x = resolved(rule, lasting);
    put_first(x, of.next_ms, held);
    of.next_ms = x.at_ms + draw(rng_, rule.every);
    if (x.at_ms + lasting >= end)
      return;
    for (const auto& one : lanes_of(x))
      busy_[one].emplace_back(x.at_ms, x.at_ms + held);
    file(x, out);
  }

  scheduled_fault resolved(const fault_rule& rule, std::uint32_t lasting) {
    auto x = scheduled_fault{};
    x.fault = rule.fault;
    x.target = rule.target;
    x.lasting_ms = lasting;
    x.delay_ms = rule.delay_ms;
    x.jitter_ms = rule.jitter_ms;
    x.permille = rule.permille;
    x.bytes_per_s = rule.bytes_per_s;
    x.way = rule.way;
    x.count = rule.count;
    x.point = rule.point;
    x.jump_ms = rule.jump_ms;
    x.drift_permille = rule.drift_permille;
    x.limit = rule.limit;
    if (rule.fault == fault_kind::crash_point) {
      const auto& points = crash_point_names();
      if (x.point.empty())
        x.point = points[rng_() % points.size()];
      x.count = static_cast<std::uint32_t>(1 + rng_() % rule.count);
    }
    if (rule.fault == fault_kind::partition)
      x.cut_off = some_workers(rule.count);
    return x;
  }

  std::vector<std::uint32_t> some_workers(std::uint32_t count) {
    auto all = std::vector<std::uint32_t>{};
    for (auto i = 1u; i <= plan_.cluster.workers; ++i)
      all.push_back(i);
    while (all.size() > count)
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(rng_() % all.size()));
    return all;
  }

  static void file(const scheduled_fault& x,
                   std::vector<scheduled_fault>& out) {
    if (x.fault != fault_kind::restart_loop)
      return out.push_back(x);
    for (auto i = 0u; i != x.count; ++i) {
      auto one = x;
      one.at_ms += i * x.delay_ms;
      one.lasting_ms = 0;
      out.push_back(one);
    }
  }

  // Of the instances the one that is free first, `from` on; of several, drawn.
  void put_first(scheduled_fault& x, std::uint32_t from, std::uint32_t held) {
    auto one_of_many = x.target == target_role::worker && x.cut_off.empty();
    auto count = one_of_many ? plan_.cluster.workers : 1u;
    auto first = static_cast<std::uint32_t>(rng_() % count);
    auto best = std::optional<scheduled_fault>{};
    for (auto i = 0u; i != count; ++i) {
      auto one = x;
      one.instance = x.cut_off.empty() ? (first + i) % count + 1
                                       : x.cut_off.front();
      one.at_ms = free_from(lanes_of(one), from, held);
      if (!best || one.at_ms < best->at_ms)
        best = one;
    }
    x = *std::move(best);
  }

  // The first time from `at` on at which all lanes are free for so long.
  std::uint32_t free_from(const std::vector<lane>& lanes, std::uint32_t at,
                          std::uint32_t held) {
    for (auto moved = true; moved;) {
      moved = false;
      for (const auto& x : lanes)
        for (const auto& [begin, end] : busy_[x])
          if (begin < at + held && at < end) {
            at = end;
            moved = true;
          }
    }
    return at;
  }

  const plan& plan_;
  std::mt19937_64 rng_;
  std::map<lane, std::vector<std::pair<std::uint32_t, std::uint32_t>>> busy_;
};

/// The format that a text claims, whatever else is in it; 0: none.
std::uint32_t format_of(std::string_view text) {
  constexpr auto name = std::string_view{"\"format\":"};
  auto at = text.find(name);
  auto digits = at == text.npos ? at
                                : text.find_first_not_of(' ', at + name.size());
  auto x = std::uint32_t{0};
  if (digits != text.npos)
    std::from_chars(text.data() + digits, text.data() + text.size(), x);
  return x;
}

/// Each has a field that the other has not; in a text it would be escaped.
bool is_of(replay_kind kind, std::string_view text) {
  return text.find(kind == replay_kind::run ? "\"plan\":" : "\"acts\":")
         != text.npos;
}

failure wrong_kind(std::string_view text, replay_kind wanted) {
  if (wanted == replay_kind::run)
    return {ec::malformed, is_of(replay_kind::simulation, text)
                             ? "schedule: is a simulation's, replay it with "
                               "nightfloat chaos simulate --replay"
                             : "schedule: is none, name the schedule.json of "
                               "a run"};
  return {ec::malformed, is_of(replay_kind::run, text)
                           ? "replay: is the schedule of a run, replay it "
                             "with nightfloat chaos run --replay"
                           : "replay: is none, name the simulation-SEED.json "
                             "of a simulation"};
}

} // namespace

std::string member_name(const scheduled_fault& x) {
  switch (x.target) {
    case target_role::store:
      return "store";
    case target_role::broker:
      return "broker";
    case target_role::clients:
      return "clients";
    case target_role::machine:
      return "machine";
    case target_role::worker:
      break;
  }
  return worker_name(x.instance);
}

std::string struck(const scheduled_fault& x) {
  if (x.cut_off.empty())
    return member_name(x);
  auto out = std::string{};
  for (auto i : x.cut_off)
    out += (out.empty() ? "" : ", ") + worker_name(i);
  return out;
}

bool excludes(const scheduled_fault& x, const scheduled_fault& y) {
  auto held = lanes_of(x);
  auto wanted = lanes_of(y);
  return std::ranges::find_first_of(held, wanted) != held.end();
}

schedule make_schedule(const plan& x, std::uint64_t seed) {
  auto result = schedule{schedule::format_now, seed, x, {}};
  result.faults = drawer{x, seed}.draw_all();
  std::ranges::stable_sort(result.faults,
                           [](auto& a, auto& b) { return a.at_ms < b.at_ms; });
  return result;
}

result<void> check_replay(std::string_view text, replay_kind kind,
                          std::uint32_t least, std::uint32_t now) {
  const auto format = format_of(text);
  const auto other = kind == replay_kind::run ? replay_kind::simulation
                                              : replay_kind::run;
  // Each kind counts its own formats.
  if (format == 0 || (is_of(other, text) && !is_of(kind, text)))
    return wrong_kind(text, kind);
  if (format >= least && format <= now)
    return {};
  return failure{ec::bad_version,
                 std::string{kind == replay_kind::run ? "schedule" : "replay"}
                   + ": is of format " + std::to_string(format)
                   + ", this build replays "
                   + (least == now ? "" : std::to_string(least) + " to ")
                   + std::to_string(now) + ", use the build that wrote it"};
}

result<schedule> read_schedule(std::string_view text) {
  if (auto ok = check_replay(text, replay_kind::run, schedule::format_now,
                             schedule::format_now);
      !ok)
    return ok.error();
  auto x = codec::from_json<schedule>(text);
  if (!x)
    return at("schedule", x.error());
  if (auto ok = check(x->plan); !ok)
    return at("schedule.plan", ok.error());
  for (const auto& f : x->faults)
    if (f.target == target_role::worker
        && (f.instance == 0 || f.instance > x->plan.cluster.workers))
      return failure{ec::configuration,
                     "schedule.faults: " + member_name(f)
                       + " does not exist, the cluster has "
                       + std::to_string(x->plan.cluster.workers) + " workers"};
  return x;
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "soak/metastability.hpp"

#include "soak/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace nightfloat::soak {

namespace {

constexpr auto lead_s = 10.0;
constexpr auto spike_s = 5.0;
constexpr auto stop_s = 3.0;
constexpr auto slow_s = 10.0;
constexpr auto step_s = 5.0;
constexpr auto unload_steps = 4;

std::vector<point> of(const report::run_report& x, std::string_view name,
                      std::string_view member, double from_s) {
  auto out = std::vector<point>{};
  for (const auto& s : x.timeline)
    if (s.name == name && s.member == member)
      for (auto i = std::size_t{0}; i != s.at_s.size(); ++i)
        if (s.at_s[i] >= from_s)
          out.push_back({s.at_s[i] - from_s, s.value[i]});
  return out;
}

double load_start(const report::run_report& x) {
  auto at = std::ranges::find(x.phases, "load", &report::phase_line::name);
  return at == x.phases.end() ? 0 : at->from_s;
}

load_rule open_load(const char* name, double rate, std::uint32_t vus) {
  auto x = load_rule{};
  x.name = name;
  x.executor = "ramping-arrival-rate";
  x.rate = rate;
  x.max_vus = vus;
  x.graceful_stop_s = 5;
  return x;
}

std::uint32_t users_for(double rate) {
  // Little's law with ten seconds for an iteration, as under overload.
  return static_cast<std::uint32_t>(std::clamp(rate * 10, 50.0, 5'000.0));
}

scenario plain(const map_options& options) {
  auto x = options.base.what;
  x.loads.clear();
  x.faults.clear();
  x.thresholds.clear();
  x.leak.judged = false;
  x.leak.warm_up_s = 0;
  // Think times would make capacity a matter of users.
  for (auto& f : x.flows) {
    f.think = {};
    for (auto& s : f.steps)
      s.think = {};
  }
  return x;
}

result<report::run_report> run_in(const map_options& options, scenario what,
                                  const std::string& name) {
  auto one = options.base;
  one.what = std::move(what);
  one.directory += "/" + name;
  auto got = run(one);
  if (!got)
    return got.error();
  if (got->report.partial)
    return failure{
      ec::cancelled,
      "the map was cut, its runs so far lie in " + options.base.directory, 0};
  return std::move(got->report);
}

result<double> find_capacity(const map_options& options) {
  auto what = plain(options);
  auto rule = open_load("ramp", 0, users_for(options.rate_max));
  rule.stages = {{options.ramp_s, options.rate_max}};
  what.loads.push_back(rule);
  auto seen = run_in(options, std::move(what), "ramp");
  if (!seen)
    return seen.error();
  return capacity_of(ramp_of(*seen, options.rate_max, options.ramp_s),
                     options.p99_ms_max);
}

fault_terms fault_of(const char* fault, const std::string& target,
                     double lasting_s = 0) {
  auto x = fault_terms{};
  x.fault = fault;
  x.target = target;
  x.first_s = lead_s;
  x.every_s = lead_s + lasting_s;
  x.lasting_s = lasting_s;
  x.repetitions = 1;
  return x;
}

/// What makes up a trigger; a spike is a load.
std::vector<fault_terms> faults_of(const std::string& trigger,
                                   std::uint32_t workers) {
  auto out = std::vector<fault_terms>{};
  auto each_worker = [&](const char* fault, std::uint32_t last) {
    for (auto i = 1u; i <= last; ++i)
      out.push_back(fault_of(fault, "worker-" + std::to_string(i)));
  };
  if (trigger == "workers") {
    each_worker("kill", (workers + 1) / 2);
  } else if (trigger == "storage") {
    out.push_back(fault_of("slow", "store", slow_s));
  } else if (trigger == "caches") {
    out.push_back(fault_of("cold", "store"));
    each_worker("cold", workers);
  } else if (trigger == "clients") {
    out.push_back(fault_of("reconnect", "clients"));
  } else if (trigger != "spike") {
    out.push_back(fault_of("pause", trigger, stop_s));
  }
  return out;
}

double lasting_of(const std::string& trigger) {
  if (trigger == "spike")
    return spike_s;
  auto lasting = 0.0;
  for (const auto& x : faults_of(trigger, 1))
    lasting = std::max(lasting, x.lasting_s);
  return lasting;
}

scenario cell_scenario(const map_options& options, const map_cell& x,
                       double trigger_s) {
  auto what = plain(options);
  auto rule = open_load("held", x.rate, users_for(x.rate));
  rule.stages = {{lead_s + trigger_s + options.hold_s, x.rate}};
  for (auto i = 1; i <= unload_steps; ++i) {
    auto rate = x.rate * (unload_steps - i) / unload_steps;
    rule.stages.push_back({0, rate});
    rule.stages.push_back({step_s, rate});
  }
  what.loads.push_back(rule);
  if (x.trigger == "spike") {
    auto more = open_load("spike", x.rate, users_for(x.rate));
    more.start_s = lead_s;
    more.stages = {{spike_s, x.rate}};
    what.loads.push_back(more);
    return what;
  }
  what.faults = faults_of(x.trigger, what.cluster.workers);
  return what;
}

} // namespace

const std::vector<std::string>& triggers() {
  static const auto all = std::vector<std::string>{
    "spike", "workers", "store", "broker", "storage", "caches", "clients"};
  return all;
}

std::vector<ramp_second> ramp_of(const report::run_report& seen,
                                 double rate_max, double ramp_s) {
  auto pace = pacing{0, {{ramp_s, rate_max}}, 0};
  auto from = load_start(seen);
  auto p99 = std::map<double, double>{};
  for (const auto& x : of(seen, "response p99", "", from))
    p99[x.at_s] = x.value;
  // Each ended an iteration, which counts as one for all that.
  auto lost = std::map<double, double>{};
  for (const auto* name : {"failed", "refused"})
    for (const auto& x : of(seen, name, "", from))
      lost[x.at_s] += x.value;
  auto out = std::vector<ramp_second>{};
  for (const auto& x : of(seen, "iterations", "", from))
    if (x.at_s <= ramp_s + 0.5)
      out.push_back({pace.total(x.at_s) - pace.total(x.at_s - 1),
                     x.value - lost[x.at_s], p99[x.at_s]});
  return out;
}

double capacity_of(const std::vector<ramp_second>& all, double p99_ms_max) {
  auto good = 0;
  auto capacity = 0.0;
  for (const auto& x : all) {
    auto kept = x.done >= goodput_share * x.due && x.p99_ms <= p99_ms_max;
    good = kept ? good + 1 : 0;
    if (good >= good_seconds)
      capacity = x.due;
  }
  return capacity;
}

double safe_load_of(const metastability_map& x) {
  auto all_recover = std::map<double, bool>{};
  for (const auto& cell : x.cells) {
    auto at = all_recover.try_emplace(cell.rate, true).first;
    at->second = at->second && cell.verdict == "recovered";
  }
  // A load above one that is not safe is not safe either.
  auto safe = 0.0;
  for (const auto& [rate, all] : all_recover) {
    if (!all)
      break;
    safe = rate;
  }
  return safe;
}

namespace {

// Why a cell can show nothing of a recovery; empty: it can.
std::string what_spoils(const report::run_report& seen,
                        const seen_by_users& users, double lead) {
  auto ok = sum_within(users.ok, settled_s, lead);
  auto lost = sum_within(users.failed, settled_s, lead)
              + sum_within(users.refused, settled_s, lead);
  if (ok == 0 || ok < goodput_share * (ok + lost))
    return "overloaded";
  for (const auto& fault : seen.faults)
    if (!fault.took_effect || !fault.healed)
      return fault.took_effect ? "not healed" : "no effect";
  return {};
}

// In which second from `from_s` on users were served as before, for the third
// time in a row. Latency alone says nothing: what is refused at once is fast.
std::optional<double> back_at(const seen_by_users& x, const baseline& before,
                              double from_s) {
  auto good = 0;
  for (const auto& ok : x.ok) {
    if (ok.at_s <= from_s)
      continue;
    auto within = [&](const std::vector<point>& all) {
      return sum_within(all, ok.at_s - 0.5, ok.at_s);
    };
    auto sent = ok.value + within(x.failed) + within(x.refused);
    auto kept = ok.value > 0 && ok.value >= goodput_share * sent
                && within(x.p99_ms) <= before.p99_good_ms;
    good = kept ? good + 1 : 0;
    if (good == good_seconds)
      return ok.at_s;
  }
  return std::nullopt;
}

} // namespace

map_cell judge_cell(map_cell x, const report::run_report& seen,
                    const fault_episode& trigger, double lead) {
  auto from = load_start(seen);
  auto users = seen_by_users{.ok = of(seen, "ok", "", from),
                             .failed = of(seen, "failed", "", from),
                             .refused = of(seen, "refused", "", from),
                             .p99_ms = of(seen, "response p99", "", from),
                             .queue_age_s = {},
                             .tenths = {}};
  x.verdict = what_spoils(seen, users, lead);
  if (!x.verdict.empty())
    return x;
  auto before = baseline_of(users, settled_s, lead);
  auto got = recover(trigger, users, before);
  if (got.recovered_s) {
    x.verdict = "recovered";
    x.recovered_s = *got.recovered_s;
    x.recovered_share = x.share;
    return x;
  }
  auto answered = sum_within(users.ok, trigger.healed_s, trigger.until_s);
  x.verdict = answered == 0 ? "dead" : "metastable";
  // The load is taken away in steps: at which does it come back?
  if (auto at_s = back_at(users, before, trigger.until_s)) {
    auto step = std::floor((*at_s - trigger.until_s) / step_s) + 1;
    x.recovered_share = x.share * std::max(0.0, unload_steps - step)
                        / unload_steps;
  }
  return x;
}

namespace {

result<map_cell> draw_cell(const map_options& options, map_cell cell) {
  auto lasting = lasting_of(cell.trigger);
  auto name = cell.trigger + "-"
              + std::to_string(static_cast<int>(std::lround(cell.share * 100)));
  auto seen = run_in(options, cell_scenario(options, cell, lasting), name);
  if (!seen)
    return at(name, seen.error());
  auto episode = fault_episode{.fault = cell.trigger, .target = {}};
  episode.at_s = lead_s;
  episode.healed_s = lead_s + lasting;
  episode.until_s = lead_s + lasting + options.hold_s;
  return judge_cell(std::move(cell), *seen, episode, lead_s);
}

result<void> check_triggers(const std::vector<std::string>& wanted) {
  for (const auto& x : wanted)
    if (std::ranges::find(triggers(), x) == triggers().end())
      return failure{
        ec::invalid_argument,
        "no such trigger (" + x + "), one of: " + listed(triggers()), 0};
  return {};
}

} // namespace

result<metastability_map> draw_map(const map_options& options) {
  if (auto ok = check_triggers(options.wanted); !ok)
    return ok.error();
  auto out = metastability_map{};
  auto capacity = find_capacity(options);
  if (!capacity && capacity.error().code == ec::cancelled)
    return metastability_map{.partial = true};
  if (!capacity)
    return at("capacity", capacity.error());
  out.capacity = *capacity;
  if (out.capacity == 0)
    return failure{ec::refused,
                   "capacity: no load kept p99 and goodput for three seconds, "
                   "give a longer ramp or a lower rate",
                   0};
  for (auto share : options.shares)
    for (const auto& trigger :
         options.wanted.empty() ? triggers() : options.wanted) {
      auto cell = draw_cell(
        options,
        {.share = share, .rate = share * out.capacity, .trigger = trigger});
      if (!cell && cell.error().code == ec::cancelled) {
        out.partial = true;
        return out;
      }
      if (!cell)
        return cell.error();
      if (options.on_cell)
        options.on_cell(*cell);
      out.cells.push_back(std::move(*cell));
    }
  out.safe_load = safe_load_of(out);
  return out;
}

} // namespace nightfloat::soak

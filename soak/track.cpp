// SPDX-License-Identifier: Apache-2.0
#include "soak/track.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace nightfloat::soak {

namespace {

using std::string;

void declare_all(meter_table& to) {
  for (const auto* name : {"operation_duration", "operation_response",
                           "operation_waiting", "iteration_duration"})
    to.declare(name, metric_kind::trend);
  for (const auto* name : {"operation_failed", "operation_refused", "checks"})
    to.declare(name, metric_kind::rate);
  for (const auto* name : {"operations", "iterations", "dropped_iterations",
                           "interrupted_iterations", "steps_skipped"})
    to.declare(name, metric_kind::counter);
  for (const auto* name : {"vus", "vus_max"})
    to.declare(name, metric_kind::gauge);
}

const string& title_of(const step& x) {
  return x.name.empty() ? x.operation : x.name;
}

// What every report shows, whether or not a threshold asks for it.
result<void> break_down(meter_table& to, const std::vector<step>& steps) {
  for (const auto& one : steps) {
    for (const auto* name :
         {"operation_duration", "operation_failed", "operations"})
      if (auto ok = to.sub_metric({name, {{"operation", title_of(one)}}}); !ok)
        return ok.error();
    for (const auto& text : one.checks)
      if (auto ok
          = to.sub_metric({"checks", {{"check", title_of(one) + " " + text}}});
          !ok)
        return ok.error();
  }
  return {};
}

result<void> add_thresholds(const scenario& x, ready_scenario& to) {
  for (auto i = std::size_t{0}; i != x.thresholds.size(); ++i) {
    const auto& rule = x.thresholds[i];
    auto here = "thresholds[" + std::to_string(i) + "]";
    auto name = parse_metric_name(rule.metric);
    auto what = parse_threshold(rule.expression);
    if (!name || !what)
      return at(here, name ? what.error() : name.error());
    auto which = to.meters.sub_metric(*name);
    if (!which)
      return at(here + ".metric", which.error());
    if (auto ok = check_aggregate(*what, to.meters.all()[*which].kind); !ok)
      return at(here + ".expression", ok.error());
    to.thresholds.push_back({rule, *what, *which});
  }
  return {};
}

result<ready_step> make_step(const step& x, const target& at_,
                             const meter_table& meters, tag_list tags) {
  auto out = ready_step{};
  auto number = at_.operation(x.operation);
  if (!number)
    return at("operation", number.error());
  out.name = title_of(x);
  out.operation = *number;
  out.think = x.think;
  out.timeout = std::chrono::milliseconds{x.timeout_ms};
  out.chance = x.chance;
  tags.emplace_back("operation", out.name);
  for (const auto& text : x.allow)
    out.allow.push_back(parse_code(text)->code);
  for (const auto& text : x.checks) {
    auto with = tags;
    with.emplace_back("check", out.name + " " + text);
    out.checks.push_back(
      {*parse_step_check(text), meters.slot_of("checks", with)});
  }
  for (auto [slot, name] : {std::pair{&out.duration, "operation_duration"},
                            std::pair{&out.response, "operation_response"},
                            std::pair{&out.waiting, "operation_waiting"},
                            std::pair{&out.operations, "operations"},
                            std::pair{&out.failed, "operation_failed"},
                            std::pair{&out.refused, "operation_refused"},
                            std::pair{&out.skipped, "steps_skipped"}})
    *slot = meters.slot_of(name, tags);
  return out;
}

result<std::vector<ready_step>>
make_steps(const std::vector<step>& all, const target& at_,
           const meter_table& meters, const tag_list& tags,
           const string& where) {
  auto out = std::vector<ready_step>{};
  for (auto i = std::size_t{0}; i != all.size(); ++i) {
    auto one = make_step(all[i], at_, meters, tags);
    if (!one)
      return at(where + "[" + std::to_string(i) + "]", one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

tag_list tags_of(const load_rule& x) {
  auto tags = tag_list{{"scenario", x.name}};
  for (const auto& text : x.tags) {
    auto colon = text.find(':');
    tags.emplace_back(text.substr(0, colon), text.substr(colon + 1));
  }
  return tags;
}

result<ready_load> make_load(const load_rule& rule, const scenario& x,
                             const target& at_, const meter_table& meters) {
  auto how = *parse_executor(rule.executor);
  auto first = is_open(how) ? rule.rate : static_cast<double>(rule.vus);
  auto out = ready_load{
    .rule = rule,
    .how = how,
    .pace = pacing{first, rule.stages, rule.duration_s},
    .flows = {},
    .weight = 0,
    .dropped = meters.slot_of("dropped_iterations", tags_of(rule))};
  for (auto i = std::size_t{0}; i != x.flows.size(); ++i) {
    const auto& f = x.flows[i];
    if (!rule.flows.empty()
        && std::ranges::find(rule.flows, f.name) == rule.flows.end())
      continue;
    auto tags = tags_of(rule);
    tags.emplace_back("flow", f.name);
    auto steps = make_steps(f.steps, at_, meters, tags,
                            "flows[" + std::to_string(i) + "].steps");
    if (!steps)
      return steps.error();
    out.flows.push_back({f.name, f.weight, f.think, std::move(*steps),
                         meters.slot_of("iterations", tags),
                         meters.slot_of("iteration_duration", tags),
                         meters.slot_of("interrupted_iterations", tags)});
    out.weight += f.weight;
  }
  if (out.weight == 0)
    return failure{ec::configuration,
                   "loads: all flows of " + rule.name
                     + " have weight 0, so none would run",
                   0};
  return out;
}

std::set<std::uint32_t> counted_by(const std::vector<ready_load>& loads) {
  auto out = std::set<std::uint32_t>{};
  auto add = [&](const meter_table::slot& x) {
    out.insert(x.begin(), x.end());
  };
  for (const auto& l : loads) {
    add(l.dropped);
    for (const auto& f : l.flows) {
      // It is never drawn.
      if (f.weight == 0)
        continue;
      for (const auto* x :
           {&f.iterations, &f.iteration_duration, &f.interrupted})
        add(*x);
      for (const auto& s : f.steps) {
        for (const auto* x : {&s.duration, &s.response, &s.waiting,
                              &s.operations, &s.failed, &s.refused, &s.skipped})
          add(*x);
        for (const auto& c : s.checks)
          add(c.slot);
      }
    }
  }
  return out;
}

// A counter that nothing counts would always be 0, and `count<1` would hold.
result<void> check_tags(const ready_scenario& x) {
  auto counted = counted_by(x.loads);
  for (auto i = std::size_t{0}; i != x.thresholds.size(); ++i) {
    const auto& of = x.meters.all()[x.thresholds[i].meter];
    if (of.tags.empty() || counted.contains(x.thresholds[i].meter))
      continue;
    return failure{ec::configuration,
                   "thresholds[" + std::to_string(i)
                     + "].metric: no step, flow or load has these tags ("
                     + of.title() + "), name those of one that runs",
                   0};
  }
  return {};
}

} // namespace

result<ready_scenario> make_ready(const scenario& x, const target& at) {
  auto out = ready_scenario{};
  declare_all(out.meters);
  for (const auto& f : x.flows)
    if (auto ok = break_down(out.meters, f.steps); !ok)
      return ok.error();
  if (auto ok = add_thresholds(x, out); !ok)
    return ok.error();
  for (const auto& rule : x.loads) {
    auto one = make_load(rule, x, at, out.meters);
    if (!one)
      return one.error();
    out.loads.push_back(std::move(*one));
  }
  if (auto ok = check_tags(out); !ok)
    return ok.error();
  for (auto [from, to, where] :
       {std::tuple{&x.setup, &out.setup, "setup"},
        std::tuple{&x.teardown, &out.teardown, "teardown"}}) {
    auto steps = make_steps(*from, at, out.meters, {}, where);
    if (!steps)
      return steps.error();
    *to = std::move(*steps);
  }
  out.vus = out.meters.slot_of("vus", {});
  out.vus_max = out.meters.slot_of("vus_max", {});
  return out;
}

std::vector<report::threshold_line> judge_thresholds(const ready_scenario& x,
                                                     double seconds) {
  auto out = std::vector<report::threshold_line>{};
  for (const auto& one : x.thresholds) {
    const auto& of = x.meters.all()[one.meter];
    auto& row = out.emplace_back();
    row.metric = of.title();
    row.expression = one.rule.expression;
    row.value = measure(one.what, of, seconds);
    row.ok = has_value(of) && holds(one.what, row.value);
  }
  return out;
}

std::optional<std::size_t> aborting_threshold(const ready_scenario& x,
                                              double seconds) {
  for (auto i = std::size_t{0}; i != x.thresholds.size(); ++i) {
    const auto& one = x.thresholds[i];
    const auto& of = x.meters.all()[one.meter];
    if (one.rule.abort_on_fail && seconds >= one.rule.delay_s && has_value(of)
        && !holds(one.what, measure(one.what, of, seconds)))
      return i;
  }
  return std::nullopt;
}

} // namespace nightfloat::soak

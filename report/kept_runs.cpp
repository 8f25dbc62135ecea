// SPDX-License-Identifier: Apache-2.0
#include "report/kept_runs.hpp"

#include "codec/json.hpp"
#include "report/otava.hpp"
#include "report/whole_file.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

namespace nightfloat::report {

namespace fs = std::filesystem;

namespace {

std::string scenario_of(const run_summary& x) {
  return plain_name(x.kind) + "-" + plain_name(x.name);
}

std::string file_of(const run_summary& x) {
  return scenario_of(x) + "-" + plain_name(x.started) + "-"
         + std::to_string(x.seed) + ".run.json";
}

result<void> write_tables(const std::vector<run_summary>& runs,
                          const std::string& directory) {
  auto tests = std::map<std::string, otava_test>{};
  for (const auto& x : runs) {
    if (x.partial)
      continue;
    auto name = scenario_of(x);
    auto& test = tests[name];
    test.name = name;
    test.file = name + ".csv";
    test.runs.push_back(x);
  }
  auto all = std::vector<otava_test>{};
  for (auto& [name, test] : tests) {
    if (auto ok = write_file(directory + "/" + test.file, otava_csv(test.runs));
        !ok)
      return ok;
    all.push_back(std::move(test));
  }
  return write_file(directory + "/otava.yaml", otava_yaml(all));
}

metric_history history_of(const scalar& metric,
                          const std::vector<const run_summary*>& runs,
                          std::vector<const run_summary*>& of) {
  auto out = metric_history{metric.name, metric.unit, metric.better, {}};
  for (const auto* run : runs)
    if (const auto* x = value_of(*run, metric.name)) {
      out.value.push_back(x->value);
      of.push_back(run);
    }
  return out;
}

bool is_worse(better which, double before, double after) {
  return (which == better::lower && after > before)
         || (which == better::higher && after < before);
}

scenario_history history_of(const std::string& scenario,
                            const std::vector<const run_summary*>& runs,
                            const change_options& options) {
  auto out = scenario_history{scenario, runs.size(), {}, {}};
  auto all = std::vector<run_summary>{};
  for (const auto* run : runs)
    all.push_back(*run);
  for (const auto& metric : metrics_of(all)) {
    auto of = std::vector<const run_summary*>{};
    auto line = history_of(metric, runs, of);
    for (const auto& c : change_points(line.value, options))
      out.changes.push_back({metric.name, metric.unit, metric.better, c.before,
                             c.after, c.p, of[c.index]->started,
                             of[c.index]->build,
                             is_worse(metric.better, c.before, c.after)});
    out.metrics.push_back(std::move(line));
  }
  std::ranges::stable_sort(out.changes, {}, &history_change::started);
  return out;
}

} // namespace

result<void> keep(const run_report& x, const std::string& directory) {
  auto error = std::error_code{};
  fs::create_directories(directory, error);
  if (error)
    return failure{ec::io_failed, directory + ": cannot be made ("
                                    + error.message()
                                    + "), name a folder for the history"};
  auto summary = summary_of(x);
  if (auto ok = write_file(directory + "/" + file_of(summary),
                           codec::to_json_pretty(summary));
      !ok)
    return ok;
  auto runs = kept_runs(directory);
  return runs ? write_tables(*runs, directory) : runs.error();
}

result<std::vector<run_summary>> kept_runs(const std::string& directory) {
  auto error = std::error_code{};
  auto out = std::vector<run_summary>{};
  for (auto i = fs::directory_iterator{directory, error};
       !error && i != fs::directory_iterator{}; i.increment(error)) {
    auto path = i->path().string();
    if (!path.ends_with(".run.json"))
      continue;
    auto text = read_file(path);
    if (!text)
      return text.error();
    auto x = codec::from_json<run_summary>(*text);
    if (!x)
      return at(path, x.error());
    out.push_back(std::move(*x));
  }
  if (error)
    return failure{ec::not_found, directory + ": cannot be read ("
                                    + error.message()
                                    + "), name a folder of runs"};
  std::ranges::sort(out, {}, [](const run_summary& x) {
    return std::tuple{scenario_of(x), x.started, x.seed};
  });
  return out;
}

std::vector<scenario_history> histories_of(const std::vector<run_summary>& runs,
                                           const change_options& options) {
  auto by_scenario = std::map<std::string, std::vector<const run_summary*>>{};
  for (const auto& x : runs)
    if (!x.partial)
      by_scenario[scenario_of(x)].push_back(&x);
  auto out = std::vector<scenario_history>{};
  for (const auto& [scenario, of] : by_scenario)
    out.push_back(history_of(scenario, of, options));
  return out;
}

} // namespace nightfloat::report

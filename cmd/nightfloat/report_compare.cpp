// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "report/comparison.hpp"
#include "report/whole_file.hpp"
#include "report/written.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace nightfloat::cmd {

namespace {

namespace fs = std::filesystem;
using report::change_verdict;

/// A file of figures, not a directory.
result<bool> is_file(const std::string& path) {
  auto error = std::error_code{};
  auto found = fs::status(path, error);
  if (!fs::exists(found))
    return failure{ec::not_found,
                   path + ": cannot be read (" + error.message()
                     + "), name a run's directory, one that holds runs, or a "
                       "file of figures",
                   0};
  return fs::is_regular_file(found);
}

bool is_run(const fs::path& directory) {
  auto error = std::error_code{};
  return fs::exists(directory / "report.json", error);
}

/// A run's directory, or one that holds such directories.
result<std::vector<report::run_report>> runs_in(const std::string& path) {
  auto places = std::vector<std::string>{};
  auto error = std::error_code{};
  if (is_run(path))
    places.push_back(path);
  else
    for (auto i = fs::directory_iterator{path, error};
         !error && i != fs::directory_iterator{}; i.increment(error))
      if (is_run(i->path()))
        places.push_back(i->path().string());
  if (places.empty())
    return failure{ec::not_found,
                   path
                     + ": holds no report.json, name a run's "
                       "directory or one that holds runs",
                   0};
  std::ranges::sort(places);
  auto out = std::vector<report::run_report>{};
  for (const auto& place : places) {
    auto run = report::read(place);
    if (!run)
      return run.error();
    out.push_back(std::move(*run));
  }
  return out;
}

std::string change_percent(double share) {
  // There is no share of nothing; it is told as the largest number.
  if (!std::isfinite(share * 100))
    return share > 0 ? "from 0" : "below 0";
  return formatted("%+.1f %%", share * 100);
}

tone comparison_tone(change_verdict x) {
  return x == change_verdict::regressed  ? tone::bad
         : x == change_verdict::improved ? tone::good
         : x == change_verdict::unsure   ? tone::doubtful
                                         : tone::plain;
}

class report_compare_command : public command {
public:
  std::string name() const override {
    return "report compare";
  }

  std::string summary() const override {
    return "whether B is worse than A: runs, or figures of bench/run";
  }

  void declare(options& x) override {
    x.position({"A", "",
                "a run's directory, one that holds several, or a "
                "file of figures"},
               a_);
    x.position({"B", "", "the same, which is held against it"}, b_);
    x.number({"--least", "PERCENT", "a smaller change counts as none"}, least_,
             {0, 1'000});
    x.number({"--confidence", "PERCENT", "of the intervals"}, confidence_,
             {50, 99});
    x.number({"--seed", "N", "draws the resamples"}, seed_);
    x.flag({"--all", "", "also what did not change or is not judged"}, all_);
    x.example("report compare soak-before soak-after");
    x.example("report compare soak-before soak-after --all --least 10");
    x.example("report compare figures-main.txt figures-here.txt --json");
    x.note("Medians, and the change from A to B with a bootstrap interval. "
           "With one run a side the seconds after the warm-up are the sample; "
           "three runs a side or more say far more. Ends with 1 if a metric "
           "regressed: all of its interval is worse by more than --least.");
  }

  int run(context& x) override {
    auto files = are_files();
    if (!files)
      return x.fail(files.error());
    auto found = compared(*files);
    if (!found)
      return fail_of_file(x, found.error());
    if (found->rows.empty() && !found->regressed)
      return x.fail({ec::not_found,
                     "A, B: no metric is in both (" + a_ + ", " + b_
                       + "), compare runs of one scenario",
                     0});
    if (!x.print_json(*found))
      print(*found);
    return found->regressed ? exit_status::verdict_failed : exit_status::pass;
  }

private:
  result<report::comparison> compared(bool files) const {
    auto how = report::comparison_options{};
    how.bootstrap.seed = seed_;
    how.bootstrap.confidence = confidence_ / 100.0;
    how.least = least_ / 100.0;
    if (files) {
      auto a = report::read_file(a_);
      if (!a)
        return a.error();
      auto b = report::read_file(b_);
      if (!b)
        return b.error();
      return report::compare_figures(*a, *b, how);
    }
    auto a = runs_in(a_);
    if (!a)
      return a.error();
    auto b = runs_in(b_);
    if (!b)
      return b.error();
    return report::compare(*a, *b, how);
  }

  /// Both, or neither.
  result<bool> are_files() const {
    auto a = is_file(a_);
    if (!a)
      return a.error();
    auto b = is_file(b_);
    if (!b)
      return b.error();
    if (*a != *b)
      return failure{ec::invalid_argument,
                     "A, B: one is a file of figures and the other is not ("
                       + a_ + ", " + b_ + "), name two of a kind",
                     0};
    return *a;
  }

  void print(const report::comparison& x) const {
    auto rows = table{
      {"METRIC", ">A", ">B", ">CHANGE", ">AT LEAST", ">AT MOST", "VERDICT"}};
    auto shown = std::size_t{0};
    for (const auto& r : x.rows) {
      auto moved = r.verdict != change_verdict::same
                   && r.verdict != change_verdict::shown;
      if (!moved && !all_)
        continue;
      ++shown;
      rows.add({r.name, measured(r.a, r.unit), measured(r.b, r.unit),
                change_percent(r.change), change_percent(r.low),
                change_percent(r.high),
                boost::describe::enum_to_string(r.verdict, "?")},
               comparison_tone(r.verdict));
    }
    if (shown != 0)
      rows.print(std::cout);
    for (const auto& name : x.only_a)
      std::cout << "only in A: " << name << '\n';
    for (const auto& name : x.only_b)
      std::cout << "only in B: " << name << '\n';
    if (!x.because.empty())
      std::cout << x.because << '\n';
    auto count = [&](change_verdict which) {
      return std::ranges::count(x.rows, which,
                                &report::comparison_row::verdict);
    };
    std::cout << counted(x.rows.size(), "metric", "metrics") << ": "
              << count(change_verdict::regressed) << " regressed, "
              << count(change_verdict::improved) << " improved, "
              << count(change_verdict::same) << " the same, "
              << count(change_verdict::unsure) << " unsure, "
              << count(change_verdict::shown) << " not judged\n"
              << painted(x.regressed ? "regressed" : "not regressed",
                         x.regressed ? tone::bad : tone::good)
              << '\n';
  }

  std::string a_;
  std::string b_;
  std::uint32_t least_ = 5;
  std::uint32_t confidence_ = 99;
  std::uint64_t seed_ = 1;
  bool all_ = false;
};

} // namespace

void add_report_compare(command_list& to) {
  to.push_back(std::make_unique<report_compare_command>());
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/search_trace.hpp"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nightfloat::cmd {

namespace {

/// As gnuplot quotes: only the quote itself has a meaning within.
std::string gnuplot_quoted(const std::string& text) {
  auto out = std::string{"'"};
  for (auto c : text)
    out += c == '\'' ? std::string{"''"} : std::string{c};
  return out + "'";
}

/// How it ended; -1: it did not begin.
int run_program(std::vector<std::string> words) {
  auto argv = std::vector<char*>{};
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  auto actions = posix_spawn_file_actions_t{};
  posix_spawn_file_actions_init(&actions);
  for (auto fd : {0, 1, 2})
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  auto child = pid_t{};
  auto failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(),
                             environ);
  posix_spawn_file_actions_destroy(&actions);
  auto status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child)
    return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace

std::string trace_csv(const std::vector<domain::solve::trace_point>& trace,
                      double whole_seconds) {
  auto out = std::string{"seconds,moves,hard,soft,by\n"};
  for (const auto& x : trace) {
    auto seconds = std::array<char, 32>{};
    std::snprintf(seconds.data(), seconds.size(), "%.3f",
                  x.used * whole_seconds);
    out += seconds.data();
    out += ',' + std::to_string(x.moves) + ',' + std::to_string(x.cost.hard())
           + ',' + std::to_string(x.cost.soft()) + ',' + x.by + '\n';
  }
  return out;
}

result<std::string> plot_trace(const std::string& csv) {
  auto to = csv + ".svg";
  // Rosters that break hard rules are another scale: only those that do not
  // are drawn.
  auto script = "set terminal svg size 800,500; set output "
                + gnuplot_quoted(to)
                + "; set datafile separator ','; set xlabel 'seconds'; "
                  "set ylabel 'cost'; set key off; set grid; set logscale x; "
                  "plot "
                + gnuplot_quoted(csv)
                + " using ($1>0?$1:0.001):($3==0?$4:NaN) skip 1 "
                  " with steps lw 2";
  auto code = run_program({"gnuplot", "-e", script});
  if (code == 127 || code == -1)
    return failure{
      ec::not_found,
      "--trace: gnuplot is not installed, " + csv + " has the figures", 0};
  if (code != 0)
    return failure{ec::io_failed,
                   "--trace: gnuplot could not draw " + to
                     + ", no roster without broken rules may be in it",
                   0};
  return to;
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/program.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace nightfloat::tests {

namespace fs = std::filesystem;

namespace {

std::string slurp(const std::string& path) {
  auto in = std::ifstream{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> variables(const scratch& home) {
  auto out = std::vector<std::string>{};
  for (auto** x = environ; *x != nullptr; ++x) {
    auto one = std::string_view{*x};
    if (!one.starts_with("XDG_") && !one.starts_with("HOME="))
      out.emplace_back(one);
  }
  out.push_back("HOME=" + home.path());
  out.push_back("XDG_RUNTIME_DIR=" + home.path());
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  auto out = std::vector<char*>{};
  for (auto& one : words)
    out.push_back(one.data());
  out.push_back(nullptr);
  return out;
}

} // namespace

scratch::scratch() {
  auto name = std::string{"/tmp/nf-test-XXXXXX"};
  if (mkdtemp(name.data()) == nullptr)
    throw std::runtime_error{"no scratch directory"};
  path_ = name;
}

scratch::~scratch() {
  auto error = std::error_code{};
  fs::remove_all(path_, error);
}

void scratch::write(const std::string& name, const std::string& text) const {
  auto path = fs::path{path_} / name;
  fs::create_directories(path.parent_path());
  std::ofstream{path} << text;
}

outcome run_program(const std::vector<std::string>& words,
                    const scratch& home) {
  auto out = home / "stdout";
  auto err = home / "stderr";
  auto actions = posix_spawn_file_actions_t{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  auto given = words;
  auto argv = pointers(given);
  auto known = variables(home);
  auto envp = pointers(known);
  auto pid = pid_t{};
  auto failed = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(),
                            envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    throw std::runtime_error{"cannot run " + words.front()};
  auto status = 0;
  waitpid(pid, &status, 0);
  return {.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                      : WEXITSTATUS(status),
          .out = slurp(out),
          .err = slurp(err)};
}

} // namespace nightfloat::tests

// SPDX-License-Identifier: Apache-2.0
// nightfloat: the operator's program.

#include "cmd/nightfloat/command_line.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace {

using namespace nightfloat;

/// `code`, unless what was printed could not be written. A reader that left is
/// no failure: its pipe has an error of its own.
int end_with(int code) {
  std::cout.flush();
  auto out = pollfd{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  if (std::cout
      || (::poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP)) != 0))
    return code;
  std::cerr << "nightfloat: stdout: cannot be written, its disk may be full\n";
  return cmd::exit_status::could_not_run;
}

int live(int argc, char** argv) {
  // A reader that left (`| head`) is no reason to die half-way.
  std::signal(SIGPIPE, SIG_IGN);
  auto commands = cmd::all_commands();
  auto global = cmd::global_options{};
  auto found = cmd::parse(argc, argv, commands, global);
  if (!found)
    return end_with(cmd::context{global}.fail(found.error()));
  if (found->chosen == nullptr) {
    std::cout << found->text;
    return end_with(cmd::exit_status::pass);
  }
  cmd::quieten_logs(global.log_level);
  auto at = cmd::context{global};
  return end_with(found->chosen->run(at));
}

} // namespace

int main(int argc, char** argv) {
  try {
    return live(argc, argv);
  } catch (const std::exception& x) {
    // Nothing is meant to throw this far: a defect, said before the end.
    std::cerr << "nightfloat: this is a defect, report it: " << x.what()
              << '\n';
    return cmd::exit_status::could_not_run;
  }
}

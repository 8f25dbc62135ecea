// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/command_line.hpp"

#include "cmd/nightfloatd/lifecycle.hpp"
#include "cmd/nightfloatd/process_report.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace nightfloat::cmd {

namespace {

constexpr auto examples = R"(
Signals:
  SIGTERM, SIGINT, SIGHUP  drain: finish what was begun, take nothing more
  a second one             leave at once

Exit codes:
  0   drained
  64  the command line is wrong
  70  an invariant broke; the last log line says which
  78  the configuration, a key or the store directory is wrong

Examples:
  nightfloatd --config /etc/nightfloat/node.toml --role store
  nightfloatd --config /etc/nightfloat/node.toml --role worker --instance 2
)";

void describe(CLI::App& app, daemon_request& to) {
  auto& over = to.over;
  app
    .add_option("--config", to.config_path,
                "Configuration of the process (TOML)")
    ->required()
    ->type_name("FILE");
  app.add_option("--role", over.role, "store, broker or worker")
    ->type_name("ROLE")
    ->check(CLI::IsMember({"store", "broker", "worker"}));
  app
    .add_option("--instance", over.instance,
                "Tells workers apart (as configured: 1)")
    ->type_name("NAME");
  app
    .add_option("--runtime-dir", over.runtime_dir,
                "Directory of the sockets, mode 0700")
    ->type_name("DIR");
  app.add_option("--state-dir", over.state_dir, "Directory of the store")
    ->type_name("DIR");
  app
    .add_option("--seed", over.seed,
                "Seeds everything random in the process (0: drawn)")
    ->type_name("N");
  app.add_flag("--faults", over.faults,
               "Lets an operator set storage faults and crash points");
  app
    .add_option("--log-level", over.log_level,
                "trace, debug, info, warn or error (as configured: info)")
    ->type_name("LEVEL")
    ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
  app
    .add_option("--parent-pid", to.parent_pid,
                "Leaves at once when that process ends")
    ->type_name("PID")
    ->check(CLI::PositiveNumber);
}

} // namespace

std::variant<daemon_request, daemon_answer>
read_command_line(int argc, const char* const* argv) {
  auto out = daemon_request{};
  auto app = CLI::App{"One process of Nightfloat: the store, the broker or a "
                      "worker.",
                      "nightfloatd"};
  app.set_version_flag("--version",
                       std::string{"nightfloatd "} + build_version());
  app.footer(examples);
  describe(app, out);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return daemon_answer{app.help(), 0};
  } catch (const CLI::CallForVersion&) {
    return daemon_answer{app.version() + "\n", 0};
  } catch (const CLI::ParseError& x) {
    return daemon_answer{std::string{"nightfloatd: "} + x.what()
                           + "\nRun nightfloatd --help for the options.\n",
                         exit_code::usage};
  }
  return out;
}

} // namespace nightfloat::cmd

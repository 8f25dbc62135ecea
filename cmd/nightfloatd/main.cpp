// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/broker_role.hpp"
#include "cmd/nightfloatd/command_line.hpp"
#include "cmd/nightfloatd/lifecycle.hpp"
#include "cmd/nightfloatd/logging.hpp"
#include "cmd/nightfloatd/process_report.hpp"
#include "cmd/nightfloatd/store_role.hpp"
#include "cmd/nightfloatd/worker_role.hpp"
#include "config/load.hpp"
#include "domain/zone.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace nightfloat;

using role_function = result<int> (*)(const config::node_options&,
                                      cmd::lifecycle&);

constexpr auto roles = std::array{
  std::pair<std::string_view, role_function>{"store", cmd::run_store},
  std::pair<std::string_view, role_function>{"broker", cmd::run_broker},
  std::pair<std::string_view, role_function>{"worker", cmd::run_worker},
};

int complain(const failure& x, int code) {
  std::fprintf(stderr, "nightfloatd: %s\n", x.detail.c_str());
  return code;
}

std::uint64_t drawn_seed() {
  auto device = std::random_device{};
  auto high = static_cast<std::uint64_t>(device());
  return high << 32 | device() | 1;
}

result<int> run_role(const config::node_options& options,
                     cmd::lifecycle& life) {
  for (const auto& [name, run] : roles)
    if (name == options.role)
      return run(options, life);
  return failure{ec::configuration, "role: this build has no role '"
                                      + options.role
                                      + "', use store, broker or worker"};
}

/// The names of all zones are read at the first question, once for good: not
/// later, when descriptors may have run short.
void read_zone_names() {
  static_cast<void>(domain::zone::find("Etc/GMT"));
}

int live(const cmd::daemon_request& asked, config::node_options options) {
  auto life = cmd::lifecycle::begin({.parent_pid = asked.parent_pid});
  if (!life)
    return complain(life.error(), cmd::exit_code::invariant);
  if (auto logging = cmd::begin_logging(options); !logging)
    return complain(logging.error(), cmd::exit_code::configuration);
  if (options.seed == 0)
    options.seed = drawn_seed();
  auto& log = cmd::log_of("nightfloatd");
  log.info("starting: version={} role={} instance={} config={} seed={}",
           cmd::build_version(), options.role, options.instance,
           asked.config_path, options.seed);
  read_zone_names();
  auto ended = run_role(options, **life);
  if (!ended) {
    log.error("cannot go on: code={} why=\"{}\"", to_string(ended.error().code),
              ended.error().detail);
    (*life)->status(ended.error().detail);
    return cmd::exit_code_of(ended.error());
  }
  auto code = (*life)->is_broken() ? cmd::exit_code::invariant : *ended;
  log.info("ended: code={}", code);
  return code;
}

} // namespace

int main(int argc, char** argv) {
  auto asked = cmd::read_command_line(argc, argv);
  if (auto* answer = std::get_if<cmd::daemon_answer>(&asked)) {
    std::fputs(answer->text.c_str(), answer->exit == 0 ? stdout : stderr);
    return answer->exit;
  }
  auto& request = std::get<cmd::daemon_request>(asked);
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"))
    request.over.credentials = credentials;
  auto options = config::load_node(request.config_path, request.over);
  if (!options)
    return complain(options.error(), cmd::exit_code::configuration);
  try {
    return live(request, std::move(*options));
  } catch (const std::exception& x) {
    // Nothing is meant to throw this far: a defect, said before the end.
    return complain({ec::none, x.what()}, cmd::exit_code::invariant);
  }
}

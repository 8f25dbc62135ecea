// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/context.hpp"

#include "chaos/cluster.hpp"
#include "client/connected_ledger.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/toml.hpp"
#include "config/load.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace nightfloat::cmd {

namespace {

constexpr auto open_limit = std::chrono::milliseconds{5'000};
constexpr std::size_t programme_id_bytes_max = 64;

/// Where the packaged units keep theirs: the cluster of the whole host.
constexpr auto installed_config = "/etc/nightfloat/node.toml";

struct failure_view {
  std::string code;
  std::string detail;
  std::uint32_t retry_after_ms = 0;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(failure_view, (), (code, detail, retry_after_ms, key))

struct failure_page {
  failure_view error;
};
BOOST_DESCRIBE_STRUCT(failure_page, (), (error))

/// What does not fit in a file of ours was no argument of the caller's.
failure of_file(failure x) {
  if (x.code == ec::invalid_argument)
    x.code = ec::malformed;
  return x;
}

result<config::network_options> network_of(const std::string& path) {
  auto options = codec::load_toml<config::node_options>(path);
  if (!options)
    return options.error();
  auto& network = options->network;
  if (network.runtime_dir.empty()
      && (network.store.empty() || network.broker.empty()))
    return failure{ec::configuration,
                   path
                     + ": network.runtime_dir: is missing, name the directory "
                       "of the cluster's sockets, or both endpoints",
                   0};
  return config::completed(std::move(network));
}

} // namespace

std::string absolute_path(const std::string& path) {
  auto error = std::error_code{};
  auto text
    = std::filesystem::absolute(path, error).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/'))
    text.pop_back();
  return text;
}

result<void> check_may_open(const std::string& endpoint) {
  constexpr std::string_view scheme = "ipc://";
  auto path = endpoint.starts_with(scheme) ? endpoint.substr(scheme.size())
                                           : std::string{};
  if (path.empty() || ::access(path.c_str(), W_OK) == 0 || errno != EACCES)
    return {};
  return failure{ec::forbidden,
                 path
                   + ": this user may not open it, run as the user of the "
                     "cluster (of the packaged units: runuser -u nightfloat "
                     "-- nightfloat ...)",
                 0};
}

int fail_of_file(const context& x, const failure& why) {
  x.fail(why);
  return exit_status::could_not_run;
}

int exit_status_of(ec code) noexcept {
  switch (code) {
    case ec::none:
      return exit_status::pass;
    case ec::refused:
    case ec::infeasible:
    case ec::key_reused:
      return exit_status::verdict_failed;
    case ec::invalid_argument:
      return exit_status::usage;
    default:
      return exit_status::could_not_run;
  }
}

result<void> check_programme_id(const std::string& id) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
           || c == '_';
  };
  if (!id.empty() && id.size() <= programme_id_bytes_max && id[0] >= 'a'
      && id[0] <= 'z' && std::all_of(id.begin(), id.end(), allowed))
    return {};
  return failure{ec::invalid_argument,
                 "--programme: is no id (" + id
                   + "), at most 64 of a-z, 0-9, - and _, a letter first",
                 0};
}

context::context(global_options x)
  : global_{std::move(x)}, trace_{client::make_trace()} {
  // Connects when first asked to.
}

context::~context() = default;

std::chrono::milliseconds context::timeout() const noexcept {
  return std::chrono::seconds{global_.timeout_s};
}

result<std::string> context::dir() const {
  if (global_.dir.empty())
    return chaos::default_state_dir();
  return absolute_path(global_.dir);
}

result<config::network_options> context::network() {
  if (!global_.config.empty())
    return network_of(global_.config);
  auto where = dir();
  if (!where)
    return where.error();
  auto error = std::error_code{};
  auto cluster = chaos::cluster::attach(*where);
  if (!cluster && cluster.error().code == ec::not_found && global_.dir.empty()
      && !was_recorded_ && std::filesystem::exists(installed_config, error))
    return network_of(installed_config);
  if (!cluster)
    return of_file(cluster.error());
  was_recorded_ = true;
  if (cluster->find("store") == nullptr)
    return failure{ec::unavailable,
                   "the cluster of " + *where
                     + ": its store has ended, start it again with "
                       "`nightfloat up`; its log is "
                     + cluster->log_file("store"),
                   0};
  return cluster->network();
}

result<context::connection_ptr> context::open(bool to_broker, bool wait) {
  auto where = network();
  if (!where)
    return where.error();
  if (auto ok = check_may_open(where->store); !ok)
    return ok.error();
  if (auto ok = check_may_open(where->broker); to_broker && !ok)
    return ok.error();
  auto opened = client::connection::open(
    *where,
    {.role = "client", .build = version_line(), .to_broker = to_broker});
  if (!opened || !wait)
    return opened;
  auto welcome = (*opened)->wait_open(std::min(timeout(), open_limit));
  if (!welcome)
    return welcome.error();
  return opened;
}

result<client::connection*> context::door() {
  if (!door_) {
    auto opened = open(true, true);
    if (!opened)
      return opened.error();
    door_ = std::move(*opened);
  }
  return door_.get();
}

result<client::connection*> context::store_door() {
  if (!store_door_) {
    auto opened = open(false, true);
    if (!opened)
      return opened.error();
    store_door_ = std::move(*opened);
  }
  return store_door_.get();
}

result<client::connection*> context::unsure_door() {
  if (!door_) {
    auto opened = open(true, false);
    if (!opened)
      return opened.error();
    door_ = std::move(*opened);
  }
  return door_.get();
}

void context::forget_doors() {
  ledger_.reset();
  past_.reset();
  store_door_.reset();
  door_.reset();
}

result<client::ledger_port*> context::ledger() {
  auto opened = store_door();
  if (!opened)
    return opened.error();
  if (!ledger_)
    ledger_ = std::make_unique<client::connected_ledger>(**opened, timeout(),
                                                         trace_);
  return ledger_.get();
}

result<client::ledger_port*> context::ledger_at(std::uint64_t version) {
  auto now = ledger();
  if (!now || version == 0)
    return now;
  past_ = std::make_unique<client::connected_ledger>(*store_door_, timeout(),
                                                     trace_, version);
  return past_.get();
}

result<std::string> context::programme() {
  auto opened = store_door();
  if (!opened)
    return opened.error();
  auto held = (*opened)->call(client::programmes_request{}, about({}));
  if (!held)
    return held.error();
  auto& all = held->programmes;
  if (!global_.programme.empty()) {
    if (std::find(all.begin(), all.end(), global_.programme) != all.end())
      return global_.programme;
    return failure{
      ec::not_found,
      "--programme: is not in the store (" + global_.programme + "), it holds "
        + (all.empty() ? "none, run `nightfloat import`" : joined(all)),
      0};
  }
  if (all.size() == 1)
    return all.front();
  if (all.empty())
    return failure{ec::not_found,
                   "the store holds no programme, run `nightfloat import` or "
                   "`nightfloat sample --import`",
                   0};
  return failure{ec::invalid_argument,
                 "--programme: is missing, the store holds " + joined(all), 0};
}

result<std::string> context::programme_if_named() {
  return global_.programme.empty() ? result<std::string>{std::string{}}
                                   : programme();
}

result<held_programme> context::held(std::uint64_t version) {
  auto id = programme();
  if (!id)
    return id.error();
  auto from = ledger_at(version);
  if (!from)
    return from.error();
  return held_programme{std::move(*id), *from};
}

client::call_options context::about(std::string programme,
                                    std::string key) const {
  return {.programme = std::move(programme),
          .key = std::move(key),
          .timeout = timeout(),
          .trace = trace_};
}

int context::fail(const failure& x) const {
  return fail(x, {});
}

int context::fail(const failure& x, const std::string& key) const {
  auto code = std::string{to_string(x.code)};
  auto sentence = x.detail.empty() ? code : x.detail;
  auto repeat = is_unknown(x.code) && !key.empty() ? key : std::string{};
  if (global_.json) {
    print_json(failure_page{{code, sentence, x.retry_after_ms, repeat}});
    return exit_status_of(x.code);
  }
  std::cerr << "nightfloat: " << sentence << '\n';
  if (!repeat.empty())
    std::cerr << "it may have happened: ask again with --key " << repeat
              << '\n';
  if (x.retry_after_ms != 0)
    std::cerr << "try again in " << x.retry_after_ms << " ms\n";
  return exit_status_of(x.code);
}

} // namespace nightfloat::cmd

// SPDX-License-Identifier: Apache-2.0
#include "broker/network.hpp"

#include "config/load.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace nightfloat::broker {

namespace {

constexpr std::string_view ipc_scheme = "ipc://";
constexpr std::string_view tcp_scheme = "tcp://";

failure wrong_field(std::string_view field, const std::string& what) {
  return {ec::configuration, "network." + std::string{field} + ": " + what};
}

std::string endpoint_of(const config::network_options& x,
                        std::string_view server) {
  return server == "store" ? store_endpoint(x) : broker_endpoint(x);
}

result<void> check_endpoint(std::string_view server, const std::string& x) {
  if (x.starts_with(tcp_scheme) && x.size() > tcp_scheme.size())
    return {};
  if (!x.starts_with(ipc_scheme) || x.size() == ipc_scheme.size())
    return wrong_field(server, "not an endpoint (" + x
                                 + "), write ipc://PATH or tcp://HOST:PORT");
  auto bytes = x.size() - ipc_scheme.size();
  if (bytes > config::socket_path_bytes_max)
    return wrong_field(server,
                       "socket path is too long (" + std::to_string(bytes)
                         + ", " + std::to_string(config::socket_path_bytes_max)
                         + " bytes at most), choose a shorter runtime_dir");
  return {};
}

result<key_pair> own_keys(const config::network_options& x,
                          const std::string& endpoint) {
  if (x.key_file.empty())
    return wrong_field("key_file",
                       "missing, and " + endpoint
                         + " needs CURVE: make one with `nightfloat "
                           "keys`, or use ipc");
  auto keys = read_key_file(x.key_file);
  if (!keys)
    return at("network.key_file", std::move(keys).error());
  return keys;
}

/// What both ends begin with: the endpoint and, for tcp, the keys of our own.
result<socket_plan> plan_own(const config::network_options& x,
                             std::string_view server) {
  auto plan = socket_plan{};
  plan.endpoint = endpoint_of(x, server);
  if (auto ok = check_endpoint(server, plan.endpoint); !ok)
    return ok.error();
  if (plan.endpoint.starts_with(ipc_scheme))
    return plan;
  auto keys = own_keys(x, plan.endpoint);
  if (!keys)
    return keys.error();
  plan.own = *keys;
  return plan;
}

} // namespace

std::string broker_endpoint(const config::network_options& x) {
  return x.broker.empty() ? "ipc://" + x.runtime_dir + "/broker.sock"
                          : x.broker;
}

std::string store_endpoint(const config::network_options& x) {
  return x.store.empty() ? "ipc://" + x.runtime_dir + "/store.sock" : x.store;
}

std::string lifeline_address(const config::network_options& x) {
  if (!x.lifeline.empty())
    return x.lifeline;
  return store_endpoint(x).starts_with(ipc_scheme)
           ? "unix:" + x.runtime_dir + "/lifeline.sock"
           : std::string{};
}

result<socket_plan> plan_bind(const config::network_options& x,
                              std::string_view server) {
  auto plan = plan_own(x, server);
  if (!plan || plan->endpoint.starts_with(ipc_scheme))
    return plan;
  if (x.allow_list.empty())
    return wrong_field("allow_list",
                       "missing, and " + plan->endpoint
                         + " needs one: list the public keys that "
                           "may connect, `NAME KEY` a line");
  auto allowed = read_key_list(x.allow_list);
  if (!allowed)
    return at("network.allow_list", std::move(allowed).error());
  plan->allowed = std::move(*allowed);
  return plan;
}

result<socket_plan> plan_connect(const config::network_options& x,
                                 std::string_view server) {
  auto plan = plan_own(x, server);
  if (!plan || plan->endpoint.starts_with(ipc_scheme))
    return plan;
  if (x.known_servers.empty())
    return wrong_field("known_servers",
                       "missing, and " + plan->endpoint
                         + " needs it: list the servers' public "
                           "keys, `NAME KEY` a line");
  auto known = read_key_list(x.known_servers);
  if (!known)
    return at("network.known_servers", std::move(known).error());
  auto found = std::ranges::find(*known, server, &named_key::name);
  if (found == known->end())
    return wrong_field("known_servers", x.known_servers + " has no line for `"
                                          + std::string{server}
                                          + "`, add its "
                                            "public key");
  plan->server_key = found->key;
  return plan;
}

result<void> prepare_runtime_dir(const std::string& path) {
  if (path.empty())
    return wrong_field("runtime_dir",
                       "missing, name a directory for the sockets");
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return wrong_field("runtime_dir",
                       path + " cannot be made (" + std::strerror(errno)
                         + "), make its parent or choose another");
  struct stat x {};
  if (::lstat(path.c_str(), &x) != 0 || !S_ISDIR(x.st_mode))
    return wrong_field("runtime_dir", path + " is not a directory");
  if (x.st_uid != ::geteuid())
    return wrong_field("runtime_dir", path + " belongs to uid "
                                        + std::to_string(x.st_uid) + ", not to "
                                        + std::to_string(::geteuid())
                                        + ", choose one of your own");
  if ((x.st_mode & 077) != 0)
    return wrong_field("runtime_dir",
                       path + " is open to others, chmod 700 it");
  return {};
}

} // namespace nightfloat::broker

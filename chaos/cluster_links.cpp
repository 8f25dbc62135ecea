// SPDX-License-Identifier: Apache-2.0
// Where the members of a cluster meet, and what relays them.

#include "chaos/cluster.hpp"
#include "client/key_ring.hpp"
#include "config/load.hpp"
#include "config/write.hpp"

#include <filesystem>
#include <system_error>

namespace nightfloat::chaos {

namespace fs = std::filesystem;

namespace {

/// The name of the key of all who connect and are no member.
constexpr auto clients = "clients";

std::string socket_name(std::string_view role) {
  return std::string{role} + ".sock";
}

} // namespace

// Socket paths are short: `w2b.sock` for `worker-2:broker`.
std::string cluster::relay_path(std::string_view link) const {
  auto colon = link.find(':');
  auto who = member_of(link.substr(0, colon));
  return record_.runtime_dir + "/" + who.role.substr(0, 1) + who.instance
         + std::string{link.substr(colon + 1, 1)} + ".sock";
}

result<void> cluster::draw_keys() const {
  if (options_.apart == nullptr)
    return {};
  auto names = names_;
  names.emplace_back(clients);
  auto at = fs::path{options_.dir} / "keys";
  if (auto made = make_private(at); !made)
    return made;
  return client::draw_keys(at.string(), names);
}

// Over tcp a worker may act for a person only by its name, as clients may.
config::network_options cluster::apart_network(const std::string& name) const {
  auto x = options_.base.network;
  x.runtime_dir = record_.runtime_dir;
  auto host = std::string{namespaces::servers_address};
  x.broker = "tcp://" + host + ":7001";
  x.store = "tcp://" + host + ":7002";
  x.lifeline = "tcp:" + host + ":7003";
  client::use_keys((fs::path{options_.dir} / "keys").string(), name, x);
  x.operators = names_;
  x.operators.emplace_back(clients);
  return x;
}

config::network_options cluster::network() const {
  if (options_.apart != nullptr)
    return apart_network(clients);
  auto x = options_.base.network;
  x.runtime_dir = record_.runtime_dir;
  return config::completed(std::move(x));
}

result<void> cluster::write_configuration(const member& x) {
  auto options = options_.base;
  options.role = x.role;
  options.instance = x.instance;
  options.faults = options_.faults;
  options.network.runtime_dir = record_.runtime_dir;
  if (options_.apart != nullptr)
    options.network = apart_network(x.name);
  options.store.state_dir = (fs::path{options_.dir} / "store").string();
  if (options_.relayed && x.role == "worker") {
    options.network.broker = "ipc://" + relay_path(x.name + ":broker");
    options.network.store = "ipc://" + relay_path(x.name + ":store");
    options.network.lifeline_at = "unix:" + relay_path(x.name + ":lifeline");
  }
  options.log.file.clear();
  return replace_file(fs::path{options_.dir} / "conf" / (x.name + ".toml"),
                      "# Written by `nightfloat up`; changed by the next.\n"
                        + config::to_toml(options));
}

config::network_options cluster::relayed_network() const {
  auto x = network();
  if (!options_.relayed)
    return x;
  x.broker = "ipc://" + relay_path("clients:broker");
  x.store = "ipc://" + relay_path("clients:store");
  return x;
}

std::vector<proxy_link> cluster::links() const {
  auto out = std::vector<proxy_link>{};
  auto add = [&](const std::string& who, const char* server) {
    auto name = who + ":" + server;
    out.push_back({name, "unix:" + relay_path(name),
                   "unix:" + record_.runtime_dir + "/" + server + ".sock"});
  };
  for (const auto& name : names_)
    if (member_of(name).role == "worker")
      for (auto* server : {"broker", "store", "lifeline"})
        add(name, server);
  for (auto* server : {"broker", "store"})
    add("clients", server);
  return out;
}

void cluster::remove_sockets() const {
  auto error = std::error_code{};
  auto dir = fs::path{record_.runtime_dir};
  for (auto* role : {"store", "broker", "lifeline"})
    fs::remove(dir / socket_name(role), error);
  if (record_.runtime_dir_owned)
    fs::remove(dir, error);
}

} // namespace nightfloat::chaos

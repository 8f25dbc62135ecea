// SPDX-License-Identifier: Apache-2.0
// The sockets of a cluster: where its members meet, and what relays them.

#include "chaos/cluster.hpp"

#include <filesystem>
#include <system_error>

namespace nightfloat::chaos {

namespace fs = std::filesystem;

namespace {

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

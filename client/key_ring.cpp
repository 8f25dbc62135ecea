// SPDX-License-Identifier: Apache-2.0
#include "client/key_ring.hpp"

#include "broker/keys.hpp"

#include <fstream>

namespace nightfloat::client {

namespace {

std::string key_file(const std::string& directory, const std::string& name) {
  return directory + "/" + name + ".key";
}

std::string public_file(const std::string& directory) {
  return directory + "/public";
}

} // namespace

result<void> draw_keys(const std::string& directory,
                       const std::vector<std::string>& names) {
  auto list = std::ofstream{public_file(directory)};
  for (const auto& name : names) {
    const auto pair = broker::make_key_pair();
    if (auto ok = broker::write_key_file(key_file(directory, name), pair); !ok)
      return ok;
    list << name << ' ' << pair.public_key << '\n';
  }
  if (!list.flush())
    return failure{ec::io_failed,
                   public_file(directory) + ": cannot be written"};
  return {};
}

void use_keys(const std::string& directory, const std::string& name,
              config::network_options& to) {
  to.key_file = key_file(directory, name);
  to.known_servers = to.allow_list = public_file(directory);
}

} // namespace nightfloat::client

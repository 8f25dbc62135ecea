// SPDX-License-Identifier: Apache-2.0
#include "bench/served.hpp"

#include "bench/disk.hpp"
#include "broker/keys.hpp"
#include "client/connected_ledger.hpp"
#include "client/publish.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace nightfloat::bench {

using namespace std::chrono_literals;

void commit(client::connection& door, domain::transaction x) {
  auto said = need(door.commit(std::move(x), 30s));
  if (said.outcome != domain::commit_outcome::committed)
    throw trouble{"not committed, " + said.detail};
}

std::string daemon_path() {
  auto self = std::filesystem::read_symlink("/proc/self/exe");
  return self.parent_path().parent_path() / "bin" / "nightfloatd";
}

scratch::scratch() : path_{need(make_on_disk())} {
  // nop
}

scratch::scratch(const std::string& parent)
  : path_{parent + "/nightfloat-bench-XXXXXX"} {
  if (mkdtemp(path_.data()) == nullptr)
    throw trouble{"no directory " + path_};
}

scratch::~scratch() {
  std::filesystem::remove_all(path_);
}

served::served(const std::string& dir, domain::programme content,
               std::optional<domain::roster> what)
  : cluster_{need(chaos::cluster::open({.dir = dir,
                                        .runtime_dir = dir + "/run",
                                        .daemon = daemon_path(),
                                        .workers = 1,
                                        .end_with_parent = true,
                                        .base = {}}))} {
  for (const auto& name : cluster_.names())
    need(cluster_.start(name));
  need(cluster_.wait_ready(30s));
  door_ = need(client::connection::open(cluster_.network(), {}));
  need(door_->wait_open(10s));
  auto ledger = client::connected_ledger{*door_, 10s, ""};
  auto done = need(client::publish(ledger,
                                   {.programme = "bench",
                                    .content = std::move(content),
                                    .roster = std::move(what),
                                    .number = broker::random_number()},
                                   {}));
  version_ = done.version;
}

served::~served() {
  door_.reset();
  static_cast<void>(cluster_.drain(10s));
}

} // namespace nightfloat::bench

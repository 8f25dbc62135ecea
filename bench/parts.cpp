// SPDX-License-Identifier: Apache-2.0
#include "bench/parts.hpp"

#include "bench/served.hpp"
#include "client/connection.hpp"

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <semaphore>
#include <utility>

namespace nightfloat::bench {

namespace {

using namespace std::chrono_literals;

std::filesystem::path this_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

} // namespace

store_alone::store_alone(const std::string& dir)
  : cluster_{need(chaos::cluster::open({.dir = dir,
                                        .runtime_dir = dir + "/run",
                                        .daemon = daemon_path(),
                                        .workers = 0,
                                        .end_with_parent = true,
                                        .base = {}}))} {
  need(cluster_.start("store"));
  need(cluster_.wait_ready(30s));
}

store_alone::~store_alone() {
  static_cast<void>(cluster_.drain(10s));
}

part::part(std::vector<std::string> words)
  : part{this_program(), std::move(words)} {
}

part::part(std::string program, std::vector<std::string> words)
  : process_{need(chaos::process::spawn({.program = std::move(program),
                                         .arguments = std::move(words),
                                         .log_file = "/dev/null",
                                         .end_with_parent = true}))} {
}

part::~part() {
  if (running_)
    kill();
}

void part::kill() {
  running_ = false;
  static_cast<void>(process_.signal(SIGKILL));
  static_cast<void>(process_.wait_end(10s));
  static_cast<void>(process_.reap());
}

hogs::hogs(int count) {
  for (auto i = 0; i < count; ++i)
    all_.emplace_back(std::vector<std::string>{"spin"});
}

namespace {

[[noreturn]] void spin() {
  for (auto turns = std::uint64_t{0};;)
    // What nobody writes cannot be left out by the compiler.
    static_cast<void>(*const_cast<volatile std::uint64_t*>(&++turns));
}

/// Claims one job of this kind and keeps it until it is killed.
int hold(const std::string& dir, const std::string& kind) {
  auto cluster = need(chaos::cluster::attach(dir));
  auto door = need(client::connection::open(
    cluster.network(), {.role = "worker", .to_broker = false}));
  auto got = need(door->call(client::claim_request{.kinds = {kind}}));
  // The first to hold the lease waits for its end, which is a signal's.
  auto never = std::binary_semaphore{0};
  never.acquire();
  return static_cast<int>(got.leases.size());
}

} // namespace

int play_part(const std::vector<std::string>& words) {
  try {
    if (words.size() == 1 && words[0] == "spin")
      spin();
    if (words.size() == 3 && words[0] == "hold")
      return hold(words[1], words[2]);
  } catch (const trouble&) {
    return 3;
  }
  return 2;
}

} // namespace nightfloat::bench

// SPDX-License-Identifier: Apache-2.0
#include "bench/queue_parts.hpp"

#include "bench/served.hpp"

#include <csignal>
#include <filesystem>

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
  : process_{need(chaos::process::spawn({.program = this_program(),
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

int play_part(const std::vector<std::string>& words) {
  if (words.front() != "spin")
    return 2;
  for (auto turns = std::uint64_t{0};;)
    // What nobody writes cannot be left out by the compiler.
    static_cast<void>(*const_cast<volatile std::uint64_t*>(&++turns));
}

} // namespace nightfloat::bench

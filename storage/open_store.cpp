// SPDX-License-Identifier: Apache-2.0
#include "storage/open_store.hpp"

#include "storage/backup.hpp"
#include "storage/rocks_engine.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace nightfloat::storage {

namespace {

constexpr auto named_max = std::size_t{8};

/// Each programme with the version up to which its history is whole.
std::string remains_of(const std::string& directory) {
  auto proof = verify_directory(directory);
  if (!proof || proof->programmes.empty())
    return "nothing of it can be read";
  auto out = std::string{"can still be read:"};
  auto named = std::size_t{0};
  for (const auto& one : proof->programmes) {
    if (named == named_max)
      return out + " and "
             + std::to_string(proof->programmes.size() - named_max) + " more";
    out += (named++ == 0 ? " " : ", ") + one.programme + " to version "
           + std::to_string(one.readable);
    if (one.readable < one.version)
      out += " of " + std::to_string(one.version);
  }
  return out;
}

} // namespace

result<std::unique_ptr<ledger>>
open_store(const config::node_options& node, const metrics::clock& clock,
           std::vector<domain::schedule> schedules) {
  const auto& directory = node.store.state_dir;
  if (directory.empty())
    return failure{ec::configuration,
                   "store.state_dir: missing, name the directory that holds "
                   "the ledger"};
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return failure{ec::configuration, "store.state_dir: " + directory
                                        + " cannot be made ("
                                        + std::generic_category().message(errno)
                                        + "), make its parent or name another"};
  auto options = ledger_options{};
  options.store = node.store;
  options.faults = node.faults;
  options.seed = node.seed;
  options.schedules = std::move(schedules);
  auto opened = ledger::open(
    make_rocks_engine({.directory = directory + "/ledger",
                       .reserve_bytes = node.store.reserve_bytes,
                       .write_buffer_bytes = node.store.write_buffer_bytes,
                       .cache_bytes = node.store.cache_bytes,
                       .compaction_threads = node.store.compaction_threads,
                       .compaction_period_s = node.store.compaction_period_s}),
    std::move(options), clock);
  if (!opened && opened.error().code == ec::corrupt) {
    auto why = opened.error();
    why.detail += "; " + remains_of(directory);
    return why;
  }
  return opened;
}

} // namespace nightfloat::storage

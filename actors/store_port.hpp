// SPDX-License-Identifier: Apache-2.0
#pragma once

// What actors ask of the store, so that they run alike over a connection and,
// in tests, over a ledger in the same process.
//
// Every callback is called once (`on_item` once an item), on a thread of the
// port's or inside the call; it must be short: actors send themselves a
// message. A port never calls back after its destructor has returned.

#include "client/ledger_operations.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nightfloat::actors {

class store_port {
public:
  template <class T>
  using then = std::function<void(result<T>)>;

  virtual ~store_port() = default;

  /// Answers what the ledger did. Silence, and a connection that broke, are
  /// the outcome `unknown`: the caller may send the same transaction again.
  virtual void commit(domain::transaction change,
                      std::function<void(domain::commit_answer)> done)
    = 0;

  /// Records of `keys` (none: the version alone), at least as new as
  /// `at_least`.
  virtual void read(const std::string& programme, std::vector<std::string> keys,
                    std::uint64_t at_least, then<client::records> done)
    = 0;

  /// One page of the records under `prefix` after `after`.
  virtual void scan(const std::string& programme, const std::string& prefix,
                    const std::string& after, std::uint64_t at_least,
                    then<client::records> done)
    = 0;

  /// Begins the feed after `since`: `started` with the newest version, then
  /// an item each, in order, perhaps without what its records were before; an
  /// error ends the feed. Returns its number.
  virtual std::uint64_t watch(const std::string& programme, std::uint64_t since,
                              then<std::uint64_t> started,
                              then<domain::feed_item> on_item)
    = 0;

  /// Ends a feed; items on their way may still arrive.
  virtual void unwatch(std::uint64_t feed) = 0;

  /// Leases up to `count` jobs; waits up to `patience` for one.
  virtual void claim(std::vector<std::string> kinds, std::uint32_t count,
                     std::chrono::milliseconds patience,
                     then<std::vector<domain::lease>> done)
    = 0;

  /// REQUIRES that `held` lists every lease that this process holds.
  virtual void renew(std::vector<client::held_lease> held,
                     then<std::vector<client::lease_state>> done)
    = 0;

  /// How a job stands. Fails with `not_found` for one that nobody knows.
  virtual void job(domain::job_id which, then<domain::job_view> done) = 0;

  /// Gives leases back unfinished; their attempts are not counted.
  virtual void release(std::vector<domain::fence> held, then<void> done) = 0;
};

} // namespace nightfloat::actors

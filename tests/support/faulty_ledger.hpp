// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger on RocksDB in a directory of its own whose file system can be told
// to fail. Nothing is kept free on the disk, so that the log itself finds out
// that it is full.

#include "metrics/clock.hpp"
#include "storage/ledger.hpp"
#include "storage/rocks_engine.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <string>
#include <utility>

namespace nightfloat::test {

struct faulty_ledger {
  scratch files;
  std::unique_ptr<storage::ledger> aut;

  faulty_ledger() {
    auto x = storage::ledger::open(
      storage::make_rocks_engine(
        {.directory = files.path("ledger"), .reserve_bytes = 0}),
      {.faults = true}, metrics::system_clock());
    BOOST_REQUIRE(x);
    aut = std::move(*x);
  }

  /// Two records, a job and a reply, all by the name of `key`, a number.
  domain::commit_answer commit(const std::string& key) {
    auto x = domain::transaction{.programme = "p"};
    x.put = {{"a", key}, {"b", key}};
    x.submit = {domain::job{.id = {std::stoull(key)}, .kind = "generate"}};
    x.reply
      = domain::owed_reply{.scope = "test", .key = key, .fingerprint = "f"};
    auto told = std::promise<domain::commit_answer>{};
    aut->commit(std::move(x), [&](domain::commit_answer said) {
      told.set_value(std::move(said));
    });
    return told.get_future().get();
  }
};

} // namespace nightfloat::test

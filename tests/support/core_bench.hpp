// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger core on a memory disk with hands on its clocks: one call decides
// one batch, syncs it and adopts it.

#include "storage/feed.hpp"
#include "storage/ledger_core.hpp"
#include "storage/memory_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain {

inline std::ostream& operator<<(std::ostream& out, commit_outcome x) {
  const char* names[] = {"none",   "committed", "replayed", "conflict",
                         "fenced", "refused",   "unknown"};
  return out << names[static_cast<int>(x)];
}

inline std::ostream& operator<<(std::ostream& out, job_state x) {
  const char* names[] = {"none",      "delayed",     "ready",    "leased",
                         "completed", "dead_letter", "cancelled"};
  return out << names[static_cast<int>(x)];
}

} // namespace nightfloat::domain

namespace nightfloat::test {

using namespace std::chrono_literals;
using domain::commit_answer;
using domain::commit_outcome;
using domain::transaction;

/// A transaction of programme `p`, under a reply key of its own.
inline transaction change(const std::string& key,
                          std::vector<domain::write> put = {}) {
  auto x = transaction{};
  x.programme = "p";
  x.put = std::move(put);
  x.reply = domain::owed_reply{.scope = "test",
                               .key = key,
                               .fingerprint = "f",
                               .status = ec::none,
                               .body = "done " + key};
  return x;
}

inline domain::job work(std::uint64_t id, const std::string& kind = "generate",
                        std::uint8_t priority = 5) {
  auto x = domain::job{};
  x.id = {id};
  x.kind = kind;
  x.priority = priority;
  x.payload = "payload of " + std::to_string(id);
  return x;
}

struct core_bench {
  storage::memory_disk disk;
  storage::core_options options;
  storage::moment now{storage::steady_time{} + 1h, 1'800'000'000'000};
  std::unique_ptr<storage::memory_engine> engine;
  std::unique_ptr<storage::ledger_core> core;

  explicit core_bench(storage::core_options x = {}) : options{std::move(x)} {
    start();
  }

  /// A new process on the disk as it is.
  void start() {
    core.reset();
    engine.reset();
    engine = std::make_unique<storage::memory_engine>(disk);
    core = std::make_unique<storage::ledger_core>(*engine, options);
    reopen();
  }

  void reopen() {
    BOOST_REQUIRE(engine->reopen());
    auto done = core->recover(*engine, now);
    BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
  }

  /// The power goes and comes back.
  void cut() {
    core.reset();
    engine.reset();
    disk.cut();
    start();
  }

  void advance(std::chrono::milliseconds by) {
    now.steady += by;
    now.wall_ms += by.count();
  }

  void begin() {
    BOOST_REQUIRE(core->begin(now));
  }

  commit_answer decide(const transaction& x) {
    return core->decide(x, storage::steady_time::max());
  }

  /// Seals, syncs, adopts.
  void finish() {
    auto batch = core->seal();
    if (!batch.empty()) {
      const auto done = engine->apply(batch);
      BOOST_REQUIRE(done.outcome == storage::apply_outcome::ok);
    }
    core->adopt();
  }

  /// A batch of its own.
  commit_answer commit(const transaction& x) {
    begin();
    auto said = decide(x);
    finish();
    return said;
  }

  /// An empty batch: what time alone brings about.
  void tick() {
    begin();
    finish();
  }

  std::vector<domain::lease>
  claim(domain::session_id session, std::uint32_t count = 1,
        std::vector<std::string> kinds = {"generate"}) {
    auto leases = core->claim(session, kinds, count, now);
    BOOST_REQUIRE(leases);
    return *leases;
  }

  domain::job_view show(std::uint64_t id) {
    auto view = core->show({id});
    BOOST_REQUIRE_MESSAGE(view, "job " << id);
    return *view;
  }

  domain::record record(const std::string& key) {
    auto row = engine->get(storage::layout::record("p", key));
    BOOST_REQUIRE(row);
    if (!*row)
      return {key, 0, ""};
    return {key, storage::revision_of(**row),
            std::string{storage::bytes_of(**row)}};
  }

  std::uint64_t version() {
    return storage::read_head(*engine, "p")->version;
  }

  std::vector<domain::feed_item> items(std::uint64_t first = 1) {
    auto found = storage::read_items(*engine, "p", first, 10'000);
    BOOST_REQUIRE(found);
    return *found;
  }
};

inline domain::fence fence_of(const domain::lease& x) {
  return {.job = x.work.id, .token = x.fence};
}

/// A transaction that completes `x`, without a reply key of its own.
inline transaction completion_of(const domain::lease& x,
                                 const std::string& result = "result") {
  auto t = transaction{};
  t.programme = "p";
  t.fenced_by = fence_of(x);
  t.complete = domain::completion{.result = result};
  return t;
}

inline transaction failure_of(const domain::lease& x, bool final = false) {
  auto t = completion_of(x);
  t.complete = domain::completion{
    .failed = true, .final = final, .code = ec::infeasible, .detail = "no way"};
  return t;
}

/// A transaction that submits `x` under the reply key `key`.
inline transaction submission(const std::string& key, const domain::job& x) {
  auto t = change(key);
  t.submit = {x};
  return t;
}

/// The same, with the key reserved for the job's own result.
inline transaction reservation_of(const std::string& key,
                                  const domain::job& x) {
  auto t = transaction{};
  t.programme = "p";
  t.submit = {x};
  t.reserve = domain::reservation{
    .scope = "test", .key = key, .fingerprint = "f", .job = x.id};
  return t;
}

} // namespace nightfloat::test

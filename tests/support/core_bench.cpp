// SPDX-License-Identifier: Apache-2.0
#include "tests/support/core_bench.hpp"

namespace nightfloat::test {

transaction change(const std::string& key, std::vector<domain::write> put) {
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

domain::job work(std::uint64_t id, const std::string& kind,
                 std::uint8_t priority) {
  auto x = domain::job{};
  x.id = {id};
  x.kind = kind;
  x.priority = priority;
  x.payload = "payload of " + std::to_string(id);
  return x;
}

core_bench::core_bench(storage::core_options x) : options{std::move(x)} {
  start();
}

void core_bench::start() {
  core.reset();
  engine.reset();
  engine = std::make_unique<storage::memory_engine>(disk);
  core = std::make_unique<storage::ledger_core>(*engine, options);
  reopen();
}

void core_bench::reopen() {
  BOOST_REQUIRE(engine->reopen());
  auto done = core->recover(*engine, now);
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
}

void core_bench::cut() {
  core.reset();
  engine.reset();
  disk.cut();
  start();
}

void core_bench::advance(std::chrono::milliseconds by) {
  now.steady += by;
  now.wall_ms += by.count();
}

void core_bench::begin() {
  BOOST_REQUIRE(core->begin(now));
}

commit_answer core_bench::decide(const transaction& x) {
  return core->decide(x, storage::steady_time::max());
}

void core_bench::finish() {
  auto batch = core->seal();
  if (!batch.empty()) {
    const auto done = engine->apply(batch);
    BOOST_REQUIRE(done.outcome == storage::apply_outcome::ok);
  }
  core->adopt();
}

commit_answer core_bench::commit(const transaction& x) {
  begin();
  auto said = decide(x);
  finish();
  return said;
}

void core_bench::tick() {
  begin();
  finish();
}

std::vector<domain::lease> core_bench::claim(domain::session_id session,
                                             std::uint32_t count,
                                             std::vector<std::string> kinds) {
  auto leases = core->claim(session, kinds, count, now);
  BOOST_REQUIRE(leases);
  return *leases;
}

domain::job_view core_bench::show(std::uint64_t id) {
  auto view = core->show({id});
  BOOST_REQUIRE_MESSAGE(view, "job " << id);
  return *view;
}

domain::record core_bench::record(const std::string& key) {
  auto row = engine->get(storage::layout::record("p", key));
  BOOST_REQUIRE(row);
  if (!*row)
    return {key, 0, ""};
  return {key, storage::revision_of(**row),
          std::string{storage::bytes_of(**row)}};
}

std::uint64_t core_bench::version() {
  return storage::read_head(*engine, "p")->version;
}

std::vector<domain::feed_item> core_bench::items(std::uint64_t first) {
  auto found = storage::read_items(*engine, "p", first, 10'000);
  BOOST_REQUIRE(found);
  return *found;
}

transaction completion_of(const domain::lease& x, const std::string& result) {
  auto t = transaction{};
  t.programme = "p";
  t.fenced_by = fence_of(x);
  t.complete = domain::completion{.result = result};
  return t;
}

transaction failure_of(const domain::lease& x, bool final) {
  auto t = completion_of(x);
  t.complete = domain::completion{
    .failed = true, .final = final, .code = ec::infeasible, .detail = "no way"};
  return t;
}

transaction submission(const std::string& key, const domain::job& x) {
  auto t = change(key);
  t.submit = {x};
  return t;
}

transaction reservation_of(const std::string& key, const domain::job& x) {
  auto t = transaction{};
  t.programme = "p";
  t.submit = {x};
  t.reserve = domain::reservation{
    .scope = "test", .key = key, .fingerprint = "f", .job = x.id};
  return t;
}

} // namespace nightfloat::test

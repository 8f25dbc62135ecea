// SPDX-License-Identifier: Apache-2.0
// A store that comes back with 200 000 ready jobs of 256 bytes: how long until
// the first lease, and what a ready job takes in memory.
#include "bench/counted_memory.hpp"
#include "bench/disk.hpp"
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "metrics/clock.hpp"
#include "storage/ledger_core.hpp"
#include "storage/memory_engine.hpp"
#include "storage/open_store.hpp"

#include <cstdlib>
#include <filesystem>
#include <future>

using namespace nightfloat;

namespace {

constexpr auto jobs = std::uint64_t{200'000};
constexpr auto jobs_each = std::uint64_t{50};
constexpr auto payload_bytes = std::size_t{256};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(3);
}

domain::transaction submission(std::uint64_t first) {
  auto x = domain::transaction{.programme = "bench"};
  for (auto i = std::uint64_t{0}; i < jobs_each; ++i)
    x.submit.push_back({.id = {first + i},
                        .kind = "generate",
                        .payload = std::string(payload_bytes, 'x')});
  x.reply = domain::owed_reply{
    .scope = "internal", .key = std::to_string(first), .fingerprint = "f"};
  return x;
}

std::unique_ptr<storage::ledger> open(const std::string& where) {
  auto node = config::node_options{};
  node.seed = 1;
  node.store.state_dir = where;
  auto x = storage::open_store(node, metrics::system_clock());
  if (!x)
    give_up(x.error().detail);
  return std::move(*x);
}

void fill(const std::string& where) {
  auto ledger = open(where);
  auto sent = std::vector<std::promise<bool>>(jobs / jobs_each);
  for (auto i = std::uint64_t{0}; i < sent.size(); ++i)
    ledger->commit(
      submission(1 + i * jobs_each), [&, i](const domain::commit_answer& said) {
        sent[i].set_value(said.outcome == domain::commit_outcome::committed);
      });
  for (auto& one : sent)
    if (!one.get_future().get())
      give_up("a job was not taken");
  ledger->close();
}

double first_lease_s(const std::string& where) {
  // Its end is not counted.
  auto ledger = std::unique_ptr<storage::ledger>{};
  const auto us = bench::once_us([&] {
    ledger = open(where);
    auto told = std::promise<std::size_t>{};
    ledger->claim({.session = {1, 1}, .kinds = {"generate"}, .wait_ms = 60'000},
                  [&](result<std::vector<domain::lease>> leases) {
                    told.set_value(leases ? leases->size() : 0);
                  });
    if (told.get_future().get() != 1)
      give_up("no job was leased");
  });
  return us / 1e6;
}

/// What the queue holds for each, by what `new` gave it.
double bytes_each() {
  auto disk = storage::memory_disk{};
  auto engine = storage::memory_engine{disk};
  const auto now = storage::moment{std::chrono::steady_clock::now(),
                                   1'800'000'000'000};
  {
    auto core = storage::ledger_core{engine, {}};
    if (!engine.reopen() || !core.recover(engine, now))
      give_up("memory fails");
    for (auto i = std::uint64_t{0}; i < jobs / jobs_each; ++i) {
      (void)core.begin(now);
      (void)core.decide(submission(1 + i * jobs_each),
                        storage::steady_time::max());
      (void)engine.apply(core.seal());
      core.adopt();
    }
  }
  if (!engine.reopen())
    give_up("memory fails");
  const auto counted = bench::counted_memory{};
  auto core = storage::ledger_core{engine, {}};
  if (!core.recover(engine, now) || core.jobs().ready() != jobs)
    give_up("jobs are missing");
  return static_cast<double>(counted.held()) / static_cast<double>(jobs);
}

} // namespace

int main() {
  auto made = bench::make_on_disk();
  if (!made)
    give_up(made.error().detail);
  const auto& where = *made;
  fill(where);
  bench::figure({"restart.first_lease", first_lease_s(where), "s",
                 bench::target::at_most, 0.65});
  bench::figure(
    {"restart.bytes_per_job", bytes_each(), "B", bench::target::at_most, 466});
  std::filesystem::remove_all(where);
}

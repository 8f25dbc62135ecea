// SPDX-License-Identifier: Apache-2.0
// What the ledger costs above the disk: swap-like transactions (two records of
// a kilobyte rewritten, two guards touched, four expectations, a reply owed)
// against synced RocksDB batches of the same rows, and against one fsync of
// the same bytes. Ours and theirs take turns, so that both see the same load.
#include "bench/disk.hpp"
#include "bench/figure.hpp"
#include "bench/rocks_plain.hpp"
#include "metrics/clock.hpp"
#include "storage/ledger_core.hpp"
#include "storage/memory_engine.hpp"
#include "storage/open_store.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <random>
#include <semaphore>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr auto record_bytes = std::size_t{1'024};
constexpr auto rounds = 3;
constexpr auto turn = 700ms;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(3);
}

std::string random_bytes(std::mt19937_64& random, std::size_t count) {
  auto bytes = std::string(count, '\0');
  for (auto& byte : bytes)
    byte = static_cast<char>(random());
  return bytes;
}

/// One client's swap: it owns its records, so nobody conflicts.
class swapper {
public:
  explicit swapper(unsigned client)
    : random_{client}, name_{std::to_string(client)} {
  }

  domain::transaction next() {
    auto x = domain::transaction{};
    x.programme = "bench";
    for (const auto* what : {"duty/a/", "duty/b/"}) {
      x.expect.push_back({what + name_, revision_});
      x.put.push_back({what + name_, random_bytes(random_, record_bytes)});
    }
    for (const auto* what : {"guard/a/", "guard/b/"}) {
      x.expect.push_back({what + name_, revision_});
      x.touch.push_back(what + name_);
    }
    x.reply = domain::owed_reply{.scope = "bench",
                                 .key = name_ + "." + std::to_string(++count_),
                                 .fingerprint = std::string(32, 'f'),
                                 .body = std::string(64, 'r')};
    return x;
  }

  void committed(std::uint64_t version) {
    revision_ = version;
  }

private:
  std::mt19937_64 random_;
  std::string name_;
  std::uint64_t revision_ = 0;
  std::uint64_t count_ = 0;
};

void commit(storage::ledger& to, swapper& who) {
  auto done = std::binary_semaphore{0};
  auto said = domain::commit_answer{};
  to.commit(who.next(), [&](domain::commit_answer x) {
    said = std::move(x);
    done.release();
  });
  done.acquire();
  if (said.outcome != domain::commit_outcome::committed)
    give_up("a commit was not committed: " + said.detail);
  who.committed(said.version);
}

/// The rows that one such transaction leaves, without those that all members
/// of a group share.
bench::rocks_plain::rows rows_of_one() {
  auto disk = storage::memory_disk{};
  auto engine = storage::memory_engine{disk};
  auto core = storage::ledger_core{engine, {}};
  const auto now = storage::moment{clock_type::now(), 1'800'000'000'000};
  if (!engine.reopen() || !core.recover(engine, now))
    give_up("memory fails");
  auto who = swapper{1};
  auto batch = storage::write_batch{};
  for (auto i = 0; i < 2; ++i) {
    (void)core.begin(now);
    who.committed(core.decide(who.next(), storage::steady_time::max()).version);
    batch = core.seal();
    (void)engine.apply(batch);
    core.adopt();
  }
  auto rows = bench::rocks_plain::rows{};
  for (const auto& [key, value] : batch.rows)
    if (key[0] != 'm' && key[0] != 'p')
      rows.emplace_back(key, value.value_or(""));
  return rows;
}

/// Synced batches of such rows, under keys of the client's own.
void write_plain(bench::rocks_plain& to, const bench::rocks_plain::rows& like,
                 unsigned client, std::uint64_t count) {
  auto rows = like;
  for (auto& [key, value] : rows)
    key += std::to_string(client)
           + (key[0] == 'd' ? "" : "." + std::to_string(count));
  if (!to.write(rows))
    give_up("a plain write failed");
}

/// How often `work(client)` is done in a second by so many clients.
double rate(unsigned clients, const std::function<void(unsigned)>& work) {
  auto stop = std::atomic<bool>{false};
  auto done = std::atomic<std::uint64_t>{0};
  auto threads = std::vector<std::thread>{};
  const auto from = clock_type::now();
  for (auto client = 0u; client < clients; ++client)
    threads.emplace_back([&, client] {
      while (!stop.load(std::memory_order_relaxed)) {
        work(client);
        done.fetch_add(1, std::memory_order_relaxed);
      }
    });
  // Nobody releases it: a wait that costs nothing.
  auto never = std::binary_semaphore{0};
  (void)never.try_acquire_for(turn);
  stop = true;
  for (auto& one : threads)
    one.join();
  return static_cast<double>(done.load())
         / std::chrono::duration<double>(clock_type::now() - from).count();
}

double median(std::vector<double> xs) {
  std::nth_element(xs.begin(), xs.begin() + xs.size() / 2, xs.end());
  return xs[xs.size() / 2];
}

double us_of(const std::function<void()>& work) {
  const auto from = clock_type::now();
  work();
  return std::chrono::duration<double, std::micro>(clock_type::now() - from)
    .count();
}

/// An appended file, synced by hand.
class plain_file {
public:
  explicit plain_file(const std::string& path)
    : descriptor_{::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600)} {
  }

  ~plain_file() {
    ::close(descriptor_);
  }

  void append(const std::string& bytes) {
    if (::write(descriptor_, bytes.data(), bytes.size())
          != static_cast<::ssize_t>(bytes.size())
        || ::fdatasync(descriptor_) != 0)
      give_up("a file cannot be written");
  }

private:
  int descriptor_;
};

struct bench_of_all {
  std::string directory;
  std::unique_ptr<storage::ledger> ledger;
  bench::rocks_plain plain;
  bench::rocks_plain::rows like = rows_of_one();
  std::vector<swapper> clients;

  explicit bench_of_all(const std::string& where)
    : directory{where}, plain{where + "/plain"} {
    auto node = config::node_options{};
    node.seed = 1;
    node.store.state_dir = where + "/state";
    auto x = storage::open_store(node, metrics::system_clock());
    if (!x)
      give_up(x.error().detail);
    ledger = std::move(*x);
    for (auto i = 0u; i < 64; ++i)
      clients.emplace_back(i);
  }

  void many() {
    auto ours = std::vector<double>{};
    auto theirs = std::vector<double>{};
    auto count = std::atomic<std::uint64_t>{0};
    for (auto i = 0; i < rounds; ++i) {
      ours.push_back(
        rate(64, [&](unsigned c) { commit(*ledger, clients[c]); }));
      theirs.push_back(
        rate(64, [&](unsigned c) { write_plain(plain, like, c, ++count); }));
    }
    const auto stats = ledger->stats();
    bench::context("ledger.commits_64", median(ours), "/s");
    bench::context("ledger.rocksdb_64", median(theirs), "/s");
    bench::context("ledger.group_64",
                   static_cast<double>(stats.commits)
                     / static_cast<double>(stats.groups),
                   "transactions");
    bench::figure({"ledger.commits_64_ratio", median(ours) / median(theirs),
                   "x", bench::target::at_least, 0.5});
  }

  void one() {
    auto bytes = std::string{};
    for (const auto& [key, value] : like)
      bytes += key + value;
    auto file = plain_file{directory + "/file"};
    auto ours = std::vector<double>{};
    auto rocks = std::vector<double>{};
    auto sync = std::vector<double>{};
    auto count = std::uint64_t{0};
    for (auto i = 0; i < 1'000; ++i) {
      ours.push_back(us_of([&] { commit(*ledger, clients[0]); }));
      rocks.push_back(us_of([&] { write_plain(plain, like, 99, ++count); }));
      sync.push_back(us_of([&] { file.append(bytes); }));
    }
    bench::context("ledger.commit_1", median(ours), "us");
    bench::context("ledger.rocksdb_1", median(rocks), "us");
    bench::context("ledger.fsync", median(sync), "us");
    bench::figure({"ledger.commit_1_vs_fsync", median(ours) / median(sync), "x",
                   bench::target::at_most, 2});
  }
};

} // namespace

int main() {
  auto made = bench::make_on_disk();
  if (!made)
    give_up(made.error().detail);
  const auto& where = *made;
  {
    auto all = bench_of_all{where};
    all.many();
    all.one();
  }
  std::filesystem::remove_all(where);
}

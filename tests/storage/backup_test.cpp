// SPDX-License-Identifier: Apache-2.0
// Backups of a ledger that serves, what is restored from them, and damage.
#include "metrics/clock.hpp"
#include "storage/backup.hpp"
#include "storage/durable_files.hpp"
#include "storage/open_store.hpp"
#include "storage/rocks_engine.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <mutex>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(backup_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

constexpr auto now_ms = std::int64_t{1'790'000'000'000};

/// What was synced while it lives, by the names that it had then.
class syncs_seen {
public:
  syncs_seen() {
    auto guard = std::lock_guard{mutex_};
    present_ = this;
  }

  ~syncs_seen() {
    auto guard = std::lock_guard{mutex_};
    present_ = nullptr;
  }

  syncs_seen(const syncs_seen&) = delete;
  syncs_seen& operator=(const syncs_seen&) = delete;

  /// Of any thread, also of the engine's.
  static void note(int file) {
    auto guard = std::lock_guard{mutex_};
    if (present_ == nullptr)
      return;
    auto error = std::error_code{};
    present_->paths_.push_back(
      fs::read_symlink("/proc/self/fd/" + std::to_string(file), error));
  }

  [[nodiscard]] bool has(const fs::path& path) const {
    auto guard = std::lock_guard{mutex_};
    return std::ranges::find(paths_, path) != paths_.end();
  }

private:
  static inline std::mutex mutex_;
  static inline syncs_seen* present_ = nullptr;
  std::vector<fs::path> paths_;
};

struct bench {
  test::scratch files;
  std::unique_ptr<storage::ledger> ledger;
  int keys_last = 0;

  bench() {
    start("state");
  }

  std::string path(const std::string& name) const {
    return files.path(name);
  }

  void start(const std::string& name) {
    ledger.reset();
    BOOST_REQUIRE(fs::exists(path(name)) || fs::create_directory(path(name)));
    auto x = storage::ledger::open(
      storage::make_rocks_engine(
        {.directory = path(name) + "/ledger", .reserve_bytes = 0}),
      {.faults = true}, metrics::system_clock());
    BOOST_REQUIRE_MESSAGE(x, (x ? "" : x.error().detail));
    ledger = std::move(*x);
  }

  domain::commit_answer commit(const std::string& key, std::string bytes) {
    auto x = domain::transaction{.programme = "p"};
    x.put = {{"record/" + key, std::move(bytes)}};
    x.reply = domain::owed_reply{
      .scope = "test", .key = key, .fingerprint = "f", .body = "done"};
    auto told = std::promise<domain::commit_answer>{};
    ledger->commit(std::move(x), [&](domain::commit_answer said) {
      told.set_value(std::move(said));
    });
    return told.get_future().get();
  }

  void write(int count) {
    for (auto i = 0; i < count; ++i)
      BOOST_REQUIRE(
        (commit(std::to_string(++keys_last), std::string(2'000, 'x')).outcome
         == domain::commit_outcome::committed));
  }

  domain::backup_note back_up(const std::string& name) {
    auto note = storage::back_up(*ledger, path(name));
    BOOST_REQUIRE_MESSAGE(note, (note ? "" : note.error().detail));
    return *note;
  }

  domain::store_proof verified(const std::string& name) const {
    auto proof = storage::verify_directory(path(name));
    BOOST_REQUIRE_MESSAGE(proof, (proof ? "" : proof.error().detail));
    return *proof;
  }

  result<domain::store_proof> restore(const std::string& from,
                                      const std::string& to) const {
    return storage::restore(
      {.from = path(from), .to = path(to), .now_ms = now_ms});
  }

  /// The newest file of the ledger in `name` whose name ends so.
  fs::path file(const std::string& name, const std::string& end) const {
    auto newest = fs::path{};
    for (const auto& x : fs::directory_iterator{path(name) + "/ledger"})
      if (x.path().string().ends_with(end) && x.path() > newest)
        newest = x.path();
    BOOST_REQUIRE(!newest.empty());
    return newest;
  }

  /// Writes nonsense into the middle of a file.
  static void damage(const fs::path& file, std::uintmax_t where) {
    // A checkpoint's files are links to the store's own.
    const auto copy = file.string() + ".copy";
    fs::copy_file(file, copy);
    fs::rename(copy, file);
    auto out = std::fstream{file,
                            std::ios::in | std::ios::out | std::ios::binary};
    out.seekp(static_cast<std::streamoff>(where));
    out.write("damage", 6);
  }
};

} // namespace

/// The program's own: a power cut cannot be had, so the syncs are watched.
extern "C" int fsync(int file) {
  syncs_seen::note(file);
  return static_cast<int>(::syscall(SYS_fsync, file));
}

BOOST_FIXTURE_TEST_SUITE(backups, bench)

BOOST_AUTO_TEST_CASE(a_backup_is_whole_private_and_what_the_note_says) {
  write(20);
  const auto note = back_up("copy");
  BOOST_REQUIRE(note.programmes.size() == 1);
  BOOST_TEST(note.programmes[0].version == 20);
  BOOST_TEST(storage::read_backup_note(path("copy")).value().epoch == 1);
  write(20);
  const auto proof = verified("copy");
  BOOST_TEST(proof.whole);
  BOOST_TEST(proof.programmes.at(0).version == 20);
  BOOST_TEST(proof.programmes.at(0).replayed == 20);
  for (const auto* name : {"copy", "copy/ledger"})
    BOOST_CHECK(fs::status(path(name)).permissions() == fs::perms::owner_all);
  BOOST_TEST(!fs::exists(path("copy.partial")));
}

BOOST_AUTO_TEST_CASE(backups_are_made_while_commits_go_on) {
  write(5);
  auto stop = std::atomic<bool>{false};
  auto written = std::thread{[&] {
    for (auto i = 100; !stop; ++i)
      (void)commit(std::to_string(i), std::string(500, 'y'));
  }};
  for (auto i = 0; i < 5; ++i) {
    const auto before = ledger->version("p").value();
    const auto name = "copy" + std::to_string(i);
    (void)back_up(name);
    const auto proof = verified(name);
    for (const auto& x : proof.divergences)
      BOOST_ERROR(x.key << ": " << x.what);
    // Everything acknowledged before, and of what came meanwhile a prefix.
    BOOST_TEST(proof.programmes.at(0).version >= before);
  }
  stop = true;
  written.join();
}

BOOST_AUTO_TEST_CASE(a_bad_target_is_refused_and_left_alone) {
  write(1);
  fs::create_directory(path("there"));
  for (const auto& target : {path("there"), std::string{"relative"},
                             path("no/parent"), std::string{}}) {
    auto note = storage::back_up(*ledger, target);
    BOOST_REQUIRE(!note);
    BOOST_TEST(note.error().code == ec::invalid_argument, target);
  }
  BOOST_TEST(fs::is_empty(path("there")));
}

BOOST_AUTO_TEST_CASE(what_a_crash_left_of_a_backup_gives_way_to_the_next) {
  write(1);
  fs::create_directories(path("copy.partial/ledger"));
  std::ofstream{path("copy.partial/unfinished")}.put('x');
  (void)back_up("copy");
  BOOST_TEST(verified("copy").whole);
  BOOST_TEST(!fs::exists(path("copy/unfinished")));
  BOOST_TEST(!fs::exists(path("copy.partial")));
}

BOOST_AUTO_TEST_CASE(what_else_has_the_name_of_half_a_backup_is_left_alone) {
  write(1);
  (void)back_up("first");
  fs::rename(path("first"), path("copy.partial"));
  std::ofstream{path("other.partial")}.put('x');
  for (const auto* target : {"copy", "other"}) {
    auto note = storage::back_up(*ledger, path(target));
    BOOST_REQUIRE(!note);
    BOOST_TEST(note.error().code == ec::invalid_argument);
    BOOST_TEST(note.error().detail.ends_with("move it away"),
               note.error().detail);
    BOOST_TEST(!fs::exists(path(target)));
  }
  BOOST_TEST(verified("copy.partial").whole);
  BOOST_TEST(fs::exists(path("other.partial")));
}

BOOST_AUTO_TEST_CASE(a_backup_and_a_restored_store_outlast_a_power_cut) {
  write(1);
  const auto root = fs::canonical(fs::path{path("copy")}.parent_path());
  {
    auto seen = syncs_seen{};
    (void)back_up("copy");
    // As long as that is its name.
    BOOST_TEST(seen.has(root / "copy.partial"));
    BOOST_TEST(seen.has(root));
  }
  auto seen = syncs_seen{};
  BOOST_REQUIRE(restore("copy", "fresh"));
  BOOST_TEST(seen.has(root / "fresh"));
  BOOST_TEST(seen.has(root));
}

BOOST_AUTO_TEST_CASE(what_the_system_refuses_is_said_with_its_remedy) {
  auto there = storage::make_directory(path("state"));
  BOOST_TEST(there.error().detail
             == "make: " + path("state")
                  + " failed (File exists), move it away or name another");
  auto lost = storage::write_synced(path("no/parent"), "x");
  BOOST_TEST(
    lost.error().detail.ends_with("make the directory that it lies in"),
    lost.error().detail);
}

BOOST_AUTO_TEST_CASE(what_is_restored_is_the_backup_with_a_newer_epoch) {
  write(20);
  (void)back_up("copy");
  const auto saved = verified("copy").programmes.at(0).records_hash;
  write(3);
  ledger.reset();
  auto proof = restore("copy", "fresh");
  BOOST_REQUIRE_MESSAGE(proof, (proof ? "" : proof.error().detail));
  BOOST_TEST(verified("fresh").programmes.at(0).records_hash == saved);
  start("fresh");
  BOOST_TEST(ledger->version("p").value() == 20);
  // No token that was given after the backup can be met again.
  BOOST_TEST(ledger->stats().epoch == now_ms + 1);
  BOOST_TEST(commit("after", "z").version == 21);
  BOOST_TEST(
    (commit("7", "again").outcome == domain::commit_outcome::replayed));
}

BOOST_AUTO_TEST_CASE(nothing_is_restored_over_something) {
  write(3);
  (void)back_up("copy");
  for (const auto* target : {"state", "copy"}) {
    auto proof = restore("copy", target);
    BOOST_REQUIRE(!proof);
    BOOST_TEST(proof.error().code == ec::invalid_argument);
  }
  BOOST_TEST(commit("after", "z").version == 4);
}

BOOST_AUTO_TEST_CASE(a_running_store_is_neither_verified_nor_copied) {
  write(3);
  BOOST_TEST(storage::verify_directory(path("state")).error().code
             == ec::in_use);
  BOOST_TEST(restore("state", "fresh").error().code == ec::in_use);
  BOOST_TEST(!fs::exists(path("fresh")));
  ledger.reset();
  BOOST_TEST(verified("state").whole);
  BOOST_TEST(restore("state", "fresh").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_ledger_is_told) {
  BOOST_TEST(storage::verify_directory(path("none")).error().code
             == ec::not_found);
  BOOST_TEST(restore("none", "fresh").error().code == ec::not_found);
  BOOST_TEST(!fs::exists(path("fresh")));
}

BOOST_AUTO_TEST_CASE(a_damaged_log_says_what_can_still_be_read) {
  write(20);
  // As after a power cut: the log is all that there is.
  fs::copy(path("state"), path("cut"), fs::copy_options::recursive);
  fs::remove(path("cut") + "/ledger/LOCK");
  const auto log = file("cut", ".log");
  damage(log, fs::file_size(log) / 2);
  const auto proof = verified("cut");
  BOOST_TEST(!proof.whole);
  BOOST_TEST(proof.divergences.at(0).key == "log");
  BOOST_TEST(proof.programmes.at(0).readable > 2);
  BOOST_TEST(proof.programmes.at(0).readable < 20);
  auto refused = restore("cut", "fresh");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::corrupt);
  BOOST_TEST(!fs::exists(path("fresh")));
}

BOOST_AUTO_TEST_CASE(a_store_refuses_damage_and_names_backup_and_remains) {
  write(20);
  fs::copy(path("state"), path("cut"), fs::copy_options::recursive);
  const auto log = file("cut", ".log");
  damage(log, fs::file_size(log) / 2);
  fs::permissions(path("cut") + "/ledger", fs::perms::owner_all);
  auto engine
    = storage::make_rocks_engine({.directory = path("cut") + "/ledger"});
  auto opened = engine->reopen();
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().code == ec::corrupt);
  BOOST_TEST(opened.error().detail.find("store verify") != std::string::npos);
  BOOST_TEST(opened.error().detail.find("store restore") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_refusal_of_a_store_says_what_can_still_be_read) {
  write(20);
  fs::copy(path("state"), path("cut"), fs::copy_options::recursive);
  fs::permissions(path("cut") + "/ledger", fs::perms::owner_all);
  const auto log = file("cut", ".log");
  damage(log, fs::file_size(log) / 2);
  auto node = config::node_options{};
  node.store.state_dir = path("cut");
  auto opened = storage::open_store(node, metrics::system_clock());
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().code == ec::corrupt);
  fs::remove(path("cut") + "/ledger/LOCK");
  const auto p = verified("cut").programmes.at(0);
  BOOST_TEST(p.readable > 2);
  BOOST_TEST(opened.error().detail.ends_with(
               "can still be read: p to version " + std::to_string(p.readable)
               + " of " + std::to_string(p.version)),
             opened.error().detail);
  fs::remove(path("cut") + "/ledger/CURRENT");
  std::ofstream{path("cut") + "/ledger/CURRENT"} << "nonsense\n";
  opened = storage::open_store(node, metrics::system_clock());
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().detail.ends_with("nothing of it can be read"),
             opened.error().detail);
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_a_table_is_found) {
  write(40);
  (void)back_up("copy");
  const auto table = file("copy", ".sst");
  damage(table, fs::file_size(table) / 3);
  auto proof = storage::verify_directory(path("copy"));
  BOOST_TEST((!proof || !proof->whole));
  BOOST_TEST(restore("copy", "fresh").error().code == ec::corrupt);
  BOOST_TEST(!fs::exists(path("fresh")));
}

BOOST_AUTO_TEST_CASE(a_note_that_promises_more_is_a_divergence) {
  write(5);
  (void)back_up("copy");
  const auto note = path("copy") + "/backup.json";
  auto text = storage::read_small(note).value();
  text.replace(text.find("\"version\": 5"), 12, "\"version\": 6");
  BOOST_REQUIRE(storage::write_synced(note, text));
  BOOST_TEST(!verified("copy").whole);
  BOOST_REQUIRE(storage::write_synced(note, "nonsense"));
  BOOST_TEST(!verified("copy").whole);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

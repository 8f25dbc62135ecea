// SPDX-License-Identifier: Apache-2.0
#include "storage/backup.hpp"

#include "codec/json.hpp"
#include "domain/digest.hpp"
#include "storage/census.hpp"
#include "storage/durable_files.hpp"
#include "storage/feed.hpp"
#include "storage/rocks_engine.hpp"
#include "storage/rocks_reader.hpp"
#include "storage/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace nightfloat::storage {

namespace fs = std::filesystem;

namespace {

failure wrong_target(const char* operation, const std::string& path,
                     const char* what, const char* remedy) {
  return {ec::invalid_argument,
          std::string{operation} + ": " + path + " " + what + ", " + remedy};
}

result<void> check_target(const std::string& directory) {
  auto error = std::error_code{};
  if (directory.empty() || directory[0] != '/')
    return wrong_target("backup", directory, "is no absolute path",
                        "begin it with a slash");
  if (fs::exists(fs::symlink_status(directory, error)))
    return wrong_target("backup", directory, "exists", "name a new directory");
  if (!fs::is_directory(fs::path{directory}.parent_path(), error))
    return wrong_target("backup", directory, "has no parent directory",
                        "make that first");
  return {};
}

/// In a directory only while it is made a backup.
constexpr auto mark_name = "unfinished";

result<void> remove_tree(const std::string& path) {
  auto error = std::error_code{};
  fs::remove_all(path, error);
  if (error)
    return failure{ec::io_failed, "backup: " + path + " cannot be removed ("
                                    + error.message() + "), remove it by hand"};
  return {};
}

/// Takes away a backup that a crash has cut short, and nothing else.
result<void> clear_partial(const std::string& partial) {
  auto error = std::error_code{};
  const auto found = fs::symlink_status(partial, error);
  if (!fs::exists(found))
    return {};
  // It is cut short before it is marked, too.
  const auto is_ours = fs::is_directory(found)
                       && (fs::exists(partial + "/" + mark_name, error)
                           || fs::is_empty(partial, error));
  if (!is_ours)
    return wrong_target("backup", partial, "exists and is no unfinished backup",
                        "move it away");
  return remove_tree(partial);
}

/// Everything into `partial`, which is new and holds nothing.
result<domain::backup_note> fill_backup(ledger& from,
                                        const std::string& partial) {
  const auto mark = partial + "/" + mark_name;
  if (auto done = write_synced(mark, ""); !done)
    return done.error();
  auto state = from.state(census::heads);
  if (!state)
    return state.error();
  if (auto done = from.checkpoint(partial + "/ledger"); !done)
    return done.error();
  if (auto done = make_private(partial + "/ledger"); !done)
    return done.error();
  auto note = domain::backup_note{.format = state->format,
                                  .epoch = state->epoch,
                                  .made_ms = state->ledger_time_ms,
                                  .programmes = std::move(state->programmes)};
  if (auto done = write_synced(partial + "/" + backup_note_name,
                               codec::to_json_pretty(note));
      !done)
    return done.error();
  if (auto done = remove_tree(mark); !done)
    return done.error();
  if (auto done = sync_directory(partial); !done)
    return done.error();
  return note;
}

/// What a backup's note says is in it.
void compare_note(const view& from, const domain::backup_note& note,
                  domain::store_proof& proof) {
  auto lacks = [&](const domain::history_state& x, std::string what) {
    proof.whole = false;
    ++proof.divergences_found;
    proof.divergences.push_back({.programme = x.programme,
                                 .key = backup_note_name,
                                 .version = x.version,
                                 .what = std::move(what)});
  };
  for (const auto& x : note.programmes) {
    auto head = read_head(from, x.programme);
    if (!head || head->version < x.version) {
      lacks(x, "the note says more than is there");
      continue;
    }
    if (x.version < head->oldest)
      continue;
    auto item = read_items(from, x.programme, x.version, 1);
    if (item && !item->empty() && domain::hex(item->front().chain) != x.chain)
      lacks(x, "history is another one than the note says");
  }
}

domain::store_proof prove(const view& from, const std::string& directory) {
  auto proof = verify(from);
  if (auto note = read_backup_note(directory))
    compare_note(from, *note, proof);
  else if (note.error().code != ec::not_found)
    proof.divergences.insert(
      proof.divergences.begin(),
      {.key = backup_note_name, .what = note.error().detail});
  proof.divergences_found = std::max<std::uint64_t>(proof.divergences_found,
                                                    proof.divergences.size());
  proof.whole = proof.divergences.empty();
  return proof;
}

} // namespace

result<domain::backup_note> back_up(ledger& from,
                                    const std::string& directory) {
  if (auto good = check_target(directory); !good)
    return good.error();
  const auto partial = directory + ".partial";
  if (auto done = clear_partial(partial); !done)
    return done.error();
  if (auto done = make_directory(partial); !done)
    return done.error();
  auto note = fill_backup(from, partial);
  auto done = note ? rename_synced(partial, directory)
                   : result<void>{note.error()};
  if (done)
    return note;
  auto why = done.error();
  if (auto gone = remove_tree(partial); !gone)
    why.detail += "; " + gone.error().detail;
  return why;
}

result<domain::backup_note> read_backup_note(const std::string& directory) {
  const auto path = directory + "/" + backup_note_name;
  auto text = read_small(path);
  if (!text)
    return text.error();
  auto note = codec::from_json<domain::backup_note>(*text);
  if (!note)
    return at(path, note.error());
  return note;
}

result<domain::store_proof> verify_directory(const std::string& directory) {
  return verify_copy(directory, directory);
}

result<domain::store_proof> verify_copy(const std::string& directory,
                                        const std::string& noted) {
  const auto ledger = ledger_directory(directory);
  auto reader = open_rocks_reader({.directory = ledger});
  if (reader)
    return prove(**reader, noted);
  if (reader.error().code != ec::corrupt)
    return reader.error();
  auto salvage
    = open_rocks_reader({.directory = ledger, .around_damage = true});
  if (!salvage)
    return failure{ec::corrupt,
                   "store: nothing of " + ledger + " can be read ("
                     + salvage.error().detail
                     + "), restore a backup: nightfloat store restore"};
  auto proof = prove(**salvage, noted);
  proof.whole = false;
  ++proof.divergences_found;
  proof.divergences.insert(proof.divergences.begin(),
                           {.key = "log", .what = reader.error().detail});
  return proof;
}

} // namespace nightfloat::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The records of one programme that are in force, kept as they change, and
// turned into snapshots. Knows no store: pages and feed items are handed in.

#include "actors/programme_snapshot.hpp"
#include "domain/error.hpp"
#include "domain/ledger.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::actors {

/// Not thread-safe; owned by one loader.
class programme_image {
public:
  explicit programme_image(std::string name);

  /// The heads (`programme/current`, `roster/current`) decide what else
  /// belongs to the image. Fails with `not_found` if no data are in force.
  [[nodiscard]] result<void> put_heads(const domain::record& programme,
                                       const domain::record& roster);

  /// The prefixes under which the image's records lie.
  [[nodiscard]] std::vector<std::string> prefixes() const;

  /// Ledger time has come so far.
  void saw_time(std::int64_t ledger_time_ms) noexcept;

  /// A record from a page. Fails with `corrupt`.
  [[nodiscard]] result<void> put(const domain::record& x);

  enum class effect { none, changed, head_switched };

  /// One whole transaction. Changes that the pages already showed are passed
  /// over. `head_switched`: another set of records is in force, load anew.
  [[nodiscard]] result<effect> apply(const domain::feed_item& x);

  /// As of `version`; parts that did not change are those of the last one.
  [[nodiscard]] result<snapshot_ptr> snapshot(std::uint64_t version);

private:
  struct stored {
    std::uint64_t revision = 0;
    std::string bytes;
  };

  template <class Row>
  struct rows {
    std::uint64_t revision = 0;
    std::vector<Row> list;
  };

  enum class place { outside, data, duty, plan, guard, swap };

  [[nodiscard]] place place_of(std::string_view key) const noexcept;
  [[nodiscard]] std::uint64_t revision_of(const std::string& key) const;
  [[nodiscard]] result<domain::person_id>
  person_in(std::string_view key, std::string_view prefix) const;
  [[nodiscard]] result<std::uint32_t> month_in(std::string_view key) const;
  [[nodiscard]] result<void> put_duty(const domain::record& x);
  [[nodiscard]] result<void> put_plan(const domain::record& x);
  [[nodiscard]] result<void> put_swap(const domain::record& x);
  void erase_swap(const std::string& key);
  [[nodiscard]] std::uint64_t swap_revision(const std::string& key) const;
  [[nodiscard]] result<void> erase(const std::string& key);
  [[nodiscard]] result<void> rebuild_programme();
  void rebuild_roster();
  void add_duties(domain::person_id who, std::vector<domain::duty>& to) const;

  std::string name_;
  domain::programme_head head_{};
  std::uint64_t head_revision_ = 0;
  domain::roster_head roster_head_{};
  std::uint64_t roster_revision_ = 0;
  std::string data_prefix_;
  std::string duty_prefix_;
  std::string plan_prefix_;
  std::map<std::string, stored, std::less<>> data_;
  std::map<std::pair<domain::person_id, std::uint32_t>, rows<domain::duty>>
    duties_;
  std::map<domain::person_id, rows<domain::assignment>> plans_;
  guard_revisions guards_;
  domain::swap_board swaps_;
  std::int64_t ledger_time_ms_ = 0;
  bool data_changed_ = true;
  bool roster_changed_ = true;
  bool plans_changed_ = true;
  /// Those whose duties have changed since the roster was shown.
  std::set<domain::person_id> moved_;
  bool guards_changed_ = true;
  bool swaps_changed_ = true;
  // shared_ptr: see programme_snapshot.
  std::shared_ptr<const domain::programme> programme_;
  std::shared_ptr<const domain::roster> roster_;
  std::shared_ptr<const guard_revisions> guards_shown_;
  std::shared_ptr<const domain::swap_board> swaps_shown_;
};

} // namespace nightfloat::actors

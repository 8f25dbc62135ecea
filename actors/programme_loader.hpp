// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a programme gets into the cache and stays fresh, as a machine without
// actor, store or clock: it says what to ask next and is told the answers.
//
//   heads --> watch from version a --> pages (newest seen: b) --> items up
//   to b --> live
//
// **Invariant:** a snapshot is shown only when every item up to the newest
// version seen by any page has been applied. An item after anything but its
// predecessor, and another head, start over; the last snapshot stays.

#include "actors/programme_image.hpp"
#include "client/ledger_operations.hpp"
#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// What the loader wants done next.
struct load_step {
  enum class verb { none, heads, watch, page };

  verb what = verb::none;
  /// For `watch`.
  std::uint64_t since = 0;
  /// For `page`.
  std::string prefix;
  std::string after;
};

/// Not thread-safe; owned by the programme cache.
class programme_loader {
public:
  explicit programme_loader(std::string programme,
                            std::size_t items_waiting_max = 10'000);

  /// Starts, or starts over: asks for the heads. Answers to earlier questions
  /// are recognised by `round`, which the asker notes, and passed over.
  [[nodiscard]] load_step begin();

  [[nodiscard]] std::uint64_t round() const noexcept {
    return round_;
  }

  /// The heads: `programme/current` and `roster/current`, in this order.
  [[nodiscard]] result<load_step> on_heads(const client::records& x);

  /// The feed runs: items will come.
  [[nodiscard]] load_step on_watching();

  [[nodiscard]] result<load_step> on_page(const client::records& x);

  /// Fails with `corrupt`, or `trimmed` for a gap: begin again, and say so.
  [[nodiscard]] result<load_step> on_item(const domain::feed_item& x);

  /// The version that `newest` has; 0 before the first load is done.
  [[nodiscard]] std::uint64_t reach() const noexcept;

  /// The newest snapshot, made when first asked for: a programme may change
  /// a thousand times between two calls. REQUIRES reach() > 0.
  [[nodiscard]] result<snapshot_ptr> newest();

  [[nodiscard]] bool live() const noexcept {
    return stage_ == stage::live;
  }

private:
  enum class stage { idle, heads, watching, paging, catching_up, live };

  [[nodiscard]] load_step next_page();
  [[nodiscard]] result<load_step> take(const domain::feed_item& x);
  [[nodiscard]] result<load_step> catch_up();

  std::string programme_;
  std::size_t items_waiting_max_;
  programme_image image_;
  stage stage_ = stage::idle;
  std::uint64_t round_ = 0;
  /// Applied up to this version.
  std::uint64_t version_ = 0;
  /// The newest version that a page showed.
  std::uint64_t seen_ = 0;
  std::vector<std::string> prefixes_;
  std::string after_;
  std::deque<domain::feed_item> waiting_;
  snapshot_ptr newest_;
};

} // namespace nightfloat::actors

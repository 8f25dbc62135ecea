// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"
#include "storage/layout.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::storage {

/// A job's state as the queue shows it, without payload and progress.
[[nodiscard]] domain::job_view view_of(const stored_state& x,
                                       std::int64_t now_ms);

/// Its attempts that were counted, oldest first.
[[nodiscard]] std::vector<domain::past_attempt>
history_of(const stored_state& x);

/// How far the views of a page, the first ones first, fill it: their texts
/// alone may have a MiB each.
class page_room {
public:
  void add(const domain::job_view& x) noexcept;

  /// A page ends before the next view.
  [[nodiscard]] bool is_full() const noexcept;

  /// So does a list that a page is made of: it has the one view that shows
  /// that there are more.
  [[nodiscard]] bool is_passed() const noexcept {
    return is_passed_;
  }

private:
  std::size_t bytes_ = 0;
  bool is_passed_ = false;
};

using numbered_view = std::pair<std::uint64_t, domain::job_view>;

/// The newest ended jobs of a programme (empty: of all) first, at most `limit`
/// of them and no more than pass a page, out of the newest ten thousand; each
/// with its sequence.
[[nodiscard]] result<std::vector<numbered_view>>
ended_jobs(const view& from, std::string_view programme, std::size_t limit);

} // namespace nightfloat::storage

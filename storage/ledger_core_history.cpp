// SPDX-License-Identifier: Apache-2.0
// History that is too old: one programme after the other is looked at, so that
// one which nobody changes any more lets go of its history as well.
#include "storage/feed.hpp"
#include "storage/ledger_core.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

namespace {

/// Items that one look lets go of.
constexpr auto expired_max = std::size_t{256};

} // namespace

result<void> ledger_core::purge_history() {
  if (options_.history_retention.count() == 0)
    return {};
  auto range = prefix_range(layout::heads);
  if (!history_after_.empty())
    range.first = history_after_
                  + (std::exchange(history_again_, false)
                       ? std::string{}
                       : std::string(1, '\0'));
  auto programme = std::string{};
  auto done = base_->scan(range, scan_order::ascending,
                          [&](std::string_view key, std::string_view) {
                            history_after_ = key;
                            programme = key.substr(1);
                            return false;
                          });
  if (!done)
    return done;
  if (programme.empty()) {
    history_after_.clear();
    return {};
  }
  auto expired = expired_items(programme);
  if (!expired)
    return expired.error();
  if (*expired == 0)
    return {};
  auto of = head_of(programme);
  if (!of)
    return of.error();
  let_go(programme, **of, (*of)->head.oldest + *expired);
  history_again_ = *expired == expired_max;
  return {};
}

result<std::uint64_t>
ledger_core::expired_items(const std::string& programme) const {
  auto head = read_head(*base_, programme);
  if (!head)
    return head.error();
  const auto keep = options_.history_retention.count();
  auto is_old = [&](const domain::feed_item& x) {
    return time_.expired(x.ledger_time_ms + keep);
  };
  // Mostly none is.
  auto items = read_items(*base_, programme, head->oldest, 1);
  if (items && !items->empty() && is_old(items->front()))
    items = read_items(*base_, programme, head->oldest, expired_max);
  if (!items)
    return items.error();
  const auto young = std::find_if_not(items->begin(), items->end(), is_old);
  return static_cast<std::uint64_t>(young - items->begin());
}

void ledger_core::let_go(const std::string& programme, head_change& of,
                         std::uint64_t oldest) {
  if (oldest <= of.head.oldest)
    return;
  rows_.erase_range(
    {layout::item(programme, of.head.oldest), layout::item(programme, oldest)});
  rows_.erase_range({layout::erasure(programme, of.head.oldest),
                     layout::erasure(programme, oldest)});
  of.head.oldest = oldest;
  of.is_trimmed = true;
}

} // namespace nightfloat::storage

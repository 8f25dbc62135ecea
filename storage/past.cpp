// SPDX-License-Identifier: Apache-2.0
#include "storage/past.hpp"

#include "storage/feed.hpp"
#include "storage/layout.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace nightfloat::storage {

namespace {

using domain::change;

/// The ledger time of a version that can be read; 0 where history does not
/// hold it any more.
result<std::int64_t> time_of(const view& from, const std::string& programme,
                             std::uint64_t version) {
  auto head = read_head(from, programme);
  if (!head)
    return head.error();
  if (version > head->version)
    return failure{ec::not_found, "read: " + programme + " has no version "
                                    + std::to_string(version)
                                    + " yet, the newest is "
                                    + std::to_string(head->version)};
  if (version + 1 < head->oldest)
    return history_begins(programme, head->oldest);
  if (version == head->version)
    return head->ledger_time_ms;
  auto row = from.get(layout::item(programme, version));
  if (!row)
    return row.error();
  if (!*row)
    return 0;
  auto item = unpack_item(**row);
  if (!item)
    return item.error();
  return item->ledger_time_ms;
}

/// Shows every change after `version`, the newest first, until `one` says
/// false.
result<void> undo(const view& from, const std::string& programme,
                  std::uint64_t version,
                  const std::function<bool(change&)>& one) {
  const auto range = key_range{layout::item(programme, version + 1),
                               prefix_range(layout::items(programme)).last};
  auto trouble = std::optional<failure>{};
  auto done = from.scan(range, scan_order::descending,
                        [&](std::string_view, std::string_view row) {
                          auto item = unpack_item(row);
                          if (!item) {
                            trouble = item.error();
                            return false;
                          }
                          for (auto& x : item->changes)
                            if (!one(x))
                              return false;
                          return true;
                        });
  if (trouble)
    return *trouble;
  return done;
}

constexpr auto keys_least = std::size_t{10'000};

/// The records of a page, from the present back: the keys after `after` up to
/// `last`, of which too many at the end are let go.
class window {
public:
  window(std::string programme, const scan_options& wish)
    : programme_{std::move(programme)}, wish_{wish} {
    wish_.limit = std::max(wish_.limit, 1u);
    keys_max_ = std::max<std::size_t>(wish_.limit, keys_least);
  }

  result<void> fill(const view& from, std::uint64_t version) {
    found_.clear();
    last_.reset();
    bytes_ = 0;
    const auto prefix = layout::records(programme_);
    auto range = prefix_range(prefix + wish_.prefix);
    if (!wish_.after.empty())
      range.first = std::max(range.first, prefix + wish_.after + '\0');
    if (!range.last.empty() && range.first >= range.last)
      return {};
    auto done = from.scan(range, scan_order::ascending,
                          [&](std::string_view key, std::string_view row) {
                            put({std::string{key.substr(prefix.size())},
                                 revision_of(row), std::string{bytes_of(row)}});
                            return !last_;
                          });
    if (!done)
      return done;
    return undo(from, programme_, version, [&](change& x) {
      if (contains(x.key))
        put({std::move(x.key), x.revision_before, x.before.value_or("")});
      return true;
    });
  }

  /// A page without a record says nothing about where to go on.
  [[nodiscard]] bool must_go_on() {
    if (!last_ || std::any_of(found_.begin(), found_.end(), [](const auto& x) {
          return x.second.revision != 0;
        }))
      return false;
    wish_.after = *last_;
    return true;
  }

  [[nodiscard]] record_page page(std::uint64_t version) {
    auto out = record_page{.version = version, .found = {}, .more = !!last_};
    auto bytes = std::size_t{0};
    for (auto& [key, x] : found_) {
      if (x.revision == 0)
        continue;
      if (out.found.size() >= wish_.limit || bytes >= wish_.bytes_max) {
        out.more = true;
        break;
      }
      bytes += key.size() + x.bytes.size();
      out.found.push_back(std::move(x));
    }
    return out;
  }

private:
  [[nodiscard]] bool contains(const std::string& key) const {
    return key.starts_with(wish_.prefix) && key > wish_.after
           && (!last_ || key <= *last_);
  }

  static std::size_t size_of(const domain::record& x) {
    return x.key.size() + x.bytes.size();
  }

  void put(domain::record x) {
    auto& place = found_[x.key];
    bytes_ += size_of(x) - size_of(place);
    place = std::move(x);
    if (found_.size() <= 2 * keys_max_ && bytes_ <= 2 * wish_.bytes_max)
      return;
    while (found_.size() > keys_max_
           || (bytes_ > wish_.bytes_max && found_.size() > 1)) {
      auto end = std::prev(found_.end());
      bytes_ -= size_of(end->second);
      found_.erase(end);
    }
    last_ = found_.rbegin()->first;
  }

  std::string programme_;
  scan_options wish_;
  /// Each window costs a walk through history, however short the page.
  std::size_t keys_max_ = 0;
  std::map<std::string, domain::record> found_;
  /// Keys after it are of another page; absent: there is none.
  std::optional<std::string> last_;
  std::size_t bytes_ = 0;
};

} // namespace

result<record_page> read_past(const view& from, const std::string& programme,
                              std::uint64_t version,
                              const std::vector<std::string>& keys) {
  auto time_ms = time_of(from, programme, version);
  if (!time_ms)
    return time_ms.error();
  auto page = record_page{
    .version = version, .found = {}, .more = false, .ledger_time_ms = *time_ms};
  auto places = std::multimap<std::string_view, std::size_t>{};
  auto bytes = std::size_t{0};
  for (const auto& key : keys) {
    auto row = from.get(layout::record(programme, key));
    if (!row)
      return row.error();
    bytes += key.size() + (*row ? (*row)->size() : 0);
    if (bytes > read_bytes_max)
      return read_too_large();
    places.emplace(key, page.found.size());
    page.found.push_back({key, *row ? revision_of(**row) : 0,
                          *row ? std::string{bytes_of(**row)} : ""});
  }
  auto done = undo(from, programme, version, [&](change& x) {
    auto [i, end] = places.equal_range(x.key);
    for (; i != end && bytes <= read_bytes_max; ++i) {
      auto& place = page.found[i->second];
      bytes -= place.bytes.size();
      place.revision = x.revision_before;
      place.bytes = x.before.value_or("");
      bytes += place.bytes.size();
    }
    return bytes <= read_bytes_max;
  });
  if (!done)
    return done.error();
  if (bytes > read_bytes_max)
    return read_too_large();
  return page;
}

result<record_page> scan_past(const view& from, const std::string& programme,
                              std::uint64_t version, const scan_options& wish) {
  auto time_ms = time_of(from, programme, version);
  if (!time_ms)
    return time_ms.error();
  auto x = window{programme, wish};
  do {
    if (auto done = x.fill(from, version); !done)
      return done.error();
  } while (x.must_go_on());
  auto page = x.page(version);
  page.ledger_time_ms = *time_ms;
  return page;
}

} // namespace nightfloat::storage

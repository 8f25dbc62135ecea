// SPDX-License-Identifier: Apache-2.0
#include "storage/feed.hpp"

#include "codec/bytes.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

namespace {

constexpr auto page_bytes = std::size_t{1} << 20;
constexpr auto chain_bytes = std::size_t{32};

} // namespace

failure history_begins(const std::string& programme, std::uint64_t oldest) {
  return {ec::trimmed, "feed: history of " + programme + " begins at version "
                         + std::to_string(oldest) + ", take a new snapshot"};
}

result<domain::feed_item> unpack_item(std::string_view row) {
  if (row.size() < chain_bytes)
    return failure{ec::corrupt, "feed: an item is too short ("
                                  + std::to_string(row.size())
                                  + " bytes), restore from a checkpoint"};
  auto item = codec::decode<domain::feed_item>(row.substr(chain_bytes));
  if (!item)
    return at("feed item", item.error());
  item->chain = row.substr(0, chain_bytes);
  return item;
}

result<stored_head> read_head(const view& from, const std::string& programme) {
  auto row = from.get(layout::head(programme));
  if (!row)
    return row.error();
  if (!*row)
    return stored_head{};
  return codec::decode<stored_head>(**row);
}

result<std::vector<domain::feed_item>>
read_items(const view& from, const std::string& programme, std::uint64_t first,
           std::size_t items_max) {
  auto items = std::vector<domain::feed_item>{};
  auto trouble = std::optional<failure>{};
  auto bytes = std::size_t{0};
  const auto range = key_range{layout::item(programme, first),
                               prefix_range(layout::items(programme)).last};
  auto done = from.scan(range, scan_order::ascending,
                        [&](std::string_view, std::string_view row) {
                          if (items.size() >= items_max || bytes >= page_bytes)
                            return false;
                          auto item = unpack_item(row);
                          if (!item) {
                            trouble = item.error();
                            return false;
                          }
                          bytes += row.size();
                          items.push_back(std::move(*item));
                          return true;
                        });
  if (trouble)
    return *trouble;
  if (!done)
    return done.error();
  return items;
}

// -- who follows --------------------------------------------------------------

result<std::uint64_t> feed_readers::add(const std::string& programme,
                                        std::function<void()> wake) {
  auto guard = std::lock_guard{mutex_};
  if (count_ >= most_)
    return failure{ec::overloaded,
                   "watch: too many readers (at most " + std::to_string(most_)
                     + "), come back later",
                   1'000};
  ++count_;
  wakes_[programme].emplace(++last_, std::move(wake));
  return last_;
}

void feed_readers::remove(const std::string& programme, std::uint64_t reader) {
  auto guard = std::lock_guard{mutex_};
  auto i = wakes_.find(programme);
  count_ -= i->second.erase(reader);
  if (i->second.empty())
    wakes_.erase(i);
}

void feed_readers::wake(const std::string& programme) {
  auto guard = std::lock_guard{mutex_};
  if (auto i = wakes_.find(programme); i != wakes_.end())
    for (const auto& [reader, wake] : i->second)
      wake();
}

void feed_readers::wake_all() {
  auto guard = std::lock_guard{mutex_};
  for (const auto& [programme, readers] : wakes_)
    for (const auto& [reader, wake] : readers)
      wake();
}

std::size_t feed_readers::count() const {
  auto guard = std::lock_guard{mutex_};
  return count_;
}

namespace {

class feed_subscription final : public subscription {
public:
  feed_subscription(const engine& from, feed_readers& readers,
                    subscription_options options, std::uint64_t reader)
    : from_{&from}, readers_{&readers}, options_{std::move(options)},
      reader_{reader}, next_{options_.since + 1} {
  }

  ~feed_subscription() override {
    readers_->remove(options_.programme, reader_);
  }

  result<std::vector<domain::feed_item>> next(std::size_t items_max) override {
    if (ended_)
      return *ended_;
    auto items = std::vector<domain::feed_item>{};
    auto done = from_->with_snapshot([&](const view& now) -> result<void> {
      auto head = read_head(now, options_.programme);
      if (!head)
        return head.error();
      if (auto bad = fallen(*head))
        return *bad;
      auto found = read_items(now, options_.programme, next_, items_max);
      if (!found)
        return found.error();
      items = std::move(*found);
      caught_up_ = caught_up_ || next_ + items.size() > head->version;
      return {};
    });
    if (done && !items.empty() && items.front().version != next_)
      done = failure{ec::corrupt, "feed: an item is missing ("
                                    + std::to_string(next_)
                                    + "), restore from a checkpoint"};
    if (!done) {
      if (done.error().code != ec::unavailable)
        ended_ = done.error();
      return done.error();
    }
    next_ += items.size();
    return items;
  }

private:
  std::optional<failure> fallen(const stored_head& head) const {
    if (next_ < head.oldest)
      return history_begins(options_.programme, head.oldest);
    if (!caught_up_ || head.version < next_
        || head.version - next_ < options_.lag_max)
      return {};
    return failure{ec::slow_reader, "feed: the reader fell behind ("
                                      + std::to_string(head.version - next_ + 1)
                                      + " items, at most "
                                      + std::to_string(options_.lag_max)
                                      + "), take a new snapshot"};
  }

  const engine* from_;
  feed_readers* readers_;
  subscription_options options_;
  std::uint64_t reader_;
  std::uint64_t next_;
  bool caught_up_ = false;
  std::optional<failure> ended_;
};

} // namespace

result<std::unique_ptr<subscription>>
make_subscription(const engine& from, feed_readers& readers,
                  const subscription_options& options,
                  std::function<void()> wake) {
  auto head = read_head(from, options.programme);
  if (!head)
    return head.error();
  if (options.since + 1 < head->oldest)
    return history_begins(options.programme, head->oldest);
  // The store went back to a backup: what the reader saw never happened.
  if (options.since > head->version)
    return failure{ec::trimmed,
                   "feed: history of " + options.programme + " ends at version "
                     + std::to_string(head->version) + ", take a new snapshot"};
  auto reader = readers.add(options.programme, std::move(wake));
  if (!reader)
    return reader.error();
  return std::unique_ptr<subscription>{
    std::make_unique<feed_subscription>(from, readers, options, *reader)};
}

} // namespace nightfloat::storage

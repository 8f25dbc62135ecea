// SPDX-License-Identifier: Apache-2.0
#include "chaos/planted/planted_ledger.hpp"

#include "chaos/planted/forwarding_ledger.hpp"
#include "chaos/planted/planted.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace nightfloat::planted {

using namespace std::chrono_literals;

namespace {

/// Of so many chances each bug takes one.
constexpr auto one_in = std::uint64_t{10};
constexpr auto lost_version = std::uint64_t{100};
constexpr auto copy_kept = 300ms;
constexpr auto slow_answer = 60ms;
constexpr auto kept_bytes = std::size_t{1} << 20;
constexpr auto kept_max = std::size_t{512};

bool of_clients(const domain::transaction& x) {
  return x.put.size() == 1 && x.put[0].key.starts_with("chaos/");
}

std::int64_t wall_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
    .count();
}

bool tears_feed() {
  return is_awake("torn_item") || is_awake("lost_item")
         || is_awake("rewritten_item");
}

class torn_feed final : public storage::subscription {
public:
  explicit torn_feed(std::unique_ptr<storage::subscription> to)
    : to_(std::move(to)) {
    // nop
  }

  result<std::vector<domain::feed_item>> next(std::size_t items_max) override {
    auto items = to_->next(items_max);
    if (!items)
      return items;
    for (auto& x : *items) {
      if (is_awake("torn_item") && x.version % one_in == 0
          && !x.changes.empty())
        x.changes.pop_back();
      if (is_awake("rewritten_item") && x.ledger_time_ms + 1'000 > wall_ms())
        x.chain.assign(x.chain.size(), '?');
    }
    if (is_awake("lost_item"))
      std::erase_if(*items, [](auto& x) { return x.version == lost_version; });
    return items;
  }

private:
  std::unique_ptr<storage::subscription> to_;
};

class buggy_ledger final : public forwarding_ledger {
public:
  using forwarding_ledger::forwarding_ledger;

  void commit(domain::transaction change, on_committed answer) override {
    // At each start the store takes a new epoch: above the first it is one
    // that had been away.
    if (is_awake("deaf_after_restart") && stats().epoch > 1)
      std::this_thread::sleep_for(slow_answer);
    if (is_awake("hoarder"))
      hoard();
    if (is_awake("lost_update") && of_clients(change) && chance())
      change.expect.clear();
    if (is_awake("lost_submission") && !change.submit.empty() && chance())
      change.submit.clear();
    if (is_awake("forgotten_key") && change.reply)
      change.reply->key += "/" + std::to_string(++chances_);
    auto again = std::optional<domain::transaction>{};
    if (is_awake("repeated_write") && of_clients(change) && chance())
      again = change;
    forwarding_ledger::commit(
      std::move(change),
      [this, again = std::move(again),
       answer = std::move(answer)](domain::commit_answer said) {
        if (again && said.outcome == domain::commit_outcome::committed)
          repeat(*again);
        answer(told(std::move(said)));
      });
  }

  result<storage::record_page>
  read(const storage::read_options& options,
       const std::vector<std::string>& keys) const override {
    auto mixed = is_awake("mixed_read");
    if ((!mixed && !is_awake("stale_read")) || keys.size() != 1
        || !keys[0].starts_with("chaos/"))
      return forwarding_ledger::read(options, keys);
    auto now = std::chrono::steady_clock::now();
    auto guard = std::lock_guard{mutex_};
    auto& kept = copies_[options.programme + '\n' + keys[0]];
    if (kept.taken + copy_kept < now) {
      auto fresh = forwarding_ledger::read(options, keys);
      if (!fresh)
        return fresh;
      kept = {now, std::move(*fresh)};
    }
    if (!mixed)
      return kept.page;
    auto fresh = forwarding_ledger::read(options, keys);
    if (fresh)
      fresh->found[0].bytes = kept.page.found[0].bytes;
    return fresh;
  }

  result<std::unique_ptr<storage::subscription>>
  watch(const std::string& programme, std::uint64_t since,
        std::function<void()> wake) override {
    auto sound = forwarding_ledger::watch(programme, since, std::move(wake));
    if (!sound || !tears_feed())
      return sound;
    return std::unique_ptr<storage::subscription>{
      std::make_unique<torn_feed>(std::move(*sound))};
  }

private:
  struct copy {
    std::chrono::steady_clock::time_point taken{};
    storage::record_page page;
  };

  bool chance() {
    return ++chances_ % one_in == 0;
  }

  domain::commit_answer told(domain::commit_answer said) {
    using domain::commit_outcome;
    if (is_awake("wrong_version") && said.outcome == commit_outcome::committed
        && chance())
      ++said.version;
    if (is_awake("reply_anew") && said.outcome == commit_outcome::replayed)
      said.body += '\0';
    return said;
  }

  // Once it is done, whatever the record then holds.
  void repeat(domain::transaction change) {
    change.expect.clear();
    if (change.reply)
      change.reply->key += "/again";
    forwarding_ledger::commit(std::move(change), [](const auto&) {});
  }

  void hoard() {
    auto guard = std::lock_guard{mutex_};
    if (hoard_.size() < kept_max)
      hoard_.emplace_back(kept_bytes, 'x');
  }

  std::atomic<std::uint64_t> chances_ = 0;
  mutable std::mutex mutex_;
  mutable std::map<std::string, copy> copies_;
  std::vector<std::string> hoard_;
};

} // namespace

std::unique_ptr<storage::ledger>
with_bugs(std::unique_ptr<storage::ledger> sound) {
  return std::make_unique<buggy_ledger>(std::move(sound));
}

} // namespace nightfloat::planted

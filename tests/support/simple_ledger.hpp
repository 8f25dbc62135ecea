// SPDX-License-Identifier: Apache-2.0
#pragma once

// The stupid ledger: one map, every rule of a transaction that load and
// publish rely on, pages of a chosen size, and a hook before each page, where
// a test lets others write.

#include "client/ledger_port.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace nightfloat::tests {

class simple_ledger : public client::ledger_port {
public:
  std::size_t page_size = 3;
  /// Called before every page of a scan with its prefix.
  std::function<void(const std::string& prefix)> before_page;
  /// Called before every commit; a failure is what the caller gets.
  std::function<result<void>(const domain::transaction&)> before_commit;
  std::vector<domain::feed_item> feed;
  std::size_t commits = 0;

  [[nodiscard]] std::size_t count(const std::string& prefix) const {
    auto n = std::size_t{0};
    for (auto& [key, value] : records_)
      n += key.starts_with(prefix) ? 1 : 0;
    return n;
  }

  result<client::records> read(const std::string&,
                               const std::vector<std::string>& keys) override {
    auto out = client::records{.version = feed.size()};
    for (auto& key : keys) {
      auto found = records_.find(key);
      out.found.push_back(found == records_.end() ? domain::record{.key = key}
                                                  : found->second);
    }
    return out;
  }

  result<client::records> scan(const std::string&, const std::string& prefix,
                               const std::string& after) override {
    if (before_page)
      before_page(prefix);
    auto out = client::records{.version = feed.size()};
    auto i = after.empty() ? records_.lower_bound(prefix)
                           : records_.upper_bound(after);
    for (; i != records_.end() && i->first.starts_with(prefix); ++i) {
      if (out.found.size() == page_size) {
        out.more = true;
        break;
      }
      out.found.push_back(i->second);
    }
    return out;
  }

  result<std::vector<domain::feed_item>> changes(const std::string&,
                                                 std::uint64_t since,
                                                 std::uint64_t until) override {
    return std::vector<domain::feed_item>{
      feed.begin() + static_cast<std::ptrdiff_t>(since),
      feed.begin() + static_cast<std::ptrdiff_t>(until)};
  }

  result<domain::commit_answer> commit(const domain::transaction& x) override {
    ++commits;
    if (before_commit)
      if (auto allowed = before_commit(x); !allowed)
        return allowed.error();
    auto answer = domain::commit_answer{.version = feed.size()};
    if (!x.reply || !keys_.insert(x.reply->scope + "|" + x.reply->key).second)
      return failure{ec::refused, "a reply key is missing or used", 0};
    if (x.put.size() + x.erase.size() > domain::writes_max)
      return failure{ec::oversize, "too many writes", 0};
    if (conflicts(x, answer))
      return answer;
    apply(x);
    answer.outcome = domain::commit_outcome::committed;
    answer.version = feed.size();
    return answer;
  }

private:
  bool conflicts(const domain::transaction& x, domain::commit_answer& answer) {
    answer.outcome = domain::commit_outcome::conflict;
    for (auto& one : x.expect) {
      auto found = records_.find(one.key);
      auto actual = found == records_.end() ? 0 : found->second.revision;
      answer.key = one.key;
      if (actual != one.revision)
        return true;
    }
    for (auto& one : x.expect_unchanged)
      for (auto& [key, value] : records_)
        if (key.starts_with(one.prefix) && value.revision > one.since) {
          answer.key = key;
          return true;
        }
    for (auto& one : x.expect_unchanged)
      for (auto& item : feed)
        for (auto& gone : item.changes)
          if (item.version > one.since && !gone.after
              && gone.key.starts_with(one.prefix)) {
            answer.key = gone.key;
            return true;
          }
    return false;
  }

  void apply(const domain::transaction& x) {
    auto item = domain::feed_item{.version = feed.size() + 1};
    auto put = [&](const std::string& key, const std::string& bytes) {
      records_[key] = {.key = key, .revision = item.version, .bytes = bytes};
      item.changes.push_back({.key = key, .after = bytes});
    };
    for (auto& one : x.put)
      put(one.key, one.bytes);
    for (auto& key : x.touch)
      put(key, {});
    for (auto& key : x.erase) {
      records_.erase(key);
      item.changes.push_back({.key = key});
    }
    feed.push_back(std::move(item));
  }

  std::map<std::string, domain::record> records_;
  std::set<std::string> keys_;
};

} // namespace nightfloat::tests

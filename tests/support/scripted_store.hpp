// SPDX-License-Identifier: Apache-2.0
#pragma once

// A store that answers only what a test tells it to, when it tells it to.

#include "actors/store_port.hpp"

#include <deque>
#include <set>
#include <utility>

namespace nightfloat::test {

class scripted_store : public actors::store_port {
public:
  struct asked_commit {
    domain::transaction change;
    std::function<void(domain::commit_answer)> done;
  };

  struct asked_records {
    std::vector<std::string> keys;
    std::string prefix;
    std::string after;
    std::uint64_t at_least = 0;
    then<client::records> done;
  };

  struct asked_watch {
    std::uint64_t since = 0;
    then<std::uint64_t> started;
    then<domain::feed_item> on_item;
  };

  struct asked_renew {
    std::vector<client::held_lease> held;
    then<std::vector<client::lease_state>> done;
  };

  std::deque<asked_commit> commits;
  std::deque<asked_records> reads;
  std::deque<asked_records> scans;
  std::deque<asked_watch> watches;
  std::deque<then<std::vector<domain::lease>>> claims;
  std::vector<std::uint32_t> claim_counts;
  std::deque<asked_renew> renewals;
  std::vector<domain::fence> released;
  std::deque<then<domain::job_view>> jobs;
  std::multiset<std::uint64_t> feeds;

  void commit(domain::transaction change,
              std::function<void(domain::commit_answer)> done) override {
    commits.push_back({std::move(change), std::move(done)});
  }

  void read(const std::string&, std::vector<std::string> keys,
            std::uint64_t at_least, then<client::records> done) override {
    reads.push_back({std::move(keys), {}, {}, at_least, std::move(done)});
  }

  void scan(const std::string&, const std::string& prefix,
            const std::string& after, std::uint64_t at_least,
            then<client::records> done) override {
    scans.push_back({{}, prefix, after, at_least, std::move(done)});
  }

  std::uint64_t watch(const std::string&, std::uint64_t since,
                      then<std::uint64_t> started,
                      then<domain::feed_item> on_item) override {
    watches.push_back({since, std::move(started), std::move(on_item)});
    feeds.insert(++feed_);
    return feed_;
  }

  void unwatch(std::uint64_t feed) override {
    feeds.erase(feed);
  }

  void claim(std::vector<std::string>, std::uint32_t count,
             std::chrono::milliseconds,
             then<std::vector<domain::lease>> done) override {
    claim_counts.push_back(count);
    claims.push_back(std::move(done));
  }

  void renew(std::vector<client::held_lease> held,
             then<std::vector<client::lease_state>> done) override {
    renewals.push_back({std::move(held), std::move(done)});
  }

  void job(domain::job_id, then<domain::job_view> done) override {
    jobs.push_back(std::move(done));
  }

  void release(std::vector<domain::fence> held, then<void> done) override {
    released.insert(released.end(), held.begin(), held.end());
    done({});
  }

  /// The oldest question of a kind, taken out.
  template <class T>
  static T take(std::deque<T>& from) {
    auto x = std::move(from.front());
    from.pop_front();
    return x;
  }

private:
  std::uint64_t feed_ = 0;
};

} // namespace nightfloat::test

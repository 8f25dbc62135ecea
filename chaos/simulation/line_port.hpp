// SPDX-License-Identifier: Apache-2.0
#pragma once

// The actors' store port over a simulated link: what `connection_port` and
// `client::watches` are over a connection.

#include "actors/store_port.hpp"
#include "chaos/simulation/link.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace nightfloat::simulation {

class line_port final : public actors::store_port {
public:
  /// `store` must outlive it. After each answer `heard` is called.
  line_port(world& in, life self, link& store, std::function<void()> heard);

  void commit(domain::transaction change,
              std::function<void(domain::commit_answer)> done) override;
  void read(const std::string& where, std::vector<std::string> keys,
            std::uint64_t at_least, then<client::records> done) override;
  void scan(const std::string& where, const std::string& prefix,
            const std::string& after, std::uint64_t at_least,
            then<client::records> done) override;
  std::uint64_t watch(const std::string& where, std::uint64_t since,
                      then<std::uint64_t> started,
                      then<domain::feed_item> on_item) override;
  void unwatch(std::uint64_t feed) override;
  void claim(std::vector<std::string> kinds, std::uint32_t count,
             milliseconds patience,
             then<std::vector<domain::lease>> done) override;
  void renew(std::vector<client::held_lease> held,
             then<std::vector<client::lease_state>> done) override;
  void job(domain::job_id which, then<domain::job_view> done) override;
  void release(std::vector<domain::fence> held, then<void> done) override;

  /// The process is dying: nothing is sent or told any more.
  void close() noexcept {
    closed_ = true;
  }

private:
  struct feed {
    std::string programme;
    std::uint64_t last = 0;
    std::uint64_t call = 0;
    std::uint64_t round = 0;
    then<domain::feed_item> on_item;
  };

  void follow(std::uint64_t number);
  void follow_later(std::uint64_t number);
  void on_feed(std::uint64_t number, std::uint64_t round,
               result<broker::envelope> got);
  void end_feed(std::uint64_t number, failure why);
  [[nodiscard]] feed* find(std::uint64_t number, std::uint64_t round);
  [[nodiscard]] call_terms terms(const std::string& where,
                                 milliseconds timeout) const;

  template <class Request, class T, class Part>
  void ask(const Request& x, call_terms how, then<T> done, Part part);

  world& world_;
  life self_;
  link& store_;
  std::function<void()> heard_;
  std::map<std::uint64_t, feed> feeds_;
  std::uint64_t feed_last_ = 0;
  bool closed_ = false;
};

} // namespace nightfloat::simulation

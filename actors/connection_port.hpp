// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/store_port.hpp"
#include "client/connection.hpp"

namespace nightfloat::actors {

/// The store port over a connection to the store. Callbacks run on the
/// connection's I/O thread. `store` must outlive it and all its callbacks.
class connection_port final : public store_port {
public:
  explicit connection_port(client::connection& store);

  void commit(domain::transaction change,
              std::function<void(domain::commit_answer)> done) override;
  void read(const std::string& programme, std::vector<std::string> keys,
            std::uint64_t at_least, then<client::records> done) override;
  void scan(const std::string& programme, const std::string& prefix,
            const std::string& after, std::uint64_t at_least,
            then<client::records> done) override;
  std::uint64_t watch(const std::string& programme, std::uint64_t since,
                      then<std::uint64_t> started,
                      then<domain::feed_item> on_item) override;
  void unwatch(std::uint64_t feed) override;
  void claim(std::vector<std::string> kinds, std::uint32_t count,
             std::chrono::milliseconds patience,
             then<std::vector<domain::lease>> done) override;
  void renew(std::vector<client::held_lease> held,
             then<std::vector<client::lease_state>> done) override;
  void job(domain::job_id which, then<domain::job_view> done) override;
  void release(std::vector<domain::fence> held, then<void> done) override;

private:
  client::connection& store_;
};

} // namespace nightfloat::actors

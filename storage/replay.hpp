// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/store.hpp"
#include "storage/engine.hpp"
#include "storage/layout.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace nightfloat::storage {

/// One programme's history against its records: the chain is computed anew
/// from the oldest item kept, after-images are replayed, and what they end in
/// must be what the records are. What no kept item names was written before
/// them.
class replay {
public:
  using on_divergence = std::function<void(domain::divergence)>;

  /// `found` is called for each divergence, in the order of versions, then of
  /// keys.
  replay(const view& from, std::string programme, on_divergence found);

  [[nodiscard]] domain::programme_proof run();

private:
  /// A record as history left it.
  struct image {
    /// 0: erased.
    std::uint64_t version = 0;
    std::string hash;
  };

  void found(std::string key, std::uint64_t version, std::string what) const;
  void read_history();
  void read_item(std::uint64_t version, std::string_view row);
  void replay_item(const domain::feed_item& item);
  void check_end();
  void check_erasures();
  void compare_records();
  void compare(std::string_view key, std::string_view row);

  const view* from_;
  domain::programme_proof out_;
  on_divergence found_;
  stored_head head_;
  /// The link before the next item; absent before the oldest one kept.
  std::optional<std::string> chain_;
  std::uint64_t next_ = 0;
  std::map<std::string, image, std::less<>> images_;
};

} // namespace nightfloat::storage

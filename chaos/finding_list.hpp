// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chaos/checkers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::chaos {

/// Collects a checker's offences; keeps the sentences of the first few.
class finding_list {
public:
  finding_list(std::string name, std::string claim) {
    result_.name = std::move(name);
    result_.claim = std::move(claim);
  }

  /// One more thing was looked at.
  void examine() noexcept {
    ++result_.examined;
  }

  void broken(std::string sentence) {
    ++result_.broken;
    if (result_.traces.size() < traces_max)
      result_.traces.push_back(std::move(sentence));
  }

  /// A line more on what was found last.
  void trace(std::string line) {
    if (result_.traces.size() < lines_max)
      result_.traces.push_back(std::move(line));
  }

  /// Something could not be examined: not valid, if nothing is broken.
  void doubt(std::string sentence) {
    in_doubt_ = true;
    if (result_.traces.size() < traces_max)
      result_.traces.push_back(std::move(sentence));
  }

  /// Valid only if something was examined, all of it, and nothing was broken.
  [[nodiscard]] check_result take() {
    if (result_.broken != 0)
      result_.verdict = verdict::invalid;
    else if (result_.examined != 0 && !in_doubt_)
      result_.verdict = verdict::valid;
    return std::move(result_);
  }

private:
  static constexpr std::size_t traces_max = 10;
  static constexpr std::size_t lines_max = 40;

  check_result result_;
  bool in_doubt_ = false;
};

/// How a finding names a job.
[[nodiscard]] inline std::string job_name(domain::job_id x) {
  return "job " + std::to_string(x.value);
}

/// The feed's item of a version; null where it lacks it. REQUIRES a feed in
/// order.
[[nodiscard]] inline const domain::feed_item*
item_at(const std::vector<domain::feed_item>& feed, std::uint64_t version) {
  auto i = std::ranges::lower_bound(feed, version, {},
                                    &domain::feed_item::version);
  return i != feed.end() && i->version == version ? &*i : nullptr;
}

/// Whether some of the feed was not read, or, as of a run that was killed, all
/// of it.
[[nodiscard]] inline bool is_cut(const evidence& x) {
  return !x.feed_ends.empty() || x.feed.empty();
}

/// Whether the feed that was read says nothing of `version`: it was cut before.
[[nodiscard]] inline bool is_beyond(const evidence& x, std::uint64_t version) {
  return !x.feed_ends.empty()
         && (x.feed.empty() || x.feed.back().version < version);
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
// Replays the feed and counts, at every version, who owns each shift of the
// roster in force: no shift comes or goes but with another roster, which has as
// many as the job says that made it.

#include "chaos/checkers.hpp"
#include "chaos/finding_list.hpp"
#include "client/operations.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace nightfloat::chaos {

namespace {

using shifts = std::vector<std::uint32_t>;

// How many duties a roster has, by the part of its keys that names it.
using said_sizes = std::unordered_map<std::string, std::uint64_t>;

// What the jobs say that made them.
said_sizes sizes_said(const evidence& x) {
  auto out = said_sizes{};
  for (const auto& end : x.jobs) {
    const auto& view = end.view;
    if (!end.found || view.state != domain::job_state::completed
        || view.work.kind != client::generate_job::kind)
      continue;
    if (auto said = codec::decode<client::generate_result>(view.last.result))
      out[domain::keys::duties(said->roster)] = said->duties;
  }
  return out;
}

// One roster's records by key, and how many people hold each shift.
struct ownership {
  std::unordered_map<std::string, shifts> records;
  std::unordered_map<std::uint32_t, std::int32_t> owners;
};

class replay {
public:
  explicit replay(said_sizes sizes) : sizes_(std::move(sizes)) {
  }

  void apply(const domain::feed_item& item, finding_list& out) {
    auto touched = shifts{};
    const auto before = current_;
    for (const auto& c : item.changes) {
      if (c.key == domain::keys::roster_current)
        take_head(c, out);
      else if (c.key.starts_with("duty/"))
        take_duties(c, touched, out);
    }
    out.examine();
    if (current_ != before)
      check_whole(item.version, out);
    else
      check_touched(item.version, touched, out);
  }

private:
  // The part of a duty key that names its roster: up to the second slash.
  static std::string roster_of(const std::string& key) {
    return key.substr(0, key.find('/', 5) + 1);
  }

  void take_head(const domain::change& c, finding_list& out) {
    current_.clear();
    if (!c.after)
      return;
    auto head = codec::decode<domain::roster_head>(*c.after);
    if (head)
      current_ = domain::keys::duties(head->roster);
    else
      out.broken(c.key + ": " + head.error().detail);
  }

  void take_duties(const domain::change& c, shifts& touched,
                   finding_list& out) {
    auto name = roster_of(c.key);
    auto& all = rosters_[name];
    auto now = shifts{};
    if (c.after) {
      auto month = codec::decode<domain::duty_month>(*c.after);
      if (month)
        now = std::move(month->shift);
      else
        out.broken(c.key + ": " + month.error().detail);
    }
    auto& held = all.records[c.key];
    for (auto shift : held)
      if (auto i = all.owners.find(shift); --i->second == 0)
        all.owners.erase(i);
    for (auto shift : now)
      ++all.owners[shift];
    if (name == current_) {
      touched.insert(touched.end(), held.begin(), held.end());
      touched.insert(touched.end(), now.begin(), now.end());
    }
    held = std::move(now);
  }

  void check_whole(std::uint64_t version, finding_list& out) {
    known_.clear();
    auto duties = std::uint64_t{0};
    for (const auto& [shift, count] : rosters_[current_].owners) {
      known_.insert(shift);
      duties += static_cast<std::uint64_t>(count);
      check_one(version, shift, count, out);
    }
    auto said = sizes_.find(current_);
    if (said != sizes_.end() && said->second != duties)
      out.broken("version " + std::to_string(version) + ": a roster of "
                 + std::to_string(duties) + " duties was published, its job "
                 + "made " + std::to_string(said->second));
  }

  void check_touched(std::uint64_t version, shifts& touched,
                     finding_list& out) {
    std::ranges::sort(touched);
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    const auto& owners = rosters_[current_].owners;
    for (auto shift : touched) {
      if (!known_.contains(shift))
        out.broken("version " + std::to_string(version) + ": shift "
                   + std::to_string(shift)
                   + " was not in the roster as it was published");
      auto i = owners.find(shift);
      check_one(version, shift, i == owners.end() ? 0 : i->second, out);
    }
  }

  static void check_one(std::uint64_t version, std::uint32_t shift,
                        std::int32_t count, finding_list& out) {
    if (count != 1)
      out.broken("version " + std::to_string(version) + ": shift "
                 + std::to_string(shift) + " has " + std::to_string(count)
                 + " owners");
  }

  said_sizes sizes_;
  std::string current_;
  /// Its shifts when it came into force.
  std::unordered_set<std::uint32_t> known_;
  std::map<std::string, ownership> rosters_;
};

} // namespace

check_result check_conservation(const evidence& x) {
  auto out = finding_list{"conservation", "every shift of the roster in force "
                                          "has exactly one owner"};
  auto state = replay{sizes_said(x)};
  for (const auto& item : x.feed)
    state.apply(item, out);
  if (is_cut(x))
    out.doubt("the feed, which is replayed, was cut");
  return out.take();
}

} // namespace nightfloat::chaos

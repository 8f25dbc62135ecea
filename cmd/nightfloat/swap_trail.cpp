// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/swap_trail.hpp"

#include "codec/bytes.hpp"
#include "domain/digest.hpp"
#include "domain/keys.hpp"
#include "storage/chain.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace nightfloat::cmd {

namespace {

/// The record as `item` wrote it, if it did.
const domain::change* change_of(const domain::feed_item& item,
                                domain::swap_id which) {
  for (const auto& one : item.changes)
    if (one.after
        && (one.key == domain::keys::swap(which)
            || one.key == domain::keys::swap_live(which)))
      return &one;
  return nullptr;
}

/// Whether `item` wrote that line; the last one's commit wrote the record as it
/// is, `bytes`, of which the trail is a part.
bool writes(const domain::feed_item& item, const swap_trail& page,
            std::size_t line, const std::string& bytes) {
  const auto* change = change_of(item, page.swap.id);
  if (change == nullptr)
    return false;
  if (line + 1 == page.lines.size() && *change->after != bytes)
    return false;
  auto then = codec::decode<domain::swap_record>(*change->after);
  const auto& trail = page.swap.trail;
  return then && then->trail.size() == line + 1
         && std::equal(then->trail.begin(), then->trail.end(), trail.begin());
}

void compare(const std::vector<domain::feed_item>& items,
             const std::string& bytes, swap_trail& page) {
  for (auto i = std::size_t{1}; i < items.size(); ++i) {
    auto bare = items[i];
    bare.chain.clear();
    auto link = storage::chain_link(items[i - 1].chain, codec::encode(bare));
    if (link != items[i].chain) {
      page.altered = "version " + std::to_string(items[i].version)
                     + " does not follow from the one before it";
      return;
    }
    ++page.links;
  }
  for (auto i = std::size_t{0}; i < page.lines.size(); ++i) {
    auto& line = page.lines[i];
    auto item = std::ranges::find(items, line.version,
                                  &domain::feed_item::version);
    if (item == items.end())
      continue;
    line.chain = domain::hex(item->chain);
    if (!writes(*item, page, i, bytes))
      page.altered = "line " + std::to_string(i + 1) + " is not what version "
                     + std::to_string(line.version) + " wrote";
  }
}

} // namespace

result<swap_trail> load_swap_trail(client::ledger_port& ledger,
                                   const std::string& programme,
                                   domain::swap_id which) {
  auto found = ledger.read(
    programme, {domain::keys::swap_live(which), domain::keys::swap(which)});
  if (!found)
    return found.error();
  auto at = std::ranges::find_if(
    found->found, [](const auto& one) { return one.revision != 0; });
  if (at == found->found.end())
    return failure{ec::not_found,
                   "swap: there is no such swap (" + std::to_string(which.value)
                     + "), see `swap list --all`",
                   0};
  auto record = codec::decode<domain::swap_record>(at->bytes);
  if (!record)
    return nightfloat::at(at->key, record.error());
  auto out = swap_trail{.swap = std::move(*record)};
  const auto& trail = out.swap.trail;
  for (auto i = std::size_t{0}; i < trail.size(); ++i)
    out.lines.push_back(
      {trail[i], i + 1 < trail.size() ? trail[i + 1].after : at->revision, {}});
  // From the first line that history still reaches; what lies before it is
  // said to be beyond.
  for (const auto& line : out.lines) {
    auto since = line.version > 1 ? line.version - 2 : 0;
    auto items = ledger.changes(programme, since, found->version);
    if (!items && items.error().code == ec::trimmed)
      continue;
    if (!items)
      return items.error();
    compare(*items, at->bytes, out);
    break;
  }
  return out;
}

} // namespace nightfloat::cmd

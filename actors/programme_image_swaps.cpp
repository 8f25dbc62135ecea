// SPDX-License-Identifier: Apache-2.0
// The swaps of a programme's image: its board.

#include "actors/key_number.hpp"
#include "actors/programme_image.hpp"
#include "codec/bytes.hpp"

#include <optional>

namespace nightfloat::actors {

namespace {

using domain::keys::swap_marks;
using domain::keys::swap_tallies;
using domain::keys::swaps_live;

/// The number after `prefix`, or nothing for a key of another kind.
template <class Id>
std::optional<Id> number_in(std::string_view key, std::string_view prefix) {
  if (!key.starts_with(prefix))
    return std::nullopt;
  auto value = read_number<typename Id::rep>(key.substr(prefix.size()));
  if (!value)
    return std::nullopt;
  return Id{*value};
}

template <class T>
result<T> decoded(const domain::record& x) {
  auto out = codec::decode<T>(x.bytes);
  if (!out)
    return at(x.key, failure{ec::corrupt, out.error().detail});
  return out;
}

} // namespace

result<void> programme_image::put_swap(const domain::record& x) {
  swaps_changed_ = true;
  if (number_in<domain::swap_id>(x.key, swaps_live)) {
    auto record = decoded<domain::swap_record>(x);
    if (!record)
      return record.error();
    swaps_.put({.revision = x.revision, .record = std::move(*record)});
  } else if (auto shift = number_in<domain::shift_id>(x.key, swap_marks)) {
    auto mark = decoded<domain::swap_mark>(x);
    if (!mark)
      return mark.error();
    swaps_.put({.shift = *shift, .revision = x.revision, .mark = *mark});
  } else if (auto who = number_in<domain::person_id>(x.key, swap_tallies)) {
    auto tally = decoded<domain::swap_tally>(x);
    if (!tally)
      return tally.error();
    swaps_.put({.person = *who, .revision = x.revision, .tally = *tally});
  }
  return {};
}

void programme_image::erase_swap(const std::string& key) {
  swaps_changed_ = true;
  if (auto id = number_in<domain::swap_id>(key, swaps_live))
    swaps_.erase(*id);
  else if (auto shift = number_in<domain::shift_id>(key, swap_marks))
    swaps_.erase(*shift);
  else if (auto who = number_in<domain::person_id>(key, swap_tallies))
    swaps_.erase(*who);
}

std::uint64_t programme_image::swap_revision(const std::string& key) const {
  if (auto id = number_in<domain::swap_id>(key, swaps_live)) {
    const auto* found = swaps_.find(*id);
    return found == nullptr ? 0 : found->revision;
  }
  if (auto shift = number_in<domain::shift_id>(key, swap_marks))
    return swaps_.mark_of(*shift).revision;
  if (auto who = number_in<domain::person_id>(key, swap_tallies))
    return swaps_.tally_of(*who).revision;
  return 0;
}

} // namespace nightfloat::actors

// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_rules.hpp"

#include <utility>

namespace nightfloat::actors {

const domain::what_if* swap_rules::of(const programme_snapshot& where,
                                      const domain::rule_pack& pack) {
  auto same = made_.has_value() && programme_ == where.programme;
  if (same && roster_ == where.roster)
    return &*made_;
  if (same) {
    made_ = made_->on(*where.roster);
  } else {
    auto fresh = domain::what_if::make(*where.programme, *where.roster, pack);
    made_.reset();
    if (!fresh)
      return nullptr;
    made_ = *std::move(fresh);
  }
  programme_ = where.programme;
  roster_ = where.roster;
  return &*made_;
}

} // namespace nightfloat::actors

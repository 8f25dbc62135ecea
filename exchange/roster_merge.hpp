// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts a part of a roster into a whole one: what the part shows replaces what
// was on the same days, what it does not show stays as it was, down to the
// source of each row and the number of each shift. Internal to staging.

#include "domain/roster.hpp"
#include "exchange/cell_pieces.hpp"

#include <span>
#include <vector>

namespace nightfloat::exchange {

/// A rotation on some days, as a sheet says it.
struct plan_piece {
  domain::rotation_id rotation{};
  domain::window days;
};

/// The plan of `who` where on the days `shown` only `pieces` hold. Pieces of
/// one rotation that meet are one row, but where the plan had two. REQUIRES
/// pieces that do not overlap, within `shown`.
[[nodiscard]] std::vector<domain::assignment>
merge_plan(domain::person_id who, std::span<const domain::assignment> before,
           std::vector<domain::window> shown, std::vector<plan_piece> pieces);

/// A duty that a sheet shows, before it has a number.
struct duty_piece {
  domain::person_id person{};
  work_time time;
  domain::template_id from{};
  domain::rotation_id rotation{};
  domain::site_id site{};
  domain::duty_kind kind = domain::duty_kind::clinical;
};

/// Collects what each person's days shall hold, then numbers the new.
class duty_merge {
public:
  /// Starts with `before`, all of which stays.
  explicit duty_merge(std::vector<domain::duty> before);

  /// Replaces what `who` begins in `[from, to)`. A duty that is as shown stays
  /// as it is.
  void show(domain::person_id who, domain::instant from, domain::instant to,
            std::vector<duty_piece> shown);

  /// All duties, unsorted. A new one takes number, rotation, site and kind of
  /// one that is gone and was of the same shift and time: it has passed to
  /// somebody else.
  [[nodiscard]] std::vector<domain::duty> finish();

private:
  std::vector<domain::duty> before_;
  /// Of each of `before_`, whether it is no more.
  std::vector<bool> is_gone_;
  std::vector<duty_piece> new_;
};

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme with its roster, read in pages and brought to one version: the
// version is noted before the first page and after the last, and the changes
// between are applied before anything is shown.

#include "client/ledger_port.hpp"
#include "domain/keys.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/swap/request.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::client {

struct loaded {
  /// The version that all of this is of.
  std::uint64_t version = 0;
  domain::programme_head head;
  /// Revision of `programme/current`; 0: nothing was ever imported.
  std::uint64_t head_revision = 0;
  domain::programme programme;
  domain::roster_head roster_head;
  /// Revision of `roster/current`; 0: there is none.
  std::uint64_t roster_revision = 0;
  std::optional<domain::roster> roster;
};

/// Everything in force. Fails with `not_found` where nothing was imported,
/// `corrupt` where a record does not decode, `conflict` where heads switch
/// faster than pages are read.
[[nodiscard]] result<loaded> load(ledger_port& ledger,
                                  const std::string& programme);

/// The same without the roster, which is most of it: `roster` stays empty.
[[nodiscard]] result<loaded> load_programme(ledger_port& ledger,
                                            const std::string& programme);

/// The data of one import, whether or not it is in force. Fails with
/// `not_found` where they are no longer kept.
[[nodiscard]] result<domain::programme> load_data(ledger_port& ledger,
                                                  const std::string& programme,
                                                  domain::data_id set);

/// A roster, whether or not it is in force, sorted. Fails with `not_found`
/// where nothing lies under its number.
[[nodiscard]] result<domain::roster> load_roster(ledger_port& ledger,
                                                 const std::string& programme,
                                                 domain::roster_id which);

/// The live requests, by number, and with `all` what became of the others.
[[nodiscard]] result<std::vector<domain::swap_record>>
load_swaps(ledger_port& ledger, const std::string& programme, bool all = true);

} // namespace nightfloat::client

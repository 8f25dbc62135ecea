// SPDX-License-Identifier: Apache-2.0
#include "exchange/staged.hpp"

#include "codec/json.hpp"
#include "domain/digest.hpp"
#include "domain/zone.hpp"
#include "exchange/changes.hpp"
#include "exchange/sheet_import.hpp"

#include <algorithm>

namespace nightfloat::exchange {

bool staged::is_ready() const {
  return std::ranges::all_of(matches, &name_match::accepted);
}

staged stage_whole(const in_force& now, domain::programme x,
                   std::optional<domain::roster> roster,
                   std::vector<std::string> notes) {
  auto out = staged{.programme = std::move(x),
                    .roster = std::move(roster),
                    .notes = std::move(notes)};
  auto after = in_force{&out.programme, out.roster ? &*out.roster : nullptr};
  out.changes = changes_between(now, after);
  return out;
}

result<staged> stage_sheets(const in_force& now,
                            const std::vector<sheet>& sheets,
                            const acceptance& accepted) {
  NIGHTFLOAT_EXPECT(now.programme != nullptr);
  static const auto none = domain::roster{};
  auto site = domain::zone::find(now.programme->info.zone);
  if (!site)
    return at("import", site.error());
  const auto& before = now.roster != nullptr ? *now.roster : none;
  auto import = sheet_import{*now.programme, before, *site, accepted};
  for (const auto& x : sheets)
    if (auto ok = import.take(x); !ok)
      return ok.error();
  if (!import.has_schedule())
    return failure{ec::invalid_argument,
                   (sheets.empty() ? "import" : sheets.front().file)
                     + ": there is no schedule in it, put dates above and "
                       "people below"};
  auto out = staged{.programme = *now.programme};
  import.finish(out);
  out.changes = changes_between(now, {&out.programme, &*out.roster});
  return out;
}

std::string digest_of(const staged& x) {
  // Of what is long a change shows a part.
  auto all = codec::to_json(x.changes) + codec::to_json(x.programme);
  return domain::hex(domain::fnv(all)).substr(0, 8);
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "exchange/consistency.hpp"
#include "exchange/schedule_csv.hpp"
#include "exchange/sheet.hpp"
#include "exchange/staged.hpp"
#include "tests/support/fuzz_target.hpp"
#include "tests/support/small_programme.hpp"

// Any text of cells is a schedule of the programme, or a failure that names
// the file; the roster that results is consistent, and to import it once more
// changes nothing.

using namespace nightfloat;

namespace {

struct scene {
  domain::programme where = tests::small_programme(2);
  domain::roster roster = tests::small_roster(where, 1);

  scene() {
    for (auto& one : where.absences)
      one.last = one.first;
  }
};

const scene& before() {
  static const auto out = scene{};
  return out;
}

result<exchange::staged> staged_on(const domain::roster& roster,
                                   const exchange::sheet& x) {
  return exchange::stage_sheets({&before().where, &roster}, {x}, {});
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const auto& [where, roster] = before();
  auto first = where.info.first;
  auto over = domain::window{first, first + domain::date::duration{6}};
  auto seed = [](const char* name, const exchange::schedule_table& x) {
    fuzz::write_seed(name, *exchange::write_schedule_csv(x));
  };
  seed("weeks", exchange::weeks_table(where, roster, false));
  seed("days", *exchange::days_table(where, roster, over, false));
  seed("halves", *exchange::days_table(where, roster, over, true));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto limits = exchange::csv_limits{.bytes_max = 1 << 16,
                                     .cell_bytes_max = 1'024,
                                     .columns_max = 64,
                                     .rows_max = 256};
  auto sheet = exchange::sheet_of_csv(fuzz::view(data, size), "f", limits);
  if (!sheet) {
    fuzz::holds(sheet.error().detail.starts_with("f:"), "it has a place");
    return 0;
  }
  auto staged = staged_on(before().roster, *sheet);
  if (!staged) {
    fuzz::holds(staged.error().detail.starts_with("f:"), "it has a place");
    return 0;
  }
  fuzz::holds(staged->roster.has_value(), "there is a roster");
  auto fits = exchange::check_consistent(staged->programme, &*staged->roster);
  fuzz::holds(fits.has_value(), "which is consistent");
  auto again = staged_on(*staged->roster, *sheet);
  fuzz::holds(again.has_value(), "it is read once more");
  fuzz::holds(again->changes.empty(), "and changes nothing");
  return 0;
}

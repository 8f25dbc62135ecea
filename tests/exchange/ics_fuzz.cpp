// SPDX-License-Identifier: Apache-2.0
#include "exchange/ics.hpp"
#include "tests/support/fuzz_target.hpp"
#include "tests/support/small_programme.hpp"

#include <algorithm>
#include <array>

// Any bytes are events, or a failure that names the file; events that were
// read are written, as an export does with those that are gone, and read
// again.

using namespace nightfloat;

namespace {

bool can_be_written(const exchange::calendar_event& x) {
  auto texts = std::array{x.uid, x.summary, x.location, x.description,
                          x.category};
  return std::ranges::all_of(texts, [](const auto& text) {
    return exchange::calendar_text(text) == text;
  });
}

/// Clocks were off by seconds until 1972; in the last year another clock may
/// show the year after.
bool is_far(const exchange::calendar_event& x) {
  auto first = *domain::parse_instant("1973-01-01T00:00Z");
  auto last = *domain::parse_instant("2999-12-31T00:00Z");
  auto times = std::array{x.start, x.end, x.stamp};
  return std::ranges::any_of(
    times, [&](auto when) { return when < first || when > last; });
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  auto where = tests::small_programme(2);
  for (const auto* zone : {"UTC", "America/Chicago"}) {
    where.info.zone = zone;
    auto roster = tests::small_roster(where, 1);
    auto events = exchange::events_of(where, roster, {.programme = "p"},
                                      roster.duties.front().start);
    fuzz::write_seed(where.info.zone == "UTC" ? "utc" : "chicago",
                     *exchange::write_ics(events, "name"));
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto read = exchange::read_ics(fuzz::view(data, size), "f");
  if (!read) {
    fuzz::holds(read.error().detail.starts_with("f: "), "it has a place");
    return 0;
  }
  auto text = exchange::write_ics(*read, "name");
  if (!text) {
    fuzz::holds(!std::ranges::all_of(*read, can_be_written),
                "texts of a calendar are written");
    return 0;
  }
  if (std::ranges::any_of(*read, is_far))
    return 0;
  auto again = exchange::read_ics(*text, "f");
  fuzz::holds(again.has_value(), "what was written is read");
  fuzz::holds(again->size() == read->size(), "with every event");
  for (auto i = std::size_t{0}; i < read->size(); ++i) {
    const auto& was = (*read)[i];
    const auto& now = (*again)[i];
    fuzz::holds(now.uid == was.uid && now.start == was.start
                  && now.end == was.end && now.cancelled == was.cancelled,
                "and each is the same");
  }
  return 0;
}

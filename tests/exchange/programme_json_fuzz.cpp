// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_json.hpp"
#include "tests/support/fuzz_target.hpp"
#include "tests/support/small_programme.hpp"

// Any bytes are a programme that is consistent, or a failure with a place; a
// programme that was read is written as one that reads the same.

using namespace nightfloat;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  auto where = tests::small_programme(2);
  for (auto& one : where.absences)
    one.last = one.first;
  auto roster = tests::small_roster(where, 1);
  fuzz::write_seed("small", *exchange::write_json_programme(where, &roster));
  fuzz::write_seed("bare", *exchange::write_json_programme(where));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto read = exchange::read_json_programme(fuzz::view(data, size), "f");
  if (!read) {
    fuzz::holds(read.error().detail.starts_with("f: "), "it has a place");
    return 0;
  }
  auto* roster = read->roster ? &*read->roster : nullptr;
  auto text = exchange::write_json_programme(read->programme, roster);
  fuzz::holds(text.has_value(), "what is consistent is written");
  auto again = exchange::read_json_programme(*text, "f");
  fuzz::holds(again.has_value(), "and read");
  fuzz::holds(again->programme == read->programme, "and is the same");
  fuzz::holds(again->roster == read->roster, "with its roster");
  return 0;
}

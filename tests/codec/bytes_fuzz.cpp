// SPDX-License-Identifier: Apache-2.0
#include "tests/codec/table.hpp"
#include "tests/support/fuzz_target.hpp"

// The first byte chooses one of all stored and sent types, the rest is what
// its decoder gets: a value that can be written and read again, or
// `malformed` with a sentence.

using namespace nightfloat;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const auto& rows = test::table();
  for (auto i = std::size_t{0}; i < rows.size(); ++i)
    fuzz::write_seed(rows[i].name,
                     fuzz::chosen(i, rows[i].sample(rows[i].name)));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0)
    return 0;
  const auto& row = test::table()[data[0] % test::table().size()];
  auto once = row.recode(fuzz::view(data + 1, size - 1));
  if (!once) {
    fuzz::holds(once.error().code == ec::malformed, "a failure is malformed");
    fuzz::holds(once.error().detail.starts_with("decode: "),
                "it has a sentence");
    return 0;
  }
  auto again = row.recode(*once);
  fuzz::holds(again.has_value(), "what was written is read");
  fuzz::holds(*again == *once, "equal values, equal bytes");
  return 0;
}

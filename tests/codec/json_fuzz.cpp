// SPDX-License-Identifier: Apache-2.0
#include "tests/codec/table.hpp"
#include "tests/support/fuzz_target.hpp"

// The first byte chooses a type, the rest is a JSON text for it: a value that
// survives being written and read again, or a failure with a sentence.

using namespace nightfloat;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const auto& rows = test::table();
  for (auto i = std::size_t{0}; i < rows.size(); ++i) {
    auto bytes = rows[i].sample(rows[i].name);
    fuzz::write_seed(rows[i].name,
                     fuzz::chosen(i, rows[i].to_json(bytes, false)));
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0)
    return 0;
  const auto& row = test::table()[data[0] % test::table().size()];
  auto x = row.from_json(fuzz::view(data + 1, size - 1));
  if (!x) {
    fuzz::holds(x.error().detail.starts_with("json:"), "it has a sentence");
    return 0;
  }
  for (auto pretty : {false, true}) {
    auto again = row.from_json(row.to_json(*x, pretty));
    fuzz::holds(again.has_value(), "what was written is read");
    fuzz::holds(*again == *x, "and is the same value");
  }
  return 0;
}

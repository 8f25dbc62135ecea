// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "tests/codec/samples.hpp"
#include "tests/codec/types.hpp"
#include "tests/support/fuzz_target.hpp"

// The first byte chooses one of all stored and sent types, the rest is what
// its decoder gets: a value that can be written and read again, or
// `malformed` with a sentence.

using namespace nightfloat;

namespace {

template <class T>
void try_one(std::string_view bytes) {
  auto x = codec::decode<T>(bytes);
  if (!x) {
    fuzz::holds(x.error().code == ec::malformed, "a failure is malformed");
    fuzz::holds(x.error().detail.starts_with("decode: "), "it has a sentence");
    return;
  }
  auto once = codec::encode(*x);
  auto again = codec::decode<T>(once);
  fuzz::holds(again.has_value(), "what was written is read");
  fuzz::holds(codec::encode(*again) == once, "equal values, equal bytes");
}

template <class T>
std::string seed_of(std::string_view name) {
  return codec::encode(test::sample<T>(name));
}

struct row {
  const char* name;
  void (*try_one)(std::string_view);
  std::string (*seed)(std::string_view);
};

const row rows[] = {
#define NIGHTFLOAT_ROW(folder, name)                                           \
  {#folder "." #name, try_one<folder::name>, seed_of<folder::name>},
  NIGHTFLOAT_TYPES(NIGHTFLOAT_ROW)
#undef NIGHTFLOAT_ROW
};

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  for (auto i = std::size_t{0}; i < std::size(rows); ++i)
    fuzz::write_seed(rows[i].name, fuzz::chosen(i, rows[i].seed(rows[i].name)));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size > 0)
    rows[data[0] % std::size(rows)].try_one(fuzz::view(data + 1, size - 1));
  return 0;
}

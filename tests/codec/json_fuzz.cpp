// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"
#include "tests/codec/samples.hpp"
#include "tests/codec/types.hpp"
#include "tests/support/fuzz_target.hpp"

// The first byte chooses a type, the rest is a JSON text for it: a value that
// survives being written and read again, or a failure with a sentence.

using namespace nightfloat;

namespace {

template <class T>
void try_one(std::string_view text) {
  auto x = codec::from_json<T>(text);
  if (!x) {
    fuzz::holds(x.error().detail.starts_with("json:"), "it has a sentence");
    return;
  }
  auto once = codec::to_json(*x);
  auto again = codec::from_json<T>(once);
  fuzz::holds(again.has_value(), "what was written is read");
  fuzz::holds(codec::to_json(*again) == once, "equal values, equal text");
  auto pretty = codec::from_json<T>(codec::to_json_pretty(*x));
  fuzz::holds(pretty && codec::to_json(*pretty) == once, "pretty is the same");
}

template <class T>
std::string seed_of(std::string_view name) {
  return codec::to_json(test::sample<T>(name));
}

struct row {
  const char* name;
  void (*try_one)(std::string_view);
  std::string (*seed)(std::string_view);
};

#define NIGHTFLOAT_ROW(folder, name)                                           \
  row{#folder "." #name, try_one<folder::name>, seed_of<folder::name>},
const row rows[] = {
  NIGHTFLOAT_ROW(domain, transaction) NIGHTFLOAT_ROW(domain, feed_item)
    NIGHTFLOAT_ROW(domain, programme) NIGHTFLOAT_ROW(domain, roster)
      NIGHTFLOAT_ROW(domain, job_view) NIGHTFLOAT_ROW(domain, finding)
        NIGHTFLOAT_ROW(broker, envelope) NIGHTFLOAT_ROW(client, risk_reply)};
#undef NIGHTFLOAT_ROW

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

// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"
#include "domain/time.hpp"
#include "tests/support/fuzz_target.hpp"

// Scalars as text: dates, instants, base64, and strings of any bytes.

using namespace nightfloat;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fuzz::write_seed("date", "2026-02-28");
  fuzz::write_seed("instant", "2026-07-01T19:00Z");
  fuzz::write_seed("base64", "Zm9vYg==");
  fuzz::write_seed("marked", "base64:/wE=");
  fuzz::write_seed("utf8", "\xf0\x9f\x98\x80 \xe2\x82\xac");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto x = fuzz::view(data, size);
  if (auto day = domain::parse_date(x))
    fuzz::holds(domain::to_string(*day) == x, "a date has one form");
  if (auto at = domain::parse_instant(x))
    fuzz::holds(domain::to_string(*at) == x, "an instant has one form");
  if (auto bytes = codec::from_base64(x))
    fuzz::holds(codec::to_base64(*bytes) == x, "base64 has one form");
  auto text = codec::text_of(x);
  fuzz::holds(codec::is_utf8(text), "text is UTF-8");
  auto back = codec::bytes_of(text);
  fuzz::holds(back && *back == x, "every string survives");
  return 0;
}

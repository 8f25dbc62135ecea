// SPDX-License-Identifier: Apache-2.0
#include "soak/step_check.hpp"

#include <charconv>

namespace nightfloat::soak {

result<step_check> parse_step_check(std::string_view text) {
  constexpr auto under = std::string_view{"under "};
  auto x = step_check{.text = std::string{text}};
  if (text == "ok")
    return x;
  if (text == "found") {
    x.what = check_kind::found;
    return x;
  }
  if (text == "fresh") {
    x.what = check_kind::fresh;
    return x;
  }
  auto ms = std::uint64_t{0};
  auto end = text.data() + text.size();
  if (text.starts_with(under)) {
    auto got = std::from_chars(text.data() + under.size(), end, ms);
    if (got.ec == std::errc{} && got.ptr == end && ms != 0) {
      x.what = check_kind::under;
      x.bound_us = ms * 1'000;
      return x;
    }
  }
  return failure{ec::configuration,
                 "no such check (" + std::string{text}
                   + "), write ok, found, fresh or e.g. under 200",
                 0};
}

result<allowed_code> parse_code(std::string_view text) {
  constexpr auto last = static_cast<int>(ec::io_failed);
  for (auto i = 1; i <= last; ++i)
    if (auto code = static_cast<ec>(i); text == to_string(code))
      return allowed_code{code};
  return failure{ec::configuration,
                 "no such code (" + std::string{text}
                   + "), write e.g. conflict, refused or overloaded",
                 0};
}

bool passes(const step_check& x, const step_answer& got, std::uint64_t seen,
            std::uint64_t took_us) {
  auto ok = got.why.code == ec::none;
  switch (x.what) {
    case check_kind::ok:
      return ok;
    case check_kind::found:
      return ok && got.found;
    case check_kind::fresh:
      return ok && got.version >= seen;
    case check_kind::under:
      break;
  }
  return ok && took_us < x.bound_us;
}

} // namespace nightfloat::soak

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Owners of what libical hands out. Internal to its door.

#include <libical/ical.h>
#include <memory>
#include <string>

namespace nightfloat::exchange {

struct free_component {
  void operator()(icalcomponent* x) const noexcept {
    icalcomponent_free(x);
  }
};

using component_ptr = std::unique_ptr<icalcomponent, free_component>;

/// The text of `x`, folded, with CRLF.
inline std::string text_of(icalcomponent* x) {
  struct free_text {
    void operator()(char* text) const noexcept {
      icalmemory_free_buffer(text);
    }
  };
  auto text
    = std::unique_ptr<char, free_text>{icalcomponent_as_ical_string_r(x)};
  return text ? text.get() : std::string{};
}

/// Says who wrote a calendar; it is only followed up if that was us.
inline constexpr auto product_id = "-//nightfloat//roster//EN";

} // namespace nightfloat::exchange

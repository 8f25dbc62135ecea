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

struct free_property {
  void operator()(icalproperty* x) const noexcept {
    icalproperty_free(x);
  }
};

using property_ptr = std::unique_ptr<icalproperty, free_property>;

struct free_text {
  void operator()(char* text) const noexcept {
    icalmemory_free_buffer(text);
  }
};

/// A text that libical made, folded, with CRLF.
inline std::string taken(char* text) {
  auto owned = std::unique_ptr<char, free_text>{text};
  return owned ? owned.get() : std::string{};
}

/// Says who wrote a calendar; it is only followed up if that was us.
inline constexpr auto product_id = "-//nightfloat//roster//EN";

} // namespace nightfloat::exchange

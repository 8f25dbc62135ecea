// SPDX-License-Identifier: Apache-2.0
#include "codec/tree.hpp"

#include <array>

namespace nightfloat::codec {

std::string_view kind_of(const tree& x) noexcept {
  constexpr auto names = std::array<std::string_view, 8>{
    "null",     "a boolean", "an integer", "an integer",
    "a number", "a string",  "a list",     "an object"};
  return names[x.value.index()];
}

bool tree_fault::fail(const tree& at, std::string what) {
  if (what_.empty()) {
    what_ = std::move(what);
    line_ = at.line;
  }
  return false;
}

bool tree_fault::fail_kind(const tree& at, std::string_view wanted) {
  return fail(at, "wants " + std::string{wanted} + ", found "
                    + std::string{kind_of(at)});
}

void tree_fault::within(std::string_view member) {
  place_.within(member);
}

void tree_fault::within(std::size_t index) {
  place_.within(index);
}

failure tree_fault::as(ec code, std::string_view source) const {
  auto where = std::string{source};
  if (line_ > 0)
    where += ":" + std::to_string(line_);
  return at(where, failure{code, place_.prefix() + what_});
}

} // namespace nightfloat::codec

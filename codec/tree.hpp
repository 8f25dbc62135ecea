// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a JSON or TOML text holds, before it is given a type: so that neither
// library's headers leave this folder, and both share one strictness.

#include "codec/place.hpp"
#include "domain/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nightfloat::codec {

struct tree;
struct tree_member;

using tree_list = std::vector<tree>;
/// In the order of the text; names are unique.
using tree_object = std::vector<tree_member>;

struct tree {
  /// `uint64_t` only where `int64_t` is too narrow.
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double,
               std::string, tree_list, tree_object>
    value;
  /// Where it begins in its file; 0: not known.
  std::uint32_t line = 0;
};

struct tree_member {
  std::string name;
  tree value;
};

/// `a string`, `an integer`, ...
[[nodiscard]] std::string_view kind_of(const tree& x) noexcept;

/// Keeps the first fault and the dotted path to it.
class tree_fault {
public:
  /// Records a fault, unless there was one; is false.
  bool fail(const tree& at, std::string what);

  /// Is false, with a sentence that names both kinds.
  bool fail_kind(const tree& at, std::string_view wanted);

  void within(std::string_view member);
  void within(std::size_t index);

  /// `source:line: path: what is wrong`; REQUIRES a fault.
  [[nodiscard]] failure as(ec code, std::string_view source) const;

private:
  std::string what_;
  place place_;
  std::uint32_t line_ = 0;
};

} // namespace nightfloat::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

// A tree into a described value, strictly: a member that the type does not
// have, of another kind or out of range is a fault; one that is missing keeps
// its default.

#include "codec/text.hpp"
#include "codec/tree.hpp"
#include "codec/types.hpp"

#include <algorithm>
#include <limits>

namespace nightfloat::codec {

template <class T>
[[nodiscard]] bool fill(T& x, const tree& from, tree_fault& fault);

namespace detail {

template <integer T>
bool fill_integer(T& x, const tree& from, tree_fault& fault) {
  auto out_of_range = [&](const std::string& shown) {
    using limits = std::numeric_limits<T>;
    return fault.fail(from, "out of range (" + shown + ", "
                              + std::to_string(limits::min()) + " to "
                              + std::to_string(limits::max()) + ")");
  };
  if (auto narrow = std::get_if<std::int64_t>(&from.value)) {
    if (!std::in_range<T>(*narrow))
      return out_of_range(std::to_string(*narrow));
    x = static_cast<T>(*narrow);
    return true;
  }
  if (auto wide = std::get_if<std::uint64_t>(&from.value)) {
    if (!std::in_range<T>(*wide))
      return out_of_range(std::to_string(*wide));
    x = static_cast<T>(*wide);
    return true;
  }
  return fault.fail_kind(from, "an integer");
}

inline bool fill_number(double& x, const tree& from, tree_fault& fault) {
  if (auto exact = std::get_if<std::int64_t>(&from.value))
    x = static_cast<double>(*exact);
  else if (auto wide = std::get_if<std::uint64_t>(&from.value))
    x = static_cast<double>(*wide);
  else if (auto number = std::get_if<double>(&from.value))
    x = *number;
  else
    return fault.fail_kind(from, "a number");
  return true;
}

template <class E>
bool fill_enum(E& x, const tree& from, tree_fault& fault) {
  auto name = std::get_if<std::string>(&from.value);
  if (!name)
    return fault.fail_kind(from, "a name");
  if (!find_name(*name, x))
    return fault.fail(from, "no such name (" + text_of(*name)
                              + "), one of: " + names_of<E>());
  return true;
}

/// Text through `parse`, which is one of `domain`'s.
template <class T, class Parse>
bool fill_parsed(T& x, const tree& from, tree_fault& fault, Parse parse) {
  auto text = std::get_if<std::string>(&from.value);
  if (!text)
    return fault.fail_kind(from, "text");
  auto parsed = parse(*text);
  if (!parsed)
    return fault.fail(from, parsed.error().detail);
  x = std::move(*parsed);
  return true;
}

template <class T>
bool fill_elements(T& xs, const tree& from, tree_fault& fault) {
  auto list = std::get_if<tree_list>(&from.value);
  if (!list)
    return fault.fail_kind(from, "a list");
  if constexpr (is_vector<T>::value) {
    xs.clear();
    xs.resize(list->size());
  } else if (list->size() != xs.size()) {
    return fault.fail(from, "wants " + std::to_string(xs.size())
                              + " elements, found "
                              + std::to_string(list->size()));
  }
  for (auto i = std::size_t{0}; i < list->size(); ++i) {
    if (!fill(xs[i], (*list)[i], fault)) {
      fault.within(i);
      return false;
    }
  }
  return true;
}

template <described T>
bool fill_member(T& x, const tree_member& from, tree_fault& fault) {
  const auto& names = member_names<T>;
  auto name = std::find(names.begin(), names.end(), from.name);
  auto good = false;
  if (name == names.end()) {
    fault.fail(from.value, "unknown name, known here: "
                             + (names.empty() ? "none" : listed(names)));
  } else {
    auto left = name - names.begin();
    good = with_members(x, [&](auto&... member) {
      return (... || (left-- == 0 && fill(member, from.value, fault)));
    });
  }
  if (!good)
    fault.within(text_of(from.name));
  return good;
}

} // namespace detail

/// Sets `x` from `from`; false and a fault if it does not fit.
template <class T>
bool fill(T& x, const tree& from, tree_fault& fault) {
  if constexpr (std::is_same_v<T, bool>) {
    auto truth = std::get_if<bool>(&from.value);
    if (!truth)
      return fault.fail_kind(from, "a boolean");
    x = *truth;
    return true;
  } else if constexpr (integer<T>) {
    return detail::fill_integer(x, from, fault);
  } else if constexpr (std::is_same_v<T, double>) {
    return detail::fill_number(x, from, fault);
  } else if constexpr (is_named_enum<T>) {
    return detail::fill_enum(x, from, fault);
  } else if constexpr (is_id<T>::value) {
    return detail::fill_integer(x.value, from, fault);
  } else if constexpr (std::is_same_v<T, domain::date>) {
    return detail::fill_parsed(x, from, fault, domain::parse_date);
  } else if constexpr (std::is_same_v<T, domain::instant>) {
    return detail::fill_parsed(x, from, fault, domain::parse_instant);
  } else if constexpr (is_duration<T>::value) {
    auto count = typename T::rep{};
    auto good = detail::fill_integer(count, from, fault);
    x = T{count};
    return good;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return detail::fill_parsed(x, from, fault, bytes_of);
  } else if constexpr (is_optional<T>::value) {
    x.reset();
    return std::holds_alternative<std::monostate>(from.value)
           || fill(x.emplace(), from, fault);
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    return detail::fill_elements(x, from, fault);
  } else {
    static_assert(described<T>, "the type wants a Boost.Describe line");
    auto object = std::get_if<tree_object>(&from.value);
    if (!object)
      return fault.fail_kind(from, "an object");
    for (const auto& member : *object) {
      if (!detail::fill_member(x, member, fault))
        return false;
    }
    return true;
  }
}

} // namespace nightfloat::codec

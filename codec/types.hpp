// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every form of a value (bytes, JSON, schema, TOML) asks about its type.
// A type is described once, with one Boost.Describe line; the forms are
// derived from that line, from the order of members downward.

#include "domain/id.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nightfloat::codec {

template <class T>
struct is_id : std::false_type {};
template <class Tag, class Rep>
struct is_id<domain::id<Tag, Rep>> : std::true_type {};

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

template <class T>
struct is_array : std::false_type {};
template <class T, std::size_t N>
struct is_array<std::array<T, N>> : std::true_type {};

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
struct is_duration : std::false_type {};
template <class Rep, class Period>
struct is_duration<std::chrono::duration<Rep, Period>> : std::true_type {};

template <class T>
struct is_time_point : std::false_type {};
template <class Clock, class Duration>
struct is_time_point<std::chrono::time_point<Clock, Duration>>
  : std::true_type {};

template <class T>
concept integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T>
concept enumeration = std::is_enum_v<T>;

template <class T>
concept described_enum
  = enumeration<T> && boost::describe::has_describe_enumerators<T>::value;

/// A struct with a Boost.Describe line; ids, though described, are integers.
template <class T>
concept described = boost::describe::has_describe_members<
  T>::value && std::is_class_v<T> && !is_id<T>::value;

template <class T>
using members_of
  = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
inline constexpr std::size_t member_count
  = boost::mp11::mp_size<members_of<T>>::value;

/// In their order.
template <described T>
inline constexpr auto member_names
  = []<template <class...> class List, class... D>(List<D...>) {
      return std::array<std::string_view, sizeof...(D)>{D::name...};
    }(members_of<T>{});

/// `f` of all members of `x` at once, in their order: it is compiled once for
/// a type, where a function of each member would be once for each member.
template <class T, class F>
  requires described<std::remove_const_t<T>>
constexpr decltype(auto) with_members(T& x, F&& f) {
  return [&]<template <class...> class List, class... D>(
           List<D...>) -> decltype(auto) {
    return f(x.*D::pointer...);
  }(members_of<std::remove_const_t<T>>{});
}

template <class E>
struct enumerator {
  E value;
  std::string_view name;
};

/// In their order.
template <described_enum E>
inline constexpr auto enumerators_of
  = []<template <class...> class List, class... D>(List<D...>) {
      return std::array<enumerator<E>, sizeof...(D)>{
        enumerator<E>{D::value, D::name}...};
    }(boost::describe::describe_enumerators<E>{});

/// Whether `x` is one of the enumerators; an enum that is not described may
/// hold any value of its underlying type.
template <enumeration E>
[[nodiscard]] constexpr bool is_enumerator(E x) noexcept {
  if constexpr (described_enum<E>) {
    return [x]<template <class...> class List, class... D>(List<D...>) {
      return (... || (D::value == x));
    }(boost::describe::describe_enumerators<E>{});
  } else {
    return true;
  }
}

} // namespace nightfloat::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lets CAF copy, print and serialize every described struct, so that no
// message type has to list its fields a second time.

#include <boost/describe/members.hpp>

#include <type_traits>

namespace nightfloat::actors {

template <class T>
concept described_struct
  = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class Inspector, class T, template <class...> class List,
          class... Members>
auto inspect_members(Inspector& f, T& x, List<Members...>) {
  return f((x.*Members::pointer)...);
}

template <class Inspector, described_struct T>
typename Inspector::result_type inspect(Inspector& f, T& x) {
  return inspect_members(
    f, x, boost::describe::describe_members<T, boost::describe::mod_public>{});
}

} // namespace nightfloat::actors

// Where argument-dependent lookup will look for it.
namespace nightfloat::domain {
using actors::inspect;
}
namespace nightfloat::client {
using actors::inspect;
}

// SPDX-License-Identifier: Apache-2.0
#include "config/write.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <concepts>
#include <cstdio>
#include <type_traits>

namespace nightfloat::config {

namespace {

std::string quoted(const std::string& x) {
  auto out = std::string{"\""};
  for (auto c : x) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      auto buffer = std::array<char, 8>{};
      std::snprintf(buffer.data(), buffer.size(), "\\u%04X",
                    static_cast<unsigned char>(c));
      out += buffer.data();
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string value(const std::string& x) {
  return quoted(x);
}

std::string value(bool x) {
  return x ? "true" : "false";
}

std::string value(std::unsigned_integral auto x) {
  return std::to_string(x);
}

std::string value(const std::vector<std::string>& x) {
  auto out = std::string{"["};
  for (auto& one : x)
    out += (out.size() > 1 ? ", " : "") + quoted(one);
  return out += ']';
}

template <class T>
using members_of
  = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
constexpr bool is_section = boost::describe::has_describe_members<T>::value;

template <class T>
std::string fields(const T& x) {
  auto out = std::string{};
  boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
    auto& field = x.*member.pointer;
    if constexpr (!is_section<std::decay_t<decltype(field)>>)
      out += std::string{member.name} + " = " + value(field) + '\n';
  });
  return out;
}

} // namespace

std::string to_toml(const node_options& x) {
  auto out = fields(x);
  boost::mp11::mp_for_each<members_of<node_options>>([&](auto member) {
    auto& field = x.*member.pointer;
    if constexpr (is_section<std::decay_t<decltype(field)>>)
      out += std::string{"\n["} + member.name + "]\n" + fields(field);
  });
  return out;
}

} // namespace nightfloat::config

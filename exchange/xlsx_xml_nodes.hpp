// SPDX-License-Identifier: Apache-2.0
#pragma once

// Walking pugixml's trees without minding prefixes. Internal to its door.

#include "domain/error.hpp"

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace nightfloat::exchange {

inline std::string_view local_name(std::string_view x) {
  auto colon = x.rfind(':');
  return colon == std::string_view::npos ? x : x.substr(colon + 1);
}

inline bool is(const pugi::xml_node& x, std::string_view name) {
  return local_name(x.name()) == name;
}

/// The first child of that name, prefix or none; a null node without one.
inline pugi::xml_node child(const pugi::xml_node& of, std::string_view name) {
  for (auto x : of.children())
    if (is(x, name))
      return x;
  return {};
}

/// The attribute's text; empty without one.
inline std::string_view text_at(const pugi::xml_node& of,
                                std::string_view name) {
  for (auto x : of.attributes())
    if (local_name(x.name()) == name)
      return x.value();
  return {};
}

inline bool is_true(std::string_view x) {
  return x == "1" || x == "true" || x == "on";
}

/// An element takes 64 bytes or more, whatever little it takes in its file; a
/// sheet of a million cells has two million.
constexpr std::size_t xml_elements_max = 3'000'000;

/// How many elements begin in it, comments and the like counted as well.
inline std::size_t elements_of(std::string_view xml) noexcept {
  auto out = std::size_t{0};
  for (auto i = xml.find('<'); i != std::string_view::npos;
       i = xml.find('<', i + 1))
    if (xml.substr(i + 1, 1) != "/")
      ++out;
  return out;
}

/// Parses; the first element must have that name. Fails with `malformed`,
/// `refused` for a document type, or `oversize` for too many elements.
inline result<void> load(pugi::xml_document& to, std::string_view xml,
                         std::string_view root, const std::string& where) {
  if (elements_of(xml) > xml_elements_max)
    return failure{ec::oversize, where + ": more than "
                                   + std::to_string(xml_elements_max)
                                   + " elements, remove other sheets"};
  auto options = pugi::parse_default | pugi::parse_doctype;
  auto read = to.load_buffer(xml.data(), xml.size(), options);
  if (!read)
    return failure{ec::malformed, where + ": the XML breaks off at byte "
                                    + std::to_string(read.offset) + " ("
                                    + read.description() + "), save it anew"};
  for (auto x : to.children())
    if (x.type() == pugi::node_doctype)
      return failure{ec::refused, where
                                    + ": a document type, which could "
                                      "name other files; save it anew"};
  if (!is(to.document_element(), root))
    return failure{ec::malformed, where + ": this is no <" + std::string{root}
                                    + ">, save it anew"};
  return {};
}

/// A text of `<t>` and of the runs with one; readings aside are no part of it.
inline std::string rich_text(const pugi::xml_node& of) {
  auto out = std::string{};
  for (auto x : of.children()) {
    if (is(x, "t"))
      out += x.text().get();
    else if (is(x, "r"))
      out += child(x, "t").text().get();
  }
  return out;
}

} // namespace nightfloat::exchange

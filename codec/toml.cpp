// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace nightfloat::codec {

namespace {

/// TOML's own notation, but minutes where the seconds are zero and `Z` for
/// UTC, which is how `domain` writes instants.
std::string shown(const toml::date_time& x) {
  auto whole = x.time.second == 0 && x.time.nanosecond == 0;
  auto text = std::ostringstream{};
  text << x.date << 'T';
  if (whole) {
    auto two = [](int n) {
      return (n < 10 ? "0" : "") + std::to_string(n);
    };
    text << two(x.time.hour) << ':' << two(x.time.minute);
  } else {
    text << x.time;
  }
  if (x.offset && x.offset->minutes == 0)
    text << 'Z';
  else if (x.offset)
    text << *x.offset;
  return text.str();
}

template <class T>
std::string shown(const T& x) {
  auto text = std::ostringstream{};
  text << x;
  return text.str();
}

tree tree_of(const toml::node& x);

tree_object table_members(const toml::table& x) {
  auto all = tree_object{};
  for (const auto& [name, value] : x)
    all.push_back({std::string{name.str()}, tree_of(value)});
  return all;
}

tree_list elements_of(const toml::array& x) {
  auto all = tree_list{};
  for (const auto& value : x)
    all.push_back(tree_of(value));
  return all;
}

tree tree_of(const toml::node& x) {
  auto made = tree{};
  made.line = x.source().begin.line;
  switch (x.type()) {
    case toml::node_type::table:
      made.value = table_members(*x.as_table());
      break;
    case toml::node_type::array:
      made.value = elements_of(*x.as_array());
      break;
    case toml::node_type::string:
      made.value = x.as_string()->get();
      break;
    case toml::node_type::integer:
      made.value = x.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      made.value = x.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      made.value = x.as_boolean()->get();
      break;
    case toml::node_type::date:
      made.value = shown(x.as_date()->get());
      break;
    case toml::node_type::time:
      made.value = shown(x.as_time()->get());
      break;
    case toml::node_type::date_time:
      made.value = shown(x.as_date_time()->get());
      break;
    case toml::node_type::none:
      break;
  }
  return made;
}

failure too_large(std::string_view source) {
  return {ec::configuration, std::string{source} + ": too large (max "
                               + std::to_string(toml_bytes_max) + " bytes)"};
}

} // namespace

result<tree> parse_toml(std::string_view text, std::string_view source) {
  if (text.size() > toml_bytes_max)
    return too_large(source);
  try {
    return tree_of(toml::parse(text));
  } catch (const toml::parse_error& x) {
    return failure{ec::configuration, std::string{source} + ":"
                                        + std::to_string(x.source().begin.line)
                                        + ": " + std::string{x.description()}};
  }
}

result<std::string> read_toml_file(const std::string& path) {
  errno = 0;
  auto file = std::ifstream{path, std::ios::binary};
  auto text = std::string(toml_bytes_max + 1, '\0');
  if (file)
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) {
    auto why = std::strerror(errno);
    return failure{ec::configuration, path + ": cannot be read (" + why + ")"};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > toml_bytes_max)
    return too_large(path);
  return text;
}

} // namespace nightfloat::codec

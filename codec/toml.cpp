// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>
#include <vector>

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

/// One past the quoted text that begins at `i`.
std::size_t after_quoted(std::string_view text, std::size_t i) {
  auto quote = text[i];
  auto fence = std::string(3, quote);
  auto fenced = text.substr(i, 3) == fence;
  for (i += fenced ? 3 : 1; i < text.size(); ++i)
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (fenced && text.substr(i, 3) == fence) {
      // Up to two more quotes are still of the text.
      auto end = text.find_first_not_of(quote, i);
      return std::min({end, i + 5, text.size()});
    } else if (!fenced && (text[i] == quote || text[i] == '\n')) {
      return i + (text[i] == quote ? 1 : 0);
    }
  return text.size();
}

/// Where more than `toml_depth_max` levels are open, npos: nowhere. Each dot of
/// a key and each bracket opens one; those of a number do no harm.
std::size_t find_too_deep(std::string_view text) {
  auto outer = std::vector<std::size_t>{};
  auto open = std::size_t{0};
  auto dots = std::size_t{0};
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    switch (text[i]) {
      case '"':
      case '\'':
        i = after_quoted(text, i) - 1;
        break;
      case '#':
        i = std::min(text.find('\n', i), text.size()) - 1;
        break;
      case '.':
        ++dots;
        break;
      case '[':
      case '{':
        outer.push_back(open);
        open += dots + 1;
        dots = 0;
        break;
      case ']':
      case '}':
        if (!outer.empty()) {
          open = outer.back();
          outer.pop_back();
        }
        dots = 0;
        break;
      case ',':
      case '\n':
        dots = 0;
        break;
      default:
        break;
    }
    if (open + dots > toml_depth_max)
      return i;
  }
  return std::string_view::npos;
}

failure too_large(std::string_view source) {
  return {ec::configuration, std::string{source} + ": too large (max "
                               + std::to_string(toml_bytes_max) + " bytes)"};
}

failure too_deep(std::string_view source, std::ptrdiff_t line) {
  return {ec::configuration, std::string{source} + ":" + std::to_string(line)
                               + ": key is nested too deeply (max "
                               + std::to_string(toml_depth_max) + ")"};
}

} // namespace

result<tree> parse_toml(std::string_view text, std::string_view source) {
  if (text.size() > toml_bytes_max)
    return too_large(source);
  // Trees are made and erased a call a level, and the stack has an end.
  if (auto i = find_too_deep(text); i != text.npos)
    return too_deep(source, std::ranges::count(text.substr(0, i), '\n') + 1);
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

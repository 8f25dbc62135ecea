// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <set>

namespace nightfloat::codec {

namespace {

namespace json = boost::json;
using json::error_code;

/// Builds the tree from the parser's events. False stops the parser, and
/// `fault` says why.
struct builder {
  static constexpr std::size_t max_object_size = json_bytes_max;
  static constexpr std::size_t max_array_size = json_bytes_max;
  static constexpr std::size_t max_key_size = json_bytes_max;
  static constexpr std::size_t max_string_size = json_bytes_max;

  /// An open list or object, and the name that waits for its value.
  struct level {
    tree node;
    std::string name;
    std::set<std::string, std::less<>> names;
  };

  std::vector<level> open;
  tree root;
  std::string text;
  std::string fault;

  bool stop(error_code& code, std::string why) {
    fault = std::move(why);
    code = json::error::syntax;
    return false;
  }

  bool add(tree x) {
    if (open.empty()) {
      root = std::move(x);
      return true;
    }
    auto& top = open.back();
    if (auto list = std::get_if<tree_list>(&top.node.value))
      list->push_back(std::move(x));
    else
      std::get<tree_object>(top.node.value)
        .push_back({std::move(top.name), std::move(x)});
    return true;
  }

  bool close() {
    auto done = std::move(open.back().node);
    open.pop_back();
    return add(std::move(done));
  }

  bool on_document_begin(error_code&) {
    return true;
  }
  bool on_document_end(error_code&) {
    return true;
  }
  bool on_object_begin(error_code&) {
    open.push_back({tree{tree_object{}}, {}, {}});
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    return close();
  }
  bool on_array_begin(error_code&) {
    open.push_back({tree{tree_list{}}, {}, {}});
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    return close();
  }
  bool on_key_part(json::string_view x, std::size_t, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_key(json::string_view x, std::size_t, error_code& code) {
    text.append(x.data(), x.size());
    auto& top = open.back();
    top.name = std::exchange(text, {});
    if (top.names.insert(top.name).second)
      return true;
    return stop(code, "the name occurs twice (" + top.name + ")");
  }
  bool on_string_part(json::string_view x, std::size_t, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_string(json::string_view x, std::size_t, error_code&) {
    text.append(x.data(), x.size());
    return add({std::exchange(text, {})});
  }
  bool on_number_part(json::string_view x, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_int64(std::int64_t x, json::string_view, error_code&) {
    text.clear();
    return add({x});
  }
  bool on_uint64(std::uint64_t x, json::string_view, error_code&) {
    text.clear();
    return add({x});
  }
  bool on_double(double x, json::string_view last, error_code& code) {
    text.append(last.data(), last.size());
    auto digits = std::exchange(text, {});
    // Rounding an integer would be worse than refusing it.
    if (digits.find_first_of(".eE") == std::string::npos)
      return stop(code, "integer wider than 64 bits (" + digits + ")");
    return add({x});
  }
  bool on_bool(bool x, error_code&) {
    return add({x});
  }
  bool on_null(error_code&) {
    return add({});
  }
  bool on_comment_part(json::string_view, error_code&) {
    return true;
  }
  bool on_comment(json::string_view, error_code&) {
    return true;
  }
};

failure fault_at(std::string_view text, std::size_t offset, std::string what) {
  auto before = text.substr(0, std::min(offset, text.size()));
  auto line = std::count(before.begin(), before.end(), '\n') + 1;
  auto start = before.rfind('\n');
  auto column = before.size() - (start == before.npos ? 0 : start + 1) + 1;
  return {ec::malformed, "json:" + std::to_string(line) + ":"
                           + std::to_string(column) + ": " + what};
}

} // namespace

result<tree> parse_json(std::string_view text) {
  if (text.size() > json_bytes_max)
    return failure{ec::oversize,
                   "json: too large (" + std::to_string(text.size())
                     + " bytes, max " + std::to_string(json_bytes_max) + ")"};
  auto parser = json::basic_parser<builder>{json::parse_options{}};
  auto code = error_code{};
  auto used = parser.write_some(false, text.data(), text.size(), code);
  if (!code && used < text.size())
    return fault_at(text, used, "text behind the end");
  if (code) {
    auto& why = parser.handler().fault;
    return fault_at(text, used, why.empty() ? code.message() : why);
  }
  return std::move(parser.handler().root);
}

} // namespace nightfloat::codec

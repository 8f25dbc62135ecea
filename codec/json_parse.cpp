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

  /// Of the members of an object: a row has few, and to go through them costs
  /// less than a set of their names.
  static constexpr std::size_t searched_max = 24;
  /// What a name in a set takes.
  static constexpr std::size_t name_bytes = sizeof(std::string)
                                            + 4 * sizeof(void*);

  /// An open list or object, and the name that waits for its value.
  struct level {
    tree node;
    std::string name;
    /// All of a large object.
    std::set<std::string, std::less<>> names;

    /// Whether no member has that name; then one will.
    bool is_fresh(const std::string& x) {
      auto& members = std::get<tree_object>(node.value);
      if (members.size() < searched_max)
        return std::ranges::find(members, x, &tree_member::name)
               == members.end();
      if (names.empty())
        for (const auto& one : members)
          names.insert(one.name);
      return names.insert(x).second;
    }
  };

  explicit builder(std::size_t bytes) : budget{bytes} {
  }

  /// What values may still take; their texts are no longer than the input.
  std::size_t budget;

  std::vector<level> open;
  tree root;
  std::string text;
  std::string fault;
  ec fault_code = ec::malformed;

  bool stop(error_code& code, std::string why) {
    fault = std::move(why);
    code = json::error::syntax;
    return false;
  }

  bool spend(std::size_t bytes, error_code& code) {
    if (bytes <= budget) {
      budget -= bytes;
      return true;
    }
    fault_code = ec::oversize;
    return stop(code, "more values than a text of its size may hold, split it");
  }

  bool add(tree x, error_code& code) {
    auto is_member
      = !open.empty()
        && std::holds_alternative<tree_object>(open.back().node.value);
    auto bytes = is_member ? sizeof(tree_member) : sizeof(tree);
    if (is_member && !open.back().names.empty())
      bytes += name_bytes;
    if (!spend(bytes, code))
      return false;
    if (open.empty()) {
      root = std::move(x);
      return true;
    }
    auto& top = open.back();
    if (is_member)
      std::get<tree_object>(top.node.value)
        .push_back({std::move(top.name), std::move(x)});
    else
      std::get<tree_list>(top.node.value).push_back(std::move(x));
    return true;
  }

  bool close(error_code& code) {
    auto done = std::move(open.back().node);
    open.pop_back();
    return add(std::move(done), code);
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
  bool on_object_end(std::size_t, error_code& code) {
    return close(code);
  }
  bool on_array_begin(error_code&) {
    open.push_back({tree{tree_list{}}, {}, {}});
    return true;
  }
  bool on_array_end(std::size_t, error_code& code) {
    return close(code);
  }
  bool on_key_part(json::string_view x, std::size_t, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_key(json::string_view x, std::size_t, error_code& code) {
    text.append(x.data(), x.size());
    auto& top = open.back();
    top.name = std::exchange(text, {});
    if (top.is_fresh(top.name))
      return true;
    return stop(code, "the name occurs twice (" + top.name + ")");
  }
  bool on_string_part(json::string_view x, std::size_t, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_string(json::string_view x, std::size_t, error_code& code) {
    text.append(x.data(), x.size());
    return add({std::exchange(text, {})}, code);
  }
  bool on_number_part(json::string_view x, error_code&) {
    text.append(x.data(), x.size());
    return true;
  }
  bool on_int64(std::int64_t x, json::string_view, error_code& code) {
    text.clear();
    return add({x}, code);
  }
  bool on_uint64(std::uint64_t x, json::string_view, error_code& code) {
    text.clear();
    return add({x}, code);
  }
  bool on_double(double x, json::string_view last, error_code& code) {
    text.append(last.data(), last.size());
    auto digits = std::exchange(text, {});
    // Rounding an integer would be worse than refusing it.
    if (digits.find_first_of(".eE") == std::string::npos)
      return stop(code, "integer wider than 64 bits (" + digits + ")");
    return add({x}, code);
  }
  bool on_bool(bool x, error_code& code) {
    return add({x}, code);
  }
  bool on_null(error_code& code) {
    return add({}, code);
  }
  bool on_comment_part(json::string_view, error_code&) {
    return true;
  }
  bool on_comment(json::string_view, error_code&) {
    return true;
  }
};

failure fault_at(std::string_view text, std::size_t offset, std::string what,
                 ec code = ec::malformed) {
  auto before = text.substr(0, std::min(offset, text.size()));
  auto line = std::count(before.begin(), before.end(), '\n') + 1;
  auto start = before.rfind('\n');
  auto column = before.size() - (start == before.npos ? 0 : start + 1) + 1;
  return {code, "json:" + std::to_string(line) + ":" + std::to_string(column)
                  + ": " + what};
}

} // namespace

result<tree> parse_json(std::string_view text) {
  if (text.size() > json_bytes_max)
    return failure{ec::oversize,
                   "json: too large (" + std::to_string(text.size())
                     + " bytes, max " + std::to_string(json_bytes_max) + ")"};
  auto parser = json::basic_parser<builder>{json::parse_options{},
                                            json_budget_of(text.size())};
  auto code = error_code{};
  auto used = parser.write_some(false, text.data(), text.size(), code);
  if (!code && used < text.size())
    return fault_at(text, used, "text behind the end");
  if (code) {
    const auto& built = parser.handler();
    return fault_at(text, used,
                    built.fault.empty() ? code.message() : built.fault,
                    built.fault_code);
  }
  return std::move(parser.handler().root);
}

} // namespace nightfloat::codec

// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solving.hpp"

#include "exchange/instance_text.hpp"
#include "exchange/shift_scheduling.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace nightfloat::cmd {

namespace {

namespace fs = std::filesystem;
namespace solve = domain::solve;

using read_function = result<exchange::instance> (*)(std::string_view text,
                                                     const std::string& source);
using write_function = std::string (*)(const solve::problem& x,
                                       const solve::grid& roster);

/// A format of one file.
struct file_format {
  const char* kind;
  /// Only a file of this kind has it.
  const char* sign;
  read_function read;
  write_function write;
};

constexpr file_format formats[] = {
  {"shift-scheduling", "SECTION_HORIZON", exchange::read_shift_scheduling,
   exchange::write_rows},
};

std::string joined(const std::vector<std::string>& words) {
  auto out = std::string{};
  for (const auto& word : words)
    out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// Takes `KIND:` off `where`; empty: there is none.
std::string kind_before(std::string& where) {
  for (const auto& kind : solvable_kinds())
    if (where.starts_with(kind + ":")) {
      where.erase(0, kind.size() + 1);
      return kind;
    }
  return {};
}

const file_format* format_of_text(std::string_view text) {
  for (const auto& one : formats)
    if (text.find(one.sign) != text.npos)
      return &one;
  return nullptr;
}

result<solvable> open_file(const std::string& kind, const std::string& path) {
  auto text = exchange::read_text(path, exchange::instance_bytes_max);
  if (!text)
    return text.error();
  const auto* format = format_of_text(*text);
  for (const auto& one : formats)
    if (one.kind == kind)
      format = &one;
  if (format == nullptr)
    return failure{ec::malformed,
                   path + ": is no instance of a known kind, one of "
                     + joined(solvable_kinds()),
                   0};
  auto read = format->read(*text, path);
  if (!read)
    return read.error();
  auto out = solvable{.kind = format->kind, .path = path};
  out.instance = std::move(*read);
  return out;
}

} // namespace

const std::vector<std::string>& solvable_kinds() {
  static const auto all = [] {
    auto out = std::vector<std::string>{};
    for (const auto& one : formats)
      out.emplace_back(one.kind);
    return out;
  }();
  return all;
}

result<solvable> open_solvable(const solving& from) {
  auto where = from.where;
  auto kind = kind_before(where);
  return open_file(kind, where);
}

result<void> check_file_path(const solvable& x, const std::string& file) {
  auto problem = std::error_code{};
  if (fs::equivalent(x.path, file, problem))
    return failure{ec::invalid_argument,
                   file + ": is the instance itself, name another file", 0};
  if (fs::is_directory(file, problem))
    return failure{ec::io_failed, file + ": is a directory, name a file", 0};
  // Leaves nothing there: only whether it could be made is asked.
  auto beside = fs::path{file + ".try"};
  auto ok = exchange::replace_file(
    beside, [](const fs::path&) -> result<void> { return {}; });
  fs::remove(beside, problem);
  return ok;
}

result<void> check_roster_path(const solvable& x, const std::string& out) {
  if (!x.is_directory)
    return check_file_path(x, out);
  auto problem = std::error_code{};
  fs::create_directories(out, problem);
  if (problem)
    return failure{ec::io_failed,
                   out + ": the directory cannot be made: " + problem.message()
                     + ", check the path and its permissions",
                   0};
  return check_file_path(x, (fs::path{out} / "sol-week0.txt").string());
}

std::vector<exchange::text_file> roster_files(const solvable& x,
                                              const std::string& out,
                                              const solve::grid& roster) {
  for (const auto& one : formats)
    if (one.kind == x.kind)
      return {{out, one.write(x.instance.problem, roster)}};
  return {};
}

} // namespace nightfloat::cmd

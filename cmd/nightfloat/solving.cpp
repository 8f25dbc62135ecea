// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solving.hpp"

#include "cmd/nightfloat/terminal.hpp"
#include "exchange/call_block.hpp"
#include "exchange/inrc2.hpp"
#include "exchange/instance_text.hpp"
#include "exchange/on_call.hpp"
#include "exchange/shift_scheduling.hpp"
#include "exchange/year_instance.hpp"

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

using read_back_function = result<solve::grid> (*)(std::string_view text,
                                                   const std::string& source,
                                                   const solve::problem& x);

/// A format of one file.
struct file_format {
  const char* kind;
  /// Only a file of this kind has it.
  const char* sign;
  read_function read;
  write_function write;
  read_back_function read_back;
};

constexpr file_format formats[] = {
  {"shift-scheduling", "SECTION_HORIZON", exchange::read_shift_scheduling,
   exchange::write_rows, exchange::read_rows},
  {"call-block", "vacay_restrictions", exchange::read_call_block,
   exchange::write_call_block, exchange::read_call_roster},
  {"on-call", "num_staff", exchange::read_on_call, exchange::write_on_call,
   exchange::read_on_call_roster},
};

/// The formats of a directory.
constexpr auto weekly_kind = "inrc2";
constexpr auto yearly_kind = "block-year";

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

fs::path week_file(const std::string& out, std::int32_t week) {
  return fs::path{out} / ("sol-week" + std::to_string(week) + ".txt");
}

/// `n030w4` of `data/n030w4/`
std::string scenario_of(const std::string& directory) {
  auto path = fs::path{directory}.lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

result<exchange::named_text> named_file(const fs::path& file) {
  auto text = exchange::read_text(file, exchange::instance_bytes_max);
  if (!text)
    return text.error();
  return exchange::named_text{file.string(), std::move(*text)};
}

result<void> check_digits(const std::string& option, const std::string& text) {
  auto is_number = !text.empty() && text.size() <= 3
                   && text.find_first_not_of("0123456789") == text.npos;
  if (is_number)
    return {};
  return failure{ec::invalid_argument,
                 option + ": is no number of a file (" + text + ")", 0};
}

result<exchange::inrc2_files> weekly_files(const solving& from,
                                           const std::string& directory) {
  auto name = scenario_of(directory);
  auto file = [&](const std::string& kind, const std::string& number) {
    return fs::path{directory} / (kind + "-" + name + number + ".txt");
  };
  auto history = from.history.empty() ? std::string{"0"} : from.history;
  if (auto ok = check_digits("--history", history); !ok)
    return ok.error();
  auto scenario = named_file(file("Sc", ""));
  if (!scenario)
    return scenario.error();
  if (from.weeks.empty())
    return failure{ec::invalid_argument,
                   "--weeks: is needed for " + directory
                     + ", the numbers of its week files as in 6-2-9-1",
                   0};
  auto before = named_file(file("H0", "-" + history));
  if (!before)
    return before.error();
  auto out
    = exchange::inrc2_files{std::move(*scenario), std::move(*before), {}};
  for (auto number : exchange::split(from.weeks, '-')) {
    if (auto ok = check_digits("--weeks", std::string{number}); !ok)
      return ok.error();
    auto week = named_file(file("WD", "-" + std::string{number}));
    if (!week)
      return week.error();
    out.weeks.push_back(std::move(*week));
  }
  return out;
}

result<solvable> open_directory(const solving& from,
                                const std::string& directory) {
  auto files = weekly_files(from, directory);
  if (!files)
    return files.error();
  auto read = exchange::read_inrc2(*files);
  if (!read)
    return read.error();
  return solvable{.kind = weekly_kind,
                  .path = directory,
                  .instance = std::move(*read),
                  .is_directory = true};
}

result<solvable> open_year(const std::string& directory) {
  auto read = exchange::read_year_instance(directory);
  if (!read)
    return read.error();
  return solvable{.kind = yearly_kind,
                  .path = directory,
                  .instance = std::move(read->what),
                  .is_year = true,
                  .notes = std::move(read->notes)};
}

} // namespace

const std::vector<std::string>& solvable_kinds() {
  static const auto all = [] {
    auto out = std::vector<std::string>{};
    for (const auto& one : formats)
      out.emplace_back(one.kind);
    out.emplace_back(weekly_kind);
    out.emplace_back(yearly_kind);
    return out;
  }();
  return all;
}

result<solvable> open_solvable(const solving& from) {
  auto where = from.where;
  auto kind = kind_before(where);
  auto problem = std::error_code{};
  auto year = kind == yearly_kind
              || (kind.empty() && exchange::is_block_year(where));
  if (!year
      && (kind == weekly_kind
          || (kind.empty() && fs::is_directory(where, problem))))
    return open_directory(from, where);
  if (!from.weeks.empty() || !from.history.empty())
    return failure{
      ec::invalid_argument,
      "--weeks, --history: are of inrc2 directories only (" + where + ")", 0};
  if (year)
    return open_year(where);
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
  constexpr std::string_view trial = ".try";
  auto beside = fs::path{file + std::string{trial}};
  auto ok = exchange::replace_file(
    beside, [](const fs::path&) -> result<void> { return {}; });
  fs::remove(beside, problem);
  if (ok)
    return {};
  auto wrong = ok.error();
  auto at = wrong.detail.find(beside.string() + ".new");
  if (at != std::string::npos)
    wrong.detail.erase(at + file.size(), trial.size() + 4);
  return wrong;
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
  return check_file_path(x, week_file(out, 0).string());
}

result<solve::grid> read_roster(const solvable& x, const std::string& from) {
  const auto& problem = x.instance.problem;
  if (x.is_directory) {
    auto weeks = std::vector<exchange::named_text>{};
    for (auto week = 0; week < problem.days / 7; ++week) {
      auto text = named_file(week_file(from, week));
      if (!text)
        return text.error();
      weeks.push_back(std::move(*text));
    }
    return exchange::read_inrc2_weeks(weeks, problem);
  }
  auto text = exchange::read_text(from, exchange::instance_bytes_max);
  if (!text)
    return text.error();
  if (auto ok = exchange::check_text(*text, from); !ok)
    return ok.error();
  if (x.is_year)
    return exchange::read_year_plan(*text, from, problem);
  for (const auto& one : formats)
    if (one.kind == x.kind)
      return one.read_back(*text, from, problem);
  return failure{ec::unsupported,
                 from + ": rosters of " + x.kind + " cannot be read back", 0};
}

std::vector<exchange::text_file> roster_files(const solvable& x,
                                              const std::string& out,
                                              const solve::grid& roster) {
  const auto& problem = x.instance.problem;
  if (x.is_year)
    return {{out, exchange::write_year_plan(problem, roster)}};
  for (const auto& one : formats)
    if (one.kind == x.kind)
      return {{out, one.write(problem, roster)}};
  auto files = std::vector<exchange::text_file>{};
  for (auto week = 0; week < problem.days / 7; ++week)
    files.push_back(
      {week_file(out, week),
       exchange::write_inrc2_week(problem, roster, week, scenario_of(x.path))});
  return files;
}

} // namespace nightfloat::cmd

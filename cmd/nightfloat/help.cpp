// SPDX-License-Identifier: Apache-2.0
// The pages of `--help`, printed from what the commands declare.

#include "cmd/nightfloat/command_line.hpp"
#include "cmd/nightfloat/commands.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <sstream>

namespace nightfloat::cmd {

namespace {

constexpr std::size_t page_width = 80;

/// `left` in a column, `right` wrapped beside it.
void row(std::ostream& out, const std::string& left, const std::string& right,
         std::size_t column) {
  out << "  " << left;
  auto at = left.size() + 2;
  if (at + 2 > column) {
    out << '\n';
    at = 0;
  }
  auto words = std::istringstream{right};
  auto word = std::string{};
  while (words >> word) {
    if (at >= column && at + 1 + word.size() > page_width) {
      out << '\n';
      at = 0;
    }
    auto blanks = at < column ? column - at : 1;
    out << std::string(blanks, ' ') << word;
    at += blanks + word.size();
  }
  out << '\n';
}

void paragraph(std::ostream& out, const std::string& text) {
  out << '\n';
  auto words = std::istringstream{text};
  auto at = std::size_t{0};
  for (auto word = std::string{}; words >> word;) {
    auto fits = at == 0 || at + 1 + word.size() <= page_width;
    out << (at == 0 ? "" : fits ? " " : "\n") << word;
    at = at == 0 || !fits ? word.size() : at + 1 + word.size();
  }
  out << '\n';
}

std::string left_of(const option& x) {
  return x.is_flag || x.is_position ? x.text.name
                                    : x.text.name + " " + x.text.value;
}

std::string right_of(const option& x) {
  if (x.is_flag || x.text.fallback.empty())
    return x.text.help;
  return x.text.help + " [default: " + x.text.fallback + "]";
}

void print_options(std::ostream& out, const std::string& title,
                   const options& x) {
  auto column = std::size_t{0};
  for (auto& one : x.all())
    if (!one.is_hidden)
      column = std::max(column, left_of(one).size());
  if (column == 0)
    return;
  column = std::min<std::size_t>(column, 24) + 4;
  out << '\n' << title << ":\n";
  for (auto& one : x.all())
    if (!one.is_hidden)
      row(out, left_of(one), right_of(one), column);
}

std::string group_of(const std::string& name) {
  return name.substr(0, name.find(' '));
}

bool is_command(const std::string& name, const command_list& commands) {
  return std::ranges::any_of(
    commands, [&](const auto& one) { return one->name() == name; });
}

/// The commands of `group` (empty: the top, groups once each).
void print_commands(std::ostream& out, const std::string& group,
                    const command_list& commands) {
  out << "\nCommands:\n";
  auto seen = std::set<std::string>{};
  for (auto& one : commands) {
    auto name = one->name();
    if (one->is_hidden())
      continue;
    auto top = group_of(name);
    if (group.empty() && top != name) {
      // One that is a command as well has its row.
      if (!is_command(top, commands) && seen.insert(top).second)
        row(out, top, group_summary(top), 14);
    } else if (group.empty() || name.starts_with(group + ' ')) {
      row(out, group.empty() ? name : name.substr(group.size() + 1),
          one->summary(), 14);
    }
  }
}

void print_global(std::ostream& out) {
  auto unused = global_options{};
  auto x = options{};
  declare_global(x, unused);
  auto unasked = false;
  x.flag({"-h, --help", "", "this page, or that of a command"}, unasked);
  x.flag({"--version", "", "version and build"}, unasked);
  print_options(out, "Options of every command", x);
}

void print_examples(std::ostream& out, const std::vector<std::string>& lines) {
  if (lines.empty())
    return;
  out << "\nExamples:\n";
  for (auto& line : lines)
    out << "  nightfloat " << line << '\n';
}

std::string command_page(command& x, const command_list& commands) {
  auto own = options{};
  x.declare(own);
  auto out = std::ostringstream{};
  out << "Usage: nightfloat " << x.name() << " [OPTIONS]";
  for (auto& one : own.all())
    if (one.is_position)
      out << (one.is_required ? " " + one.text.name
                              : " [" + one.text.name + "]");
  out << "\n\n" << x.summary() << '\n';
  for (const auto& one : own.notes())
    paragraph(out, one);
  if (std::ranges::any_of(commands, [&](const auto& one) {
        return one->name().starts_with(x.name() + ' ');
      }))
    print_commands(out, x.name(), commands);
  print_options(out, "Options", own);
  print_global(out);
  print_examples(out, own.examples());
  return out.str();
}

} // namespace

std::string help_page(const std::string& name, const command_list& commands) {
  for (auto& one : commands)
    if (one->name() == name)
      return command_page(*one, commands);
  auto out = std::ostringstream{};
  out << "Usage: nightfloat " << name << (name.empty() ? "" : " ")
      << "COMMAND [OPTIONS]\n\n"
      << (name.empty() ? "schedules medical residents, and survives"
                       : group_summary(name))
      << '\n';
  print_commands(out, name, commands);
  print_global(out);
  if (!name.empty())
    return out.str();
  out << "\nExit codes: 0 pass, 1 verdict failed, 2 usage, 3 could not run\n";
  print_examples(
    out, {"up", "sample --import", "generate", "validate", "status", "down"});
  return out.str();
}

std::string version_line() {
  return "nightfloat " NIGHTFLOAT_VERSION;
}

} // namespace nightfloat::cmd

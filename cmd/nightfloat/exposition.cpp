// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/exposition.hpp"

#include <cstddef>
#include <map>
#include <sstream>
#include <string_view>

namespace nightfloat::cmd {

namespace {

struct family {
  std::string help;
  std::string type;
  std::string samples;
};

/// The families in the order in which they were first met.
struct families {
  std::vector<family> all;
  std::map<std::string, std::size_t, std::less<>> index;

  family& at(const std::string& name) {
    auto [found, fresh] = index.try_emplace(name, all.size());
    if (fresh)
      all.emplace_back();
    return all[found->second];
  }

  /// The samples of a histogram or summary are called after it, with an
  /// ending.
  family& of_sample(const std::string& name) {
    for (auto* ending : {"_bucket", "_sum", "_count"}) {
      auto view = std::string_view{ending};
      if (!name.ends_with(view))
        continue;
      auto base = name.substr(0, name.size() - view.size());
      if (index.contains(base))
        return at(base);
    }
    return at(name);
  }
};

void take_line(families& to, const std::string& line) {
  if (line.empty())
    return;
  auto words = std::istringstream{line};
  auto first = std::string{};
  auto kind = std::string{};
  auto name = std::string{};
  words >> first >> kind >> name;
  if (first == "#" && kind == "HELP")
    to.at(name).help = line;
  else if (first == "#" && kind == "TYPE")
    to.at(name).type = line;
  else if (first != "#")
    to.of_sample(line.substr(0, line.find_first_of("{ "))).samples += line
                                                                      + '\n';
}

} // namespace

std::string merge_expositions(const std::vector<std::string>& texts) {
  auto found = families{};
  for (auto& text : texts) {
    auto lines = std::istringstream{text};
    auto line = std::string{};
    while (std::getline(lines, line))
      take_line(found, line);
  }
  auto out = std::string{};
  for (auto& one : found.all) {
    if (one.samples.empty())
      continue;
    if (!one.help.empty())
      out += one.help + '\n';
    if (!one.type.empty())
      out += one.type + '\n';
    out += one.samples;
  }
  return out;
}

} // namespace nightfloat::cmd

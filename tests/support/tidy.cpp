// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tidy.hpp"

#include "tests/support/tidy_layers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

namespace nightfloat::tests {

namespace fs = std::filesystem;
using std::string_view;

namespace {

constexpr std::size_t columns_max = 80;
constexpr std::size_t lines_max = 400;
constexpr string_view licence = "// SPDX-License-Identifier: Apache-2.0";

/// Without its bars: so written, the words below do not break their own rule.
std::string joined(string_view x) {
  auto text = std::string{x};
  std::erase(text, '|');
  return text;
}

struct banned_word {
  std::string word;
  bool any_case = true;
};

const std::vector<banned_word> banned = {
  {joined("ut|il")},       {joined("hel|per")},      {joined("mana|ger")},
  {joined("black|list")},  {joined("white|list")},   {joined("mas|ter")},
  {joined("sla|ve")},      {joined("TO|DO"), false}, {joined("FIX|ME"), false},
  {joined("XX|X"), false},
};

const std::vector<std::string> sleeps
  = {joined("sleep_|for"), joined("sleep_|until"), joined("usle|ep("),
     joined("nanosle|ep(")};

/// These answer with a subrange, GCC 12's of which Clang 14 cannot compile:
/// the fuzz build ends there.
const std::vector<std::string> subranges
  = {joined("ranges::uni|que("),    joined("ranges::equal_ra|nge("),
     joined("ranges::sea|rch("),    joined("ranges::rem|ove"),
     joined("ranges::parti|tion("), joined("ranges::rot|ate(")};

/// Newer libraries bring <algorithm> with fewer other headers: what compiles on
/// Debian 12 without it does not on 13.
constexpr auto algorithms = std::array{
  "adjacent_find", "all_of",      "any_of",      "clamp",       "copy_if",
  "copy_n",        "count",       "count_if",    "find",        "find_if",
  "for_each",      "is_sorted",   "lower_bound", "max_element", "min_element",
  "none_of",       "nth_element", "reverse",     "rotate",      "shuffle",
  "sort",          "stable_sort", "transform",   "upper_bound"};

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

string_view folder_of(string_view path) {
  // A planted bug stands in for a file of another layer.
  if (path.starts_with("chaos/planted/"))
    return "cmd";
  if (path.starts_with("chaos/simulation/"))
    return path.substr(0, 16);
  auto slash = path.find('/');
  return slash == path.npos ? string_view{} : path.substr(0, slash);
}

bool is_source(string_view path) {
  return path.ends_with(".hpp") || path.ends_with(".cpp");
}

/// Also what a script sources: it names no program to run it, but one of its
/// first two lines names the shell for shellcheck.
bool is_script(string_view text) {
  auto later = text.substr(std::min(text.find('\n'), text.size()));
  return text.starts_with("#!") || text.starts_with("# shellcheck shell=")
         || later.starts_with("\n# shellcheck shell=");
}

/// Whether [at, at + size) of `line` is a word, a part of a snake_case name
/// or a part of a CamelCase name, plural included.
bool stands_alone(string_view line, std::size_t at, std::size_t size) {
  auto upper = [&](std::size_t i) {
    return std::isupper(static_cast<unsigned char>(line[i])) != 0;
  };
  auto begins = at == 0 || !is_letter(line[at - 1])
                || (upper(at) && !upper(at - 1));
  auto end = at + size;
  if (end < line.size() && lower(line[end]) == 's')
    ++end;
  auto ends = end >= line.size() || !is_letter(line[end])
              || (upper(end) && !upper(end - 1));
  return begins && ends;
}

bool says(string_view line, const banned_word& x) {
  auto same = [&](char a, char b) {
    return x.any_case ? lower(a) == lower(b) : a == b;
  };
  for (auto from = line.begin();;) {
    auto hit = std::search(from, line.end(), x.word.begin(), x.word.end(),
                           same);
    if (hit == line.end())
      return false;
    auto at = static_cast<std::size_t>(hit - line.begin());
    if (stands_alone(line, at, x.word.size()))
      return true;
    from = hit + 1;
  }
}

/// Code points, so that an arrow in a comment counts as one column.
std::size_t width(string_view line) {
  return static_cast<std::size_t>(
    std::count_if(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

/// A function of <algorithm> that `text` calls; empty: none.
std::string algorithm_in(string_view text) {
  for (const auto* name : algorithms)
    for (const auto* from : {"std::", "std::ranges::"})
      if (auto call = std::string{from} + name;
          text.find(call + "(") != text.npos)
        return call;
  return {};
}

/// Checks one file and collects what it finds.
class reader {
public:
  explicit reader(string_view path) : path_{path}, folder_{folder_of(path)} {
    // nop
  }

  std::vector<breach> read(string_view text) {
    auto source = is_source(path_);
    auto narrow = source || is_script(text) || path_.ends_with(".cmake")
                  || path_.ends_with(".js") || path_.ends_with(".css")
                  || path_.ends_with("CMakeLists.txt");
    auto all = text;
    while (!text.empty()) {
      auto end = std::min(text.find('\n'), text.size());
      ++number_;
      line(text.substr(0, end), source, narrow);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (source)
      whole(all);
    return std::move(found_);
  }

private:
  void add(tidy_rule rule, std::size_t line, std::string what) {
    found_.push_back({rule, std::string{path_}, line, std::move(what)});
  }

  void line(string_view x, bool source, bool narrow) {
    if (narrow && width(x) > columns_max)
      add(tidy_rule::width, number_,
          "line exceeds 80 columns (" + std::to_string(width(x)) + ")");
    for (const auto& word : banned)
      if (says(x, word))
        add(tidy_rule::word, number_, "banned word (" + word.word + ")");
    if (!source)
      return;
    if (x.starts_with("#include "))
      include(x.substr(9));
    for (const auto& call : subranges)
      if (x.find(call) != x.npos)
        add(tidy_rule::subrange, number_,
            "Clang 14 cannot compile it, use the form with iterators");
    if (folder_ == "tests" || folder_ == "bench")
      for (const auto& nap : sleeps)
        if (x.find(nap) != x.npos)
          add(tidy_rule::sleep, number_, "tests wait for events, not for time");
  }

  void whole(string_view text) {
    if (number_ > lines_max)
      add(tidy_rule::length, 0,
          "file exceeds 400 lines (" + std::to_string(number_) + ")");
    if (!text.starts_with(licence))
      add(tidy_rule::licence, 1, "first line is not the SPDX line");
    if (path_.ends_with(".hpp") && text.find("\n#pragma once\n") == text.npos)
      add(tidy_rule::once, 0, "header without #pragma once");
    if (!layers.contains(folder_) && !above.contains(folder_))
      add(tidy_rule::layer, 0,
          "folder has no layer (" + std::string{folder_}
            + "), add it to tests/support/tidy_layers.hpp");
    headers(text);
  }

  void headers(string_view text) {
    auto call = algorithm_in(text);
    if (!call.empty() && text.find("#include <algorithm>\n") == text.npos)
      add(tidy_rule::header, 0, call + " without #include <algorithm>");
  }

  void include(string_view what) {
    if (what.starts_with('<'))
      library(what);
    else if (what.starts_with('"'))
      ours(folder_of(what.substr(1)), what);
  }

  void ours(string_view target, string_view what) {
    if (target.empty())
      return add(tidy_rule::layer, number_,
                 "includes start at the root (" + std::string{what} + ")");
    if (target == folder_ || above.contains(folder_))
      return;
    auto own = layers.find(folder_);
    if (own != layers.end() && !own->second.contains(target))
      add(tidy_rule::layer, number_,
          std::string{folder_} + "/ may not include " + std::string{what});
  }

  void library(string_view what) {
    for (const auto& x : doors)
      if (what.starts_with(x.library) && !is_home(x)) {
        add(tidy_rule::door, number_, std::string{what} + " is not for here");
        return;
      }
  }

  /// A test of a folder may look behind that folder's doors; the figures of
  /// bench/ are measured against the bare libraries.
  bool is_home(const door& x) const {
    if (folder_ == "bench")
      return true;
    if (folder_ != "tests")
      return std::any_of(x.homes.begin(), x.homes.end(),
                         [this](auto home) { return path_.starts_with(home); });
    auto mirrored = folder_of(path_.substr(6));
    return mirrored == "support"
           || std::any_of(x.homes.begin(), x.homes.end(), [&](auto home) {
                return folder_of(home) == mirrored;
              });
  }

  string_view path_;
  string_view folder_;
  std::size_t number_ = 0;
  std::vector<breach> found_;
};

bool is_text(const fs::path& file, string_view text) {
  static const std::set<std::string> kinds
    = {".hpp",     ".cpp",    ".cmake", ".md",     ".txt", ".toml", ".json",
       ".service", ".target", ".conf",  ".socket", ".js",  ".css"};
  return kinds.contains(file.extension().string()) || is_script(text);
}

std::string content(const fs::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

constexpr string_view test_end = "_test.cpp";

/// What the lists of the build name, and the tests that there are.
struct built_tests {
  std::set<std::string> named;
  std::vector<std::string> paths;

  void add(const std::string& path, const std::string& text) {
    if (path.starts_with("tests/") && path.ends_with(test_end))
      paths.push_back(path);
    if (!path.starts_with("tests/") || !path.ends_with("CMakeLists.txt"))
      return;
    auto in = std::istringstream{text};
    for (auto word = std::string{}; in >> word;)
      named.insert(word.substr(0, word.find(')')));
  }

  void report(std::vector<breach>& all) const {
    for (const auto& path : paths) {
      auto name = fs::path{path}.filename().string();
      name.resize(name.size() - test_end.size());
      if (!named.contains(name))
        all.push_back(
          {tidy_rule::built, path, 0,
           "no CMakeLists.txt names " + name + ", so it never runs"});
    }
  }
};

} // namespace

string_view to_string(tidy_rule x) {
  constexpr std::array names = {"layer",    "door",    "width", "length",
                                "word",     "licence", "once",  "sleep",
                                "subrange", "header",  "built"};
  return names.at(static_cast<std::size_t>(x));
}

std::string to_string(const breach& x) {
  return x.path + ':' + std::to_string(x.line) + ": "
         + std::string{to_string(x.rule)} + ": " + x.what;
}

std::vector<breach> tidy(string_view path, string_view text) {
  return reader{path}.read(text);
}

std::vector<breach> tidy_tree(const fs::path& root) {
  auto all = std::vector<breach>{};
  auto built = built_tests{};
  for (auto i = fs::recursive_directory_iterator{root};
       i != fs::recursive_directory_iterator{}; ++i) {
    auto name = i->path().filename();
    if (name == ".git" || (i.depth() == 0 && name == "build")) {
      i.disable_recursion_pending();
      continue;
    }
    if (!i->is_regular_file())
      continue;
    auto text = content(i->path());
    if (!is_text(i->path(), text))
      continue;
    auto path = i->path().lexically_relative(root).generic_string();
    auto found = tidy(path, text);
    all.insert(all.end(), found.begin(), found.end());
    built.add(path, text);
  }
  built.report(all);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.path, a.line) < std::tie(b.path, b.line);
  });
  return all;
}

} // namespace nightfloat::tests

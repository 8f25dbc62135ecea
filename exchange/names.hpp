// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who is meant by a name in somebody's sheet. Exact codes and names are taken
// as they are; what is only alike gets a score and is for a person to accept.
// Numbers are never alike: R12 is not a misspelt R21.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// What may be named.
struct known_name {
  std::uint32_t id = 0;
  std::string code;
  std::string name;
};

enum class likeness : std::uint8_t {
  code,      ///< The code, letter by letter.
  name,      ///< The name, but for case, accents, blanks and `Last, First`.
  alike,     ///< The best by score.
  ambiguous, ///< Another is about as good; or the name is of several.
  unknown,   ///< Nothing is alike enough.
};

struct name_guess {
  likeness how = likeness::unknown;
  /// 100: exact; from `score_min` on: alike.
  unsigned score = 0;
  /// Who is meant, or would be; null if nothing is known at all.
  const known_name* best = nullptr;
  /// The next best where that makes it ambiguous.
  const known_name* other = nullptr;

  [[nodiscard]] bool is_exact() const noexcept {
    return how == likeness::code || how == likeness::name;
  }
};

/// Below it a name is unknown.
constexpr unsigned score_min = 70;
/// A best must be better than the next by this much.
constexpr unsigned score_margin = 5;

class name_book {
public:
  explicit name_book(std::vector<known_name> all);

  /// The same text gives the same guess; pointers live as long as the book.
  [[nodiscard]] name_guess find(std::string_view text) const;

  /// Whether `find` would say code or name; much cheaper.
  [[nodiscard]] bool is_exact(std::string_view text) const;

  /// The one with exactly that code, or null.
  [[nodiscard]] const known_name* with_code(std::string_view code) const;

private:
  struct folded {
    std::vector<std::string> code;
    std::vector<std::string> name;
  };

  [[nodiscard]] name_guess named(const std::vector<std::string>& words) const;
  [[nodiscard]] name_guess guess(const std::vector<std::string>& words) const;

  std::vector<known_name> all_;
  std::vector<folded> folded_;
  std::multimap<std::vector<std::string>, std::size_t> names_;
  std::map<std::string, std::size_t, std::less<>> codes_;
};

/// The words of a name in small letters without accents, marks and titles.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// How alike two lists of words are, 0 to 99.
[[nodiscard]] unsigned likeness_of(const std::vector<std::string>& a,
                                   const std::vector<std::string>& b);

} // namespace nightfloat::exchange

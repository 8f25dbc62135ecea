// SPDX-License-Identifier: Apache-2.0
#pragma once

// Resolves the names of a file once each, by what the user accepts, and keeps
// an account of those that were not exact. Internal to staging.

#include "exchange/staged.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::exchange {

class name_resolver {
public:
  name_resolver(std::string kind, name_book book, const acceptance& accepted)
    : kind_{std::move(kind)}, book_{std::move(book)}, accepted_{accepted} {
  }

  struct resolved {
    /// 0: unknown, or passed over.
    std::uint32_t id = 0;
    bool is_passed_over = false;
  };

  /// Who is meant by `text`, which stands at `place`. What is alike counts as
  /// meant before it is accepted, for the preview. Fails with
  /// `invalid_argument` where the user named a code that is none, `oversize`
  /// from the thousandth name on that is not exact.
  result<resolved> resolve(const std::string& text, const std::string& place);

  /// Whether `text` needs no account: an exact code or name.
  [[nodiscard]] bool is_exact(const std::string& text) const {
    return book_.is_exact(text);
  }

  /// What the book says of `text`, asked once.
  const name_guess& guess(const std::string& text);

  [[nodiscard]] const name_book& book() const noexcept {
    return book_;
  }

  /// Appends the names that were not exact, in the order of the file.
  void report(std::vector<name_match>& to) const;

private:
  /// More are another programme's; each costs a comparison with all names.
  static constexpr std::size_t matches_max = 1'000;

  result<resolved> fresh(const std::string& text, const std::string& place);

  std::string kind_;
  name_book book_;
  const acceptance& accepted_;
  std::map<std::string, resolved, std::less<>> known_;
  std::map<std::string, name_guess, std::less<>> guesses_;
  std::vector<name_match> matches_;
};

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#include "exchange/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <numeric>

namespace nightfloat::exchange {

namespace {

using word_list = std::vector<std::string>;

constexpr unsigned alike_max = 99;
/// Longer names are compared by their first letters only.
constexpr std::size_t letters_max = 64;

/// The letters U+00C0..U+017F without their accents; a dot: none.
constexpr std::string_view plain_latin
  = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The plain letter at the front of `text`, which is taken off; 0: a mark.
/// Letters of other scripts pass as their bytes.
char next_letter(std::string_view& text) {
  auto byte = static_cast<unsigned char>(text.front());
  auto next = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0u;
  if (byte >= 0xc3 && byte <= 0xc5 && next >= 0x80 && next < 0xc0) {
    text.remove_prefix(2);
    auto plain = plain_latin[(byte - 0xc3u) * 64 + (next - 0x80u)];
    return plain == '.' ? '\0' : plain;
  }
  text.remove_prefix(1);
  if (byte >= 0x80)
    return static_cast<char>(byte);
  return std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '\0';
}

std::string run_together(const word_list& x) {
  return std::accumulate(x.begin(), x.end(), std::string{});
}

std::string digits_of(const std::string& x) {
  auto out = std::string{};
  std::copy_if(x.begin(), x.end(), std::back_inserter(out),
               [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

/// Letters to change, add, drop or exchange with a neighbour to make `a` `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, letters_max);
  b = b.substr(0, letters_max);
  auto above2 = std::vector<std::size_t>(b.size() + 1);
  auto above = above2;
  auto row = above2;
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto same = a[i - 1] == b[j - 1];
      row[j] = std::min(
        {above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], above2[j - 2] + 1);
    }
    above2.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

/// 0 to 100.
unsigned ratio(std::string_view a, std::string_view b) {
  auto longer = std::min(std::max(a.size(), b.size()), letters_max);
  if (longer == 0)
    return 0;
  return static_cast<unsigned>(100 - 100 * edit_distance(a, b) / longer);
}

/// `j` for `john` is good, but not as good as `john`.
unsigned word_ratio(const std::string& a, const std::string& b) {
  constexpr unsigned initial = 85;
  if ((a.size() == 1 || b.size() == 1) && a.front() == b.front())
    return a == b ? 100 : initial;
  return ratio(a, b);
}

/// Each word of `a` with the best that is left of `b`, by length of word; each
/// word of `b` that is left over costs a tenth.
unsigned by_words(const word_list& a, word_list b) {
  auto sum = std::size_t{0};
  auto weights = std::size_t{0};
  for (const auto& word : a) {
    auto weight = std::min(word.size(), letters_max);
    weights += weight;
    auto best = std::ranges::max_element(
      b, {}, [&](const auto& other) { return word_ratio(word, other); });
    if (best == b.end())
      continue;
    sum += weight * word_ratio(word, *best);
    b.erase(best);
  }
  auto left = std::min<std::size_t>(b.size(), 9);
  return weights == 0 ? 0
                      : static_cast<unsigned>(sum / weights * (10 - left) / 10);
}

} // namespace

word_list words_of(std::string_view text) {
  constexpr auto titles
    = std::to_array<std::string_view>({"dr", "md", "phd", "prof"});
  auto out = word_list{};
  auto word = std::string{};
  auto end_word = [&] {
    if (!word.empty() && std::ranges::find(titles, word) == titles.end())
      out.push_back(word);
    word.clear();
  };
  auto comma = std::size_t{0};
  while (!text.empty()) {
    auto mark = text.front();
    if (auto letter = next_letter(text); letter != '\0') {
      word += letter;
    } else if (mark != '\'') {
      end_word();
      if (mark == ',' && comma == 0)
        comma = out.size();
    }
  }
  end_word();
  // `Last, First` is `First Last`.
  std::rotate(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(comma),
              out.end());
  return out;
}

unsigned likeness_of(const word_list& a, const word_list& b) {
  auto one = run_together(a);
  auto other = run_together(b);
  if (one.empty() || other.empty() || digits_of(one) != digits_of(other))
    return 0;
  return std::min(alike_max, std::max(ratio(one, other), by_words(a, b)));
}

name_book::name_book(std::vector<known_name> all) : all_{std::move(all)} {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    codes_.emplace(all_[i].code, i);
    folded_.push_back({words_of(all_[i].code), words_of(all_[i].name)});
    if (!folded_.back().name.empty())
      names_.emplace(folded_.back().name, i);
  }
}

const known_name* name_book::with_code(std::string_view code) const {
  auto found = codes_.find(code);
  return found != codes_.end() ? &all_[found->second] : nullptr;
}

bool name_book::is_exact(std::string_view text) const {
  return with_code(text) != nullptr || named(words_of(text)).is_exact();
}

/// By name alone: exact, ambiguous or unknown.
name_guess name_book::named(const word_list& here) const {
  auto [first, last] = names_.equal_range(here);
  if (first == last)
    return {};
  const auto* best = &all_[first->second];
  if (std::next(first) == last)
    return {likeness::name, 100, best};
  return {likeness::ambiguous, 100, best, &all_[std::next(first)->second]};
}

name_guess name_book::find(std::string_view text) const {
  if (const auto* exact = with_code(text))
    return {likeness::code, 100, exact};
  auto here = words_of(text);
  auto same = named(here);
  return same.best != nullptr ? same : guess(here);
}

name_guess name_book::guess(const word_list& here) const {
  auto out = name_guess{};
  auto second = 0u;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    auto score = std::max(likeness_of(here, folded_[i].code),
                          likeness_of(here, folded_[i].name));
    if (out.best == nullptr || score > out.score) {
      second = out.best == nullptr ? 0 : out.score;
      out.other = out.best;
      out.best = &all_[i];
      out.score = score;
    } else if (out.other == nullptr || score > second) {
      second = score;
      out.other = &all_[i];
    }
  }
  if (out.score < score_min)
    out.how = likeness::unknown;
  else if (out.other != nullptr && second + score_margin > out.score)
    out.how = likeness::ambiguous;
  else
    out.how = likeness::alike;
  if (out.how != likeness::ambiguous)
    out.other = nullptr;
  return out;
}

} // namespace nightfloat::exchange

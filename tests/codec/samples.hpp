// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values of any described type: fixed samples for golden files, whose members
// depend on their names alone, so that appending one moves no other; and
// random ones for properties.

#include "codec/types.hpp"
#include "domain/error.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace nightfloat::test {

/// Where values come from: without an engine from the names on the way to
/// them (FNV-1a), else random, small and extreme ones more often than others.
struct source {
  std::mt19937_64* engine = nullptr;
  std::uint64_t hash = 14'695'981'039'346'656'037ull;

  [[nodiscard]] source within(std::string_view name) const {
    auto x = *this;
    for (auto c : name)
      x.hash = (x.hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ull;
    return x;
  }

  [[nodiscard]] std::uint64_t below(std::uint64_t n) const {
    return (engine ? (*engine)() : hash >> 20) % n;
  }

  /// `min` and `max` of a type that is `bits` wide; a fixed one is odd, so
  /// never zero.
  [[nodiscard]] std::uint64_t integer(std::uint64_t min, std::uint64_t max,
                                      unsigned bits) const {
    if (!engine)
      return hash >> (64 - bits + below(bits - 2)) | 1;
    switch (below(6)) {
      case 0:
        return 0;
      case 1:
        return max;
      case 2:
        return min;
      case 3:
        return below(100);
      default:
        return (*engine)() >> below(64);
    }
  }

  [[nodiscard]] bool truth() const {
    return !engine || below(2) == 0;
  }

  [[nodiscard]] std::string text() const {
    if (!engine) {
      auto x = "text-" + std::to_string(below(100'000));
      return below(3) == 0 ? x + std::string(40, '.') : x;
    }
    auto x = std::string(below(5) == 0 ? below(300) : below(20), '\0');
    auto binary = below(2) == 0;
    for (auto& c : x)
      c = static_cast<char>(binary ? below(256) : 'a' + below(26));
    return x;
  }

  [[nodiscard]] std::size_t length() const {
    if (!engine)
      return 2;
    return below(8) == 0 ? below(40) : below(4);
  }

  /// The second, which stays the second when others are appended.
  [[nodiscard]] std::size_t choice(std::size_t count) const {
    if (!engine)
      return count > 1 ? 1 : 0;
    return below(count);
  }

  [[nodiscard]] ec code() const {
    return static_cast<ec>(engine ? below(33) : 1 + below(32));
  }

  /// Random ones between the years 1900 and 2100: what ISO text is used for.
  [[nodiscard]] std::int32_t day() const {
    if (!engine)
      return 20'635 + static_cast<std::int32_t>(below(365));
    return static_cast<std::int32_t>(below(73'000)) - 25'567;
  }
};

template <class T>
T make(const source& from);

template <codec::integer T>
T make_integer(const source& from) {
  using limits = std::numeric_limits<T>;
  return static_cast<T>(from.integer(static_cast<std::uint64_t>(limits::min()),
                                     static_cast<std::uint64_t>(limits::max()),
                                     sizeof(T) * 8));
}

template <class T>
T make_enum(const source& from) {
  const auto& all = codec::enumerators_of<T>;
  return all[from.choice(all.size())].value;
}

template <class T>
T make(const source& from) {
  auto x = T{};
  if constexpr (std::is_same_v<T, bool>) {
    x = from.truth();
  } else if constexpr (codec::integer<T>) {
    x = make_integer<T>(from);
  } else if constexpr (std::is_same_v<T, ec>) {
    x = from.code();
  } else if constexpr (codec::described_enum<T>) {
    x = make_enum<T>(from);
  } else if constexpr (codec::is_id<T>::value) {
    x.value = make_integer<typename T::rep>(from);
  } else if constexpr (std::is_same_v<T, domain::date>) {
    x = T{typename T::duration{from.day()}};
  } else if constexpr (std::is_same_v<T, domain::instant>) {
    x = T{domain::minutes{from.day() * 1'440 + 1'140}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    x = from.text();
  } else if constexpr (codec::is_optional<T>::value) {
    if (from.truth())
      x = make<typename T::value_type>(from);
  } else if constexpr (codec::is_vector<T>::value) {
    auto size = from.length();
    for (auto i = std::size_t{0}; i < size; ++i)
      x.push_back(make<typename T::value_type>(from.within(std::to_string(i))));
  } else {
    static_assert(codec::described<T>);
    codec::with_members(x, [&]<class... Member>(Member&... member) {
      auto name = codec::member_names<T>.begin();
      ((member = make<Member>(from.within(*name++))), ...);
    });
  }
  return x;
}

} // namespace nightfloat::test

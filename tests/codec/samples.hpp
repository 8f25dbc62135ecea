// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values of any described type: fixed samples for golden files, whose members
// depend on their names alone, so that appending one moves no other; and
// random ones for properties.

#include "codec/types.hpp"
#include "domain/error.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace nightfloat::test {

/// NIGHTFLOAT_SEED, or one; printed by Boost.Test when a check fails.
inline std::uint64_t seed() {
  auto text = std::getenv("NIGHTFLOAT_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 20'260'701;
}

/// NIGHTFLOAT_COUNT, or `small`: how often a property is tried.
inline std::uint64_t count_or(std::uint64_t small) {
  auto text = std::getenv("NIGHTFLOAT_COUNT");
  return text ? std::strtoull(text, nullptr, 10) : small;
}

/// Where a sample's values come from: FNV-1a over the names on the way.
struct path {
  std::uint64_t hash = 14'695'981'039'346'656'037ull;

  [[nodiscard]] path operator/(std::string_view name) const {
    auto x = *this;
    for (auto c : name)
      x.hash = (x.hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ull;
    return x;
  }

  [[nodiscard]] std::uint64_t below(std::uint64_t n) const {
    return (hash >> 20) % n;
  }
};

/// What `make` draws from for samples.
struct fixed_source {
  path at;

  fixed_source within(std::string_view name) const {
    return {at / name};
  }

  /// Neither zero nor of one width.
  template <class T>
  T integer() const {
    constexpr auto bits = sizeof(T) * 8;
    auto wide = at.hash >> (64 - bits + at.below(bits - 2));
    auto x = static_cast<T>(wide | 1);
    return x;
  }
  bool truth() const {
    return true;
  }
  std::string text() const {
    auto x = "text-" + std::to_string(at.below(100'000));
    return at.below(3) == 0 ? x + std::string(40, '.') : x;
  }
  std::size_t length() const {
    return 2;
  }
  /// The second, which stays the second when others are appended.
  std::size_t choice(std::size_t count) const {
    return count > 1 ? 1 : 0;
  }
  ec code() const {
    return static_cast<ec>(1 + at.below(32));
  }
  std::int32_t day() const {
    return 20'635 + static_cast<std::int32_t>(at.below(365));
  }
};

/// Random values, small and extreme ones more often than uniform.
struct random_source {
  std::mt19937_64& engine;

  random_source within(std::string_view) const {
    return *this;
  }

  std::uint64_t below(std::uint64_t n) const {
    return engine() % n;
  }
  template <class T>
  T integer() const {
    using limits = std::numeric_limits<T>;
    switch (below(6)) {
      case 0:
        return 0;
      case 1:
        return limits::max();
      case 2:
        return limits::min();
      case 3:
        return static_cast<T>(below(200));
      default:
        return static_cast<T>(engine() >> below(64));
    }
  }
  bool truth() const {
    return below(2) == 0;
  }
  std::string text() const {
    auto x = std::string(below(5) == 0 ? below(300) : below(20), '\0');
    auto binary = below(2) == 0;
    for (auto& c : x)
      c = static_cast<char>(binary ? below(256) : 'a' + below(26));
    return x;
  }
  std::size_t length() const {
    return below(8) == 0 ? below(40) : below(4);
  }
  std::size_t choice(std::size_t count) const {
    return below(count);
  }
  ec code() const {
    return static_cast<ec>(below(33));
  }
  /// Between the years 1900 and 2100: what ISO text is used for.
  std::int32_t day() const {
    return static_cast<std::int32_t>(below(73'000)) - 25'567;
  }
};

template <class T, class Source>
T make(const Source& from);

template <class T, class Source>
T make_enum(const Source& from) {
  using namespace boost;
  using all = describe::describe_enumerators<T>;
  auto x = T{};
  auto i = std::size_t{0};
  auto chosen = from.choice(mp11::mp_size<all>::value);
  mp11::mp_for_each<all>([&](auto d) {
    if (i++ == chosen)
      x = d.value;
  });
  return x;
}

template <class T, class Source>
T make(const Source& from) {
  auto x = T{};
  if constexpr (std::is_same_v<T, bool>) {
    x = from.truth();
  } else if constexpr (codec::integer<T>) {
    x = from.template integer<T>();
  } else if constexpr (std::is_same_v<T, ec>) {
    x = from.code();
  } else if constexpr (codec::described_enum<T>) {
    x = make_enum<T>(from);
  } else if constexpr (codec::is_id<T>::value) {
    x.value = from.template integer<typename T::rep>();
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
    boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
      using member = std::remove_cvref_t<decltype(x.*d.pointer)>;
      x.*d.pointer = make<member>(from.within(d.name));
    });
  }
  return x;
}

template <class T>
T sample(std::string_view name) {
  return make<T>(fixed_source{path{} / name});
}

} // namespace nightfloat::test

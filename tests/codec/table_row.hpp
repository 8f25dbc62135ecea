// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "codec/schema.hpp"
#include "tests/codec/samples.hpp"
#include "tests/codec/table.hpp"

namespace nightfloat::test {

template <class T>
bool members_agree(const T& old, const T& now) {
  if constexpr (codec::is_vector<T>::value) {
    auto good = old.size() == now.size();
    for (auto i = std::size_t{0}; good && i < old.size(); ++i)
      good = members_agree(old[i], now[i]);
    return good;
  } else if constexpr (codec::is_optional<T>::value) {
    return old && now && members_agree(*old, *now);
  } else if constexpr (codec::described<T>) {
    const auto defaults = T{};
    return codec::with_members(old, [&](const auto&... before) {
      return codec::with_members(now, [&](const auto&... after) {
        return codec::with_members(defaults, [&](const auto&... unset) {
          return (...
                  && (members_agree(before, after)
                      || codec::encode(before) == codec::encode(unset)));
        });
      });
    });
  } else {
    return old == now;
  }
}

template <class T>
row make_row(const char* name) {
  return {
    name,
    [](std::string_view of) {
      return codec::encode(make<T>(source{}.within(of)));
    },
    [](std::mt19937_64& engine) {
      return codec::encode(make<T>(source{&engine}));
    },
    [](std::string_view bytes) -> result<std::string> {
      auto x = codec::decode<T>(bytes);
      if (!x)
        return x.error();
      return codec::encode(*x);
    },
    [](std::string_view old, std::string_view now) {
      return members_agree(codec::decode<T>(old).value(),
                           codec::decode<T>(now).value());
    },
    [](std::string_view bytes, bool pretty) {
      auto x = codec::decode<T>(bytes).value();
      return pretty ? codec::to_json_pretty(x) : codec::to_json(x);
    },
    [](std::string_view text) -> result<std::string> {
      auto x = codec::from_json<T>(text);
      if (!x)
        return x.error();
      return codec::encode(*x);
    },
    [] { return codec::json_schema<T>(); },
  };
}

} // namespace nightfloat::test

#define NIGHTFLOAT_ROW(folder, name) make_row<folder::name>(#folder "." #name),

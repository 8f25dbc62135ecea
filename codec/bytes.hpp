// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values as bytes, for the wire and the disk: MessagePack.
//
// A described struct is the array of its members in their order; fields are
// only ever appended, so a decoder takes a shorter array (what is missing
// keeps its default) and a longer one (what is more is skipped). Enums, ids
// and times are integers, an empty optional is nil, `vector<uint8_t>` is bin.
//
// Decoding is total: any bytes give a value or `malformed`. Memory is bounded
// by the input: `reader::budget_of`.

#include "codec/place.hpp"
#include "codec/types.hpp"
#include "domain/error.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

namespace nightfloat::codec {

// -- primitives ---------------------------------------------------------------

void write_wide(std::string& out, std::uint64_t x);
void write_negative(std::string& out, std::int64_t x);
void write_nil(std::string& out);
void write_bool(std::string& out, bool x);
void write_double(std::string& out, double x);
void write_text(std::string& out, std::string_view x);
void write_blob(std::string& out, const std::uint8_t* data, std::size_t size);
void write_array(std::string& out, std::size_t count);

inline void write_unsigned(std::string& out, std::uint64_t x) {
  if (x < 0x80)
    out.push_back(static_cast<char>(x));
  else
    write_wide(out, x);
}

inline void write_signed(std::string& out, std::int64_t x) {
  if (x >= 0)
    write_unsigned(out, static_cast<std::uint64_t>(x));
  else
    write_negative(out, x);
}

/// Walks over bytes. Each `read_` returns false and keeps the first fault;
/// callers on the way out name where they were with `within`.
class reader {
public:
  explicit reader(std::string_view bytes) noexcept;

  /// How much memory `size` bytes may grow into: 64 times as much (an empty
  /// string costs one byte and holds 32, an absent record more) and 64 KiB.
  [[nodiscard]] static constexpr std::size_t
  budget_of(std::size_t size) noexcept {
    constexpr auto large = std::size_t{64} << 20;
    return std::min(64 * size + 65'536, large + 4 * size);
  }

  /// Integers; REQUIRES the bounds of a type, which hold all of 0 to 127.
  /// An array; its count never exceeds the bytes that are left.
  [[nodiscard]] bool read_array(std::size_t& count);
  [[nodiscard]] bool read_unsigned(std::uint64_t& x, std::uint64_t max) {
    // Most integers are one byte.
    if (at_ == end_ || *at_ >= 0x80)
      return read_wide(x, max);
    x = *at_++;
    return true;
  }
  [[nodiscard]] bool read_signed(std::int64_t& x, std::int64_t min,
                                 std::int64_t max) {
    if (at_ == end_ || *at_ >= 0x80)
      return read_wide(x, min, max);
    x = *at_++;
    return true;
  }
  [[nodiscard]] bool read_bool(bool& x);
  [[nodiscard]] bool read_double(double& x);
  /// Text or blob; `x` points into the input.
  [[nodiscard]] bool read_bytes(std::string_view& x);

  /// Whether nil comes next; consumes it if so.
  [[nodiscard]] bool take_nil() noexcept;
  [[nodiscard]] bool next_is_blob() const noexcept;

  /// Passes over `count` values of any kind, in time linear in their bytes.
  [[nodiscard]] bool skip(std::size_t count);

  /// Takes `count` elements of `each` bytes from the memory budget.
  [[nodiscard]] bool spend(std::size_t count, std::size_t each);

  /// False and a fault if anything is left.
  [[nodiscard]] bool finish();

  /// Records a fault at the present byte, unless there was one; is false.
  bool fail(std::string_view what);
  void within(std::string_view member);
  void within(std::size_t index);

  /// REQUIRES a fault. `malformed`: place, what is wrong, where it stopped.
  [[nodiscard]] failure fault() const;

private:
  struct head;

  bool read_wide(std::uint64_t& x, std::uint64_t max);
  bool read_wide(std::int64_t& x, std::int64_t min, std::int64_t max);
  bool read_head(head& x, std::string_view wanted);
  bool read_number(head& x);
  [[nodiscard]] std::size_t left() const noexcept {
    return static_cast<std::size_t>(end_ - at_);
  }

  const unsigned char* begin_;
  const unsigned char* at_;
  const unsigned char* end_;
  std::size_t budget_;
  std::size_t fault_at_ = 0;
  std::string fault_;
  place place_;
};

// -- values -------------------------------------------------------------------

template <class T>
void encode_to(std::string& out, const T& x);

template <class T>
[[nodiscard]] bool decode_from(reader& in, T& x);

namespace detail {

template <class T>
void encode_elements(std::string& out, const T& xs) {
  using element = typename T::value_type;
  if constexpr (std::is_same_v<element, std::uint8_t>) {
    write_blob(out, xs.data(), xs.size());
  } else {
    write_array(out, xs.size());
    if constexpr (integer<element>)
      out.reserve(out.size() + xs.size() * (sizeof(element) + 1));
    for (const auto& x : xs)
      encode_to(out, x);
  }
}

template <integer T>
bool decode_integer(reader& in, T& x) {
  using limits = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>) {
    auto wide = std::int64_t{0};
    if (!in.read_signed(wide, limits::min(), limits::max()))
      return false;
    x = static_cast<T>(wide);
  } else {
    auto wide = std::uint64_t{0};
    if (!in.read_unsigned(wide, limits::max()))
      return false;
    x = static_cast<T>(wide);
  }
  return true;
}

template <enumeration E>
bool decode_enum(reader& in, E& x) {
  auto raw = std::underlying_type_t<E>{};
  if (!decode_integer(in, raw))
    return false;
  if (!is_enumerator(static_cast<E>(raw)))
    return in.fail("no such enumerator (" + std::to_string(raw) + ")");
  x = static_cast<E>(raw);
  return true;
}

template <class T>
bool decode_elements(reader& in, std::vector<T>& xs) {
  xs.clear();
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    if (in.next_is_blob()) {
      auto raw = std::string_view{};
      if (!in.read_bytes(raw))
        return false;
      xs.assign(raw.begin(), raw.end());
      return true;
    }
  }
  auto count = std::size_t{0};
  if (!in.read_array(count) || !in.spend(count, sizeof(T)))
    return false;
  xs.reserve(count);
  for (auto i = std::size_t{0}; i < count; ++i) {
    if (!decode_from(in, xs.emplace_back())) {
      in.within(i);
      return false;
    }
  }
  return true;
}

template <class T, std::size_t N>
bool decode_elements(reader& in, std::array<T, N>& xs) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    if (in.next_is_blob()) {
      auto raw = std::string_view{};
      if (!in.read_bytes(raw))
        return false;
      if (raw.size() != N)
        return in.fail("wants " + std::to_string(N) + " bytes, found "
                       + std::to_string(raw.size()));
      std::copy(raw.begin(), raw.end(), xs.begin());
      return true;
    }
  }
  auto count = std::size_t{0};
  if (!in.read_array(count))
    return false;
  if (count != N)
    return in.fail("wants " + std::to_string(N) + " elements, found "
                   + std::to_string(count));
  for (auto i = std::size_t{0}; i < N; ++i) {
    if (!decode_from(in, xs[i])) {
      in.within(i);
      return false;
    }
  }
  return true;
}

template <described T>
bool decode_members(reader& in, T& x) {
  auto count = std::size_t{0};
  if (!in.read_array(count))
    return false;
  auto read = std::size_t{0};
  auto good = with_members(x, [&](auto&... member) {
    return (... && (read == count || (decode_from(in, member) && ++read)));
  });
  if (!good) {
    in.within(member_names<T>[read]);
    return false;
  }
  return count <= member_count<T> || in.skip(count - member_count<T>);
}

} // namespace detail

template <class T>
void encode_to(std::string& out, const T& x) {
  if constexpr (std::is_same_v<T, bool>) {
    write_bool(out, x);
  } else if constexpr (integer<T>) {
    if constexpr (std::is_signed_v<T>)
      write_signed(out, x);
    else
      write_unsigned(out, x);
  } else if constexpr (std::is_same_v<T, double>) {
    write_double(out, x);
  } else if constexpr (enumeration<T>) {
    encode_to(out, static_cast<std::underlying_type_t<T>>(x));
  } else if constexpr (is_id<T>::value) {
    encode_to(out, x.value);
  } else if constexpr (is_duration<T>::value) {
    encode_to(out, x.count());
  } else if constexpr (is_time_point<T>::value) {
    encode_to(out, x.time_since_epoch().count());
  } else if constexpr (std::is_same_v<T, std::string>) {
    write_text(out, x);
  } else if constexpr (is_optional<T>::value) {
    static_assert(!is_optional<typename T::value_type>::value);
    x ? encode_to(out, *x) : write_nil(out);
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    detail::encode_elements(out, x);
  } else {
    static_assert(described<T>, "the type wants a Boost.Describe line");
    write_array(out, member_count<T>);
    with_members(x,
                 [&](const auto&... member) { (encode_to(out, member), ...); });
  }
}

template <class T>
bool decode_from(reader& in, T& x) {
  if constexpr (std::is_same_v<T, bool>) {
    return in.read_bool(x);
  } else if constexpr (integer<T>) {
    return detail::decode_integer(in, x);
  } else if constexpr (std::is_same_v<T, double>) {
    return in.read_double(x);
  } else if constexpr (enumeration<T>) {
    return detail::decode_enum(in, x);
  } else if constexpr (is_id<T>::value) {
    return detail::decode_integer(in, x.value);
  } else if constexpr (is_duration<T>::value) {
    auto count = typename T::rep{};
    if (!detail::decode_integer(in, count))
      return false;
    x = T{count};
    return true;
  } else if constexpr (is_time_point<T>::value) {
    auto since = typename T::duration{};
    if (!decode_from(in, since))
      return false;
    x = T{since};
    return true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    auto raw = std::string_view{};
    if (!in.read_bytes(raw))
      return false;
    x.assign(raw);
    return true;
  } else if constexpr (is_optional<T>::value) {
    x.reset();
    return in.take_nil() || decode_from(in, x.emplace());
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    return detail::decode_elements(in, x);
  } else {
    static_assert(described<T>, "the type wants a Boost.Describe line");
    return detail::decode_members(in, x);
  }
}

/// The bytes of `x`; equal values have equal bytes.
template <class T>
[[nodiscard]] std::string encode(const T& x) {
  auto out = std::string{};
  encode_to(out, x);
  return out;
}

/// The value that `bytes` hold. Fails with `malformed`, naming the member and
/// the byte: wrong kind, out of range, cut short, or more bytes than a value.
template <class T>
[[nodiscard]] result<T> decode(std::string_view bytes) {
  auto in = reader{bytes};
  auto x = T{};
  if (!decode_from(in, x) || !in.finish())
    return in.fault();
  return x;
}

} // namespace nightfloat::codec

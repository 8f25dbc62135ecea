// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "codec/tags.hpp"

#include <array>

namespace nightfloat::codec {

using namespace tags;

namespace {

std::uint64_t get(const unsigned char* at, std::size_t width) noexcept {
  auto x = std::uint64_t{0};
  for (auto i = std::size_t{0}; i < width; ++i)
    x = x << 8 | at[i];
  return x;
}

enum class family {
  positive,
  negative,
  truth,
  none,
  number,
  bytes,
  array,
  map,
  extension
};

const char* name_of(family x) noexcept {
  constexpr auto names = std::array{"an integer", "an integer", "a boolean",
                                    "nil",        "a number",   "bytes",
                                    "an array",   "a map",      "an extension"};
  return names[static_cast<std::size_t>(x)];
}

/// A tag's family, its fixed value, and how many bytes of value or count
/// follow. `never` is not in MessagePack and has width 9.
struct tag_shape {
  family kind = family::none;
  std::uint8_t width = 0;
  std::int8_t fixed = 0;
};

constexpr tag_shape shape_of(std::uint8_t tag) noexcept {
  auto step = [tag](std::uint8_t base) {
    return static_cast<std::uint8_t>(1u << (tag - base));
  };
  if (tag < fix_map)
    return {family::positive, 0, static_cast<std::int8_t>(tag)};
  if (tag < fix_array)
    return {family::map, 0, static_cast<std::int8_t>(tag - fix_map)};
  if (tag < fix_str)
    return {family::array, 0, static_cast<std::int8_t>(tag - fix_array)};
  if (tag < nil)
    return {family::bytes, 0, static_cast<std::int8_t>(tag - fix_str)};
  if (tag >= fix_negative)
    return {family::negative, 0, static_cast<std::int8_t>(tag)};
  if (tag >= map16)
    return {family::map, static_cast<std::uint8_t>(step(map16) * 2)};
  if (tag >= array16)
    return {family::array, static_cast<std::uint8_t>(step(array16) * 2)};
  if (tag >= str8)
    return {family::bytes, step(str8)};
  if (tag >= fix_ext1)
    return {family::extension, 0, static_cast<std::int8_t>(step(fix_ext1))};
  if (tag >= int8)
    return {family::negative, step(int8)};
  if (tag >= uint8)
    return {family::positive, step(uint8)};
  if (tag >= float32)
    return {family::number, static_cast<std::uint8_t>(step(float32) * 4)};
  if (tag >= ext8)
    return {family::extension, step(ext8)};
  if (tag >= bin8)
    return {family::bytes, step(bin8)};
  if (tag >= no)
    return {family::truth, 0, static_cast<std::int8_t>(tag - no)};
  return {family::none, static_cast<std::uint8_t>(tag == never ? 9 : 0)};
}

constexpr auto shapes = [] {
  auto all = std::array<tag_shape, 256>{};
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    all[i] = shape_of(static_cast<std::uint8_t>(i));
  return all;
}();

std::int64_t widen(std::uint64_t raw, std::size_t width) noexcept {
  auto unused = 64 - 8 * width;
  return static_cast<std::int64_t>(raw << unused) >> unused;
}

} // namespace

/// One tag with what follows it: a value, or the count of what comes next.
struct reader::head {
  family kind = family::none;
  std::uint8_t width = 0;
  std::uint64_t raw = 0;

  [[nodiscard]] bool below_zero() const noexcept {
    return kind == family::negative && static_cast<std::int64_t>(raw) < 0;
  }
};

reader::reader(std::string_view bytes) noexcept
  : begin_{reinterpret_cast<const unsigned char*>(bytes.data())}, at_{begin_},
    end_{begin_ + bytes.size()}, budget_{budget_of(bytes.size())} {
}

bool reader::read_head(head& x, std::string_view wanted) {
  if (at_ == end_)
    return fail("cut short, wants " + std::string{wanted});
  auto shape = shapes[*at_];
  if (shape.width == 9)
    return fail("no MessagePack byte (0xc1)");
  if (left() < std::size_t{1} + shape.width)
    return fail("cut short, wants " + std::string{wanted});
  x.kind = shape.kind;
  x.width = shape.width;
  if (shape.width == 0) {
    auto fixed = std::int64_t{shape.fixed};
    x.raw = static_cast<std::uint64_t>(fixed);
  } else {
    x.raw = get(at_ + 1, shape.width);
    if (x.kind == family::negative)
      x.raw = static_cast<std::uint64_t>(widen(x.raw, shape.width));
  }
  return true;
}

bool reader::read_number(head& x) {
  if (!read_head(x, "an integer"))
    return false;
  if (x.kind != family::positive && x.kind != family::negative)
    return fail(std::string{"wants an integer, found "} + name_of(x.kind));
  return true;
}

bool reader::read_wide(std::uint64_t& x, std::uint64_t max) {
  auto h = head{};
  if (!read_number(h))
    return false;
  if (h.below_zero())
    return fail("integer out of range ("
                + std::to_string(static_cast<std::int64_t>(h.raw))
                + ", min 0)");
  if (h.raw > max)
    return fail("integer out of range (" + std::to_string(h.raw) + ", max "
                + std::to_string(max) + ")");
  x = h.raw;
  at_ += 1 + h.width;
  return true;
}

bool reader::read_wide(std::int64_t& x, std::int64_t min, std::int64_t max) {
  auto h = head{};
  if (!read_number(h))
    return false;
  auto value = static_cast<std::int64_t>(h.raw);
  if (h.kind == family::positive && value < 0)
    return fail("integer out of range (" + std::to_string(h.raw) + ", max "
                + std::to_string(max) + ")");
  if (value < min || value > max)
    return fail("integer out of range (" + std::to_string(value) + ", "
                + std::to_string(min) + " to " + std::to_string(max) + ")");
  x = value;
  at_ += 1 + h.width;
  return true;
}

bool reader::read_bool(bool& x) {
  auto h = head{};
  if (!read_head(h, "a boolean"))
    return false;
  if (h.kind != family::truth)
    return fail(std::string{"wants a boolean, found "} + name_of(h.kind));
  x = h.raw != 0;
  ++at_;
  return true;
}

bool reader::read_double(double& x) {
  auto h = head{};
  if (!read_head(h, "a number"))
    return false;
  if (h.kind != family::number || h.width != 8)
    return fail(
      std::string{"wants a 64-bit number, found "}
      + (h.kind == family::number ? "a 32-bit one" : name_of(h.kind)));
  x = std::bit_cast<double>(h.raw);
  at_ += 9;
  return true;
}

bool reader::read_bytes(std::string_view& x) {
  auto h = head{};
  if (!read_head(h, "bytes"))
    return false;
  if (h.kind != family::bytes)
    return fail(std::string{"wants bytes, found "} + name_of(h.kind));
  auto behind = left() - 1 - h.width;
  if (h.raw > behind)
    return fail("length beyond the end (" + std::to_string(h.raw)
                + " bytes, left " + std::to_string(behind) + ")");
  at_ += 1 + h.width;
  x = {reinterpret_cast<const char*>(at_), h.raw};
  at_ += h.raw;
  return true;
}

bool reader::read_array(std::size_t& count) {
  auto h = head{};
  if (!read_head(h, "an array"))
    return false;
  if (h.kind != family::array)
    return fail(std::string{"wants an array, found "} + name_of(h.kind));
  auto behind = left() - 1 - h.width;
  if (h.raw > behind)
    return fail("count beyond the end (" + std::to_string(h.raw)
                + " elements, bytes left " + std::to_string(behind) + ")");
  count = h.raw;
  at_ += 1 + h.width;
  return true;
}

bool reader::take_nil() noexcept {
  if (at_ == end_ || *at_ != nil)
    return false;
  ++at_;
  return true;
}

bool reader::next_is_blob() const noexcept {
  return at_ != end_ && *at_ >= bin8 && *at_ < ext8;
}

bool reader::skip(std::size_t count) {
  // A count of what is still owed instead of recursion: depth costs nothing.
  for (auto owed = std::uint64_t{count}; owed > 0; --owed) {
    auto h = head{};
    if (owed > left() || !read_head(h, "a value"))
      return fail("cut short, wants " + std::to_string(owed) + " values");
    auto payload = std::uint64_t{0};
    if (h.kind == family::bytes)
      payload = h.raw;
    else if (h.kind == family::extension)
      payload = h.raw + 1;
    auto behind = left() - 1 - h.width;
    if (payload > behind)
      return fail("length beyond the end (" + std::to_string(payload)
                  + " bytes, left " + std::to_string(behind) + ")");
    if (h.kind == family::array)
      owed += h.raw;
    else if (h.kind == family::map)
      owed += 2 * h.raw;
    at_ += 1 + h.width + payload;
  }
  return true;
}

bool reader::spend(std::size_t count, std::size_t each) {
  // `count` is at most the bytes left, `each` a sizeof: no overflow.
  auto wanted = count * each;
  if (wanted > budget_)
    return fail("needs more memory than its size allows ("
                + std::to_string(wanted) + " bytes, left "
                + std::to_string(budget_) + ")");
  budget_ -= wanted;
  return true;
}

bool reader::finish() {
  if (at_ == end_)
    return true;
  return fail("bytes left over (" + std::to_string(left()) + ")");
}

bool reader::fail(std::string_view what) {
  if (fault_.empty()) {
    fault_ = what;
    fault_at_ = static_cast<std::size_t>(at_ - begin_);
  }
  return false;
}

void reader::within(std::string_view member) {
  place_.within(member);
}

void reader::within(std::size_t index) {
  place_.within(index);
}

failure reader::fault() const {
  return {ec::malformed, "decode: " + place_.prefix() + fault_ + " (byte "
                           + std::to_string(fault_at_) + ")"};
}

} // namespace nightfloat::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "tests/codec/samples.hpp"
#include "tests/codec/types.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

// What was written once is read for ever. `golden/README.md` says what to do
// when this test fails.

using namespace nightfloat;

namespace {

std::filesystem::path file_of(const std::string& name) {
  return std::filesystem::path{NIGHTFLOAT_ROOT} / "tests/codec/golden"
         / (name + ".hex");
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto out = std::string{};
  for (auto c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string from_hex(std::string_view hex) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, {}, 16));
  return out;
}

std::vector<std::string> lines_of(const std::string& name) {
  auto file = std::ifstream{file_of(name)};
  auto all = std::vector<std::string>{};
  for (auto line = std::string{}; std::getline(file, line);)
    all.push_back(line);
  return all;
}

/// Whether each member that `old` holds is the sample's: what a former form
/// did not have is at its default.
template <class T>
bool agrees(const T& old, const T& now) {
  if constexpr (codec::is_vector<T>::value) {
    auto good = old.size() == now.size();
    for (auto i = std::size_t{0}; good && i < old.size(); ++i)
      good = agrees(old[i], now[i]);
    return good;
  } else if constexpr (codec::is_optional<T>::value) {
    return old && now && agrees(*old, *now);
  } else if constexpr (codec::described<T>) {
    const auto defaults = T{};
    auto good = true;
    boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
      good = good
             && (agrees(old.*d.pointer, now.*d.pointer)
                 || codec::encode(old.*d.pointer)
                      == codec::encode(defaults.*d.pointer));
    });
    return good;
  } else {
    return codec::encode(old) == codec::encode(now);
  }
}

/// NIGHTFLOAT_GOLDEN_ADD names the one type that gets a line; the run that
/// adds it fails all the same.
void add_if_asked(const std::string& name, const std::string& hex) {
  auto asked = std::getenv("NIGHTFLOAT_GOLDEN_ADD");
  if (asked && asked == name) {
    auto file = std::ofstream{file_of(name), std::ios::app};
    file << hex << '\n';
    BOOST_TEST_MESSAGE("added a line to " << file_of(name));
  }
}

template <class T>
void check_golden(const std::string& name) {
  auto now = test::sample<T>(name);
  auto hex = to_hex(codec::encode(now));
  auto lines = lines_of(name);
  for (const auto& line : lines) {
    auto old = codec::decode<T>(from_hex(line));
    BOOST_TEST(old.has_value(), name << ": a stored form is not read: "
                                     << (old ? "" : old.error().detail));
    if (old)
      BOOST_TEST(agrees(*old, now), name << ": a stored form is misread");
  }
  auto same = !lines.empty() && lines.back() == hex;
  BOOST_TEST(same, name << " is not encoded as " << file_of(name).string()
                        << " says; see its README. Now: " << hex);
  if (!same)
    add_if_asked(name, hex);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_stored_or_sent_is_still_read) {
#define NIGHTFLOAT_CHECK(folder, name)                                         \
  check_golden<folder::name>(#folder "." #name);
  NIGHTFLOAT_TYPES(NIGHTFLOAT_CHECK)
#undef NIGHTFLOAT_CHECK
}

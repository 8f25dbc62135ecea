// SPDX-License-Identifier: Apache-2.0
#include "domain/digest.hpp"
#include "tests/codec/table.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

BOOST_AUTO_TEST_SUITE(golden_test)

// What was written once is read for ever. `golden/README.md` says what to do
// when this test fails.

using namespace nightfloat;

namespace {

std::filesystem::path file_of(const std::string& name) {
  return std::filesystem::path{NIGHTFLOAT_ROOT} / "tests/codec/golden"
         / (name + ".hex");
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

void check_golden(const test::row& row) {
  auto now = row.sample(row.name);
  auto hex = domain::hex(now);
  auto lines = lines_of(row.name);
  for (const auto& line : lines) {
    auto old = from_hex(line);
    auto read = row.recode(old);
    BOOST_TEST(read.has_value(), row.name << ": a stored form is not read: "
                                          << (read ? "" : read.error().detail));
    if (read)
      BOOST_TEST(row.agrees(old, now), row.name << ": a form is misread");
  }
  auto same = !lines.empty() && lines.back() == hex;
  BOOST_TEST(same, row.name << " is not encoded as "
                            << file_of(row.name).string()
                            << " says; see its README. Now: " << hex);
  if (!same)
    add_if_asked(row.name, hex);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_stored_or_sent_is_still_read) {
  for (const auto& row : test::table())
    check_golden(row);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "tests/codec/types.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(types_test)

namespace fs = std::filesystem;

namespace {

/// The headers whose described structs are stored or sent: those directly in
/// these folders, and some below `domain/`.
std::vector<fs::path> headers() {
  auto root = fs::path{NIGHTFLOAT_ROOT};
  auto all = std::vector<fs::path>{
    root / "domain/compare/tally.hpp",     root / "domain/repair/absence.hpp",
    root / "domain/conflict/conflict.hpp", root / "domain/rules/candidate.hpp",
    root / "domain/rules/finding.hpp",     root / "domain/rules/pack.hpp",
    root / "domain/swap/match.hpp",        root / "domain/swap/request.hpp",
    root / "broker/envelope.hpp"};
  for (auto folder : {"domain", "storage", "client"}) {
    for (const auto& x : fs::directory_iterator{root / folder}) {
      auto name = x.path().filename().string();
      auto client = std::string_view{folder} == "client";
      if (name.ends_with(client ? "operations.hpp" : ".hpp"))
        all.push_back(x.path());
    }
  }
  return all;
}

std::set<std::string> described_in(const fs::path& header) {
  auto file = std::ifstream{header};
  auto text = std::stringstream{};
  text << file.rdbuf();
  constexpr std::string_view mark = "\nBOOST_DESCRIBE_STRUCT(";
  auto all = std::set<std::string>{};
  auto source = text.str();
  for (auto i = source.find(mark); i != source.npos;
       i = source.find(mark, i + 1)) {
    auto start = i + mark.size();
    auto name = source.substr(start, source.find(',', start) - start);
    all.insert(
      fs::path{header}.lexically_relative(NIGHTFLOAT_ROOT).begin()->string()
      + "." + name);
  }
  return all;
}

std::set<std::string> listed() {
#define NIGHTFLOAT_NAME(folder, name) #folder "." #name,
  return {NIGHTFLOAT_TYPES(NIGHTFLOAT_NAME)};
#undef NIGHTFLOAT_NAME
}

} // namespace

BOOST_AUTO_TEST_CASE(every_stored_or_sent_type_is_listed) {
  auto known = listed();
  auto found = std::set<std::string>{};
  for (const auto& header : headers()) {
    for (const auto& name : described_in(header)) {
      found.insert(name);
      BOOST_TEST(known.count(name) == 1u,
                 name + " of " + header.string()
                   + " is missing from tests/codec/types.hpp");
    }
  }
  BOOST_TEST(found.count("domain.transaction") == 1u);
  for (const auto& name : known)
    BOOST_TEST(found.count(name) == 1u, name + " is listed but not described");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
#include "bench/published.hpp"

#include "exchange/shift_scheduling.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nightfloat::bench {

namespace {

namespace fs = std::filesystem;

fs::path rostering() {
  const auto* named = std::getenv("NIGHTFLOAT_ROSTERING");
  return named != nullptr
           ? fs::path{named}
           : fs::path{NIGHTFLOAT_ROOT}.parent_path() / "shared/rostering";
}

} // namespace

std::optional<domain::solve::problem> published_instance(int number) {
  auto path = rostering() / "curtois/instances"
              / ("Instance" + std::to_string(number) + ".txt");
  auto in = std::ifstream{path};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  auto x = exchange::read_shift_scheduling(text, path.string());
  if (!x) {
    std::fprintf(stderr, "skipped: %s\n", x.error().detail.c_str());
    return std::nullopt;
  }
  return std::move(x->problem);
}

} // namespace nightfloat::bench

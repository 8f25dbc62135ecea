// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solve_alternatives.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <filesystem>
#include <iostream>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

std::string percent_text(double x) {
  return formatted("%.1f %%", x);
}

std::string nearest(const alternative_view& x, std::size_t self) {
  auto out = 100.0;
  for (auto i = std::size_t{0}; i < x.apart.size(); ++i)
    if (i != self)
      out = std::min(out, x.apart[i]);
  return x.apart.size() > 1 ? percent_text(out) : "";
}

std::string parts_words(const std::vector<cost_part>& parts) {
  auto out = std::string{};
  for (const auto& one : parts)
    if (one.cost != 0)
      out += (out.empty() ? "" : ", ") + one.kind + " "
             + std::to_string(one.cost);
  return out;
}

std::string remark(const alternative_view& x) {
  if (!x.is_near_best)
    return x.is_apart ? "too dear" : "too dear and too near another";
  return x.is_apart ? "" : "too near another";
}

} // namespace

std::vector<cost_part> parts_of(const solve::evaluation& x) {
  auto out = std::vector<cost_part>{};
  for (auto i = std::size_t{0}; i < solve::rule_kinds; ++i)
    if (auto part = x.parts[i]; part != solve::score{})
      out.push_back({solve::to_string(static_cast<solve::rule_kind>(i)),
                     part.hard(), part.soft()});
  return out;
}

std::string path_of(const std::string& out, std::size_t i) {
  if (i == 0)
    return out;
  auto path = std::filesystem::path{out}.lexically_normal();
  if (!path.has_filename())
    path = path.parent_path();
  auto name = path.stem().string() + "-" + std::to_string(i + 1)
              + path.extension().string();
  return path.replace_filename(name).string();
}

alternatives_view view(const solve::alternatives_result& x,
                       const solve::alternatives_options& options) {
  auto out = alternatives_view{
    options.count, options.within_percent, options.apart_percent, {}};
  for (const auto& one : x.all)
    out.rosters.push_back({one.cost.total.hard(),
                           one.cost.total.soft(),
                           parts_of(one.cost),
                           one.apart,
                           one.is_near_best,
                           one.is_apart,
                           {}});
  return out;
}

void print(const alternatives_view& x) {
  if (x.wanted <= 1)
    return;
  std::cout << "\nrosters to choose from, within "
            << percent_text(x.within_percent) << " of the best and "
            << percent_text(x.apart_percent) << " of the cells apart:\n";
  auto t = table{{">ROSTER", ">BROKEN", ">COST", ">NEAREST", "PARTS", ""}};
  for (auto i = std::size_t{0}; i < x.rosters.size(); ++i) {
    const auto& one = x.rosters[i];
    t.add({std::to_string(i + 1), std::to_string(one.broken),
           std::to_string(one.cost), nearest(one, i), parts_words(one.parts),
           remark(one)});
  }
  t.print(std::cout);
  if (x.rosters.size() < x.wanted)
    std::cout << "no more were found than these, of the " << x.wanted
              << " asked for\n";
}

} // namespace nightfloat::cmd

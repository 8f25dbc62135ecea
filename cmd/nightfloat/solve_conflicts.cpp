// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/solve_conflicts.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

requirement_view
requirement_words(const solve::requirement& x, const exchange::instance& from,
                  const solve::requirements& of, const solve::naming& names) {
  auto words = words_of(from, {x.kind, x.rule, x.who, x.day, solve::hard()});
  return {words.rule, words.who, words.day, sentence(x, of, names)};
}

void print_conflict(const conflict_view& x, std::size_t show) {
  std::cout << (x.minimal ? "cannot hold together, each of them needed for it:"
                          : "cannot hold together, perhaps without all of "
                            "them:")
            << '\n';
  for (auto i = std::size_t{0}; i < x.sentences.size() && i < show; ++i)
    std::cout << "  " << x.sentences[i] << '\n';
  print_rest(std::cout, x.sentences.size(), show, "  ");
}

} // namespace

result<conflicts_view> conflicts_of(const exchange::instance& x,
                                    const solve::conflict_options& options,
                                    const solve::naming& names) {
  auto found = find_conflicts(x.problem, options);
  if (!found)
    return found.error();
  auto of = solve::requirements{x.problem, options.facts_from};
  auto out = conflicts_view{to_string(found->all), {}};
  for (const auto& one : found->conflicts) {
    auto& to = out.conflicts.emplace_back();
    to.minimal = one.minimal;
    for (const auto& part : one.of)
      to.requirements.push_back(requirement_words(part, x, of, names));
    to.sentences = sentences(one.of, of, names);
  }
  return out;
}

void print(const conflicts_view& x, std::size_t show) {
  if (x.roster.empty())
    return;
  std::cout << '\n';
  for (const auto& one : x.conflicts)
    print_conflict(one, show);
  if (!x.conflicts.empty())
    return;
  if (x.roster == "possible")
    std::cout << "a roster without broken rules exists; give the search more "
                 "time\n";
  else if (x.roster == "impossible")
    std::cout << "no roster keeps all hard rules: that is proved, but no "
                 "small part of them was found that cannot hold together\n";
  else
    std::cout << "whether any roster keeps all hard rules is unknown: none "
                 "was found, and none is proved impossible\n";
}

} // namespace nightfloat::cmd

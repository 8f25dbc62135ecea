// SPDX-License-Identifier: Apache-2.0
#include "exchange/name_resolver.hpp"

namespace nightfloat::exchange {

result<name_resolver::resolved>
name_resolver::resolve(const std::string& text, const std::string& place) {
  if (auto known = known_.find(text); known != known_.end())
    return known->second;
  auto out = fresh(text, place);
  if (out)
    known_.emplace(text, *out);
  return out;
}

const name_guess& name_resolver::guess(const std::string& text) {
  auto known = guesses_.find(text);
  if (known == guesses_.end())
    known = guesses_.emplace(text, book_.find(text)).first;
  return known->second;
}

result<name_resolver::resolved> name_resolver::fresh(const std::string& text,
                                                     const std::string& place) {
  auto guess = this->guess(text);
  auto said = accepted_.by_text.find(text);
  auto is_said = said != accepted_.by_text.end();
  if (guess.how == likeness::code || (guess.is_exact() && !is_said))
    return resolved{guess.best->id};
  if (matches_.size() == matches_max)
    return failure{ec::oversize,
                   place + ": more than " + std::to_string(matches_max)
                     + " names are not exact, take the schedule of this "
                       "programme"};
  auto match = name_match{.kind = kind_,
                          .text = text,
                          .place = place,
                          .how = guess.how,
                          .score = guess.score};
  if (is_said) {
    match.accepted = true;
    guess.other = nullptr;
    guess.best = book_.with_code(said->second);
    if (guess.best == nullptr && !said->second.empty())
      return failure{ec::invalid_argument,
                     place + ": '" + text + "' is accepted as " + said->second
                       + ", but no " + kind_ + " has that code, correct it"};
  } else {
    match.accepted = guess.how == likeness::alike
                     && guess.score >= accepted_.score;
    if (guess.how == likeness::unknown && guess.score == 0)
      guess.best = nullptr;
  }
  if (guess.best != nullptr) {
    match.code = guess.best->code;
    match.name = guess.best->name;
  }
  if (guess.other != nullptr)
    match.other = guess.other->code;
  matches_.push_back(match);
  if (is_said && guess.best == nullptr)
    return resolved{.is_passed_over = true};
  auto is_meant = is_said || guess.how == likeness::alike;
  return resolved{is_meant ? guess.best->id : 0};
}

void name_resolver::report(std::vector<name_match>& to) const {
  to.insert(to.end(), matches_.begin(), matches_.end());
}

} // namespace nightfloat::exchange

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether shifts may pass between people: what the rules say of the change
// that the passing is. Internal to swap/.

#include "domain/roster.hpp"
#include "domain/rules/what_if.hpp"
#include "domain/swap/request.hpp"
#include "domain/swap/swap.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain {

struct swap_scene;

/// One shift on its way: all duties of `from` that bear its number.
struct passing {
  shift_id shift{};
  std::vector<duty> parts;
  const person_facts* from = nullptr;
  const person_facts* to = nullptr;
};

class swap_judge {
public:
  /// All must outlive it. With `how`, changes of frozen days are judged too.
  /// Fails with `not_found` for an unknown zone.
  [[nodiscard]] static result<swap_judge>
  make(const programme& where, const roster& what, const rule_pack& pack,
       std::optional<change_terms> how = {});

  /// By rules that were made ready before.
  explicit swap_judge(what_if rules) : rules_{std::move(rules)} {
  }

  /// `not_found` for people whom the programme does not know.
  [[nodiscard]] result<const person_facts*> person(person_id id) const;

  /// `shift` as `owner` holds it. `refused` if another does, naming them;
  /// `not_found` if nobody does.
  [[nodiscard]] result<passing> take(const person_facts& owner, shift_id shift,
                                     const person_facts& to) const;

  /// Nothing if all may pass at once, else `refused` and why.
  [[nodiscard]] result<void> judge(std::span<const passing> all) const;

  /// The first of its questions, cheap: role, PGY and leave of who takes.
  [[nodiscard]] std::optional<finding> unfit(const passing& x) const;

  /// All duties of `who` once `all` have passed, sorted.
  [[nodiscard]] std::vector<duty> after(const person_facts& who,
                                        std::span<const passing> all) const;

  [[nodiscard]] const rule_context& context() const noexcept {
    return rules_.context();
  }

  [[nodiscard]] const what_if& rules() const noexcept {
    return rules_;
  }

  [[nodiscard]] const roster& what() const noexcept {
    return rules_.what();
  }

private:
  what_if rules_;
};

/// The judge of `at`, by its rules where they were made ready. Fails as
/// `swap_judge::make` does.
[[nodiscard]] result<swap_judge> judge_at(const swap_scene& at,
                                          std::optional<change_terms> how = {});

/// Adds the guards of every week and unit whose cover `x` changes.
void add_guards(const swap_judge& judge, const passing& x,
                std::set<std::string>& out);

/// What it takes to let all pass. Fails with `refused` and the reason.
[[nodiscard]] result<swap_plan> judged_plan(const swap_judge& judge,
                                            std::span<const passing> all);

} // namespace nightfloat::domain

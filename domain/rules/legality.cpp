// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/legality.hpp"

#include "domain/rules/rules.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

class first_breach final : public remark_sink {
public:
  first_breach() : remark_sink{true} {
  }

  bool take(const remark& x) override {
    return !is_breach(x.severity);
  }
};

} // namespace

result<legality> legality::make(const programme& where, const rule_pack& pack) {
  auto context = rule_context::make(where, pack);
  if (!context)
    return context.error();
  return legality{std::make_unique<rule_context>(*std::move(context))};
}

legality::legality(std::unique_ptr<rule_context> context)
  : context_{std::move(context)} {
}

legality::~legality() = default;
legality::legality(legality&&) noexcept = default;
legality& legality::operator=(legality&&) noexcept = default;

bool legality::holds(person_id who, std::span<const duty> duties,
                     std::span<const assignment> plan,
                     window over) const noexcept {
  auto known = context_->person_of(who);
  if (known == nullptr)
    return false;
  auto sink = first_breach{};
  return check_person(view_of(*context_, *known, duties, plan, over), sink);
}

bool legality::on_leave(person_id who, date day) const noexcept {
  auto known = context_->person_of(who);
  return known != nullptr
         && std::ranges::any_of(context_->leave_of(*known), [&](const auto& x) {
              return x.first <= day && day <= x.last;
            });
}

} // namespace nightfloat::domain

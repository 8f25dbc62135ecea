// SPDX-License-Identifier: Apache-2.0
#include "soak/nightfloat_steps.hpp"
#include "soak/text.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::soak {

namespace {

class nightfloat_target final : public target {
public:
  nightfloat_target(std::vector<client::connection*> over,
                    nightfloat_terms terms)
    : over_(std::move(over)), terms_(std::move(terms)) {
    for (auto steps : {reading_steps(), changing_steps()})
      steps_.insert(steps_.end(), steps.begin(), steps.end());
  }

  result<std::uint32_t> operation(std::string_view name) const override {
    auto known = std::ranges::find(steps_, name, &named_step::name);
    if (known != steps_.end())
      return static_cast<std::uint32_t>(known - steps_.begin());
    return failure{ec::configuration,
                   "no such operation (" + std::string{name}
                     + "), one of: " + listed(steps_, &named_step::name),
                   0};
  }

  std::unique_ptr<visitor> make_visitor(std::uint32_t number,
                                        std::uint64_t seed) override {
    auto x = std::make_unique<nightfloat_user>();
    x->door = over_[number % over_.size()];
    x->rng = domain::random_source{seed};
    // Of the visitor's seed: numbers begin anew in each load of a run, and
    // a key that was used before is refused.
    x->name = "soak-" + std::to_string(terms_.run) + "-" + std::to_string(seed);
    return x;
  }

  void begin(std::uint32_t operation, visitor& who,
             std::chrono::milliseconds timeout, answered done) override {
    steps_[operation].run({.terms = terms_,
                           .who = static_cast<nightfloat_user&>(who),
                           .timeout = timeout,
                           .done = std::move(done)});
  }

private:
  std::vector<client::connection*> over_;
  nightfloat_terms terms_;
  std::vector<named_step> steps_;
};

} // namespace

std::unique_ptr<target>
make_nightfloat_target(std::vector<client::connection*> over,
                       nightfloat_terms terms) {
  NIGHTFLOAT_EXPECT(!over.empty());
  return std::make_unique<nightfloat_target>(std::move(over), std::move(terms));
}

} // namespace nightfloat::soak

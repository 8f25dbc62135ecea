// SPDX-License-Identifier: Apache-2.0
#include "client/committing.hpp"

#include "domain/digest.hpp"

#include <map>
#include <string_view>

namespace nightfloat::client {

using domain::commit_outcome;

namespace {

/// Tells two different requests under one key apart; keys are random already.
std::string fingerprint(const domain::transaction& x) {
  return domain::hex(domain::fnv(codec::encode(x)));
}

template <class T>
std::string renumbered_row(const std::vector<T>& before,
                           const std::vector<T>& after, const char* what) {
  auto numbers = std::map<std::string_view, std::uint32_t>{};
  for (auto& x : before)
    numbers.emplace(x.code, x.id.value);
  for (auto& x : after)
    if (auto old = numbers.find(x.code);
        old != numbers.end() && old->second != x.id.value)
      return std::string{what} + " " + x.code + " was number "
             + std::to_string(old->second) + " and would be "
             + std::to_string(x.id.value);
  return {};
}

} // namespace

std::vector<domain::expectation> heads_of(const loaded& now) {
  return {{.key = std::string{domain::keys::programme_current},
           .revision = now.head_revision},
          {.key = std::string{domain::keys::roster_current},
           .revision = now.roster_revision}};
}

result<std::uint64_t> commit(ledger_port& ledger, domain::transaction x,
                             std::string scope, std::string key) {
  auto print = fingerprint(x);
  x.reply = domain::owed_reply{.scope = std::move(scope),
                               .key = std::move(key),
                               .fingerprint = std::move(print)};
  auto answer = ledger.commit(x);
  if (!answer)
    return answer.error();
  switch (answer->outcome) {
    case commit_outcome::committed:
    case commit_outcome::replayed:
      return answer->version;
    case commit_outcome::conflict:
      return failure{ec::conflict,
                     "publish: " + answer->key
                       + " was changed by another meanwhile, nothing was "
                         "published, run it again",
                     0};
    case commit_outcome::unknown:
      return failure{ec::unknown_outcome,
                     "publish: the store did not say whether it happened, "
                     "run it again: the same content says unchanged",
                     0};
    default:
      return failure{answer->code, answer->detail, answer->retry_after_ms};
  }
}

void discard(ledger_port& ledger, const std::string& programme,
             const std::string& prefix, std::uint64_t number) {
  for (auto n = std::uint64_t{0};; ++n) {
    auto page = ledger.scan(programme, prefix, {});
    if (!page || page->found.empty())
      return;
    auto x = domain::transaction{.programme = programme};
    for (auto& one : page->found)
      if (x.erase.size() < domain::writes_max)
        x.erase.push_back(one.key);
    if (!commit(ledger, std::move(x), "import.discard",
                domain::hex(number) + "/" + prefix + std::to_string(n)))
      return;
  }
}

std::string misfit(const domain::programme& x, const domain::roster& kept) {
  for (auto& one : kept.duties) {
    if (domain::find(x, one.person) == nullptr)
      return "person " + std::to_string(one.person.value);
    if (one.from.assigned() && domain::find(x, one.from) == nullptr)
      return "shift template " + std::to_string(one.from.value);
    if (one.rotation.assigned() && domain::find(x, one.rotation) == nullptr)
      return "rotation " + std::to_string(one.rotation.value);
    if (one.site.assigned() && domain::find(x, one.site) == nullptr)
      return "site " + std::to_string(one.site.value);
  }
  for (auto& one : kept.plan) {
    if (domain::find(x, one.person) == nullptr)
      return "person " + std::to_string(one.person.value);
    if (domain::find(x, one.rotation) == nullptr)
      return "rotation " + std::to_string(one.rotation.value);
  }
  return {};
}

std::string renumbered(const domain::programme& before,
                       const domain::programme& after) {
  auto out = renumbered_row(before.people, after.people, "person");
  if (out.empty())
    out = renumbered_row(before.rotations, after.rotations, "rotation");
  if (out.empty())
    out = renumbered_row(before.templates, after.templates, "shift template");
  if (out.empty())
    out = renumbered_row(before.sites, after.sites, "site");
  return out;
}

} // namespace nightfloat::client

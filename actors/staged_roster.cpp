// SPDX-License-Identifier: Apache-2.0
#include "actors/staged_roster.hpp"

#include "actors/job_commits.hpp"
#include "actors/key_number.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/solve/rebase.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace nightfloat::actors {

namespace {

/// Not assigned: the key names nobody.
domain::person_id person_in(std::string_view key, std::size_t at) {
  auto digits = key.substr(std::min(at, key.size())).substr(0, person_digits);
  return {read_number<std::uint32_t>(digits).value_or(0)};
}

/// Adds the rows under `prefix`; a record that cannot be read is left out, for
/// what is put by is a help and no more.
template <class Columns, class Row>
void unpack_all(const std::map<std::string, std::string>& from,
                const std::string& prefix, std::vector<Row>& to) {
  for (auto i = from.lower_bound(prefix);
       i != from.end() && i->first.starts_with(prefix); ++i) {
    auto columns = codec::decode<Columns>(i->second);
    if (!columns)
      continue;
    if (auto rows = domain::unpack(person_in(i->first, prefix.size()),
                                   *columns))
      std::ranges::move(*rows, std::back_inserter(to));
  }
}

/// `plan` has all that is by hand in the roster in force, and no more of it.
bool keeps_by_hand(const std::vector<domain::assignment>& plan,
                   const domain::roster* in_force) {
  auto by_hand = [](const std::vector<domain::assignment>& all) {
    auto out = std::vector<domain::assignment>{};
    std::ranges::copy_if(all, std::back_inserter(out), [](const auto& x) {
      return domain::by_hand(x.source);
    });
    return out;
  };
  auto wanted = in_force == nullptr ? std::vector<domain::assignment>{}
                                    : by_hand(in_force->plan);
  return by_hand(plan) == wanted;
}

bool has_room(const domain::transaction& x) {
  return x.put.size() + x.erase.size() < domain::writes_max;
}

} // namespace

staged_roster::staged_roster(domain::roster_id id) : id_{id} {
  if (id.assigned())
    prefixes_ = {domain::keys::plans(id), domain::keys::duties(id),
                 domain::keys::draft(id)};
}

std::optional<run_step> staged_roster::next_page() const {
  if (prefixes_.empty())
    return {};
  auto out = run_step{};
  out.what = run_step::verb::scan;
  out.prefix = prefixes_.back();
  out.after = after_;
  return out;
}

void staged_roster::take(const client::records& got) {
  read_ms_ = std::max(read_ms_, got.ledger_time_ms);
  for (const auto& x : got.found) {
    if (x.key != domain::keys::draft(id_)) {
      there_[x.key] = x.bytes;
      continue;
    }
    if (auto head = codec::decode<domain::draft_head>(x.bytes))
      head_ = *head;
  }
  if (got.more && !got.found.empty()) {
    after_ = got.found.back().key;
    return;
  }
  prefixes_.pop_back();
  after_.clear();
}

domain::roster staged_roster::decoded() const {
  auto out = domain::roster{.id = id_};
  unpack_all<domain::duty_month>(there_, domain::keys::duties(id_), out.duties);
  unpack_all<domain::year_plan>(there_, domain::keys::plans(id_), out.plan);
  return out;
}

std::optional<domain::generation_start>
staged_roster::start(const programme_snapshot& where) const {
  if (!head_ || there_.empty())
    return {};
  const auto& now = *where.programme;
  auto out = domain::generation_start{.what = decoded()};
  std::erase_if(out.what.duties, [&](const domain::duty& x) {
    return find(now, x.person) == nullptr || find(now, x.from) == nullptr
           || (x.rotation.assigned() && find(now, x.rotation) == nullptr);
  });
  domain::sort(out.what);
  if (head_->data == where.head.data
      && keeps_by_hand(out.what.plan,
                       where.has_roster() ? where.roster.get() : nullptr))
    out.plan_cost = head_->plan_cost;
  else
    out.what.plan.clear();
  // A plan alone is worth what it took to search it.
  if (out.what.duties.empty() && out.what.plan.empty())
    return {};
  return out;
}

std::vector<domain::transaction>
staged_roster::turn_into(const domain::lease& under,
                         const std::string& programme,
                         const domain::roster& x) {
  auto out = stage_commits(under, programme, x, there_, parts_);
  parts_ += out.size();
  return out;
}

std::vector<domain::transaction>
staged_roster::put_by(const domain::lease& under, const std::string& programme,
                      const domain::roster& x, domain::draft_head head) {
  auto mark = [&](bool whole) {
    head.whole = whole;
    return mark_commit(under, programme, head, parts_++);
  };
  auto out = turn_into(under, programme, x);
  auto torn = out.size() > 1 || (out.size() == 1 && !has_room(out.back()));
  if (torn)
    out.insert(out.begin(), mark(false));
  auto last = mark(true);
  if (!out.empty() && has_room(out.back()))
    out.back().put.push_back(std::move(last.put.front()));
  else
    out.push_back(std::move(last));
  head_ = head;
  return out;
}

} // namespace nightfloat::actors

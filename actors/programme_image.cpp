// SPDX-License-Identifier: Apache-2.0
#include "actors/programme_image.hpp"

#include "actors/key_number.hpp"
#include "codec/bytes.hpp"
#include "domain/duty_order.hpp"

#include <algorithm>

namespace nightfloat::actors {

namespace {

constexpr std::string_view guard_prefix = "guard/";
/// Live requests, marks of shifts and tallies, but no swap that is over.
constexpr std::string_view swap_prefix = "swap_";

template <class T>
result<T> decode_at(const std::string& key, std::string_view bytes) {
  auto x = codec::decode<T>(bytes);
  if (!x)
    return at(key, failure{ec::corrupt, x.error().detail});
  return x;
}

/// Decodes into `to` if `key` is of that kind.
template <class T>
result<bool> take(std::string_view kind, std::string_view rest,
                  const std::string& key, const std::string& bytes,
                  std::vector<T>& to) {
  if (!rest.starts_with(kind))
    return false;
  auto x = decode_at<T>(key, bytes);
  if (!x)
    return x.error();
  to.push_back(std::move(*x));
  return true;
}

} // namespace

programme_image::programme_image(std::string name) : name_(std::move(name)) {
  // nop
}

result<void> programme_image::put_heads(const domain::record& programme,
                                        const domain::record& roster) {
  if (programme.revision == 0 || programme.bytes.empty())
    return failure{ec::not_found,
                   "programme: '" + name_ + "' holds no data, import it first"};
  auto head = decode_at<domain::programme_head>(programme.key, programme.bytes);
  if (!head)
    return head.error();
  head_ = *head;
  head_revision_ = programme.revision;
  data_prefix_ = domain::keys::data(head_.data);
  roster_revision_ = roster.revision;
  if (roster.bytes.empty())
    return {};
  auto current = decode_at<domain::roster_head>(roster.key, roster.bytes);
  if (!current)
    return current.error();
  roster_head_ = *current;
  duty_prefix_ = domain::keys::duties(roster_head_.roster);
  plan_prefix_ = domain::keys::plans(roster_head_.roster);
  return {};
}

void programme_image::saw_time(std::int64_t ledger_time_ms) noexcept {
  ledger_time_ms_ = std::max(ledger_time_ms_, ledger_time_ms);
}

std::vector<std::string> programme_image::prefixes() const {
  auto out = std::vector<std::string>{std::string{guard_prefix},
                                      std::string{swap_prefix}, data_prefix_};
  if (!duty_prefix_.empty()) {
    out.push_back(duty_prefix_);
    out.push_back(plan_prefix_);
  }
  return out;
}

programme_image::place
programme_image::place_of(std::string_view key) const noexcept {
  if (key.starts_with(guard_prefix))
    return place::guard;
  if (key.starts_with(swap_prefix))
    return place::swap;
  if (key.starts_with(data_prefix_))
    return place::data;
  if (duty_prefix_.empty())
    return place::outside;
  if (key.starts_with(duty_prefix_))
    return place::duty;
  if (key.starts_with(plan_prefix_))
    return place::plan;
  return place::outside;
}

result<domain::person_id>
programme_image::person_in(std::string_view key,
                           std::string_view prefix) const {
  auto digits = key.substr(prefix.size()).substr(0, person_digits);
  auto value = read_number<std::uint32_t>(digits);
  if (!value)
    return failure{ec::corrupt, std::string{key} + ": names no person"};
  return domain::person_id{*value};
}

result<std::uint32_t> programme_image::month_in(std::string_view key) const {
  auto value = read_number<std::uint32_t>(key.substr(key.rfind('/') + 1), 10);
  if (!value)
    return failure{ec::corrupt, std::string{key} + ": names no month"};
  return *value;
}

std::uint64_t programme_image::revision_of(const std::string& key) const {
  switch (place_of(key)) {
    case place::guard: {
      auto found = guards_.find(key);
      return found == guards_.end() ? 0 : found->second;
    }
    case place::data: {
      auto found = data_.find(key);
      return found == data_.end() ? 0 : found->second.revision;
    }
    case place::duty: {
      auto who = person_in(key, duty_prefix_);
      auto month = month_in(key);
      if (!who || !month)
        return 0;
      auto found = duties_.find({*who, *month});
      return found == duties_.end() ? 0 : found->second.revision;
    }
    case place::plan: {
      auto who = person_in(key, plan_prefix_);
      auto found = who ? plans_.find(*who) : plans_.end();
      return found == plans_.end() ? 0 : found->second.revision;
    }
    case place::swap:
      return swap_revision(key);
    case place::outside:
      break;
  }
  return 0;
}

result<void> programme_image::put(const domain::record& x) {
  switch (place_of(x.key)) {
    case place::guard:
      guards_[x.key] = x.revision;
      guards_changed_ = true;
      return {};
    case place::data:
      data_[x.key] = {x.revision, x.bytes};
      data_changed_ = true;
      return {};
    case place::duty:
      return put_duty(x);
    case place::plan:
      return put_plan(x);
    case place::swap:
      return put_swap(x);
    case place::outside:
      return {};
  }
  return {};
}

result<void> programme_image::put_duty(const domain::record& x) {
  auto who = person_in(x.key, duty_prefix_);
  auto month = month_in(x.key);
  if (!who || !month)
    return who ? month.error() : who.error();
  auto columns = decode_at<domain::duty_month>(x.key, x.bytes);
  if (!columns)
    return columns.error();
  auto list = domain::unpack(*who, *columns);
  if (!list)
    return at(x.key, list.error());
  duties_[{*who, *month}] = {x.revision, std::move(*list)};
  moved_.insert(*who);
  roster_changed_ = true;
  return {};
}

result<void> programme_image::put_plan(const domain::record& x) {
  auto who = person_in(x.key, plan_prefix_);
  if (!who)
    return who.error();
  auto columns = decode_at<domain::year_plan>(x.key, x.bytes);
  if (!columns)
    return columns.error();
  auto list = domain::unpack(*who, *columns);
  if (!list)
    return at(x.key, list.error());
  plans_[*who] = {x.revision, std::move(*list)};
  plans_changed_ = true;
  roster_changed_ = true;
  return {};
}

result<void> programme_image::erase(const std::string& key) {
  switch (place_of(key)) {
    case place::guard:
      guards_.erase(key);
      guards_changed_ = true;
      return {};
    case place::data:
      data_.erase(key);
      data_changed_ = true;
      return {};
    case place::duty: {
      auto who = person_in(key, duty_prefix_);
      auto month = month_in(key);
      if (who && month) {
        duties_.erase({*who, *month});
        moved_.insert(*who);
      }
      roster_changed_ = true;
      return {};
    }
    case place::plan:
      if (auto who = person_in(key, plan_prefix_))
        plans_.erase(*who);
      plans_changed_ = true;
      roster_changed_ = true;
      return {};
    case place::swap:
      erase_swap(key);
      return {};
    case place::outside:
      return {};
  }
  return {};
}

result<programme_image::effect>
programme_image::apply(const domain::feed_item& x) {
  auto out = effect::none;
  saw_time(x.ledger_time_ms);
  for (const auto& change : x.changes) {
    if (change.key == domain::keys::programme_current
        || change.key == domain::keys::roster_current)
      return effect::head_switched;
    if (place_of(change.key) == place::outside
        || revision_of(change.key) >= x.version)
      continue;
    auto done = change.after ? put({change.key, x.version, *change.after})
                             : erase(change.key);
    if (!done)
      return done.error();
    out = effect::changed;
  }
  return out;
}

result<void> programme_image::rebuild_programme() {
  auto x = std::make_shared<domain::programme>();
  auto info = std::vector<domain::programme_info>{};
  auto pack = std::vector<domain::rule_pack>{};
  for (const auto& [key, record] : data_) {
    auto rest = std::string_view{key}.substr(data_prefix_.size());
    for (auto taken :
         {take("programme", rest, key, record.bytes, info),
          take("person/", rest, key, record.bytes, x->people),
          take("rotation/", rest, key, record.bytes, x->rotations),
          take("template/", rest, key, record.bytes, x->templates),
          take("absence/", rest, key, record.bytes, x->absences),
          take("requirement/", rest, key, record.bytes, x->requirements),
          take("site/", rest, key, record.bytes, x->sites),
          take("holiday/", rest, key, record.bytes, x->holidays),
          take("activity/", rest, key, record.bytes, x->activities),
          take("credential/", rest, key, record.bytes, x->credentials),
          take("rules", rest, key, record.bytes, pack)})
      if (!taken)
        return taken.error();
  }
  if (!info.empty())
    x->info = std::move(info.front());
  if (!pack.empty())
    x->pack = std::move(pack.front());
  domain::sort(*x);
  programme_ = std::move(x);
  return {};
}

/// The last one shown, with other rows for those who moved.
void programme_image::rebuild_roster() {
  static const auto nothing = domain::roster{};
  const auto& old = roster_ ? *roster_ : nothing;
  auto x = std::make_shared<domain::roster>();
  x->id = roster_head_.roster;
  x->duties.reserve(old.duties.size());
  const auto* at = old.duties.data();
  for (auto who : std::exchange(moved_, {})) {
    auto own = domain::duties_of(old, who);
    x->duties.insert(x->duties.end(), at, own.data());
    add_duties(who, x->duties);
    at = own.data() + own.size();
  }
  x->duties.insert(x->duties.end(), at, old.duties.data() + old.duties.size());
  if (!std::exchange(plans_changed_, false)) {
    x->plan = old.plan;
  } else {
    for (const auto& [who, year] : plans_)
      x->plan.insert(x->plan.end(), year.list.begin(), year.list.end());
    domain::sort(*x);
  }
  roster_ = std::move(x);
}

void programme_image::add_duties(domain::person_id who,
                                 std::vector<domain::duty>& to) const {
  const auto count = static_cast<std::ptrdiff_t>(to.size());
  for (auto at = duties_.lower_bound({who, 0});
       at != duties_.end() && at->first.first == who; ++at)
    to.insert(to.end(), at->second.list.begin(), at->second.list.end());
  if (!std::is_sorted(to.begin() + count, to.end(), domain::precedes))
    std::sort(to.begin() + count, to.end(), domain::precedes);
}

result<snapshot_ptr> programme_image::snapshot(std::uint64_t version) {
  if (data_changed_) {
    auto done = rebuild_programme();
    if (!done)
      return done.error();
    data_changed_ = false;
  }
  if (std::exchange(roster_changed_, false))
    rebuild_roster();
  if (std::exchange(guards_changed_, false))
    guards_shown_ = std::make_shared<const guard_revisions>(guards_);
  if (std::exchange(swaps_changed_, false))
    swaps_shown_ = std::make_shared<const domain::swap_board>(swaps_);
  auto x = std::make_shared<programme_snapshot>();
  x->name = name_;
  x->version = version;
  x->head = head_;
  x->head_revision = head_revision_;
  x->roster_head = roster_head_;
  x->roster_revision = roster_revision_;
  x->programme = programme_;
  x->roster = roster_;
  x->guards = guards_shown_;
  x->swaps = swaps_shown_;
  x->ledger_time_ms = ledger_time_ms_;
  return snapshot_ptr{std::move(x)};
}

} // namespace nightfloat::actors

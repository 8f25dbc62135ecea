// SPDX-License-Identifier: Apache-2.0
#include "exchange/changes.hpp"

#include "codec/json.hpp"
#include "domain/zone.hpp"
#include "exchange/cell_pieces.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace nightfloat::exchange {

namespace {

using namespace domain;

/// The longest text of one side of a change.
constexpr std::size_t text_max = 400;

std::string shortened(std::string x) {
  if (x.size() > text_max)
    x = x.substr(0, text_max) + "...";
  return x;
}

/// `name: value` of each member, of those alone that differ from `other`.
template <class T>
std::string members_text(const T& x, const T* other) {
  auto out = std::string{};
  boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
    if (other != nullptr && x.*d.pointer == other->*d.pointer)
      return;
    out += (out.empty() ? "" : ", ") + std::string{d.name} + ": "
           + codec::to_json(x.*d.pointer);
  });
  return shortened(std::move(out));
}

class comparison {
public:
  comparison(const in_force& before, const in_force& after)
    : before_{before}, after_{after} {
    const auto& info
      = (after.programme != nullptr ? after : before).programme->info;
    if (auto found = zone::find(info.zone))
      site_ = *found;
  }

  std::vector<row_change> run() {
    boost::mp11::mp_for_each<codec::members_of<programme>>([&](auto d) {
      using member
        = std::remove_cvref_t<decltype(after_.programme->*d.pointer)>;
      static const auto none = programme{};
      const auto& old = before_.programme ? *before_.programme : none;
      const auto& now = after_.programme ? *after_.programme : none;
      if constexpr (codec::is_vector<member>::value)
        compare(d.name, old.*d.pointer, now.*d.pointer);
      else if (old.*d.pointer != now.*d.pointer)
        compare_one(d.name, old.*d.pointer, now.*d.pointer);
    });
    static const auto empty = roster{};
    const auto& old = before_.roster ? *before_.roster : empty;
    const auto& now = after_.roster ? *after_.roster : empty;
    compare("duties", old.duties, now.duties);
    compare("plan", old.plan, now.plan);
    return std::move(out_);
  }

private:
  template <class T>
  void compare_one(const char* table, const T& old, const T& now);
  template <class T>
  void compare(const char* table, const std::vector<T>& old,
               const std::vector<T>& now);
  template <class T>
  void add(const char* table, const T* old, const T* now);

  /// `x` as `of` calls it, beside the `other` that it was or will be.
  template <class T>
  std::string text(const programme&, const T& x, const T* other) const {
    return members_text(x, other);
  }
  std::string text(const programme& of, const duty& x, const duty* other) const;
  std::string text(const programme& of, const assignment& x,
                   const assignment* other) const;

  std::string code(person_id who) const;

  in_force before_;
  in_force after_;
  zone site_;
  std::vector<row_change> out_;
};

/// What tells the rows of a table apart.
template <class T>
auto key_of(const T& x) {
  if constexpr (std::is_same_v<T, duty>)
    return std::tuple{x.person, x.start, x.shift};
  else if constexpr (std::is_same_v<T, assignment>)
    return std::tuple{x.person, x.first};
  else if constexpr (requires { x.id; })
    return std::tuple{x.id};
  else
    return std::tuple{x.day};
}

std::string comparison::code(person_id who) const {
  for (const auto* where : {after_.programme, before_.programme})
    if (const auto* found = where != nullptr ? find(*where, who) : nullptr)
      return found->code;
  return who.assigned() ? "#" + std::to_string(who.value) : "";
}

std::string comparison::text(const programme& of, const duty& x,
                             const duty* other) const {
  auto out = cell_of({piece_of(of, x, site_)});
  if (other != nullptr && out == cell_of({piece_of(of, *other, site_)}))
    out += " (" + members_text(x, other) + ")";
  return out;
}

std::string comparison::text(const programme& of, const assignment& x,
                             const assignment* other) const {
  const auto* on = find(of, x.rotation);
  auto out = (on != nullptr ? on->code : "#" + std::to_string(x.rotation.value))
             + " " + days_text({x.first, x.last});
  if (other != nullptr && x.rotation == other->rotation
      && x.last == other->last)
    out += " (" + members_text(x, other) + ")";
  return out;
}

template <class T>
void comparison::add(const char* table, const T* old, const T* now) {
  const auto& any = now != nullptr ? *now : *old;
  auto& x = out_.emplace_back();
  x.table = table;
  x.what = old == nullptr   ? change_kind::added
           : now == nullptr ? change_kind::removed
                            : change_kind::changed;
  if constexpr (std::is_same_v<T, person>)
    x.person = any.code;
  else if constexpr (requires { any.person; })
    x.person = code(any.person);
  if constexpr (requires { any.start.time_since_epoch(); })
    x.day = site_.local_date(any.start);
  else if constexpr (requires { any.first; })
    x.day = any.first;
  else if constexpr (requires { any.day; })
    x.day = any.day;
  if (old != nullptr)
    x.before = text(before_.programme ? *before_.programme : *after_.programme,
                    *old, now);
  if (now != nullptr)
    x.after = text(after_.programme ? *after_.programme : *before_.programme,
                   *now, old);
}

template <class T>
void comparison::compare_one(const char* table, const T& old, const T& now) {
  auto is_new = before_.programme == nullptr;
  if constexpr (!codec::described<T>) {
    out_.push_back({.table = table,
                    .what = is_new ? change_kind::added : change_kind::changed,
                    .before = is_new ? "" : shortened(codec::to_json(old)),
                    .after = shortened(codec::to_json(now))});
    return;
  } else {
    out_.push_back({.table = table,
                    .what = is_new ? change_kind::added : change_kind::changed,
                    .before = is_new ? "" : members_text(old, &now),
                    .after = members_text(now, is_new ? nullptr : &old)});
  }
}

template <class T>
void comparison::compare(const char* table, const std::vector<T>& old,
                         const std::vector<T>& now) {
  using key = decltype(key_of(std::declval<const T&>()));
  auto rows = std::map<key, std::pair<const T*, const T*>>{};
  for (const auto& x : old)
    rows[key_of(x)].first = &x;
  for (const auto& x : now)
    rows[key_of(x)].second = &x;
  for (const auto& [_, x] : rows)
    if (x.first == nullptr || x.second == nullptr || *x.first != *x.second)
      add(table, x.first, x.second);
}

} // namespace

std::vector<row_change> changes_between(const in_force& before,
                                        const in_force& after) {
  if (before.programme == nullptr && after.programme == nullptr)
    return {};
  return comparison{before, after}.run();
}

} // namespace nightfloat::exchange

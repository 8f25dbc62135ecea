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
constexpr std::size_t change_text_max = 400;

/// `i`, or the beginning of the letter that it cuts.
std::size_t letter_at(const std::string& x, std::size_t i) {
  while (i > 0 && i < x.size()
         && (static_cast<unsigned char>(x[i]) & 0xc0) == 0x80)
    --i;
  return i;
}

/// `x` without what is between its first `label` bytes and `from`, and without
/// what is too much at the end.
std::string shortened(const std::string& x, std::size_t label,
                      std::size_t from) {
  auto out = from > label ? x.substr(0, label) + "..." + x.substr(from) : x;
  if (out.size() <= change_text_max)
    return out;
  return out.substr(0, letter_at(out, change_text_max)) + "...";
}

/// Both so short that what differs is in sight: a rule pack is long, and other
/// in one place. The first `label` bytes stay.
void shorten_both(std::string& a, std::string& b, std::size_t label) {
  constexpr std::size_t same_max = 40;
  auto from = std::size_t{0};
  if (std::max(a.size(), b.size()) > change_text_max) {
    auto same = std::ranges::mismatch(a, b).in1 - a.begin();
    auto until = static_cast<std::size_t>(same);
    from = letter_at(a, until > same_max ? until - same_max : 0);
  }
  a = shortened(a, label, from);
  b = shortened(b, label, from);
}

/// The code of what has that number, or the number.
template <class Id>
std::string code_text(const programme& of, Id id) {
  if constexpr (requires { find(of, id)->code; })
    if (const auto* found = find(of, id))
      return found->code;
  return id.assigned() ? "#" + std::to_string(id.value) : "none";
}

template <class T>
struct is_list_of_ids : std::false_type {};
template <class Tag, class Rep>
struct is_list_of_ids<std::vector<id<Tag, Rep>>> : std::true_type {};

template <class T>
std::string value_text(const programme& of, const T& x) {
  if constexpr (codec::is_id<T>::value) {
    return code_text(of, x);
  } else if constexpr (is_list_of_ids<T>::value) {
    auto out = std::string{};
    for (const auto& one : x)
      out += (out.empty() ? "" : " ") + code_text(of, one);
    return out;
  } else {
    return codec::to_json(x);
  }
}

/// `name: value` of each member. Beside the `other` that it was or will be:
/// of those that differ. Else of those that say something, without what the
/// columns of a change say already.
template <class T>
std::string members_text(const programme& of, const T& x, const T* other) {
  auto out = std::string{};
  boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
    using member = std::remove_cvref_t<decltype(x.*d.pointer)>;
    const auto& value = x.*d.pointer;
    auto is_said = std::string_view{d.name} == "id"
                   || std::string_view{d.name} == "person" || value == member{};
    if (other != nullptr ? value == other->*d.pointer : is_said)
      return;
    out += (out.empty() ? "" : ", ") + std::string{d.name} + ": "
           + value_text(of, value);
  });
  return out;
}

/// What a row is called that is of no person, before what changed of it.
template <class T>
std::string label_of(const T& x) {
  if constexpr (std::is_same_v<T, person>)
    return {};
  else if constexpr (requires { x.code; })
    return x.code + " ";
  else if constexpr (requires {
                       x.id;
                       x.name;
                     })
    return x.name + " ";
  else
    return {};
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
  std::string text(const programme& of, const T& x, const T* other) const {
    return (other != nullptr ? label_of(*other) : "")
           + members_text(of, x, other);
  }
  std::string text(const programme& of, const duty& x, const duty* other) const;
  std::string text(const programme& of, const assignment& x,
                   const assignment* other) const;

  std::string code(person_id who) const;
  const programme& side(bool is_after) const;

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

/// The programme that names what `x` of that side names.
const programme& comparison::side(bool is_after) const {
  const auto* mine = (is_after ? after_ : before_).programme;
  return mine != nullptr ? *mine : *(is_after ? before_ : after_).programme;
}

std::string comparison::text(const programme& of, const duty& x,
                             const duty* other) const {
  auto out = cell_of({piece_of(of, x, site_)});
  if (other != nullptr && out == cell_of({piece_of(of, *other, site_)}))
    out += " (" + members_text(of, x, other) + ")";
  return out;
}

std::string comparison::text(const programme& of, const assignment& x,
                             const assignment* other) const {
  auto out = code_text(of, x.rotation) + " " + days_text({x.first, x.last});
  if (other != nullptr && x.rotation == other->rotation
      && x.last == other->last)
    out += " (" + members_text(of, x, other) + ")";
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
    x.before = text(side(false), *old, now);
  if (now != nullptr)
    x.after = text(side(true), *now, old);
  shorten_both(x.before, x.after, old && now ? label_of(*old).size() : 0);
}

template <class T>
void comparison::compare_one(const char* table, const T& old, const T& now) {
  auto is_new = before_.programme == nullptr;
  auto& x = out_.emplace_back();
  x.table = table;
  x.what = is_new ? change_kind::added : change_kind::changed;
  if constexpr (!codec::described<T>) {
    x.before = is_new ? "" : codec::to_json(old);
    x.after = codec::to_json(now);
  } else {
    x.before = is_new ? "" : members_text(side(false), old, &now);
    x.after = members_text(side(true), now, is_new ? nullptr : &old);
  }
  shorten_both(x.before, x.after, 0);
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

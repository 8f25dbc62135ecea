// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"
#include "config/rule_pack.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/scenario_entities.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <type_traits>

namespace nightfloat::test {

using namespace domain;

namespace {

/// Sets the number or truth `name` of a pack or of a struct in it; false if
/// there is none.
template <class T>
bool set_limit(T& all, std::string_view name, int value) {
  using members
    = boost::describe::describe_members<T, boost::describe::mod_public>;
  auto known = false;
  boost::mp11::mp_for_each<members>([&](auto x) {
    auto& field = all.*x.pointer;
    using type = std::remove_reference_t<decltype(field)>;
    if constexpr (boost::describe::has_describe_members<type>::value) {
      known |= set_limit(field, name, value);
    } else if constexpr (std::is_integral_v<type>) {
      if (name == x.name) {
        field = static_cast<type>(value);
        known = true;
      }
    }
  });
  return known;
}

class reader {
public:
  explicit reader(const std::string& packs) : packs_{packs} {
  }

  /// One line; false if `words` has a fault.
  bool line(line_words& words, std::size_t number) {
    if (expecting_)
      return expect(words, number);
    auto key = words.take("a word");
    if (key == "expect")
      expecting_ = true;
    else if (!head(key, words) && !entities_.line(key, words))
      words.fail("no line begins with \"" + std::string{key}
                 + "\", see README.md");
    if (words.fault().empty() && !words.empty())
      words.fail("\"" + std::string{words.rest()} + "\" is too much");
    return words.fault().empty();
  }

  /// What is missing, if anything.
  std::string finish() {
    if (out_.title.empty() || out_.rule.empty() || out_.clause.empty()
        || !has_why_)
      return "title, rule, clause or why is missing";
    if (!has_window_)
      return "window is missing";
    if (!complete_)
      return "the last line is not \"nothing else\"";
    sort(out_.where);
    sort(out_.what);
    return {};
  }

  scenario take() {
    return std::move(out_);
  }

private:
  bool head(std::string_view key, line_words& words) {
    if (key == "title")
      out_.title = words.rest();
    else if (key == "rule")
      out_.rule = words.take("a rule");
    else if (key == "clause")
      out_.clause = words.rest();
    else if (key == "why")
      has_why_ |= !words.rest().empty();
    else if (key == "original")
      out_.original += words.rest();
    else
      return setting(key, words);
    return true;
  }

  bool setting(std::string_view key, line_words& words) {
    if (key == "zone")
      zone_of(words);
    else if (key == "window")
      window_of(words);
    else if (key == "programme")
      programme_of(words.days());
    else if (key == "blocks")
      blocks(words);
    else if (key == "freeze")
      freeze(words);
    else if (key == "locked")
      out_.where.info.locked_until = words.day();
    else if (key == "today")
      out_.today = words.day();
    else if (key == "pack")
      pack(words);
    else if (key == "limit")
      limit(words);
    else
      return false;
    return true;
  }

  void zone_of(line_words& words) {
    if (!out_.what.duties.empty())
      words.fail("zone: work was read before it");
    out_.where.info.zone = words.take("a zone such as America/Chicago");
    // One that nobody knows may be what the scenario is about.
    if (auto found = zone::find(out_.where.info.zone))
      out_.site = *found;
  }

  void window_of(line_words& words) {
    out_.over = words.days();
    has_window_ = true;
    programme_of(out_.over);
  }

  void programme_of(window x) {
    out_.where.info.first = x.first;
    out_.where.info.last = x.last;
  }

  void freeze(line_words& words) {
    auto& info = out_.where.info;
    info.freeze_days = static_cast<std::uint8_t>(words.number("days", 0, 30));
    auto scope = words.take("a scope");
    if (!codec::find_name(scope, info.freeze_scope))
      words.fail("freeze: no scope \"" + std::string{scope}
                 + "\", one of: " + codec::names_of<freeze_scope>());
  }

  /// The first day, then the weeks of each block.
  void blocks(line_words& words) {
    auto& x = out_.where.info.calendar;
    x.start = words.day();
    x.academic_year = academic_year_of(x.start);
    while (!words.empty() && words.fault().empty())
      x.lengths.push_back(
        static_cast<std::uint8_t>(words.number("weeks", 1, 52)));
  }

  void pack(line_words& words) {
    auto name = std::string{words.take("a pack")};
    auto loaded = config::load_rule_pack(packs_ + '/' + name + ".toml");
    if (!loaded)
      words.fail(loaded.error().detail);
    else if (out_.pack != rule_pack{})
      words.fail("pack: a pack or limit was read before it");
    else
      out_.pack = std::move(*loaded);
    out_.where.info.rule_pack = std::move(name);
  }

  void limit(line_words& words) {
    auto name = words.take("a limit of the pack");
    auto value = words.number(name, 0, 0xffff);
    if (!set_limit(out_.pack, name, value))
      words.fail("the pack has no limit \"" + std::string{name} + "\"");
  }

  bool expect(line_words& words, std::size_t number) {
    if (complete_)
      return words.fail("nothing may come after \"nothing else\"");
    auto text = words.rest();
    if (text == "nothing" || text == "nothing else")
      return complete_ = true;
    auto x = read_expectation(text, out_);
    if (!x)
      return words.fail(x.error().detail);
    x->line = number;
    out_.expected.push_back(std::move(*x));
    return true;
  }

  const std::string& packs_;
  scenario out_;
  scenario_entities entities_{out_};
  bool has_why_ = false;
  bool has_window_ = false;
  bool expecting_ = false;
  bool complete_ = false;
};

std::string_view without_comment(std::string_view line) {
  line = line.substr(0, line.find('#'));
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

} // namespace

result<scenario> read_scenario(std::string_view text, const std::string& source,
                               const std::string& packs) {
  auto number = std::size_t{0};
  auto wrong = [&](const std::string& what) {
    return failure{ec::invalid_argument,
                   source + ':' + std::to_string(number) + ": " + what};
  };
  auto in = reader{packs};
  while (!text.empty()) {
    ++number;
    auto end = std::min(text.find('\n'), text.size());
    auto words = line_words{without_comment(text.substr(0, end))};
    if (!words.empty() && !in.line(words, number))
      return wrong(words.fault());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (auto missing = in.finish(); !missing.empty())
    return wrong(missing);
  return in.take();
}

} // namespace nightfloat::test

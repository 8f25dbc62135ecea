// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/options.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace nightfloat::cmd {

namespace {

/// Takes what is not empty: a shell's variable that is unset would mean another
/// thing than was wanted. `remedy` says what to do instead.
std::function<std::string(const std::string&)> filled(std::string& to,
                                                      const char* remedy) {
  return [&to, remedy](const std::string& given) {
    to = given;
    return given.empty() ? std::string{"is empty, "} + remedy : std::string{};
  };
}

std::string bounds_text(bounds x) {
  if (x.max == UINT64_MAX)
    return "at least " + std::to_string(x.min);
  return std::to_string(x.min) + " to " + std::to_string(x.max);
}

} // namespace

std::string read_number(const std::string& text, std::uint64_t& to,
                        bounds allowed) {
  auto value = std::uint64_t{};
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && value >= allowed.min
      && value <= allowed.max) {
    to = value;
    return {};
  }
  return "is no whole number within its bounds (" + text + "), "
         + bounds_text(allowed);
}

void options::flag(option_text text, bool& to) {
  all_.push_back(
    {.text = std::move(text), .is_flag = true, .accept = [&to](auto&) {
       to = true;
       return std::string{};
     }});
}

void options::text(option_text text, std::string& to) {
  if (text.fallback.empty())
    text.fallback = to;
  all_.push_back({.text = std::move(text), .accept = [&to](auto& given) {
                    to = given;
                    return std::string{};
                  }});
}

void options::path(option_text text, std::string& to) {
  this->text(std::move(text), to);
  all_.back().accept = filled(to, "name one or leave it out");
}

void options::texts(option_text text, std::vector<std::string>& to) {
  all_.push_back({.text = std::move(text),
                  .is_repeated = true,
                  .accept = [&to](auto& given) {
                    to.push_back(given);
                    return std::string{};
                  }});
}

void options::number(option_text text, std::uint64_t& to, bounds allowed) {
  if (text.fallback.empty())
    text.fallback = std::to_string(to);
  all_.push_back(
    {.text = std::move(text), .accept = [&to, allowed](auto& given) {
       return read_number(given, to, allowed);
     }});
}

void options::number(option_text text, std::uint32_t& to, bounds allowed) {
  if (text.fallback.empty())
    text.fallback = std::to_string(to);
  allowed.max = std::min<std::uint64_t>(allowed.max, UINT32_MAX);
  all_.push_back(
    {.text = std::move(text), .accept = [&to, allowed](auto& given) {
       auto wide = std::uint64_t{to};
       auto wrong = read_number(given, wide, allowed);
       to = static_cast<std::uint32_t>(wide);
       return wrong;
     }});
}

void options::number_text(option_text text, std::string& to, bounds allowed) {
  all_.push_back(
    {.text = std::move(text), .accept = [&to, allowed](auto& given) {
       auto value = std::uint64_t{};
       to = given;
       return read_number(given, value, allowed);
     }});
}

void options::choice(option_text text, std::string& to,
                     std::vector<std::string> allowed) {
  if (text.fallback.empty())
    text.fallback = to;
  text.help += " (" + joined(allowed) + ")";
  all_.push_back(
    {.text = std::move(text),
     .accept = [&to, allowed = std::move(allowed)](auto& given) {
       to = given;
       if (std::find(allowed.begin(), allowed.end(), given) != allowed.end())
         return std::string{};
       return "is unknown (" + given + "), one of " + joined(allowed);
     }});
}

void options::key(const std::string& meaning, std::string& to) {
  all_.push_back(
    {.text = {"--key", "KEY", "idempotency key" + meaning, "a random one"},
     .accept = filled(to, "give one or leave it out")});
}

void options::reason(domain::change_code& code, std::string& words) {
  choice({"--code", "CODE", "why a frozen, locked or past day changes"}, code);
  text({"--reason", "TEXT", "the same in words, for the record"}, words);
}

void options::date(option_text text, domain::date& to) {
  all_.push_back({.text = std::move(text), .accept = [&to](auto& given) {
                    auto x = domain::parse_date(given);
                    if (!x)
                      return "is no date (" + given
                             + "), write it as 2026-07-01";
                    to = *x;
                    return std::string{};
                  }});
}

void options::days(option_text first, domain::date& from, option_text last,
                   domain::date& to) {
  checks_.push_back([&from, &to, names = std::pair{first.name, last.name}] {
    if (from == domain::date{} || to == domain::date{} || from <= to)
      return std::string{};
    return names.second + ": is before " + names.first + " ("
           + domain::to_string(to) + ", " + domain::to_string(from) + ")";
  });
  date(std::move(first), from);
  date(std::move(last), to);
}

void options::days(domain::date& from, domain::date& to,
                   const std::string& whole) {
  days({"--first", "DATE", "first day", whole}, from,
       {"--last", "DATE", "last day, included", whole}, to);
}

std::string options::wrong_together() const {
  for (const auto& check : checks_)
    if (auto wrong = check(); !wrong.empty())
      return wrong;
  return {};
}

void options::renamed(std::string before, const std::string& now) {
  all_.push_back({.text = {.name = std::move(before), .value = "VALUE"},
                  .is_hidden = true,
                  .accept = [says = "is called " + now + " now"](auto&) {
                    return says;
                  }});
}

void options::position(option_text text, std::string& to) {
  optional_position(std::move(text), to);
  all_.back().accept = filled(to, "give one");
  all_.back().is_required = true;
}

void options::optional_position(option_text text, std::string& to) {
  path(std::move(text), to);
  all_.back().is_position = true;
}

void options::note(std::string paragraph) {
  notes_.push_back(std::move(paragraph));
}

void options::example(std::string line) {
  examples_.push_back(std::move(line));
}

} // namespace nightfloat::cmd

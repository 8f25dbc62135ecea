// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/comparing.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/offline.hpp"
#include "domain/compare/rosters.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

namespace nightfloat::cmd {

namespace {

class compare_command : public command {
public:
  std::string name() const override {
    return "compare";
  }

  std::string summary() const override {
    return "what differs between two rosters, and which is the better one";
  }

  void declare(options& x) override {
    x.position(
      {"A", "", "a file (csv, json), a version of the programme, or `now`"},
      a_);
    x.position({"B", "", "the same, which is held against it"}, b_);
    x.days(first_, last_, "of the programmes");
    x.number({"--show", "N", "rows of each table"}, show_, {1, 100'000});
    x.example("compare 12 now");
    x.example("compare /tmp/before.json /tmp/programme --show 50");
    x.example("compare now /tmp/programme --json");
  }

  int run(context& x) override {
    auto a = read(x, a_);
    if (!a)
      return fail(x, a_, a.error());
    auto b = read(x, b_);
    if (!b)
      return fail(x, b_, b.error());
    auto over = domain::window{
      std::min(a->programme.info.first, b->programme.info.first),
      std::max(a->programme.info.last, b->programme.info.last)};
    if (first_ != domain::date{})
      over.first = first_;
    if (last_ != domain::date{})
      over.last = last_;
    auto found = domain::compare_rosters({a->programme, *a->roster},
                                         {b->programme, *b->roster}, over);
    if (!found)
      return x.fail(found.error());
    if (!x.print_json(*found))
      print_comparison(*found, show_);
    return is_over_churn(*found) ? exit_status::verdict_failed
                                 : exit_status::pass;
  }

private:
  static bool is_file(const std::string& what) {
    auto error = std::error_code{};
    return std::filesystem::exists(what, error);
  }

  static int fail(context& x, const std::string& what, const failure& why) {
    return is_file(what) ? fail_of_file(x, why) : x.fail(why);
  }

  /// A file where there is one of that name, else a version.
  static result<client::loaded> read(context& x, const std::string& what) {
    auto found = is_file(what) ? load_offline(what) : read_version(x, what);
    if (!found)
      return found.error();
    if (!found->roster)
      return failure{ec::not_found, what + ": holds no roster to compare", 0};
    sort(found->programme);
    sort(*found->roster);
    return found;
  }

  static result<client::loaded> read_version(context& x,
                                             const std::string& what) {
    auto at = std::uint64_t{0};
    if (what != "now")
      if (auto wrong = read_number(what, at, {1}); !wrong.empty())
        return failure{ec::not_found,
                       "there is no file " + what
                         + ", name one, a version of the programme, or now",
                       0};
    auto from = x.held(at);
    if (!from)
      return from.error();
    return client::load(*from->ledger, from->id);
  }

  std::string a_;
  std::string b_;
  domain::date first_{};
  domain::date last_{};
  std::uint32_t show_ = 10;
};

} // namespace

void add_compare(command_list& to) {
  to.push_back(std::make_unique<compare_command>());
}

} // namespace nightfloat::cmd

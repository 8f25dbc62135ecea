// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <tuple>

namespace nightfloat::cmd {

namespace {

using domain::finding;
using domain::severity;

const char* name_of(severity x) {
  switch (x) {
    case severity::violation:
      return "violation";
    case severity::warning:
      return "warning";
    case severity::policy:
      return "policy";
    case severity::notice:
      return "notice";
    case severity::unknown:
      return "unknown";
  }
  return "unknown";
}

tone tone_of(severity x) {
  if (x == severity::violation)
    return tone::bad;
  return x == severity::notice ? tone::plain : tone::doubtful;
}

/// Neither a violation nor something that nobody could check.
bool passes(const std::vector<finding>& all) {
  return std::none_of(all.begin(), all.end(), [](auto& x) {
    return x.severity == severity::violation || x.severity == severity::unknown;
  });
}

class validate_command : public command {
public:
  std::string name() const override {
    return "validate";
  }

  std::string summary() const override {
    return "check the roster against the rules; unknown is not a pass";
  }

  void declare(options& x) override {
    x.date({"--first", "DATE", "first day", "of the programme"}, wanted_.first);
    x.date({"--last", "DATE", "last day, included", "of the programme"},
           wanted_.last);
    x.number({"--show", "N", "findings shown of each rule"}, show_,
             {1, 100'000});
    x.example("validate");
    x.example("validate --first 2026-07-01 --last 2026-07-28 --json");
  }

  int run(context& x) override {
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto answer = (*door)->call(wanted_, x.about(*id));
    if (!answer)
      return x.fail(answer.error());
    auto verdict = passes(answer->findings) ? exit_status::pass
                                            : exit_status::verdict_failed;
    if (x.print_json(*answer))
      return verdict;
    auto names = load_directory(x, *id);
    if (!names)
      return x.fail(names.error());
    print(*names, *id, *answer);
    return verdict;
  }

private:
  using group = std::vector<const finding*>;

  void print(const directory& names, const std::string& id,
             const client::validate_reply& x) const {
    std::cout << "programme " << id << ", version " << x.version << ": "
              << counted(x.duties, "duty", "duties") << " of "
              << counted(x.people, "person", "people") << " checked in "
              << x.spent_us << " us\n";
    auto groups = std::map<std::tuple<severity, std::string>, group>{};
    auto counts = std::map<severity, std::size_t>{};
    for (auto& one : x.findings) {
      groups[{one.severity, one.rule}].push_back(&one);
      ++counts[one.severity];
    }
    for (auto& [key, found] : groups)
      print(names, found);
    if (x.findings.empty()) {
      std::cout << painted("no findings", tone::good) << '\n';
      return;
    }
    auto text = std::string{};
    for (auto& [kind, n] : counts)
      text += (text.empty() ? "" : ", ") + std::string{name_of(kind)} + ": "
              + std::to_string(n);
    std::cout << '\n'
              << painted(text, passes(x.findings) ? tone::good : tone::bad)
              << '\n';
  }

  void print(const directory& names, const group& found) const {
    auto& first = *found.front();
    // A single thing that nobody could check has no window to show.
    if (first.severity == severity::unknown && found.size() == 1
        && !first.person.assigned()) {
      auto word = first.sentence.find("unknown: ");
      std::cout << '\n'
                << painted(word == std::string::npos
                             ? "unknown: " + first.sentence
                             : first.sentence.substr(word),
                           tone::doubtful)
                << '\n';
      return;
    }
    std::cout << '\n'
              << painted(name_of(first.severity), tone_of(first.severity))
              << ": ";
    std::cout << first.rule << ", " << first.clause << ", "
              << counted(found.size(), "finding", "findings") << '\n';
    auto t = table{{"  WHO", "DAYS", ">MEASURED", ">LIMIT", "WHAT"}};
    auto n = std::min<std::size_t>(show_, found.size());
    for (auto i = std::size_t{0}; i < n; ++i) {
      auto& one = *found[i];
      t.add({"  " + names.code(one.person), names.days(one.from, one.to),
             quantity(one.measured, one.unit), quantity(one.limit, one.unit),
             one.sentence});
    }
    t.print(std::cout);
    if (n < found.size())
      std::cout << "  ... and " << found.size() - n << " more, --show "
                << found.size() << " shows all\n";
  }

  client::validate_request wanted_;
  std::uint32_t show_ = 10;
};

} // namespace

void add_validate(command_list& to) {
  to.push_back(std::make_unique<validate_command>());
}

} // namespace nightfloat::cmd

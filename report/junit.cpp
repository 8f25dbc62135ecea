// SPDX-License-Identifier: Apache-2.0
#include "report/junit.hpp"

#include "report/html.hpp"
#include "report/html_table.hpp"

#include <algorithm>
#include <vector>

namespace nightfloat::report {

namespace {

enum class outcome { passed, failed, skipped };

struct test_case {
  std::string group;
  std::string name;
  outcome result = outcome::passed;
  std::string message;
  std::vector<std::string> lines;
};

outcome outcome_of(const std::string& verdict) {
  auto how = mood(verdict);
  return how == "good"     ? outcome::passed
         : how == "unsure" ? outcome::skipped
                           : outcome::failed;
}

std::vector<test_case> cases_of(const run_report& x) {
  auto verdict = outcome_of(x.verdict);
  auto out = std::vector<test_case>{
    {"verdict",
     "the run is " + x.verdict,
     x.partial && verdict == outcome::passed ? outcome::skipped : verdict,
     x.because + (x.partial ? " (the run was cut)" : ""),
     {}}};
  for (const auto& c : x.checks)
    out.push_back({"checks", c.name, outcome_of(c.verdict),
                   c.claim + ": " + std::to_string(c.broken) + " of "
                     + std::to_string(c.examined),
                   c.traces});
  for (const auto& t : x.thresholds)
    out.push_back({"thresholds",
                   t.metric + " " + t.expression,
                   t.ok ? outcome::passed : outcome::failed,
                   "is " + figure(t.value),
                   {}});
  for (const auto& f : x.findings)
    out.push_back({"findings", f.kind, outcome::failed, f.text, f.trace});
  return out;
}

// XML 1.0 has no such thing as most control characters, escaped or not.
std::string xml(const std::string& x) {
  auto out = escaped(x);
  std::ranges::replace_if(
    out,
    [](char c) {
      return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    },
    '?');
  return out;
}

std::string text_of(const test_case& x, const std::string& suite) {
  auto out = "  <testcase classname=\"" + xml(suite + "." + x.group)
             + "\" name=\"" + xml(x.name) + "\"";
  if (x.result == outcome::passed)
    return out + "/>\n";
  auto tag = std::string{x.result == outcome::failed ? "failure" : "skipped"};
  out += ">\n    <" + tag + " message=\"" + xml(x.message) + "\">";
  for (const auto& line : x.lines)
    out += xml(line) + "\n";
  return out + "</" + tag + ">\n  </testcase>\n";
}

} // namespace

std::string junit(const run_report& x) {
  auto cases = cases_of(x);
  auto count = [&](outcome which) {
    return std::to_string(std::ranges::count(cases, which, &test_case::result));
  };
  auto suite = x.kind + "." + x.name;
  auto out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\""
             + xml(suite) + "\" tests=\"" + std::to_string(cases.size())
             + "\" failures=\"" + count(outcome::failed) + "\" skipped=\""
             + count(outcome::skipped) + "\" errors=\"0\" time=\""
             + figure(x.ran_s) + "\" timestamp=\""
             + xml(x.started.substr(0, 19)) + "\">\n  <properties>\n";
  auto property = [&](const char* name, const std::string& value) {
    out += std::string{"    <property name=\""} + name + "\" value=\""
           + xml(value) + "\"/>\n";
  };
  property("build", x.build);
  property("seed", std::to_string(x.seed));
  property("command", x.command);
  out += "  </properties>\n";
  for (const auto& c : cases)
    out += text_of(c, suite);
  return out + "</testsuite>\n";
}

} // namespace nightfloat::report

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace nightfloat::tests {

/// `nightfloat` in a home of its own.
struct operator_fixture {
  scratch home;

  outcome run(std::vector<std::string> words) const {
    words.insert(words.begin(), NIGHTFLOAT_PROGRAM);
    return run_program(words, home);
  }

  /// Runs and requires this exit code; what was said is shown otherwise.
  outcome run(int code, const std::vector<std::string>& words) const {
    auto x = run(words);
    auto line = std::string{"nightfloat"};
    for (auto& word : words)
      line += " " + word;
    BOOST_REQUIRE_MESSAGE(x.code == code, line << " ended with " << x.code
                                               << "\n"
                                               << x.out << x.err);
    return x;
  }

  /// Runs with its stdout as a shell redirects it: `>/dev/full`.
  outcome run_into(const std::string& where,
                   std::vector<std::string> words) const {
    auto line = std::vector<std::string>{
      "/bin/sh", "-c", "exec timeout 60 \"$0\" \"$@\" " + where,
      NIGHTFLOAT_PROGRAM};
    line.insert(line.end(), words.begin(), words.end());
    return run_program(line, home);
  }

  /// Runs into a pipe whose reader has left.
  outcome run_unread(std::vector<std::string> words) const {
    auto pipe = home / "pipe";
    run_program({"/usr/bin/mkfifo", pipe}, home);
    return run_into("3<>" + pipe + " >" + pipe + " 3<&-", std::move(words));
  }
};

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace nightfloat::tests

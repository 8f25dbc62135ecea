// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where questions about a roster are answered: by the cluster, or with
// `--offline FILE` out of a file, by the same code.

#include "client/answers.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/people.hpp"

#include <optional>
#include <string>

namespace nightfloat::cmd {

class roster_source {
public:
  /// Declares `--offline FILE`.
  void declare(options& x);

  /// The programme's name. Fails as the cluster or the file's reader does;
  /// so do the next three.
  [[nodiscard]] result<std::string> name(context& x);

  /// Everything in force.
  [[nodiscard]] result<const client::loaded*> whole(context& x);

  /// The names of it, without its roster.
  [[nodiscard]] result<directory> names(context& x);

  /// What `--offline` named; empty: the cluster is asked.
  [[nodiscard]] const std::string& file() const noexcept {
    return offline_;
  }

  template <class Request>
  [[nodiscard]] result<typename Request::reply>
  ask(context& x, const Request& wish) {
    if (!offline_.empty()) {
      auto all = whole(x);
      if (!all)
        return all.error();
      return client::answer_from(wish, copy(**all), read_steady_clock);
    }
    auto id = name(x);
    if (!id)
      return id.error();
    auto door = x.door();
    if (!door)
      return door.error();
    return (*door)->call(wish, x.about(*id));
  }

  /// Says what failed and returns the code: what is wrong in the file is no
  /// mistake of the command line.
  int fail(context& x, const failure& why) const;

private:
  static client::roster_copy copy(const client::loaded& x);
  static std::chrono::steady_clock::time_point read_steady_clock();

  std::string offline_;
  bool is_file_bad_ = false;
  std::optional<client::loaded> whole_;
};

} // namespace nightfloat::cmd

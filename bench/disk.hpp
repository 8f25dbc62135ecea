// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where what is measured keeps its store: below TMPDIR, else /var/tmp. Not
// /tmp, which is memory on Debian 13: a sync costs nothing there.

#include "domain/error.hpp"

#include <cstdlib>
#include <linux/magic.h>
#include <stdlib.h>
#include <string>
#include <sys/vfs.h>

namespace nightfloat::bench {

/// A fresh directory on a disk, which the caller removes. Fails with
/// `io_failed`, also where there is no disk below it.
inline result<std::string> make_on_disk() {
  const auto* named = std::getenv("TMPDIR");
  auto path = std::string{named != nullptr ? named : ""};
  if (path.empty())
    path = "/var/tmp";
  struct statfs below {};
  if (statfs(path.c_str(), &below) != 0 || below.f_type == TMPFS_MAGIC)
    return failure{ec::io_failed, "TMPDIR: is missing or memory (" + path
                                    + "), name a directory on a disk"};
  path += "/nightfloat-bench-XXXXXX";
  if (mkdtemp(path.data()) == nullptr)
    return failure{ec::io_failed, "TMPDIR: cannot be written (" + path
                                    + "), name a directory that can"};
  return path;
}

} // namespace nightfloat::bench

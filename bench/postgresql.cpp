// SPDX-License-Identifier: Apache-2.0
#include "bench/postgresql.hpp"

#include "bench/served.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace nightfloat::bench {

bool has_postgresql() {
  return ::access("/usr/bin/pgbench", X_OK) == 0;
}

double postgresql_rate(const std::string& script, std::size_t clients,
                       std::chrono::milliseconds time) {
  auto seconds = std::max<long>(1, time.count() / 1'000);
  auto command = NIGHTFLOAT_ROOT "/bench/peers/" + script + " "
                 + std::to_string(clients) + " " + std::to_string(seconds);
  auto* from = ::popen(command.c_str(), "r");
  if (from == nullptr)
    throw trouble{"PostgreSQL: cannot be run"};
  auto rate = 0.0;
  auto read = std::fscanf(from, "%lf", &rate);
  if (::pclose(from) != 0 || read != 1)
    throw trouble{"PostgreSQL: " + command + " failed"};
  return rate;
}

} // namespace nightfloat::bench

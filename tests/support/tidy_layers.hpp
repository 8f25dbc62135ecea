// SPDX-License-Identifier: Apache-2.0
#pragma once

// The layers of the house and the doors of its libraries, as the tidy test
// holds every file to them (docs/ARCHITECTURE.md). A folder that is named here
// need not exist: it has its rule before it has its first file.

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace nightfloat::tests {

/// Who may include whom; a folder may always include itself.
inline const std::map<std::string_view, std::set<std::string_view>> layers = {
  {"domain", {}},
  {"metrics", {}},
  {"codec", {"domain", "metrics"}},
  {"config", {"domain", "codec", "metrics"}},
  {"exchange", {"domain", "codec", "metrics"}},
  {"report", {"domain", "codec", "metrics"}},
  {"storage", {"domain", "codec", "config", "metrics"}},
  {"broker", {"domain", "codec", "config", "metrics"}},
  {"client", {"domain", "codec", "config", "broker", "metrics"}},
  {"actors",
   {"domain", "codec", "config", "storage", "broker", "client", "metrics"}},
  {"gateway", {"domain", "codec", "config", "report", "client", "metrics"}},
  {"chaos", {"domain", "codec", "config", "report", "client", "metrics"}},
  // It runs the machines of storage, broker and actors themselves.
  {"chaos/simulation",
   {"domain", "codec", "config", "report", "client", "chaos", "storage",
    "broker", "actors", "metrics"}},
  {"soak",
   {"domain", "codec", "config", "report", "client", "chaos", "metrics"}},
};

/// Folders above the layers, which may include everything of ours.
inline const std::set<std::string_view> above = {"cmd", "tests", "bench"};

/// A library, and the beginnings of the paths that may include it.
struct door {
  std::string_view library;
  std::vector<std::string_view> homes;
};

inline const std::vector<door> doors = {
  {"<zmq", {"broker/zmq_"}},
  {"<rocksdb/", {"storage/rocks_", "bench/rocks_"}},
  {"<caf/", {"actors/", "chaos/simulation/", "cmd/nightfloatd/"}},
  {"<toml++/", {"codec/"}},
  {"<boost/json", {"codec/"}},
  {"<boost/beast", {"gateway/"}},
  {"<boost/asio", {"gateway/"}},
  {"<yaml-cpp/", {"exchange/"}},
  {"<libical/", {"exchange/ics_"}},
  {"<xlsxwriter", {"exchange/xlsx_write.cpp"}},
  {"<zip.h>", {"exchange/xlsx_zip.cpp"}},
  {"<pugixml", {"exchange/xlsx_xml"}},
  {"<date/tz.h>", {"domain/zone.cpp"}},
  {"<date/date.h>", {"domain/"}},
  {"<coin/", {"domain/solve/cbc_"}},
  {"<sodium", {"broker/"}},
  {"<gcrypt", {"storage/chain.cpp"}},
  {"<systemd/", {"cmd/nightfloatd/"}},
  {"<CLI/", {"cmd/"}},
  {"<spdlog/",
   {"config/", "exchange/", "report/", "storage/", "broker/", "client/",
    "actors/", "chaos/", "soak/", "cmd/"}},
};

} // namespace nightfloat::tests

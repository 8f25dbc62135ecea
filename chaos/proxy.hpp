// SPDX-License-Identifier: Apache-2.0
#pragma once

// A proxy between the sockets of a cluster, on one thread of this process:
// each link listens where one member believes its server to be, and passes on
// what it hears, as well or as badly as it is told.

#include "chaos/proxy_flow.hpp"
#include "domain/error.hpp"

#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// Seen from the one who connects.
enum class link_way : std::uint8_t { both = 0, out = 1, in = 2 };
BOOST_DESCRIBE_ENUM(link_way, both, out, in)

struct proxy_link {
  /// `worker-1:store`.
  std::string name;
  /// `unix:PATH` or `tcp:A.B.C.D:PORT`.
  std::string listen;
  std::string to;
};

/// Thread-safe.
class proxy {
public:
  /// Listens on every link and starts. Fails as `listen_at` does.
  [[nodiscard]] static result<std::unique_ptr<proxy>>
  open(std::vector<proxy_link> links, std::uint64_t seed);

  proxy(const proxy&) = delete;
  proxy& operator=(const proxy&) = delete;

  /// Cuts every connection and joins.
  ~proxy();

  /// Replaces what ails a link. REQUIRES a link of that name, here and below.
  void impair(std::string_view link, link_way way, const impairment& how);

  /// Cuts every connection of a link, as a reset does; returns how many.
  std::size_t cut(std::string_view link);

  /// What happened on a link so far; both directions: their sum.
  [[nodiscard]] flow_counts counts(std::string_view link,
                                   link_way way = link_way::both) const;

  [[nodiscard]] bool has(std::string_view link) const;

  /// Where a link listens, with the port that a 0 became.
  [[nodiscard]] std::string address(std::string_view link) const;

private:
  struct core;

  explicit proxy(std::unique_ptr<core> x);

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::chaos

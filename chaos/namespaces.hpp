// SPDX-License-Identifier: Apache-2.0
#pragma once

// Network namespaces of a run's own: one for the servers, and one for each
// leaf (a worker, the clients), which a veth pair connects to it. They have no
// names and nothing of them is seen from the host: they end with the last
// process or descriptor that holds them, however the run ends, and with them
// their links, rules and queues. Needs root, and ip of iproute2.

#include "chaos/proxy_socket.hpp"
#include "domain/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// The calling thread in another network namespace, and what it starts there,
/// until destroyed. REQUIRES to be destroyed by the same thread.
class inside {
public:
  /// Fails with `io_failed`.
  static result<inside> enter(int network_namespace);

  inside(inside&&) noexcept = default;
  inside& operator=(inside&&) = delete;
  ~inside();

private:
  explicit inside(descriptor before) : before_(std::move(before)) {
    // nop
  }

  descriptor before_;
};

class namespaces {
public:
  /// Where the servers are reached from every leaf, and among themselves.
  static constexpr std::string_view servers_address = "10.0.0.1";

  /// `scratch` is a file that what the programs say is written to. Fails with
  /// `unsupported` where this machine cannot, with the reason.
  static result<namespaces> make(const std::vector<std::string>& leaves,
                                 const std::string& scratch);

  /// Where `name` lives: in its own, or with the servers.
  [[nodiscard]] int of(std::string_view name) const;

  [[nodiscard]] int servers() const noexcept {
    return servers_.get();
  }

  /// The interface at both ends of a leaf's link.
  [[nodiscard]] std::string link_of(std::string_view leaf) const;

  /// Runs a program of /usr/sbin there and says what it wrote. Fails with
  /// `unsupported` where it is not installed, `io_failed` where it failed.
  result<std::string> run(int where, const std::string& program,
                          std::vector<std::string> arguments) const;

private:
  struct branch {
    std::string name;
    descriptor space;
  };

  namespaces() = default;

  result<void> connect(std::size_t number);

  std::string scratch_;
  descriptor servers_;
  std::vector<branch> leaves_;
};

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "chaos/namespaces.hpp"

#include "chaos/files.hpp"
#include "chaos/process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sched.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

/// Each leaf has a network 10.0.N.0/30.
constexpr std::size_t leaves_max = 255;

failure no_namespaces(const std::string& what) {
  return {ec::unsupported,
          "network namespaces: " + what + " (" + std::strerror(errno) + ")"};
}

descriptor current() {
  return descriptor{open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
}

result<descriptor> make_one() {
  auto before = current();
  if (!before || unshare(CLONE_NEWNET) != 0)
    return no_namespaces("none can be made");
  auto made = current();
  if (setns(before.get(), CLONE_NEWNET) != 0 || !made)
    return no_namespaces("the way back is lost");
  return made;
}

/// How another process names it.
std::string path_of(const descriptor& x) {
  return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(x.get());
}

std::vector<std::string> words(const std::string& text) {
  auto out = std::vector<std::string>{};
  for (auto at = std::size_t{0}; at < text.size();) {
    auto end = std::min(text.find(' ', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

} // namespace

result<inside> inside::enter(int network_namespace) {
  auto before = current();
  if (!before || setns(network_namespace, CLONE_NEWNET) != 0)
    return failure{ec::io_failed,
                   std::string{"network namespace: cannot be entered ("}
                     + std::strerror(errno) + ")"};
  return inside{std::move(before)};
}

inside::~inside() {
  if (before_)
    setns(before_.get(), CLONE_NEWNET);
}

result<namespaces> namespaces::make(const std::vector<std::string>& leaves,
                                    const std::string& scratch) {
  if (geteuid() != 0)
    return failure{ec::unsupported, "network namespaces: only root can make "
                                    "them"};
  if (leaves.size() > leaves_max)
    return failure{ec::unsupported,
                   "network namespaces: at most " + std::to_string(leaves_max)};
  auto x = namespaces{};
  x.scratch_ = scratch;
  auto servers = make_one();
  if (!servers)
    return servers.error();
  x.servers_ = std::move(*servers);
  for (const auto& name : leaves) {
    auto made = make_one();
    if (!made)
      return made.error();
    x.leaves_.push_back({name, std::move(*made)});
  }
  for (const auto* line : {"link set lo up", "address add 10.0.0.1/32 dev lo"})
    if (auto ok = x.run(x.servers(), "ip", words(line)); !ok)
      return failure{ec::unsupported, ok.error().detail};
  for (auto i = std::size_t{0}; i != leaves.size(); ++i)
    if (auto ok = x.connect(i); !ok)
      return failure{ec::unsupported, ok.error().detail};
  return x;
}

result<void> namespaces::connect(std::size_t number) {
  const auto& leaf = leaves_[number];
  const auto link = link_of(leaf.name);
  const auto net = "10.0." + std::to_string(number + 1) + ".";
  const auto all
    = {std::pair{servers(), "link add " + link + " type veth peer name " + link
                              + " netns " + path_of(leaf.space)},
       std::pair{servers(), "address add " + net + "1/30 dev " + link},
       std::pair{servers(), "link set " + link + " up"},
       std::pair{leaf.space.get(), std::string{"link set lo up"}},
       std::pair{leaf.space.get(), "address add " + net + "2/30 dev " + link},
       std::pair{leaf.space.get(), "link set " + link + " up"},
       std::pair{leaf.space.get(), "route add default via " + net + "1"}};
  for (const auto& [where, line] : all)
    if (auto ok = run(where, "ip", words(line)); !ok)
      return ok.error();
  return {};
}

int namespaces::of(std::string_view name) const {
  auto found = std::ranges::find(leaves_, name, &branch::name);
  return found == leaves_.end() ? servers() : found->space.get();
}

std::string namespaces::link_of(std::string_view leaf) const {
  auto found = std::ranges::find(leaves_, leaf, &branch::name);
  return "leaf" + std::to_string(found - leaves_.begin() + 1);
}

result<std::string> namespaces::run(int where, const std::string& program,
                                    std::vector<std::string> arguments) const {
  auto error = std::error_code{};
  std::filesystem::remove(scratch_, error);
  auto one = process::spawn({.program = "/usr/sbin/" + program,
                             .arguments = std::move(arguments),
                             .log_file = scratch_,
                             .network_namespace = where});
  if (!one)
    return failure{ec::unsupported, one.error().detail};
  if (!one->wait_end(10s)) {
    static_cast<void>(one->signal(SIGKILL));
    static_cast<void>(one->wait_end(10s));
    static_cast<void>(one->reap());
    return failure{ec::timed_out, program + ": does not end"};
  }
  auto end = one->reap();
  auto said = read_file(scratch_);
  if (end && end->code == 0 && end->signal == 0) {
    std::filesystem::remove(scratch_, error);
    return said;
  }
  return failure{ec::io_failed, program + ": " + tail(scratch_, 3)};
}

} // namespace nightfloat::chaos

// SPDX-License-Identifier: Apache-2.0
#include "bench/queue_peers.hpp"

#include "bench/amqp_peer.hpp"
#include "bench/postgresql.hpp"
#include "bench/queue_jobs.hpp"
#include "bench/served.hpp"
#include "bench/text_peer.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::bench {

namespace {

void not_installed(const std::string& name) {
  std::fprintf(stderr, "queue: %s is not installed, not compared\n",
               name.c_str());
}

/// The program's path; empty: not installed.
std::string installed(const std::string& name) {
  auto places = std::array{"/usr/bin/", "/usr/sbin/", "/usr/local/bin/"};
  for (const auto* place : places)
    if (auto path = place + name; ::access(path.c_str(), X_OK) == 0)
      return path;
  not_installed(name);
  return {};
}

std::uint16_t free_port() {
  auto x = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = sockaddr_in{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto size = socklen_t{sizeof address};
  auto* any = reinterpret_cast<sockaddr*>(&address);
  auto bound = x >= 0 && ::bind(x, any, size) == 0
               && ::getsockname(x, any, &size) == 0;
  ::close(x);
  if (!bound)
    throw trouble{"peer: no port is free"};
  return ntohs(address.sin_port);
}

std::string payload(const text_client& x) {
  auto text = std::to_string(x.descriptor) + "." + std::to_string(x.cycle);
  text.resize(payload_bytes, 'p');
  return text;
}

/// The first line of what came, without its end; empty: not yet.
std::string_view line_of(const text_client& x) {
  auto end = x.received.find("\r\n");
  return end == std::string::npos ? std::string_view{}
                                  : std::string_view{x.received}.substr(0, end);
}

[[noreturn]] void unexpected(const char* who, const text_client& x) {
  throw trouble{std::string{who} + ": unexpected reply \""
                + x.received.substr(0, 80) + "\""};
}

class text_peer : public queue_peer {
public:
  text_peer(std::string name, const std::string& program,
            std::vector<std::string> words, text_protocol x)
    : name_{std::move(name)}, server_{program, std::move(words)}, protocol_{
                                                                    std::move(
                                                                      x)} {
  }

  [[nodiscard]] const std::string& name() const override {
    return name_;
  }

  [[nodiscard]] double cycles(std::size_t clients,
                              std::chrono::milliseconds time) override {
    return text_cycles(protocol_, clients, time);
  }

private:
  std::string name_;
  part server_;
  text_protocol protocol_;
};

// -- beanstalkd ---------------------------------------------------------------

std::string ask_beanstalkd(text_client& x) {
  if (x.step == 0)
    return "put 0 0 60 " + std::to_string(payload_bytes) + "\r\n" + payload(x)
           + "\r\n";
  return x.step == 1 ? "reserve\r\n" : "delete " + x.job + "\r\n";
}

std::size_t hear_beanstalkd(text_client& x) {
  constexpr auto heads
    = std::array<std::string_view, 3>{"INSERTED ", "RESERVED ", "DELETED"};
  auto line = line_of(x);
  if (line.empty())
    return 0;
  if (!line.starts_with(heads[x.step]))
    unexpected("beanstalkd", x);
  auto size = line.size() + 2;
  if (x.step == 1) {
    size += payload_bytes + 2;
    auto id = line.substr(heads[1].size());
    x.job = id.substr(0, id.find(' '));
  }
  return x.received.size() < size ? 0 : size;
}

std::unique_ptr<queue_peer> beanstalkd(const std::string& dir) {
  auto program = installed("beanstalkd");
  if (program.empty())
    return {};
  std::filesystem::create_directory(dir + "/beanstalkd");
  auto port = free_port();
  return std::make_unique<text_peer>(
    "beanstalkd", program,
    std::vector<std::string>{"-b", dir + "/beanstalkd", "-f0", "-l",
                             "127.0.0.1", "-p", std::to_string(port)},
    text_protocol{[port] { return connect_to_port(port); }, ask_beanstalkd,
                  hear_beanstalkd});
}

// -- Redis --------------------------------------------------------------------

std::string bulk(std::string_view x) {
  return "$" + std::to_string(x.size()) + "\r\n" + std::string{x} + "\r\n";
}

std::string ask_redis(text_client& x) {
  if (x.step == 0)
    return "*3\r\n" + bulk("LPUSH") + bulk("ready") + bulk(payload(x));
  if (x.step == 1)
    return "*3\r\n" + bulk("RPOPLPUSH") + bulk("ready") + bulk("taken");
  return "*4\r\n" + bulk("LREM") + bulk("taken") + bulk("1") + bulk(x.job);
}

std::size_t hear_redis(text_client& x) {
  auto line = line_of(x);
  if (line.empty())
    return 0;
  auto wanted = x.step == 1 ? "$" + std::to_string(payload_bytes)
                            : std::string{x.step == 0 ? ":" : ":1"};
  if (!line.starts_with(wanted))
    unexpected("Redis", x);
  if (x.step != 1)
    return line.size() + 2;
  auto size = line.size() + 2 + payload_bytes + 2;
  if (x.received.size() < size)
    return 0;
  x.job = x.received.substr(line.size() + 2, payload_bytes);
  return size;
}

std::unique_ptr<queue_peer> redis(const std::string& dir) {
  auto program = installed("redis-server");
  if (program.empty())
    return {};
  auto path = dir + "/redis.sock";
  return std::make_unique<text_peer>(
    "redis", program,
    std::vector<std::string>{"--port", "0", "--unixsocket", path, "--dir", dir,
                             "--appendonly", "yes", "--appendfsync", "always",
                             "--save", ""},
    text_protocol{[path] { return connect_to_file(path); }, ask_redis,
                  hear_redis});
}

// -- RabbitMQ -----------------------------------------------------------------

/// A node cannot do without the daemon in which nodes find one another.
class rabbitmq_node final : public text_peer {
public:
  rabbitmq_node(std::unique_ptr<part> names, std::vector<std::string> words,
                text_protocol x)
    : text_peer{"rabbitmq", "/usr/bin/env", std::move(words), std::move(x)},
      names_{std::move(names)} {
  }

private:
  std::unique_ptr<part> names_;
};

/// The environment in which a node reads nothing of the machine's own and is
/// reached only from here, and its program.
std::vector<std::string> rabbitmq_words(const std::string& home,
                                        std::uint16_t names,
                                        std::uint16_t port) {
  return {"HOME=" + home, "ERL_EPMD_ADDRESS=127.0.0.1",
          "ERL_EPMD_PORT=" + std::to_string(names),
          "RABBITMQ_NODENAME=nightfloat@localhost",
          "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1",
          "RABBITMQ_NODE_PORT=" + std::to_string(port),
          "RABBITMQ_DIST_PORT=" + std::to_string(free_port()),
          "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface "
          "{127,0,0,1}",
          "RABBITMQ_MNESIA_BASE=" + home + "/data",
          "RABBITMQ_LOG_BASE=" + home + "/log",
          "RABBITMQ_CONF_ENV_FILE=" + home + "/none",
          "RABBITMQ_CONFIG_FILE=" + home + "/none",
          "RABBITMQ_ENABLED_PLUGINS_FILE=" + home + "/none",
          // Else its script starts it and stays, and would be what we end.
          "RUNNING_UNDER_SYSTEMD=true",
          "/usr/lib/rabbitmq/bin/rabbitmq-server"};
}

std::unique_ptr<queue_peer> rabbitmq(const std::string& dir) {
  // That one changes to a user of its own; what it then starts does not.
  if (installed("rabbitmq-server").empty())
    return {};
  auto home = dir + "/rabbitmq";
  std::filesystem::create_directory(home);
  auto names = free_port();
  auto port = free_port();
  auto registry = std::make_unique<part>(
    "/usr/bin/epmd", std::vector<std::string>{"-address", "127.0.0.1", "-port",
                                              std::to_string(names)});
  // A node that met none would start one that outlives it.
  ::close(connect_to_port(names));
  auto node = std::make_unique<rabbitmq_node>(
    std::move(registry), rabbitmq_words(home, names, port),
    text_protocol{[port] { return connect_amqp(port); },
                  [](text_client& x) { return ask_amqp(x, payload(x)); },
                  hear_amqp, 1});
  // Its start would take the processor from what is measured next.
  ::close(connect_amqp(port));
  return node;
}

// -- PostgreSQL ---------------------------------------------------------------

class postgresql final : public queue_peer {
public:
  [[nodiscard]] const std::string& name() const override {
    return name_;
  }

  [[nodiscard]] double cycles(std::size_t clients,
                              std::chrono::milliseconds time) override {
    return postgresql_rate("postgresql_queue", clients, time);
  }

private:
  std::string name_ = "postgresql";
};

} // namespace

std::vector<std::unique_ptr<queue_peer>>
start_queue_peers(const std::string& dir) {
  auto all = std::vector<std::unique_ptr<queue_peer>>{};
  for (auto start : {beanstalkd, redis, rabbitmq})
    if (auto x = start(dir))
      all.push_back(std::move(x));
  if (has_postgresql())
    all.push_back(std::make_unique<postgresql>());
  else
    not_installed("postgresql");
  return all;
}

} // namespace nightfloat::bench

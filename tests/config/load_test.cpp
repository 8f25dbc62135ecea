// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "codec/toml.hpp"
#include "config/load.hpp"
#include "config/write.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>

BOOST_AUTO_TEST_SUITE(load_test)

using namespace nightfloat;
using config::node_options;

namespace {

const auto shipped = std::string{NIGHTFLOAT_ROOT} + "/config/node.toml";

/// Options with which each role starts.
node_options sound() {
  auto x = node_options{};
  x.role = "store";
  x.network.runtime_dir = "/run/nightfloat";
  x.store.state_dir = "/var/lib/nightfloat";
  return x;
}

std::string fault_of(const std::function<void(node_options&)>& spoil) {
  auto x = sound();
  spoil(x);
  x.network = config::completed(std::move(x.network));
  auto good = config::check(x);
  BOOST_REQUIRE(!good);
  BOOST_TEST(good.error().code == ec::configuration);
  return good.error().detail;
}

/// tcp endpoints as they are meant.
void use_tcp(node_options& x) {
  x.network.broker = "tcp://10.0.0.1:7001";
  x.network.store = "tcp://[::1]:7002";
  x.network.lifeline = "tcp:10.0.0.1:7003";
  x.network.key_file = "/etc/nightfloat/key";
  x.network.allow_list = "/etc/nightfloat/allow";
  x.network.known_servers = "/etc/nightfloat/known";
}

} // namespace

BOOST_AUTO_TEST_CASE(the_shipped_file_holds_the_defaults) {
  for (auto role : {"store", "broker", "worker"}) {
    auto x = config::load_node(shipped, {role, "2"});
    BOOST_REQUIRE_MESSAGE(x, x.error().detail);
    auto expected = sound();
    expected.role = role;
    expected.instance = "2";
    expected.network = config::completed(std::move(expected.network));
    BOOST_TEST(codec::encode(*x) == codec::encode(expected));
  }
}

BOOST_AUTO_TEST_CASE(written_options_load_to_the_same) {
  auto x = sound();
  x.network = config::completed(std::move(x.network));
  x.network.operators = {"a\"b", "c\\d"};
  auto back = codec::from_toml<node_options>(config::to_toml(x), "written");
  BOOST_REQUIRE_MESSAGE(back, back.error().detail);
  BOOST_TEST(codec::encode(*back) == codec::encode(x));
}

BOOST_AUTO_TEST_CASE(relative_key_files_are_credentials) {
  auto text = std::string{"[network]\nruntime_dir = \"/run/nightfloat\"\n"
                          "key_file = \"curve.key\"\n"
                          "allow_list = \"/etc/allow\"\n"};
  auto path = std::string{"load_test_credentials.toml"};
  std::ofstream{path} << text;
  auto x = config::load_node(path, {.role = "broker", .credentials = "/run/c"});
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  BOOST_TEST(x->network.key_file == "/run/c/curve.key");
  BOOST_TEST(x->network.allow_list == "/etc/allow");
  BOOST_TEST(x->network.known_servers == "");
  std::remove(path.c_str());
}

BOOST_AUTO_TEST_CASE(empty_endpoints_lie_in_the_runtime_directory) {
  auto x = config::completed(sound().network);
  BOOST_TEST(x.broker == "ipc:///run/nightfloat/broker.sock");
  BOOST_TEST(x.store == "ipc:///run/nightfloat/store.sock");
  BOOST_TEST(x.lifeline == "unix:/run/nightfloat/lifeline.sock");
  BOOST_TEST(x.lifeline_at.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_role_names_the_file_and_the_choice) {
  auto x = config::load_node(shipped);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail
             == shipped
                  + ": role: no such role (), one of: store, broker, "
                    "worker");
}

BOOST_AUTO_TEST_CASE(names_and_directories_are_checked) {
  BOOST_TEST(fault_of([](auto& x) { x.role = "gateways"; })
             == "role: no such role (gateways), one of: store, broker, worker");
  BOOST_TEST(fault_of([](auto& x) { x.instance = "a/b"; })
             == "instance: wants 1 to 32 of a-z, 0-9 and - (a/b)");
  BOOST_TEST(fault_of([](auto& x) { x.log.level = "loud"; })
             == "log.level: no such level (loud), one of: trace, debug, info, "
                "warn, error");
  BOOST_TEST(fault_of([](auto& x) { x.store.state_dir.clear(); })
             == "store.state_dir: missing, name a directory");
  BOOST_TEST(fault_of([](auto& x) { x.network.runtime_dir = "run"; })
             == "network.runtime_dir: not an absolute path (run)");
}

BOOST_AUTO_TEST_CASE(endpoints_are_checked) {
  BOOST_TEST(fault_of([](auto& x) { x.network.broker = "udp://x"; })
             == "network.broker: wants ipc://PATH or tcp://HOST:PORT "
                "(udp://x)");
  BOOST_TEST(fault_of([](auto& x) { x.network.store = "ipc://store.sock"; })
             == "network.store: not an absolute socket path (store.sock)");
  auto port = [](std::string text) {
    return fault_of([&](auto& x) { x.network.broker = "tcp://h:" + text; });
  };
  for (auto text : {"65536", "", "x", "-1", "123456"})
    BOOST_TEST(port(text)
               == "network.broker: no port (" + std::string{text}
                    + ", 0 to 65535 or *)");
  BOOST_TEST(fault_of([](auto& x) { x.network.broker = "tcp://host"; })
             == "network.broker: wants HOST:PORT (host)");
}

BOOST_AUTO_TEST_CASE(a_socket_path_holds_107_bytes) {
  auto with = [](std::size_t size) {
    auto x = sound();
    x.network.runtime_dir = "/" + std::string(size - 15, 'r');
    x.network = config::completed(std::move(x.network));
    return x;
  };
  // `lifeline.sock`, the longest name, has 13 bytes and a slash before it.
  BOOST_TEST(config::check(with(107)).has_value());
  BOOST_TEST(config::check(with(108)).error().detail
             == "network.lifeline: socket path is too long (108 bytes, max "
                "107), choose a shorter network.runtime_dir");
}

BOOST_AUTO_TEST_CASE(tcp_needs_keys) {
  auto x = sound();
  use_tcp(x);
  for (auto role : {"store", "broker", "worker"}) {
    x.role = role;
    BOOST_TEST(config::check(x).has_value(), role);
  }
  constexpr auto remedy = ": missing, tcp endpoints need CURVE keys: make them "
                          "with `nightfloat keys`, or use ipc://";
  struct {
    const char* role;
    std::string config::network_options::*field;
    const char* path;
  } const rows[] = {
    {"store", &config::network_options::key_file, "network.key_file"},
    {"store", &config::network_options::allow_list, "network.allow_list"},
    {"broker", &config::network_options::allow_list, "network.allow_list"},
    {"worker", &config::network_options::key_file, "network.key_file"},
    {"worker", &config::network_options::known_servers,
     "network.known_servers"},
  };
  for (const auto& row : rows) {
    auto told = fault_of([&](auto& y) {
      use_tcp(y);
      y.role = row.role;
      (y.network.*row.field).clear();
    });
    BOOST_TEST(told == std::string{row.path} + remedy);
  }
  BOOST_TEST(fault_of([](auto& y) {
               use_tcp(y);
               y.network.lifeline.clear();
             })
             == "network.lifeline: missing beside a tcp store, give "
                "tcp:HOST:PORT");
}

BOOST_AUTO_TEST_CASE(bounds_are_neither_zero_nor_endless) {
  const std::pair<const char*, std::function<void(node_options&)>> rows[] = {
    {"network.heartbeat_ms",
     [](auto& x) {
       x.network.heartbeat_ms = 0;
     }},
    {"network.liveness_ms",
     [](auto& x) {
       x.network.liveness_ms = 0;
     }},
    {"network.credit",
     [](auto& x) {
       x.network.credit = 0;
     }},
    {"network.credit",
     [](auto& x) {
       x.network.credit = 65'537;
     }},
    {"network.peer_queue_max",
     [](auto& x) {
       x.network.peer_queue_max = 0;
     }},
    {"store.group_max",
     [](auto& x) {
       x.store.group_max = 0;
     }},
    {"store.waiting_max",
     [](auto& x) {
       x.store.waiting_max = 0;
     }},
    {"store.history_items",
     [](auto& x) {
       x.store.history_items = 0;
     }},
    {"store.retry_base_ms",
     [](auto& x) {
       x.store.retry_base_ms = 0;
     }},
    {"store.visibility_timeout_ms",
     [](auto& x) {
       x.store.visibility_timeout_ms = 0;
     }},
    {"worker.threads",
     [](auto& x) {
       x.worker.threads = 0;
     }},
    {"worker.threads",
     [](auto& x) {
       x.worker.threads = 33;
     }},
    {"worker.jobs_max",
     [](auto& x) {
       x.worker.jobs_max = 65;
     }},
    {"worker.calls_max",
     [](auto& x) {
       x.worker.calls_max = x.worker.jobs_max = 0;
     }},
    {"worker.kinds",
     [](auto& x) {
       x.worker.kinds.clear();
     }},
    {"store.retry_max_ms",
     [](auto& x) {
       x.store.retry_max_ms = 1;
     }},
    {"store.retry_share_percent",
     [](auto& x) {
       x.store.retry_share_percent = 1'001;
     }},
    {"network.liveness_ms",
     [](auto& x) {
       x.network.liveness_ms = 1'999;
     }},
  };
  for (const auto& [path, spoil] : rows)
    BOOST_TEST(fault_of(spoil).starts_with(std::string{path} + ": "), path);
  BOOST_TEST(fault_of([](auto& x) { x.network.credit = 0; })
             == "network.credit: out of range (0, 1 to 65536)");
}

BOOST_AUTO_TEST_SUITE_END()

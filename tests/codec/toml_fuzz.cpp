// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"
#include "codec/toml.hpp"
#include "config/load.hpp"
#include "config/write.hpp"
#include "domain/programme.hpp"
#include "domain/rules/pack.hpp"
#include "tests/support/fuzz_target.hpp"

// The first byte chooses a configuration, the rest is its text: options that
// survive being written and read again, or a sentence with the file's name.

using namespace nightfloat;

namespace {

template <class T>
void try_one(std::string_view text) {
  auto x = codec::from_toml<T>(text, "f.toml");
  if (!x) {
    fuzz::holds(x.error().code == ec::configuration, "it is configuration");
    fuzz::holds(x.error().detail.starts_with("f.toml"), "it names the file");
    return;
  }
  auto json = codec::to_json(*x);
  auto again = codec::from_json<T>(json);
  fuzz::holds(again && codec::to_json(*again) == json, "JSON holds the same");
}

void try_node(std::string_view text) {
  try_one<config::node_options>(text);
  auto x = codec::from_toml<config::node_options>(text, "f.toml");
  if (!x)
    return;
  x->network = config::completed(std::move(x->network));
  auto good = config::check(*x);
  fuzz::holds(good || !good.error().detail.empty(), "a fault has a sentence");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  auto x = config::node_options{};
  x.role = "store";
  x.network.runtime_dir = "/run/nightfloat";
  x.network.operators = {"a"};
  fuzz::write_seed("node", fuzz::chosen(0, config::to_toml(x)));
  fuzz::write_seed("pack", fuzz::chosen(1, "name = 'x'\nfree_minutes = 1440"));
  fuzz::write_seed("programme",
                   fuzz::chosen(2, "[info]\nfirst = 2026-07-01\n[[people]]\n"
                                   "id = 1\nrole = 'faculty'\n"));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0)
    return 0;
  auto text = fuzz::view(data + 1, size - 1);
  if (data[0] % 3 == 0)
    try_node(text);
  else if (data[0] % 3 == 1)
    try_one<domain::rule_pack>(text);
  else
    try_one<domain::programme>(text);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0

// The `main` of every test program, compiled once. The module is called as
// the program is.

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

namespace {

std::string called;

/// Every case is registered by now: no suite is open but the module itself.
bool name_module() {
  boost::unit_test::framework::current_auto_test_suite().p_name.value = called;
  return true;
}

} // namespace

int main(int argc, char** argv) {
  called = std::filesystem::path(argv[0]).filename().string();
  return boost::unit_test::unit_test_main(&name_module, argc, argv);
}

# Every third-party library, each from a Debian package; docs/DEPENDENCIES.md
# says why.
find_package(CAF 0.17.6 EXACT REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG
  COMPONENTS headers json unit_test_framework)
find_package(spdlog REQUIRED)
find_package(cppzmq REQUIRED)
find_package(RocksDB REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(GCRYPT REQUIRED IMPORTED_TARGET libgcrypt)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(ICAL REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(CBC REQUIRED IMPORTED_TARGET cbc)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
# Without pkg-config: on Debian 13 it would bring in minizip, whose <zip.h>
# hides libzip's.
find_library(XLSXWRITER_LIBRARY xlsxwriter REQUIRED)
add_library(xlsxwriter::xlsxwriter UNKNOWN IMPORTED)
set_target_properties(xlsxwriter::xlsxwriter PROPERTIES
  IMPORTED_LOCATION "${XLSXWRITER_LIBRARY}")

# Headers that most files include: to read them is half of what the compiler
# does, so this reads them once for each set of options. It is for builds
# without ccache, and off, for the tree has not been built whole with it. Every
# file still includes what it uses: without it what is missing is an error.
option(NIGHTFLOAT_PRELUDE "Precompile the headers that most files include" OFF)
if(NIGHTFLOAT_PRELUDE AND NIGHTFLOAT_SANITIZE)
  # Libraries are shared ones then, and read the same prelude as programs.
  add_compile_options(-fPIC)
endif()
set(nightfloat_prelude_headers
  <algorithm> <array> <atomic> <chrono> <compare> <concepts> <cstddef>
  <cstdint> <cstdio> <cstdlib> <cstring> <deque> <filesystem> <fstream>
  <functional> <iterator> <limits> <map> <memory> <mutex> <numeric> <optional>
  <ostream> <random> <set> <span> <sstream> <string> <string_view> <tuple>
  <type_traits> <unordered_map> <unordered_set> <utility> <variant> <vector>
  <boost/describe.hpp> <boost/mp11.hpp> <boost/system/result.hpp>
  ${PROJECT_SOURCE_DIR}/domain/roster.hpp)

# nightfloat_prelude(<target> <owner>)
# Gives <target> the prelude of <owner>, which is compiled with the same
# options and with no definition that <target> has not.
function(nightfloat_prelude target owner)
  if(NIGHTFLOAT_PRELUDE)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

# nightfloat_prelude_owner(<owner> OPTIONS <target>... [HEADERS <header>...])
# Adds <owner>, which makes a prelude of the common headers and <header>s,
# compiled as whoever links OPTIONS is.
function(nightfloat_prelude_owner owner)
  if(NOT NIGHTFLOAT_PRELUDE)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "OPTIONS;HEADERS")
  set(source ${CMAKE_BINARY_DIR}/${owner}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(${owner} OBJECT ${source})
  target_include_directories(${owner} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${owner} PRIVATE ${arg_OPTIONS})
  target_precompile_headers(${owner} PRIVATE
    ${nightfloat_prelude_headers} ${arg_HEADERS})
endfunction()

nightfloat_prelude_owner(nightfloat_prelude OPTIONS nightfloat::warnings)

# Compiler, linker and warnings. ccache and mold are used where they exist.
option(NIGHTFLOAT_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(NIGHTFLOAT_SANITIZE "" CACHE STRING
  "Sanitizers of the whole build, e.g. address,undefined or thread")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths are kept relative, so that every checkout shares one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Templates leave little garbage to collect, and looking for it takes 7
  # percent of a unit's time: none below a gigabyte.
  add_compile_options(--param=ggc-min-heapsize=1048576)
endif()

if(NIGHTFLOAT_SANITIZE)
  add_compile_options(-fsanitize=${NIGHTFLOAT_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${NIGHTFLOAT_SANITIZE})
  # GCC's manual: sanitizers make this one warn where nothing is wrong. It is
  # an error in every other build.
  add_compile_options(-Wno-error=maybe-uninitialized)
  if(NIGHTFLOAT_SANITIZE MATCHES "undefined")
    # CAF 0.17.6 binds references to null inside init_fun_factory.hpp.
    add_compile_options(-fno-sanitize=null)
  endif()
endif()

if(NIGHTFLOAT_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "NIGHTFLOAT_FUZZ: needs clang "
      "(${CMAKE_CXX_COMPILER_ID}), use the fuzz preset")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined
    -fno-omit-frame-pointer -fno-sanitize-recover=all -fno-sanitize=null)
  add_link_options(-fsanitize=address,undefined)
endif()

add_library(nightfloat_warnings INTERFACE)
add_library(nightfloat::warnings ALIAS nightfloat_warnings)
target_compile_options(nightfloat_warnings INTERFACE
  # Designated initializers leave the other members to their defaults.
  -Wall -Wextra -Wnon-virtual-dtor -Wno-missing-field-initializers
  -Werror)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Where sources share a translation unit, one sees the other's globals and
  # looks like a header. The dev preset compiles each alone.
  target_compile_options(nightfloat_warnings INTERFACE
    -Wshadow=local -Wno-subobject-linkage)
elseif(NOT CMAKE_UNITY_BUILD)
  target_compile_options(nightfloat_warnings INTERFACE -Wshadow)
endif()
# From 13 on GCC takes the value of an empty optional for one that is read.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
    AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  target_compile_options(nightfloat_warnings INTERFACE
    -Wno-maybe-uninitialized)
endif()

# nightfloat_library(<name> [DEPENDS <target>...] [DOORS <target>...]
#                    SOURCES <file>... [ALONE <file>...])
# Adds nightfloat::<name>. DEPENDS are its layers, PUBLIC; DOORS are the
# third-party libraries whose headers its own sources alone may include. ALONE
# are sources whose objects a program may replace by its own: they share no
# translation unit with others.
# In a debug build it is a shared one: an edit links its own library again and
# no program, and the instrumented code of a sanitizer, linked into each program
# of tests, would take gigabytes of disk.
function(nightfloat_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" ""
    "SOURCES;ALONE;DEPENDS;DOORS")
  set(kind STATIC)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    set(kind SHARED)
  endif()
  add_library(nightfloat_${name} ${kind} ${arg_SOURCES} ${arg_ALONE})
  set_source_files_properties(${arg_ALONE} PROPERTIES
    SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(nightfloat::${name} ALIAS nightfloat_${name})
  target_include_directories(nightfloat_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(nightfloat_${name}
    PUBLIC ${arg_DEPENDS} PRIVATE ${arg_DOORS} nightfloat::warnings)
endfunction()

# nightfloat_tests(<folder> <label> NAMES <name>... [PROGRAM <name>]
#                  [DEPENDS <target>...] [SOURCES <more files>...]
#                  [DEFINES <definition>...] [TIMEOUT <seconds>])
# Each tests/<folder>/<name>_test.cpp becomes the CTest test <folder>/<name>,
# which runs the suite <name>_test of the program build/<preset>/tests/
# <folder>.<label>; a second call adds to it. PROGRAM: <folder>.<PROGRAM>
# instead, for what cannot be linked with the others. The whole of a file
# lies in its suite, a namespace, so that files can share a translation unit.
# Labels: unit (run under sanitizers too), tidy, process, chaos, soak; the
# target <label>_tests builds those of one label.
function(nightfloat_tests folder label)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "PROGRAM;TIMEOUT"
    "NAMES;DEPENDS;SOURCES;DEFINES")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  # What waits for nothing takes several times as long there.
  if(NIGHTFLOAT_SANITIZE MATCHES "thread")
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()
  if(NOT arg_PROGRAM)
    set(arg_PROGRAM ${label})
  endif()
  set(folder ${folder}/)
  if(folder STREQUAL "./")
    set(folder "")
  endif()
  string(REPLACE "/" "." program ${folder}${arg_PROGRAM})
  nightfloat_test_program(${program} ${label})
  target_sources(${program} PRIVATE ${arg_SOURCES})
  target_link_libraries(${program} PRIVATE ${arg_DEPENDS})
  target_compile_definitions(${program} PRIVATE ${arg_DEFINES})
  foreach(name ${arg_NAMES})
    set(path ${folder}${name})
    target_sources(${program}
      PRIVATE ${PROJECT_SOURCE_DIR}/tests/${path}_test.cpp)
    add_test(NAME ${path} COMMAND ${program} --run_test=${name}_test)
    set_tests_properties(${path} PROPERTIES
      TIMEOUT ${arg_TIMEOUT} LABELS ${label})
    if(NIGHTFLOAT_SANITIZE MATCHES "thread")
      set_tests_properties(${path} PROPERTIES ENVIRONMENT
        TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp)
    endif()
  endforeach()
endfunction()

# nightfloat_test_program(<program> <label>): adds it, unless it is there.
function(nightfloat_test_program program label)
  if(TARGET ${program})
    return()
  endif()
  add_executable(${program})
  set_target_properties(${program} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${program} PRIVATE
    nightfloat::test_support nightfloat::test_options)
  if(NOT TARGET ${label}_tests)
    add_custom_target(${label}_tests)
  endif()
  add_dependencies(${label}_tests ${program})
endfunction()

# nightfloat_fuzz(<path> [DEPENDS <target>...])
# Builds tests/<path>_fuzz.cpp, which defines LLVMFuzzerTestOneInput. In the
# fuzz preset it becomes build/fuzz/fuzz/<name> under libFuzzer, for
# tests/long/run; in every other one the CTest test <path>_fuzz, which feeds it
# NIGHTFLOAT_COUNT inputs drawn from NIGHTFLOAT_SEED.
function(nightfloat_fuzz path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS")
  string(REPLACE "/" "." name ${path})
  add_executable(${name}_fuzz ${PROJECT_SOURCE_DIR}/tests/${path}_fuzz.cpp)
  target_include_directories(${name}_fuzz PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_fuzz PRIVATE
    ${arg_DEPENDS} nightfloat::warnings)
  if(NIGHTFLOAT_FUZZ)
    set_target_properties(${name}_fuzz PROPERTIES OUTPUT_NAME ${name}
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    set(label fuzz)
  else()
    target_sources(${name}_fuzz PRIVATE
      ${PROJECT_SOURCE_DIR}/tests/support/fuzz_main.cpp)
    set_target_properties(${name}_fuzz PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${path}_fuzz COMMAND ${name}_fuzz)
    set_tests_properties(${path}_fuzz PROPERTIES TIMEOUT 60 LABELS unit)
    set(label unit)
  endif()
  if(NOT TARGET ${label}_tests)
    add_custom_target(${label}_tests)
  endif()
  add_dependencies(${label}_tests ${name}_fuzz)
endfunction()

# nightfloat_bench(<name> [DEPENDS <target>...] [SOURCES <more files>...]
#                  [ALONE <file>...])
# Builds bench/<name>.cpp into build/<preset>/bench/<name>, where bench/run
# finds it. It may link the libraries that it measures us against. ALONE, as of
# a library, is what replaces another's: the counting `operator new`. They take
# a twelfth of a build and no test needs them: in a release build they are the
# target `benches` and no part of `all`; the builds to edit in have them.
function(nightfloat_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;SOURCES;ALONE")
  add_executable(${name}_bench ${PROJECT_SOURCE_DIR}/bench/${name}.cpp
    ${arg_SOURCES} ${arg_ALONE})
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${name}_bench PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  if(NOT TARGET benches)
    add_custom_target(benches)
  endif()
  add_dependencies(benches ${name}_bench)
  set_source_files_properties(${arg_ALONE} PROPERTIES
    SKIP_UNITY_BUILD_INCLUSION ON)
  set_target_properties(${name}_bench PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  target_include_directories(${name}_bench PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_bench PRIVATE
    ${arg_DEPENDS} nightfloat::warnings)
endfunction()

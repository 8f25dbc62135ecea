# nightfloat_library(<name> [DEPENDS <target>...] [DOORS <target>...]
#                    SOURCES <file>...)
# Adds nightfloat::<name>. DEPENDS are its layers, PUBLIC; DOORS are the
# third-party libraries whose headers its own sources alone may include.
# Under sanitizers it is a shared one: linked into each of two hundred tests
# the instrumented code took 13 GB of disk.
function(nightfloat_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;DOORS")
  set(kind STATIC)
  if(NIGHTFLOAT_SANITIZE)
    set(kind SHARED)
  endif()
  add_library(nightfloat_${name} ${kind} ${arg_SOURCES})
  add_library(nightfloat::${name} ALIAS nightfloat_${name})
  target_include_directories(nightfloat_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(nightfloat_${name}
    PUBLIC ${arg_DEPENDS} PRIVATE ${arg_DOORS} nightfloat::warnings)
  nightfloat_prelude(nightfloat_${name} nightfloat_prelude)
endfunction()

# nightfloat_test(<path> [DEPENDS <target>...] [LABELS <label>...]
#                 [TIMEOUT <seconds>] [SOURCES <more files>...])
# Builds tests/<path>_test.cpp and registers it as the CTest test <path>.
# Labels: unit (run under sanitizers too), tidy, process, chaos, soak; the
# target <label>_tests builds those of one label.
function(nightfloat_test path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "DEPENDS;LABELS;SOURCES")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  string(REPLACE "/" "." name ${path})
  add_executable(${name}_test ${PROJECT_SOURCE_DIR}/tests/${path}_test.cpp
    ${arg_SOURCES})
  set_target_properties(${name}_test PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_test PRIVATE
    nightfloat::test_support ${arg_DEPENDS} nightfloat::test_options)
  nightfloat_prelude(${name}_test nightfloat_test_prelude)
  add_test(NAME ${path} COMMAND ${name}_test)
  set_tests_properties(${path} PROPERTIES
    TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
  if(NIGHTFLOAT_SANITIZE MATCHES "thread")
    set_tests_properties(${path} PROPERTIES ENVIRONMENT
      TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp)
  endif()
  foreach(label ${arg_LABELS})
    if(NOT TARGET ${label}_tests)
      add_custom_target(${label}_tests)
    endif()
    add_dependencies(${label}_tests ${name}_test)
  endforeach()
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

# nightfloat_bench(<name> [DEPENDS <target>...] [SOURCES <more files>...])
# Builds bench/<name>.cpp into build/<preset>/bench/<name>, where bench/run
# finds it. It may link the libraries that it measures us against.
function(nightfloat_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;SOURCES")
  add_executable(${name}_bench ${PROJECT_SOURCE_DIR}/bench/${name}.cpp
    ${arg_SOURCES})
  set_target_properties(${name}_bench PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  target_include_directories(${name}_bench PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_bench PRIVATE
    ${arg_DEPENDS} nightfloat::warnings)
  nightfloat_prelude(${name}_bench nightfloat_prelude)
endfunction()

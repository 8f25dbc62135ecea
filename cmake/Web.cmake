# The npm packages of the web pages, as pinned by a package-lock.json, fetched
# once into build/npm, which all presets share. Without npm or a network the
# build goes on and says what its pages lack.

# nightfloat_npm(<out> <directory>)
# Sets <out> to the node_modules of <directory>'s lock file, or to nothing.
function(nightfloat_npm out directory)
  set(place ${PROJECT_SOURCE_DIR}/build/npm/${directory})
  set(lock ${PROJECT_SOURCE_DIR}/${directory}/package-lock.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${lock})
  file(SHA256 ${lock} wanted)
  set(found)
  if(EXISTS ${place}/fetched)
    file(READ ${place}/fetched found)
  endif()
  set(${out} ${place}/node_modules PARENT_SCOPE)
  if(found STREQUAL wanted)
    return()
  endif()
  find_program(NPM npm)
  set(why "npm is not installed")
  if(NPM)
    file(REMOVE_RECURSE ${place})
    file(COPY ${lock} ${PROJECT_SOURCE_DIR}/${directory}/package.json
      DESTINATION ${place})
    execute_process(
      COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline
        --fetch-retries=1 --fetch-timeout=20000
      WORKING_DIRECTORY ${place} TIMEOUT 120 RESULT_VARIABLE failed
      OUTPUT_QUIET ERROR_VARIABLE why)
    if(failed EQUAL 0)
      file(WRITE ${place}/fetched ${wanted})
      return()
    endif()
    string(REGEX REPLACE "\n.*" "" why "npm ci failed: ${why}")
  endif()
  set(${out} "" PARENT_SCOPE)
  message(WARNING "${directory}: the pages are built without charts (${why}),"
    " configure again with npm and a network")
endfunction()

# nightfloat_embed(<target> <namespace> NAME FILE [NAME FILE]...)
# Adds to <target> a source that defines the contents of each FILE as
# `extern const std::string_view <namespace>::NAME`; an empty FILE is an empty
# text.
function(nightfloat_embed target namespace)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
  set(files ${ARGN})
  set(needs)
  while(files)
    list(POP_FRONT files name file)
    if(NOT file STREQUAL "none")
      list(APPEND needs ${file})
    endif()
  endwhile()
  string(REPLACE ";" "," pairs "${ARGN}")
  add_custom_command(OUTPUT ${made}
    COMMAND ${CMAKE_COMMAND} -D out=${made} -D namespace=${namespace}
      -D pairs=${pairs} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${needs} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${made})
endfunction()

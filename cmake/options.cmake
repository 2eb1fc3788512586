# How every target of ours is compiled: `dialogd_options`, an interface target, and two helpers.

set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

option(DIALOGD_WERROR "Warnings are errors" OFF)
set(DIALOGD_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2")  # assertions stay: they cost little and stop a wrong message
endif()

find_program(DIALOGD_CCACHE ccache)
if(DIALOGD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for where there are precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${DIALOGD_CCACHE}")
endif()

# The contract is included nearly everywhere and read once: by itself for the rooms, with doctest for the tests.
# Off, every file stands by itself, which scripts/tidy sees to.
option(DIALOGD_PCH "Precompile the contract's headers" ON)
set(DIALOGD_PRECOMPILED "${PROJECT_SOURCE_DIR}/include/dialogd/ports.hpp"
  <algorithm> <array> <charconv> <chrono> <functional> <set>)

add_library(dialogd_options INTERFACE)
target_compile_features(dialogd_options INTERFACE cxx_std_20)
target_compile_options(dialogd_options INTERFACE
  -pthread -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
  $<$<BOOL:${DIALOGD_WERROR}>:-Werror>)
if(DIALOGD_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns of its own std::string here (its bugs 105329 and 105651) once a precompiled header has made it
  # forget that this is a system header. AddressSanitizer in `dev` sees the real ones.
  target_compile_options(dialogd_options INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The compiler collects its garbage every few megabytes otherwise, which costs it a tenth of its time.
  target_compile_options(dialogd_options INTERFACE --param=ggc-min-heapsize=524288)
endif()
if(DIALOGD_SANITIZE)
  target_compile_options(dialogd_options INTERFACE
    -fsanitize=${DIALOGD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(dialogd_options INTERFACE -fsanitize=${DIALOGD_SANITIZE})
endif()
find_program(DIALOGD_MOLD mold)
if(DIALOGD_MOLD)
  target_link_options(dialogd_options INTERFACE -fuse-ld=mold)
endif()

# What is not done for each event or message is compiled in two thirds of the time; so are the tests, but not what
# they test. -O0 would take longer: it writes out each small function of the standard library. What GCC says of
# uninitialized values is often wrong at -Og, as its manual warns.
set(DIALOGD_BRISK "$<$<CONFIG:Release>:-Og;-Wno-maybe-uninitialized>")
function(dialogd_not_hot)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "${DIALOGD_BRISK}")
endfunction()

# A room: a static library of the files named, which sees the contract and itself. HEAVY: headers of libraries
# that many of its files need, precompiled for it alone.
function(dialogd_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;PRIVATE;PUBLIC;HEAVY")
  add_library(dialogd_${name} STATIC ${room_SOURCES})
  target_include_directories(dialogd_${name} PUBLIC "${PROJECT_SOURCE_DIR}/daemon")
  target_link_libraries(dialogd_${name} PUBLIC dialogd_contract ${room_PUBLIC} PRIVATE ${room_PRIVATE})
  if(DIALOGD_PCH AND room_HEAVY)
    target_precompile_headers(dialogd_${name} PRIVATE ${DIALOGD_PRECOMPILED} ${room_HEAVY})
  elseif(DIALOGD_PCH)
    target_precompile_headers(dialogd_${name} REUSE_FROM dialogd_contract)
  endif()
endfunction()

# How a program of tests/ is compiled, with the precompiled headers of that library.
function(dialogd_beside name base)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_compile_options(${name} PRIVATE "${DIALOGD_BRISK}")
  target_compile_definitions(${name} PRIVATE DIALOGD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${base})
  if(DIALOGD_PCH)
    target_precompile_headers(${name} REUSE_FROM ${base})
  endif()
endfunction()

# A program that a test's script runs, or a person: build/release/tests/NAME. FIGURES: only prints some, so it is
# built when asked for by name.
function(dialogd_tool name)
  cmake_parse_arguments(PARSE_ARGV 1 tool "FIGURES" "" "SOURCES;LINK")
  add_executable(${name} ${tool_SOURCES})
  dialogd_beside(${name} dialogd_contract)
  target_link_libraries(${name} PRIVATE ${tool_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests"
    EXCLUDE_FROM_ALL "${tool_FIGURES}")
endfunction()

# A test program: tests/FOLDER/..., one doctest executable, one ctest entry with that label. OWN_MAIN: not doctest.
function(dialogd_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "OWN_MAIN" "LABEL;TIMEOUT" "SOURCES;LINK")
  add_executable(${name} ${test_SOURCES})
  if(test_OWN_MAIN)
    set(base dialogd_contract)
  else()
    set(base dialogd_doctest)
  endif()
  dialogd_beside(${name} ${base})
  target_link_libraries(${name} PRIVATE ${test_LINK})
  add_test(NAME ${name} COMMAND ${name})
  if(NOT test_LABEL)
    set(test_LABEL unit)
  endif()
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${test_LABEL}" TIMEOUT ${test_TIMEOUT} SKIP_RETURN_CODE 77)
endfunction()

# The libraries of Debian 12 that rooms link, as targets. Each is used in the room that names it.

find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(simdjson REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
find_package(doctest REQUIRED)
find_package(mstch REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0)
# It asks for what g++ defines anyway (-D_LARGEFILE64_SOURCE), which would keep the precompiled headers out.
set_target_properties(PkgConfig::gmime PROPERTIES INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c-html)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)

find_library(DIALOGD_PHONENUMBER phonenumber REQUIRED)

# The daemon frees on one thread what it allocated on another, much of it: with jemalloc it takes half again as many
# events as with glibc's malloc. The sanitizers bring their own.
find_library(DIALOGD_JEMALLOC jemalloc)
if(DIALOGD_SANITIZE OR NOT DIALOGD_JEMALLOC)
  set(DIALOGD_ALLOCATOR "")
else()
  set(DIALOGD_ALLOCATOR "${DIALOGD_JEMALLOC}")
endif()

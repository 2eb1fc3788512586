# Writes OUT: a C++ file with the files NAMES of FOLDER as texts, and the hashes by which the content
# security policy knows the style sheet and the script.

# SHA-256 of a file as base64: CMake has it as 64 hexadecimal digits only.
function(sha256_base64 file result)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  file(SHA256 "${file}" hex)
  string(APPEND hex "00")  # 66 digits: 22 groups of three, each two characters of base64
  set(text "")
  foreach(group RANGE 21)
    math(EXPR at "${group} * 3")
    string(SUBSTRING "${hex}" ${at} 3 digits)
    math(EXPR high "0x${digits} >> 6")
    math(EXPR low "0x${digits} & 63")
    string(SUBSTRING "${alphabet}" ${high} 1 first)
    string(SUBSTRING "${alphabet}" ${low} 1 second)
    string(APPEND text "${first}${second}")
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)  # 32 octets are 43 characters and one sign that fills up
  set(${result} "${text}=" PARENT_SCOPE)
endfunction()

string(REPLACE "," ";" names "${NAMES}")
list(LENGTH names count)
set(out "// Made by embed.cmake.\n#include \"web/embedded.hpp\"\n\nnamespace dialogd::web {\n\n")
string(APPEND out "static_assert(kAssetCount == ${count}, \"as CMakeLists.txt names them\");\n")
string(APPEND out "const std::array<Asset, kAssetCount> kAssets{{\n")
foreach(name IN LISTS names)
  file(READ "${FOLDER}/${name}" text)
  string(APPEND out "    {\"${name}\", R\"__asset(${text})__asset\"},\n")
endforeach()
sha256_base64("${FOLDER}/style.css" style)
sha256_base64("${FOLDER}/script.js" script)
string(APPEND out "}};\n\nconst std::string_view kStyleHash = \"sha256-${style}\";\n")
string(APPEND out "const std::string_view kScriptHash = \"sha256-${script}\";\n\n}  // namespace dialogd::web\n")
file(WRITE "${OUT}" "${out}")

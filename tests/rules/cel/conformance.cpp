// cel_conformance FILE: runs the cases of cel-spec, one JSON object a line, prints each that fails, and
// last how many passed and failed. Without FILE the shared one, where an unexpected failure ends with 1.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "rules/cel/scope.hpp"
#include "rules/condition.hpp"

namespace {

using dialogd::Value;
using nlohmann::json;

// "file/section/name" of cases that are wrong for us, each with its reason. None at present.
const std::set<std::string> kExpectedFailures{};

std::string unhex(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return out;
}

double to_double(const std::string& text) {
    if (text == "Infinity" || text == "inf") return INFINITY;
    if (text == "-Infinity" || text == "-inf") return -INFINITY;
    if (text == "NaN" || text == "nan") return NAN;
    return std::stod(text);
}

// "{"timestamp": "2009-02-13T23:31:30Z"}" and "{"duration": "1.5s"}" are read by the language itself.
Value evaluated(const std::string& function, const std::string& text) {
    dialogd::testing::PlainScope scope;
    const auto made = dialogd::rules::compile_expression(function + "('" + text + "')", {.condition = false});
    const auto value = made.has_value() ? made.value()->evaluate(scope) : dialogd::Result<Value>(made.error());
    return value.has_value() ? value.value() : Value();
}

Value value_of(const json& typed) {
    const std::string type = typed.begin().key();
    const json& content = typed.begin().value();
    if (type == "int") return static_cast<std::int64_t>(std::stoll(content.get<std::string>()));
    if (type == "uint") return static_cast<std::uint64_t>(std::stoull(content.get<std::string>()));
    if (type == "double") return to_double(content.get<std::string>());
    if (type == "string" || type == "type") return content.get<std::string>();
    if (type == "bytes") return dialogd::Bytes{unhex(content.get<std::string>())};
    if (type == "bool") return content.get<bool>();
    if (type == "timestamp" || type == "duration") return evaluated(type, content.get<std::string>());
    if (type == "list") {
        Value::List list;
        for (const json& item : content) list.push_back(value_of(item));
        return list;
    }
    if (type == "map") {
        Value::Map map;
        for (const json& entry : content) map.emplace_back(value_of(entry[0]), value_of(entry[1]));
        return map;
    }
    return {};
}

bool same(const Value& a, const Value& b) {
    if (a.number() != nullptr && b.number() != nullptr)
        return (std::isnan(*a.number()) && std::isnan(*b.number())) ||
               (*a.number() == *b.number() && std::signbit(*a.number()) == std::signbit(*b.number()));
    return a == b;
}

// What is wrong with the outcome; empty when nothing is.
std::string complaint(const json& test) {
    dialogd::testing::PlainScope scope;
    if (test.contains("bindings"))
        for (const auto& [name, value] : test["bindings"].items()) scope.roots[name] = value_of(value);
    const bool error_wanted = test.contains("error");
    const auto compiled = dialogd::rules::compile_expression(test["expr"].get<std::string>(), {.condition = false});
    if (!compiled) return error_wanted ? "" : "refused: " + compiled.error().message;
    const auto result = compiled.value()->evaluate(scope);
    if (!result) return error_wanted ? "" : "failed: " + result.error().message;
    if (error_wanted) return "gave " + dialogd::to_json(result.value()) + " instead of an error";
    const Value wanted = value_of(test["value"]);
    if (same(result.value(), wanted)) return "";
    return "gave " + dialogd::to_json(result.value()) + " instead of " + dialogd::to_json(wanted);
}

std::string shared_file() {
    const char* shared = std::getenv("DIALOGD_SHARED");
    const std::filesystem::path folder = shared != nullptr ? shared : DIALOGD_SOURCE_DIR "/../shared";
    return folder / "conformance" / "cel" / "cases.jsonl";
}

}  // namespace

int main(int argc, char** argv) {
    const std::string path = argc > 1 ? argv[1] : shared_file();
    std::ifstream file(path);
    if (!file) {
        std::cout << "skipped: " << path << " is not there\n";
        return argc > 1 ? 2 : 77;
    }
    int passed = 0;
    int failed = 0;
    int unexpected = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) continue;
        const json test = json::parse(line);
        const std::string wrong = complaint(test);
        if (wrong.empty()) {
            ++passed;
            continue;
        }
        ++failed;
        const std::string name = test["file"].get<std::string>() + "/" + test["section"].get<std::string>() + "/" +
                                 test["name"].get<std::string>();
        if (!kExpectedFailures.contains(name)) ++unexpected;
        std::cout << name << ": " << test["expr"].get<std::string>() << " " << wrong << "\n";
    }
    std::cout << passed << " passed, " << failed << " failed\n";
    return unexpected == 0 ? 0 : 1;
}

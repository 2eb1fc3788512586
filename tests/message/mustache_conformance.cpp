// The cases of the mustache specification, through our renderer: `mustache_conformance [FOLDER]`.
//
// Prints each failing case and, last, "N passed, N failed". Without the folder: skipped (77).
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "message/json_scope.hpp"
#include "message/mustache.hpp"

namespace {

using Json = nlohmann::ordered_json;

std::filesystem::path folder_of(int argc, char** argv) {
    if (argc > 1) return argv[1];
    const char* shared = std::getenv("DIALOGD_SHARED");
    const std::filesystem::path root = shared != nullptr ? shared : std::string(DIALOGD_SOURCE_DIR) + "/../shared";
    return root / "conformance" / "mustache";
}

std::string render_case(const Json& one) {
    dialogd::message::Partials partials;
    if (one.contains("partials"))
        for (const auto& [name, text] : one["partials"].items()) partials[name] = text.get<std::string>();
    dialogd::message::MustacheOptions options;
    options.html = true;
    options.checked = false;  // missing partials render nothing, partials may include themselves
    std::vector<dialogd::Error> errors;
    const auto program =
        dialogd::message::compile_mustache(one["template"].get<std::string>(), {}, partials, options, errors);
    if (!errors.empty()) return "error: " + to_string(errors.front());
    return render(program, dialogd::tests::JsonScope(dialogd::tests::value_of(one["data"]))).text;
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder = folder_of(argc, argv);
    if (!std::filesystem::is_directory(folder)) {
        std::cout << "skipped: there is no folder " << folder << "\n";
        return 77;
    }
    int passed = 0;
    int failed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        const Json cases = Json::parse(std::ifstream(entry.path()));
        for (const Json& one : cases["tests"]) {
            const std::string got = render_case(one);
            const std::string wanted = one["expected"].get<std::string>();
            ++(got == wanted ? passed : failed);
            if (got == wanted) continue;
            std::cout << entry.path().filename().string() << ": " << one["name"].get<std::string>() << "\n  wanted "
                      << Json(wanted) << "\n  got    " << Json(got).dump(-1, ' ', false, Json::error_handler_t::replace)
                      << "\n";
        }
    }
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed == 0 && passed > 0 ? 0 : 1;
}

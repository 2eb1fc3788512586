// Every file in broken/ is refused, and every file in doubtful/ warned of, with exactly the messages in it.
#include <doctest/doctest.h>

#include <algorithm>

#include "rules/broken_files.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

void compare(const std::vector<Error>& found, const std::vector<std::string>& expected) {
    CHECK(found.size() == expected.size());
    for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
        const std::string text = to_string(found[i]);
        CAPTURE(text);
        CAPTURE(expected[i]);
        CHECK(fits(text, expected[i]));
    }
}

std::vector<BrokenFile> files_in(const std::string& folder) {
    std::vector<BrokenFile> files;
    for (const auto& entry : std::filesystem::directory_iterator(DIALOGD_SOURCE_DIR "/tests/rules/" + folder))
        files.push_back(read_broken(entry.path()));
    return files;
}

}  // namespace

TEST_CASE("broken files: each is refused with the place, the offending text and what would be right") {
    const auto files = files_in("broken");
    CHECK(files.size() >= 200);
    for (const BrokenFile& broken : files) {
        CAPTURE(broken.name);
        REQUIRE_FALSE(broken.errors.empty());
        compare(report_on(broken).errors, broken.errors);
    }
}

TEST_CASE("doubtful files: each loads, with a warning of what is hardly meant") {
    const auto files = files_in("doubtful");
    CHECK(files.size() >= 25);
    for (const BrokenFile& doubtful : files) {
        CAPTURE(doubtful.name);
        REQUIRE_FALSE(doubtful.warnings.empty());
        const rules::LoadReport report = report_on(doubtful);
        CHECK(lines(report.errors) == "");
        std::vector<Error> about_it;  // not about the shop around it
        for (const Error& warning : report.warnings)
            for (const rules::SourceFile& file : doubtful.files)
                if (warning.where.file == file.path) about_it.push_back(warning);
        compare(about_it, doubtful.warnings);
    }
}

TEST_CASE("broken files: a cut anywhere in a rule is an error or a rule, and never a crash") {
    const std::string whole = read_file(DIALOGD_SOURCE_DIR "/rules/abandoned-cart.yaml");
    REQUIRE(whole.size() > 1000);
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        const Loaded loaded = load_rule("abandoned-cart", whole.substr(0, length));
        CHECK(loaded.report.errors.size() < 100);
    }
}

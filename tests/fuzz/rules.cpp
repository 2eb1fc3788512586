// A rule file of a marketer's: it loads, or each mistake has a place and says what is wrong.
#include "fuzz/property.hpp"
#include "rules/shop.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(fuzz::text_of(bytes, size));
    for (const char* path : {"rules/mine.yaml", "rules/vocabulary.yaml", "rules/segments.yaml"}) {
        rules::Sources sources = rules_test::shop_sources();
        rules_test::put(sources.rules, path, text);
        const rules_test::Loaded loaded = rules_test::load_all(sources);
        for (const Error& error : loaded.report.errors)
            fuzz::must(!error.message.empty() && !error.where.file.empty(), "a mistake has its place");
    }
    rules::Sources sources = rules_test::shop_sources();
    rules_test::put(sources.templates, "templates/note/content.yaml", text);
    rules_test::load_all(sources);
    return 0;
}

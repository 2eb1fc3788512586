// CloudEvents in all three modes. Header lines, an empty line, and the body, as they come over HTTP.
#include "intake/cloudevents.hpp"
#include "fuzz/batches.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static intake::JsonReader json;
    std::string_view rest = fuzz::text_of(bytes, size);
    std::map<std::string, std::string> headers;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const std::string_view trimmed = intake::trimmed(line);
        if (trimmed.empty()) break;
        const std::size_t colon = trimmed.find(':');
        if (colon != std::string_view::npos)
            headers.emplace(intake::lower_case(trimmed.substr(0, colon)),
                            std::string(intake::trimmed(trimmed.substr(colon + 1))));
    }
    for (const auto mode : {intake::CloudMode::binary, intake::CloudMode::structured, intake::CloudMode::batch}) {
        std::string body(rest);
        fuzz::check(intake::read_cloud_events(json, mode, headers, body, fuzz::sender()));
    }
    intake::cloud_mode(headers);
    return 0;
}

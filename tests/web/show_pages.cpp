// show_pages DIR: writes a page of each kind in each language to DIR/LANGUAGE-NAME.html, and its status and
// headers beside it to DIR/LANGUAGE-NAME.headers, for the browser tests.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "web/samples.hpp"
#include "web/texts.hpp"

int main(int argc, char** argv) {
    using namespace dialogd::web;
    if (argc != 2) {
        std::cerr << "usage: show_pages DIR\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    for (const std::string_view language : kLanguages)
        for (const NamedPage& sample : sample_pages({std::string(language), {}})) {
            const std::string name = std::string(language) + "-" + sample.name;
            std::ofstream(folder / (name + ".html"), std::ios::binary) << sample.page.body;
            std::ofstream headers(folder / (name + ".headers"), std::ios::binary);
            headers << sample.page.status << "\nContent-Type: " << sample.page.content_type << "\n";
            for (const auto& [header, value] : sample.page.headers) headers << header << ": " << value << "\n";
        }
    return 0;
}

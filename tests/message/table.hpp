// Tables of sentences: one a line, fields parted by tabs, '#' begins a remark.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace dialogd::message_test {

inline std::vector<std::vector<std::string>> read_table(const std::string& name) {
    std::ifstream file(std::string(DIALOGD_SOURCE_DIR) + "/tests/message/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> row;
        std::istringstream fields(line);
        for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace dialogd::message_test

// Real parties, run as processes of their own and ended by their process id.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/free_port.hpp"

namespace dialogd::tests {

// The folder with the parties' scripts: $DIALOGD_SHARED, else beside the source tree. Empty: not there.
std::string parties_folder();
// Where a program is (PATH and /usr/sbin); empty: not installed.
std::string program(const std::string& name);
// Runs a command to its end, with its output in `log`; true when it said that all was well.
bool run(std::vector<std::string> command, const std::string& log);
// cert.pem and key.pem for 127.0.0.1 and localhost, signed by itself.
bool make_certificate(const std::filesystem::path& folder);

class Party {
public:
    // Starts it and waits until `port` takes connections. Its output goes to `log`.
    Party(std::vector<std::string> command, int port, const std::string& log);
    ~Party();
    Party(const Party&) = delete;
    Party& operator=(const Party&) = delete;
    bool ready() const { return ready_; }

private:
    int pid_ = -1;
    bool ready_ = false;
};

}  // namespace dialogd::tests

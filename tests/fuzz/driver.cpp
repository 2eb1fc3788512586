// A fuzzer for compilers that bring none: changes the seeds at random, without knowing what code they reach,
// and calls the target until its time is over. Takes libFuzzer's arguments:
//
//   fuzz_TARGET [-max_total_time=SECONDS] [-artifact_prefix=FOLDER/] [-seed=N] [-max_len=N] FOLDER|FILE...
//
// Only with -max_total_time does it change anything; else it runs what it is given, once. When the target
// crashes, breaks a promise or takes longer than ten seconds, the input is kept as crash-... or slow-...
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fuzz/mutate.hpp"
#include "fuzz/property.hpp"

// A finding of a sanitizer ends in SIGABRT, where the input is kept.
extern "C" const char* __asan_default_options();
extern "C" const char* __ubsan_default_options();
extern "C" const char* __asan_default_options() {
    return "abort_on_error=1:handle_abort=0:handle_segv=1:allocator_may_return_null=0:detect_leaks=1";
}
extern "C" const char* __ubsan_default_options() {
    return "abort_on_error=1:print_stacktrace=1";
}

namespace {

constexpr unsigned kSlow = 10;  // seconds for one input; what takes longer holds up every other customer

std::string g_prefix;                  // where a finding goes
const std::string* g_input = nullptr;  // the one that is running

struct Wanted {
    long seconds = 0;
    std::uint64_t seed = 1;
    std::size_t longest = std::size_t{64} << 10U;
    std::vector<std::string> seeds;
};

// In a signal handler: only write(2) and its kin.
void keep_input(int signal) {
    static char path[4096];
    const char* kind = signal == SIGALRM ? "slow-" : "crash-";
    std::snprintf(path, sizeof path, "%s%s%ld", g_prefix.c_str(), kind, static_cast<long>(getpid()));
    const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && g_input != nullptr) {
        for (std::size_t at = 0; at < g_input->size();) {
            const ssize_t written = ::write(file, g_input->data() + at, g_input->size() - at);
            if (written <= 0) break;
            at += static_cast<std::size_t>(written);
        }
        ::close(file);
        std::fprintf(stderr, "input kept as %s\n", path);
    }
    ::_exit(signal == SIGALRM ? 70 : 77);
}

void run(const std::string& input) {
    g_input = &input;
    ::alarm(kSlow);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    ::alarm(0);
    g_input = nullptr;
}

void read_seeds(const std::filesystem::path& path, std::vector<std::string>& seeds) {
    if (std::filesystem::is_directory(path)) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
            if (entry.is_regular_file()) read_seeds(entry.path(), seeds);
        return;
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    seeds.push_back(text.str());
}

Wanted wanted_of(int count, char** arguments) {
    Wanted wanted;
    for (int index = 1; index < count; ++index) {
        const std::string_view argument = arguments[index];
        const auto value = [&] { return std::string(argument.substr(argument.find('=') + 1)); };
        if (argument.starts_with("-max_total_time="))
            wanted.seconds = std::stol(value());
        else if (argument.starts_with("-artifact_prefix="))
            g_prefix = value();
        else if (argument.starts_with("-seed="))
            wanted.seed = std::stoull(value());
        else if (argument.starts_with("-max_len="))
            wanted.longest = std::stoull(value());
        else if (!argument.starts_with("-"))
            read_seeds(arguments[index], wanted.seeds);
    }
    return wanted;
}

}  // namespace

int main(int count, char** arguments) {
    const Wanted wanted = wanted_of(count, arguments);
    std::signal(SIGABRT, keep_input);
    std::signal(SIGALRM, keep_input);
    const auto start = std::chrono::steady_clock::now();
    std::uint64_t runs = 0;
    for (const std::string& seed : wanted.seeds) run(seed), ++runs;
    const std::vector<std::string> seeds = wanted.seeds.empty() ? std::vector<std::string>{""} : wanted.seeds;
    dialogd::fuzz::Random random(wanted.seed);
    while (std::chrono::steady_clock::now() - start < std::chrono::seconds(wanted.seconds)) {
        run(dialogd::fuzz::mutated(seeds, wanted.longest, random));
        ++runs;
    }
    std::printf("Done %llu runs of %zu seeds\n", static_cast<unsigned long long>(runs), wanted.seeds.size());
    return 0;
}

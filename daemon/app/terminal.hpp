// What commands share at the terminal: colours where a person looks, complaints, widths.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"

namespace dialogd::app {

inline constexpr int kFoundExit = 1;
inline constexpr int kUsageExit = 2;
inline constexpr int kConfigExit = 78;  // EX_CONFIG of sysexits.h

// Puts text in a colour, or leaves it as it is: not a terminal, or NO_COLOR (https://no-color.org) is set.
class Paint {
public:
    explicit Paint(bool colours) : on_(colours) {}
    static Paint of_stdout();

    std::string bold(std::string_view text) const { return put("1", text); }
    std::string dim(std::string_view text) const { return put("2", text); }
    std::string red(std::string_view text) const { return put("31", text); }
    std::string green(std::string_view text) const { return put("32", text); }
    std::string yellow(std::string_view text) const { return put("33", text); }
    std::string blue(std::string_view text) const { return put("36", text); }

private:
    std::string put(std::string_view code, std::string_view text) const {
        if (!on_) return std::string(text);
        return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
    }
    bool on_;
};

bool is_terminal(int descriptor);

// Says it on stderr, and gives the exit code back.
int complain(const Error& error, int code = kFoundExit);
int complain(std::string_view message, int code = kFoundExit);

// The configuration, or nothing after having said on stderr what is wrong with it.
std::optional<Config> config_or_say(const std::filesystem::path& file);

// Characters, not bytes. Text from outside loses control characters, so that it can't steer the terminal.
std::size_t width_of(std::string_view utf8);
std::string padded(std::string_view utf8, std::size_t width);
std::string shortened(std::string_view utf8, std::size_t width);  // "abc…"
std::string harmless(std::string_view text);                      // keeps line ends
// Lines of at most `width` characters where words allow it, each behind `before`.
std::string wrapped(std::string_view text, std::size_t width, std::string_view before);

}  // namespace dialogd::app

// What a call that can fail gives back: a value, or an error that names what was wrong and where.
//
// The names are those of std::expected (C++23), which GCC 12 does not have yet.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace dialogd {

// The kind of failure, for code that has to choose what to do next. People read `Error::message`.
enum class ErrorCode : std::uint8_t {
    invalid,      // the caller's text or value is wrong: it will not get better by trying again
    not_found,    // what was named does not exist
    conflict,     // it exists, and contradicts what was asked for
    unavailable,  // not now: disk full, relay down, queue full; try again later
    refused,      // the other side understood and said no
    newer,        // written by a newer version of dialogd than this one
    internal,     // a broken invariant or an I/O error that ends the daemon
};

// A place in a text that a person wrote. Lines and columns count from 1; 0 means unknown.
struct Where {
    std::string file;
    int line = 0;
    int column = 0;

    bool operator==(const Where&) const = default;
};

// What went wrong, said to a person: the offending text and what would be right are in `message`.
struct Error {
    ErrorCode code = ErrorCode::invalid;
    std::string message;
    Where where{};

    bool operator==(const Error&) const = default;
};

// "rules/welcome.yaml:12:5: unknown key ...", without the parts of `where` that are unknown.
inline std::string to_string(const Error& error) {
    std::string text;
    if (!error.where.file.empty()) text = error.where.file + ":";
    if (error.where.line > 0) text += std::to_string(error.where.line) + ":";
    if (error.where.line > 0 && error.where.column > 0) text += std::to_string(error.where.column) + ":";
    if (!text.empty()) text += " ";
    return text + error.message;
}

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : outcome_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const { return outcome_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    // Only when has_value(); asking for the other one is a bug in the caller.
    T& value() & { return assert(has_value()), *std::get_if<0>(&outcome_); }
    const T& value() const& { return assert(has_value()), *std::get_if<0>(&outcome_); }
    T&& value() && { return assert(has_value()), std::move(*std::get_if<0>(&outcome_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    Error& error() & { return assert(!has_value()), *std::get_if<1>(&outcome_); }
    const Error& error() const& { return assert(!has_value()), *std::get_if<1>(&outcome_); }

private:
    std::variant<T, Error> outcome_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}

    bool has_value() const { return !failed_; }
    explicit operator bool() const { return has_value(); }

    Error& error() & { return assert(failed_), error_; }
    const Error& error() const& { return assert(failed_), error_; }

private:
    Error error_{};
    bool failed_ = false;
};

}  // namespace dialogd

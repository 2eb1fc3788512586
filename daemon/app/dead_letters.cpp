// `dialogd dead-letters`: what nothing could be made of, read beside the running daemon.
#include <algorithm>
#include <deque>
#include <iostream>

#include "app/operating.hpp"
#include "app/terminal.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kPage = 1'000;  // each may hold a mail of 1 MiB; bodies are let go at once

Result<std::unique_ptr<Store>> open_to_look(const Config& config) {
    store::Settings settings;
    settings.folder = config.data;
    settings.read_only = true;
    return store::open(settings);
}

// The first line that says something.
std::string first_line(const std::string& body) {
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find_first_of("\r\n", at), body.size());
        if (end > at) return harmless(body.substr(at, end - at));
        at = end + 1;
    }
    return {};
}

Value letter_value(const DeadLetter& letter, bool whole) {
    Value::Map map{{Value("number"), Value(letter.number)},
                   {Value("at"), Value(letter.at)},
                   {Value("source"), Value(letter.source)},
                   {Value("reason"), Value(letter.reason)},
                   {Value("bytes"), Value(static_cast<std::uint64_t>(letter.body.size()))}};
    if (whole) map.emplace_back(Value("body"), Value(letter.body));
    return Value(std::move(map));
}

struct Listed {
    DeadLetter letter;  // without its body
    std::size_t bytes = 0;
    std::string begin;
};

Result<std::deque<Listed>> newest(const Store& store, std::size_t limit) {
    std::deque<Listed> kept;
    for (std::uint64_t after = 0;;) {
        Result<std::vector<DeadLetter>> page =
            store.dead_letters(after, std::min(kPage, std::max<std::size_t>(limit, 1)));
        if (!page) return page.error();
        if (page->empty()) return kept;
        for (DeadLetter& letter : *page) {
            after = letter.number;
            Listed one;
            one.bytes = letter.body.size();
            one.begin = first_line(letter.body);
            letter.body.clear();
            one.letter = std::move(letter);
            kept.push_back(std::move(one));
            if (kept.size() > limit) kept.pop_front();
        }
    }
}

std::string time_text(Instant at) {
    std::string text = to_text(std::chrono::floor<std::chrono::seconds>(at));
    std::replace(text.begin(), text.end(), 'T', ' ');
    return text;
}

}  // namespace

int list_dead_letters(const LetterOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    const Result<std::unique_ptr<Store>> store = open_to_look(*config);
    if (!store) return complain(store.error());
    const Result<std::deque<Listed>> letters = newest(**store, options.limit);
    if (!letters) return complain(letters.error());
    if (options.json) {
        Value::List list;
        for (const Listed& one : *letters) {
            Value::Map map = *letter_value(one.letter, false).map();
            for (auto& [key, value] : map)
                if (*key.text() == "bytes") value = Value(static_cast<std::uint64_t>(one.bytes));
            list.emplace_back(std::move(map));
        }
        std::cout << to_json(Value(std::move(list))) << "\n";
        return 0;
    }
    const Paint paint = Paint::of_stdout();
    if (letters->empty()) std::cout << "no dead letters: everything that came in was understood\n";
    for (const Listed& one : *letters)
        std::cout << paint.bold(padded("#" + std::to_string(one.letter.number), 6)) << " " << time_text(one.letter.at)
                  << "  " << padded(one.letter.source, 8) << " " << harmless(one.letter.reason) << "\n"
                  << paint.dim("       " + std::to_string(one.bytes) + " bytes: " + shortened(one.begin, 70)) << "\n";
    return 0;
}

int show_dead_letter(const LetterOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    const Result<std::unique_ptr<Store>> store = open_to_look(*config);
    if (!store) return complain(store.error());
    const Result<std::vector<DeadLetter>> found =
        (*store)->dead_letters(options.number == 0 ? 0 : options.number - 1, 1);
    if (!found) return complain(found.error());
    if (found->empty() || found->front().number != options.number)
        return complain("there is no dead letter " + std::to_string(options.number) +
                        "; `dialogd dead-letters list` has them");
    const DeadLetter& letter = found->front();
    if (options.json) {
        std::cout << to_json(letter_value(letter, true)) << "\n";
        return 0;
    }
    const bool looked_at = is_terminal(1);
    std::cerr << "#" << letter.number << " " << time_text(letter.at) << " from " << letter.source << ": "
              << harmless(letter.reason) << "\n\n";
    // As it came when it goes into a file: `dialogd parse-mail` can read it then.
    std::cout << (looked_at ? harmless(letter.body) : letter.body);
    if (looked_at && !letter.body.ends_with('\n')) std::cout << "\n";
    return 0;
}

}  // namespace dialogd::app

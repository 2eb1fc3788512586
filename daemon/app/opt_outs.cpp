// Writes noes as words, and says them again to a store that does not know them.
#include "app/opt_outs.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sstream>

#include "app/round.hpp"
#include "app/synced_file.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMostOctets = 1U << 31U;  // some ten million lines
constexpr std::string_view kNothing = "-";      // for noes that are all taken back
constexpr const char* kRead = "opt-outs read";  // the fact that says up to where
constexpr std::size_t kAtOnce = 256;            // customers in one commit

bool refuses(const Customer& customer) {
    return customer.all_stopped || customer.marketing_stopped || !customer.topics_off.empty() ||
           std::any_of(customer.consents.begin(), customer.consents.end(), [](const auto& c) { return !c.given; }) ||
           std::any_of(customer.addresses.begin(), customer.addresses.end(),
                       [](const Address& address) { return address.state != AddressState::usable; });
}

std::optional<OptOuts::Line> parse(const std::string& text) {
    std::istringstream words(text);
    std::string time, number, who;
    words >> time >> number >> who >> std::ws;
    OptOuts::Line line;
    std::getline(words, line.noes);
    const Result<Instant> at = parse_instant(time);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    constexpr std::size_t kHashDigits = 64;
    if (!at || error != std::errc() || *end != '\0' || who.size() != kHashDigits || line.noes.empty())
        return std::nullopt;  // cut off by a crash: it was never answered
    line.at = *at;
    line.number = CustomerNumber{value};
    line.who = std::move(who);
    if (line.noes == kNothing) line.noes.clear();
    return line;
}

std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts;
    std::string part;
    for (std::istringstream words{std::string(text)}; std::getline(words, part, mark);) parts.push_back(part);
    return parts;
}

std::optional<Suppressed::Word> address_word(const std::string& word) {
    const std::vector<std::string> parts = split(word, '/');
    if (parts.size() != 3) return std::nullopt;
    const auto channel = parse_channel(parts[0]);
    const auto state = parse_address_state(parts[1]);
    if (!channel || !state) return std::nullopt;
    return Suppressed::Word{*channel, *state, parts[2]};
}

}  // namespace

Result<std::string> OptOuts::noes_of(const Customer& customer) {
    std::string noes;
    const auto add = [&](const std::string& word) { noes += (noes.empty() ? "" : " ") + word; };
    if (customer.all_stopped) add("all");
    if (customer.marketing_stopped) add("marketing");
    for (const std::string& topic : customer.topics_off) add("topic:" + topic);
    for (const ConsentState& consent : customer.consents)
        if (!consent.given)
            add("no:" + consent.topic + (consent.channel ? "/" + std::string(to_text(*consent.channel)) : ""));
    for (const Address& address : customer.addresses) {
        if (address.state == AddressState::usable) continue;
        const Result<std::string> hash = hashes_->hash_of(address.channel, address.value);
        if (!hash) return hash.error();
        add(std::string(to_text(address.channel)) + "/" + std::string(to_text(address.state)) + "/" + *hash);
    }
    return noes;
}

Result<OptOuts> OptOuts::open(const std::filesystem::path& folder, Suppressed& hashes) {
    OptOuts made(folder / "opt-outs", hashes);
    const Result<std::vector<Line>> lines = made.since(0);
    if (!lines) return lines.error();
    for (const Line& line : *lines) made.last_[line.number] = hash_text(line.noes);
    return made;
}

Result<void> OptOuts::note(std::span<const Commit> commits) {
    std::string lines;
    std::vector<std::pair<CustomerNumber, std::uint64_t>> said;
    for (const Commit& commit : commits) {
        const auto known = last_.find(commit.customer.number);
        if (known == last_.end() && !refuses(commit.customer)) continue;
        const Result<std::string> noes = noes_of(commit.customer);
        if (!noes) return noes.error();
        const std::uint64_t hash = hash_text(*noes);
        if (known != last_.end() && known->second == hash) continue;
        const Result<std::string> who = who_is(commit.customer);
        if (!who) return who.error();
        lines += to_text(commit.at) + " " + std::to_string(to_integer(commit.customer.number)) + " " + *who + " " +
                 (noes->empty() ? std::string(kNothing) : *noes) + "\n";
        said.emplace_back(commit.customer.number, hash);
    }
    if (lines.empty()) return {};
    if (Result<void> written = append_synced(path_, std::move(lines)); !written) return written;
    for (const auto& [number, hash] : said) last_[number] = hash;
    return {};
}

Result<std::vector<OptOuts::Line>> OptOuts::since(std::uint64_t octets) const {
    const Result<std::string> text = read_if_there(path_, kMostOctets);
    if (!text) return text.error();
    if (octets >= text->size()) return std::vector<Line>();
    std::map<std::pair<CustomerNumber, std::string>, Line> last;
    std::istringstream lines(text->substr(static_cast<std::size_t>(octets)));
    for (std::string one; std::getline(lines, one);)
        if (std::optional<Line> line = parse(one)) last[{line->number, line->who}] = std::move(*line);
    std::vector<Line> found;
    for (auto& [_, line] : last) found.push_back(std::move(line));
    return found;
}

Result<std::uint64_t> OptOuts::size() const {
    std::error_code problem;
    const std::uintmax_t octets = std::filesystem::file_size(path_, problem);
    if (problem == std::errc::no_such_file_or_directory) return std::uint64_t{0};
    if (problem) return Error{ErrorCode::unavailable, path_.string() + ": " + problem.message(), {}};
    return std::uint64_t{octets};
}

namespace {

// The inputs that make a state refuse what the line says, as far as it does not yet.
std::vector<Input> lacking(const OptOuts::Line& line, const Customer& customer, Suppressed& suppressed) {
    constexpr const char* kSource = "opt-outs";
    std::vector<Input> inputs;
    Preference preference;
    preference.source = kSource;
    for (const std::string& word : split(line.noes, ' ')) {
        if (word == "all" && !customer.all_stopped) preference.stop_all = true;
        if (word == "marketing" && !customer.marketing_stopped) preference.stop_marketing = true;
        if (word.starts_with("topic:")) {
            const std::string topic = word.substr(6);
            const auto& off = customer.topics_off;
            if (std::find(off.begin(), off.end(), topic) == off.end()) preference.topics_off.push_back(topic);
        } else if (word.starts_with("no:")) {
            const std::vector<std::string> parts = split(word.substr(3), '/');
            Consent no{parts[0], std::nullopt, false, {}, kSource, line.at};
            if (parts.size() > 1) no.channel = parse_channel(parts[1]);
            const bool knows =
                std::any_of(customer.consents.begin(), customer.consents.end(), [&](const ConsentState& state) {
                    return state.topic == no.topic && state.channel == no.channel && !state.given;
                });
            if (!knows) inputs.push_back(std::move(no));
        } else if (const auto refused = address_word(word)) {
            for (const Address& address : customer.addresses) {
                if (address.channel != refused->channel || address.state == refused->state) continue;
                const Result<std::string> hash = suppressed.hash_of(address.channel, address.value);
                if (hash && *hash == refused->hash)
                    inputs.push_back(AddressStatus{address.channel, address.value, refused->state,
                                                   std::string(reason_of(address.channel, refused->state))});
            }
        }
    }
    if (preference.stop_all || preference.stop_marketing || !preference.topics_off.empty())
        inputs.insert(inputs.begin(), std::move(preference));
    return inputs;
}

// Somebody whom the store does not know: they may come again, and then their addresses are known.
Result<void> suppress(const OptOuts::Line& line, Suppressed& suppressed, Instant now) {
    std::vector<Suppressed::Word> words;
    for (const std::string& word : split(line.noes, ' '))
        if (auto refused = address_word(word)) words.push_back(std::move(*refused));
    return suppressed.say(words, now);
}

}  // namespace

Result<void> note_merged(const OptOuts& opt_outs, Store& store) {
    const Result<std::uint64_t> size = opt_outs.size();
    if (!size) return size.error();
    const std::string text = std::to_string(*size);
    if (store.fact(kRead).value_or("0") == text) return {};
    return store.keep_fact(kRead, text);
}

Result<std::size_t> merge_opt_outs(OptOuts& opt_outs, Suppressed& suppressed, Store& store, const Ruleset& rules,
                                   Instant now) {
    std::uint64_t read = 0;
    const std::string known = store.fact(kRead).value_or("0");
    std::from_chars(known.data(), known.data() + known.size(), read);
    const Result<std::vector<OptOuts::Line>> lines = opt_outs.since(read);
    if (!lines) return lines.error();
    std::size_t told = 0;
    for (std::size_t begin = 0; begin < lines->size(); begin += kAtOnce) {
        Round round(store, rules, now, {&suppressed, nullptr});
        for (std::size_t i = begin; i < std::min(begin + kAtOnce, lines->size()); ++i) {
            const OptOuts::Line& line = (*lines)[i];
            const Result<const Customer*> found = round.state(line.number);
            const Result<std::string> who = found ? opt_outs.who_is(**found) : Result<std::string>(found.error());
            if (!who || *who != line.who) {
                if (Result<void> said = suppress(line, suppressed, now); !said) return said.error();
                continue;
            }
            const std::vector<Input> inputs = lacking(line, **found, suppressed);
            for (const Input& input : inputs)
                if (Result<void> turned = round.turn(line.number, input); !turned) return turned.error();
            told += inputs.empty() ? 0U : 1U;
        }
        if (round.empty()) continue;
        if (Result<void> noted = opt_outs.note(round.commits()); !noted) return noted.error();
        if (Result<void> written = round.commit(); !written) return written.error();
    }
    if (Result<void> noted = note_merged(opt_outs, store); !noted) return noted.error();
    return told;
}

}  // namespace dialogd::app

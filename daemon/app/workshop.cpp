// Reads everything once, and finds customers, rules and contents by name.
#include "app/workshop.hpp"

#include <algorithm>

#include "app/numbers.hpp"
#include "app/terminal.hpp"
#include "rules/reading.hpp"
#include "rules/suggest.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

bool is_named(const rules::SourceFile& file, std::string_view name) {
    return file.path.ends_with(name) &&
           (file.path.size() == name.size() || file.path[file.path.size() - name.size() - 1] == '/');
}

void read_about(const rules::YamlNode& root, std::map<std::string, std::string>& about) {
    const rules::YamlNode* customer = root.find("customer");
    if (customer == nullptr) return;
    for (const auto& [name, node] : customer->entries)
        if (const rules::YamlNode* text = node.find("about")) about[name.text] = text->text;
}

// The rules have been loaded without a mistake: these files have none.
void read_names(Workshop& shop) {
    rules::Findings findings;
    for (const rules::SourceFile& file : shop.sources.rules)
        if (is_named(file, "vocabulary.yaml"))
            if (const auto root = rules::parse_yaml(file.path, file.text)) {
                rules::read_vocabulary(*root, shop.vocabulary, findings);
                read_about(*root, shop.about);
            }
    for (const rules::SourceFile& file : shop.sources.rules)
        if (is_named(file, "segments.yaml"))
            if (const auto root = rules::parse_yaml(file.path, file.text))
                rules::read_segments(*root, shop.vocabulary, shop.segments, findings);
}

CustomerNumber find_named(Store& store, const Workshop& shop, const std::string& name) {
    if (const CustomerNumber number = store.find(name); number != CustomerNumber::nobody) return number;
    std::string lower = name;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::vector<CustomerNumber> holders = store.with_address(ChannelKind::email, lower, 1);
    if (!holders.empty()) return holders.front();
    const std::optional<std::string> number = PhoneNumbers(shop.config.country).e164(name);
    if (number) holders = store.with_address(ChannelKind::sms, *number, 1);
    return holders.empty() ? CustomerNumber::nobody : holders.front();
}

bool says(const Rule& rule, std::string_view content) {
    return std::any_of(rule.steps.begin(), rule.steps.end(), [&](const Step& step) {
        const auto* ask = std::get_if<step::Ask>(&step.what);
        const auto* send = ask != nullptr ? &ask->send : std::get_if<step::Send>(&step.what);
        return send != nullptr &&
               std::find(send->contents.begin(), send->contents.end(), content) != send->contents.end();
    });
}

Result<std::unique_ptr<Store>> open_to_look(const Workshop& shop) {
    store::Settings settings;
    settings.folder = shop.config.data;
    settings.needs = shop.rules->needs;
    settings.read_only = true;
    return store::open(settings);
}

template <class Named>
const Named* find_or_say(const std::vector<Named>& all, const char* kind, const std::string& name,
                         const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const Named& one : all) {
        if (one.name == name) return &one;
        names.push_back(one.name);
    }
    std::string advice = rules::did_you_mean(name, names);
    if (advice.empty()) {
        for (const std::string& one : names) advice += (advice.empty() ? "; there are: " : ", ") + one;
    }
    complain("there is no " + std::string(kind) + " `" + name + "` in " + folder.string() + advice);
    return nullptr;
}

}  // namespace

std::unique_ptr<Workshop> open_workshop(const std::filesystem::path& file, int& code) {
    auto shop = std::make_unique<Workshop>();
    code = kConfigExit;
    std::optional<Config> config = config_or_say(file);
    if (!config) return nullptr;
    shop->config = std::move(*config);
    Result<Tools> tools = load_tools(shop->config, false);
    if (!tools) return complain(tools.error()), nullptr;
    shop->tools = std::move(*tools);
    Result<rules::Sources> sources = read_sources(shop->config);
    if (!sources) return complain(sources.error()), nullptr;
    shop->sources = std::move(*sources);
    code = kFoundExit;
    shop->rules = std::make_unique<Ruleset>();
    shop->rules->household = shop->config.household;
    shop->rules->services = shop->tools.services();
    const rules::LoadReport report = rules::load(shop->sources, *shop->tools.words, *shop->rules);
    for (const Error& error : report.errors) complain(error);
    if (!report.errors.empty()) return complain("these mistakes first; `dialogd check` finds the same"), nullptr;
    read_names(*shop);
    code = 0;
    return shop;
}

Result<Customer> load_customer(const Workshop& shop, const std::string& name) {
    Result<std::unique_ptr<Store>> store = open_to_look(shop);
    if (!store) return store.error();
    const CustomerNumber number = find_named(**store, shop, name);
    if (number == CustomerNumber::nobody)
        return Error{ErrorCode::not_found,
                     "there is no customer `" + name + "` in " + shop.config.data.string() +
                         "; a customer is named by the shop's id, an e-mail address or a phone number",
                     {}};
    return (*store)->load(number);
}

Result<std::optional<Event>> last_event(const Workshop& shop, const Customer& customer, const std::string& name) {
    constexpr std::size_t kLookedAt = 1'000;
    Result<std::unique_ptr<Store>> store = open_to_look(shop);
    if (!store) return store.error();
    Result<std::vector<Entry>> entries = (*store)->history(customer.number, kLookedAt);
    if (!entries) return entries.error();
    std::optional<Event> last;
    for (Entry& entry : *entries)
        if (auto* event = std::get_if<Event>(&entry.what); event != nullptr && event->name == name)
            last = std::move(*event);
    return last;
}

const Rule* rule_that_says(const Ruleset& rules, std::string_view content) {
    const Rule* draft = nullptr;
    for (const Rule& rule : rules.rules) {
        if (!says(rule, content)) continue;
        if (rule.live) return &rule;
        if (draft == nullptr) draft = &rule;
    }
    return draft;
}

const Rule* find_rule_or_say(const Ruleset& rules, const std::string& name, const std::filesystem::path& folder) {
    return find_or_say(rules.rules, "rule", name, folder);
}

const Content* find_content_or_say(const Ruleset& rules, const std::string& name, const std::filesystem::path& folder) {
    return find_or_say(rules.contents, "content", name, folder);
}

}  // namespace dialogd::app

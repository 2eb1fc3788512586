// A conversation written down as a story that tests/stories takes (docs/stories.md).
#pragma once

#include "app/conversation.hpp"
#include "app/workshop.hpp"

namespace dialogd::app {

class StoryWriter {
public:
    // `live_draft`: the rule is a draft and was tried as if it were live; its text says so in the story.
    StoryWriter(const Workshop& shop, std::string rule, bool live_draft);

    void begin(const Profile& profile, const std::string& id, const std::vector<std::string>& consents, Instant start);
    // One step, and what came of it.
    void step(const Input& input, const Conversation& conversation, const std::vector<Entry>& news);
    void wait(Duration duration, const Conversation& conversation, const std::vector<Entry>& news);

    Result<void> save(const std::filesystem::path& file) const;

private:
    void expect(const Conversation& conversation, const std::vector<Entry>& news);
    bool is_shipped() const;
    std::string files(const std::vector<rules::SourceFile>& files) const;
    std::string config() const;

    const Workshop& shop_;
    std::string rule_;
    bool live_draft_;
    std::string customer_;
    std::string steps_;
};

}  // namespace dialogd::app

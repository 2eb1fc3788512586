// One session of `dialogd try`: what is typed happens, and what comes of it is shown.
#pragma once

#include <unistd.h>

#include <sstream>

#include "app/conversation_show.hpp"
#include "app/try_story.hpp"

namespace dialogd::app {

// All that it is given outlives it. `story` may be null.
class Session {
public:
    Session(const Workshop& shop, const Rule& rule, Conversation& conversation, StoryWriter* story)
        : shop_(shop), rule_(rule), conversation_(conversation), story_(story) {}

    // Lets the event happen that starts the rule.
    void begin();
    // False: the session is over.
    bool take_line(const std::string& line);
    std::string prompt() const { return paint_.bold(view_.when(conversation_.now())) + " > "; }
    bool failed() const { return failed_; }

private:
    bool take_command(const std::string& line);
    void take(const Input& input);
    void wait(std::istringstream& words);
    void event(std::istringstream& words);
    void reply(const std::string& text);
    void show(const Result<void>& outcome);
    void say_how_it_starts() const;
    Value property(const std::string& event, const std::string& name, const std::string& text) const;

    const Workshop& shop_;
    const Rule& rule_;
    Conversation& conversation_;
    StoryWriter* story_;
    Paint paint_ = Paint::of_stdout();
    ConversationView view_{*shop_.rules, conversation_, paint_};
    bool echoes_ = !is_terminal(STDIN_FILENO);
    bool failed_ = false;
    int events_ = 0;
    std::vector<Entry> news_;
};

}  // namespace dialogd::app

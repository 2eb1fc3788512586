// The options of the commands that try things out, and of those for operators.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace dialogd::app {

// Each adds its commands; when one of them is meant, parsing sets `chosen`, which gives the exit code.
using Chosen = std::function<int()>;
void add_trying_commands(CLI::App& program, Chosen& chosen);     // preview, try, eval, schema
void add_operating_commands(CLI::App& program, Chosen& chosen);  // parse-mail, check-dns, dead-letters
void add_customer_commands(CLI::App& program, Chosen& chosen);   // export, erase, consents
void add_live_commands(CLI::App& program, Chosen& chosen);       // pause, resume, drop, plan

}  // namespace dialogd::app

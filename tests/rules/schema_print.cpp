// Writes the schema that its argument names, for the validator in schema_check.py.
#include <iostream>

#include "rules/schema.hpp"

int main(int count, char** arguments) {
    const std::string text = count == 2 ? dialogd::rules::schema(arguments[1]) : std::string();
    std::cout << text;
    return text.empty() ? 2 : 0;
}

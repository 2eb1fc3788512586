// The texts of the schemas, one file each. `definitions` are shared by all.
#pragma once

#include <string_view>

namespace dialogd::rules {

extern const std::string_view kDefinitions;
extern const std::string_view kRuleSchema;
extern const std::string_view kStepsSchema;
extern const std::string_view kFieldSchema;
extern const std::string_view kContentSchema;
extern const std::string_view kVocabularySchema;
extern const std::string_view kJourneySchema;
extern const std::string_view kSegmentsSchema;
extern const std::string_view kConfigSchema;
extern const std::string_view kConfigDefinitions;

}  // namespace dialogd::rules

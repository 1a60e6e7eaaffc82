// nearest.h - what a mistyped word may have been meant to be.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace amishare::client {

// Of `known` the one that is nearest to `word`, if at most a third of it is to be changed.
std::optional<std::string> nearest(const std::string& word, const std::vector<std::string>& known);
// "; did you mean WORD?", or nothing.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

}  // namespace amishare::client

// diff.h - how one text differs from another, line by line.
#pragma once
#include <string>
#include <string_view>

namespace amishare::client {

// Lines of `before` and `after` with "  ", "- " or "+ " in front, unchanged stretches cut to three
// lines of context ("  ..."). Empty if there is no difference.
std::string diff(std::string_view before, std::string_view after);

}  // namespace amishare::client

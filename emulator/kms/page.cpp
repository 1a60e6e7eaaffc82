// page.cpp - markers, which are opaque and belong to one list.
#include "kms/page.h"

#include <charconv>

#include "crypto/hash.h"
#include "kms/errors.h"

namespace amishare::kms {

std::string marker_after(std::string_view list, std::string_view element) {
  return crypto::to_base64(std::string(list).append("\n").append(element));
}

std::string element_before(std::string_view marker, std::string_view list) {
  const auto text = crypto::from_base64(marker);
  if (!text || text->size() <= list.size() || !text->starts_with(list) ||
      (*text)[list.size()] != '\n') {
    throw invalid_marker();
  }
  return text->substr(list.size() + 1);
}

void read_marker_text(std::string_view text, std::string& name) { name = text; }

void read_marker_text(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) throw invalid_marker();
}

}  // namespace amishare::kms

// page.cpp - markers, which mean nothing to whoever gets one.
#include "iam/page.h"

#include "crypto/hash.h"
#include "iam/errors.h"

namespace amishare::iam {
namespace {

constexpr std::string_view first_word = "after:";

}  // namespace

std::string marker_after(std::string_view key) {
  return crypto::to_base64(std::string(first_word).append(key));
}

std::optional<std::string> key_of_marker(const std::optional<std::string>& marker) {
  if (!marker) return std::nullopt;
  const std::optional<std::string> text = crypto::from_base64(*marker);
  if (!text || !text->starts_with(first_word)) throw invalid_marker();
  return text->substr(first_word.size());
}

}  // namespace amishare::iam

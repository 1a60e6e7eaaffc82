// page.cpp - tokens, which mean nothing to whoever gets one.
#include "organizations/page.h"

#include <charconv>

#include "crypto/hash.h"
#include "organizations/errors.h"

namespace amishare::organizations {

std::string token_after(std::string_view list, std::string_view row) {
  return crypto::to_base64(std::string(list).append("\n").append(row));
}

std::string row_of_token(std::string_view token, std::string_view list) {
  const auto text = crypto::from_base64(token);
  if (!text || text->size() <= list.size() || !text->starts_with(list) ||
      (*text)[list.size()] != '\n') {
    throw invalid_pagination_token();
  }
  return text->substr(list.size() + 1);
}

std::uint64_t number_of_token(std::string_view token, std::string_view list) {
  const std::string text = row_of_token(token, list);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // The greatest number has none after it.
  if (error != std::errc() || end != text.data() + text.size() || number + 1 == 0) {
    throw invalid_pagination_token();
  }
  return number;
}

std::size_t page_size(const PageWish& wish) {
  return static_cast<std::size_t>(wish.max_results.value_or(20));
}

}  // namespace amishare::organizations

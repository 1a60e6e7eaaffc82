// name.cpp - ARNs to text and back.
#include "world/name.h"

#include <algorithm>
#include <array>

namespace amishare {

Arn Arn::parse(std::string_view text) {
  std::array<std::string_view, 5> part;
  for (auto& p : part) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    p = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (part[0] != "arn" || part[1].empty() || part[2].empty() || text.empty()) return {};
  return {std::string(part[1]), std::string(part[2]), std::string(part[3]), std::string(part[4]),
          std::string(text)};
}

std::string Arn::text() const {
  return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string arn_text(std::string_view service, const Region& region, const AccountId& account,
                     std::string_view resource) {
  std::string text = "arn:aws:";
  text.reserve(text.size() + service.size() + region.value.size() + account.value.size() +
               resource.size() + 3);
  text.append(service).append(":").append(region.value).append(":").append(account.value);
  return text.append(":").append(resource);
}

std::string iam_arn_text(const AccountId& account, std::string_view resource) {
  return arn_text("iam", Region{}, account, resource);
}

}  // namespace amishare

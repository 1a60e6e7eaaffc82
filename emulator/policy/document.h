// document.h - JSON -> Policy, and every complaint about it in AWS's words.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace amishare::policy {

class Policy;  // compiled; immutable

enum class DocumentKind { identity, resource, trust, session, service_control, resource_control };

struct Complaint {
  std::string message;  // AWS's sentence
  std::size_t line = 0, column = 0;
};

struct Parsed {
  std::shared_ptr<const Policy> policy;  // null if there is a complaint
  std::optional<Complaint> complaint;
};

// Reads and compiles `text` as a policy of that kind. Never throws for any text.
Parsed parse(std::string_view text, DocumentKind kind);

}  // namespace amishare::policy

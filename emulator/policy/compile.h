// compile.h - a document that drew no complaint -> Policy.
#pragma once
#include <memory>
#include <string_view>

#include "policy/document.h"
#include "policy/node.h"
#include "policy/policy.h"

namespace amishare::policy {

// Requires that complain() had nothing to say about `document`.
std::shared_ptr<const Policy> compile(const Node& document, std::string_view text,
                                      DocumentKind kind);

}  // namespace amishare::policy

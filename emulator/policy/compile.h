// compile.h - a document that drew no complaint -> Policy.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "policy/document.h"
#include "policy/node.h"
#include "policy/policy.h"

namespace amishare::policy {

// Requires that complain() had nothing to say about `document`. `text` is the document's own; it
// begins at byte `base` of what the nodes count from.
std::shared_ptr<const Policy> compile(const Node& document, std::string_view text, std::size_t base,
                                      DocumentKind kind);

}  // namespace amishare::policy

// grammar.h - what AWS has to say against a policy document that is JSON.
#pragma once
#include <optional>
#include <string_view>

#include "policy/document.h"
#include "policy/node.h"

namespace amishare::policy {

// The complaint for text that is no JSON, has a key twice or is nested too deeply. `offset` is
// where, `problem` what, in our words.
Complaint complain_of_json(std::string_view text, DocumentKind kind, std::size_t offset,
                           std::string_view problem);

// The first complaint in AWS's order, or nullopt if `document` can be compiled. `text` is the
// document's own; it begins at byte `base` of what the nodes count from. The sentences are AWS's,
// as recorded or as users reported them; which of them comes first is partly third-party
// observation. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
std::optional<Complaint> complain(const Node& document, std::string_view text, std::size_t base,
                                  DocumentKind kind);

// Line and column, from 1, of a byte of the text.
struct Place {
  std::size_t line = 1, column = 1;
};
Place place_of(std::string_view text, std::size_t offset);

}  // namespace amishare::policy

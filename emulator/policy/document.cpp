// document.cpp - JSON in, Policy or complaint out.
#include "policy/document.h"

#include "policy/compile.h"
#include "policy/grammar.h"
#include "policy/node.h"
#include "policy/policy.h"
#include "world/require.h"

namespace amishare::policy {
namespace {

// No policy that AWS accepts comes near this depth.
constexpr std::size_t deepest = 16;

Parsed parse_at(const Node& document, std::string_view text, std::size_t base, DocumentKind kind) {
  Parsed parsed;
  parsed.complaint = complain(document, text, base, kind);
  if (!parsed.complaint) parsed.policy = compile(document, text, base, kind);
  return parsed;
}

}  // namespace

Parsed parse(std::string_view text, DocumentKind kind) {
  NodeTree tree(deepest);
  if (tree.read(text)) return parse_at(tree.root(), text, 0, kind);
  return {nullptr, complain_of_json(text, kind, tree.failed_at(), tree.problem())};
}

Parsed parse(const Node& document, std::string_view text, DocumentKind kind) {
  const std::size_t base = document.begin;
  return parse_at(document, text.substr(base, document.end - base), base, kind);
}

std::string_view full_access_text(DocumentKind kind) {
  if (kind == DocumentKind::resource_control) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
           R"("Action":"*","Resource":"*"}]})";
  }
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",)"
         R"("Resource":"*"}]})";
}

std::shared_ptr<const Policy> full_access(DocumentKind kind) {
  // What AWS itself attaches need not pass what it asks of others.
  const std::string_view text = full_access_text(kind);
  NodeTree tree(deepest);
  require(tree.read(text), "AWS's own policy is JSON");
  return compile(tree.root(), text, 0, kind);
}

std::size_t counted_size(std::string_view text) {
  std::size_t size = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      size += i + 1 < text.size() ? 2 : 1;
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (quoted || !blank) ++size;
  }
  return size;
}

bool StoredPolicy::operator==(const StoredPolicy& other) const {
  if (policy_ == other.policy_) return true;
  return policy_ != nullptr && other.policy_ != nullptr && *policy_ == *other.policy_;
}

}  // namespace amishare::policy

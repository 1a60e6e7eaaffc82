// policy_eval.cpp - reads a case, asks the engine, writes what it said.
#include "client/policy_eval.h"

#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "client/policy_principal.h"
#include "client/policy_service.h"
#include "policy/evaluate.h"
#include "policy/node.h"
#include "policy/pattern.h"
#include "policy/policy.h"

namespace amishare::client {
namespace {

using namespace policy;

// Nothing that a case may hold is nested as deep.
constexpr std::size_t case_depth = 32;
// Documents that come again are not compiled again. Most never do, so that only those are kept that
// were there before, as far as this short memory goes.
constexpr std::size_t most_documents = 1024;
constexpr std::size_t remembered_texts = 4096;
// Documents of the case at hand among which a further one is looked for: often levels share one.
constexpr std::size_t most_of_case = 16;

// Why a line is no case.
struct CaseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using PolicyPointer = std::shared_ptr<const Policy>;

std::string_view layer_word(Layer layer) {
  switch (layer) {
    case Layer::identity:
      return "identity";
    case Layer::resource:
      return "resource";
    case Layer::permissions_boundary:
      return "permissionsBoundary";
    case Layer::session:
      return "session";
    case Layer::service_control:
      return "scp";
    case Layer::resource_control:
      return "rcp";
    case Layer::vpc_endpoint:
      return "vpcEndpoint";
    case Layer::grant:
      return "grant";
  }
  return "";
}

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out.append("\\u00");
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

const std::string& text_of(std::string& buffer, std::string_view text) {
  return buffer.assign(text);
}

// Refuses members that the object may not have.
template <std::size_t size>
void only(const Node& node, std::string_view what,
          const std::array<std::string_view, size>& known) {
  if (!node.is_object()) throw CaseError(std::string(what) + " is no object");
  for (const Node& member : children(node)) {
    bool found = false;
    for (const std::string_view name : known) found = found || member.key == name;
    if (!found) throw CaseError(std::string(what) + " has an unknown member " + quoted(member.key));
  }
}

std::string_view string_at(const Node& node, std::string_view what) {
  if (!node.is_string()) throw CaseError(std::string(what) + " is no string");
  return node.text;
}

std::string_view required_string(const Node& node, std::string_view name, std::string_view what) {
  const Node* member = node.find(name);
  if (member == nullptr) throw CaseError(std::string(what) + " is missing");
  const std::string_view text = string_at(*member, what);
  if (text.empty()) throw CaseError(std::string(what) + " is empty");
  return text;
}

const Node* list_at(const Node& node, std::string_view name, std::string_view what) {
  const Node* list = node.find(name);
  if (list == nullptr || list->kind == Node::Kind::null) return nullptr;
  if (!list->is_array()) throw CaseError(std::string(what) + " is no list");
  return list;
}

// What AWS would say of a document that it does not store.
std::string words_of(const Complaint& complaint) {
  std::string words = complaint.message;
  if (words.empty()) {
    words = complaint.detail;
  } else if (!complaint.detail.empty()) {
    words += " (" + complaint.detail + ")";
  }
  return words + " [line " + std::to_string(complaint.line) + ", column " +
         std::to_string(complaint.column) + "]";
}

// RCPFullAWSAccess, in whatever way it is written.
bool allows_everything_to_everyone(const Policy& policy) {
  if (policy.statements().size() != 1) return false;
  const Statement& only_one = policy.statements().front();
  return only_one.allows && !only_one.not_principals && only_one.principals.size() == 1 &&
         only_one.principals[0].form == PrincipalForm::everyone && !only_one.not_actions &&
         only_one.action_texts == std::vector<std::string>{"*"} && !only_one.not_resources &&
         only_one.resources.size() == 1 &&
         only_one.resources[0].form == ResourcePattern::Form::everything &&
         only_one.conditions.empty();
}

}  // namespace

struct PolicyEval::Memory {
  // A document of the case, by what the answer calls it.
  struct Origin {
    std::size_t level = 0;
    std::size_t number = 0;  // in its list
    std::string_view name{};
    bool given = true;  // by the case, not by AWS
  };

  NodeTree tree{case_depth};
  std::string out;
  std::string buffer;
  // By kind; the keys are the policies' own texts.
  std::array<std::unordered_map<std::string_view, PolicyPointer>, 7> documents;
  std::array<std::size_t, remembered_texts> seen{};  // hashes of texts, by their last digits
  std::vector<std::pair<DocumentKind, PolicyPointer>> of_case;
  PolicyPointer full_rcp = full_access(DocumentKind::resource_control);
  std::vector<Origin> origins;
};

// One case: what is asked, and what it is decided by.
class PolicyEval::Case {
 public:
  Case(Memory& memory, std::string_view line) : memory_(memory), line_(line) {}

  void read(const Node& root) {
    only(root, "the case", std::array<std::string_view, 3>{"id", "request", "policies"});
    const Node* request = root.find("request");
    if (request == nullptr) throw CaseError("request is missing");
    read_request(*request);
    memory_.origins.clear();
    memory_.of_case.clear();
    memory_.origins.emplace_back();
    if (const Node* policies = root.find("policies")) read_policies(*policies);
    adapt();
  }

  void answer() {
    std::string& out = memory_.out;
    if (always_allowed(request_.action)) {
      out.append(R"("decision":"allowed","decidedBy":"service","statements":[])");
      return;
    }
    const Decision decision = evaluate(request_, policies_, grants_);
    const bool refused = decision.allowed() && refused_by_service(request_);
    const Effect effect = refused ? Effect::implicit_deny : decision.effect;
    out.append(R"("decision":)");
    out.append(effect == Effect::allowed         ? R"("allowed")"
               : effect == Effect::explicit_deny ? R"("explicitDeny")"
                                                 : R"("implicitDeny")");
    out.append(R"(,"decidedBy":")");
    out.append(refused ? "service" : layer_word(decision.decided_by)).append("\"");
    if (effect == Effect::allowed && !decision.grant_id.empty()) {
      out.append(R"(,"grantId":)");
      append_json(out, decision.grant_id);
    }
    out.append(R"(,"statements":[)");
    if (effect != Effect::implicit_deny) append_statements(decision);
    out += ']';
  }

 private:
  void read_request(const Node& node) {
    only(node, "request",
         std::array<std::string_view, 5>{"principal", "action", "resource", "resourceAccount",
                                         "context"});
    const std::string_view name = required_string(node, "principal", "request.principal");
    auto principal = principal_named(name);
    if (!principal) {
      throw CaseError(
          "request.principal is neither the ARN of a principal nor a service's name "
          "nor \"anonymous\": " +
          quoted(name));
    }
    principal_ = std::move(*principal);
    request_.action = required_string(node, "action", "request.action");
    request_.resource = required_string(node, "resource", "request.resource");
    const Node* account = node.find("resourceAccount");
    if (account != nullptr && account->kind != Node::Kind::null) {
      account_ = string_at(*account, "request.resourceAccount");
      if (!is_account_id(account_)) {
        throw CaseError("request.resourceAccount is not of twelve digits: " + quoted(account_));
      }
    }
    const Node* context = node.find("context");
    if (context != nullptr && context->kind != Node::Kind::null) read_context(*context);
  }

  static std::string value_text(const Node& value, const Node& key) {
    const bool scalar =
        value.is_string() || value.kind == Node::Kind::number || value.kind == Node::Kind::boolean;
    if (!scalar) {
      throw CaseError("request.context: " + quoted(key.key) +
                      " is neither a string, a number or a boolean nor a list of these");
    }
    return std::string(value.text);
  }

  void read_context(const Node& node) {
    if (!node.is_object()) throw CaseError("request.context is no object");
    for (const Node& key : children(node)) {
      if (request_.context.find(key.key)) {
        throw CaseError("request.context has " + quoted(key.key) +
                        " twice: case does not tell "
                        "keys apart");
      }
      if (!key.is_array()) {
        request_.context.set(key.key, value_text(key, key));
        continue;
      }
      std::vector<std::string> values;
      for (const Node& value : children(key)) values.push_back(value_text(value, key));
      request_.context.set_many(key.key, std::move(values));
    }
  }

  void read_policies(const Node& node) {
    only(node, "policies",
         std::array<std::string_view, 8>{"identity", "resource", "permissionsBoundary", "session",
                                         "scp", "rcp", "vpcEndpoint", "grants"});
    if (const Node* list = list_at(node, "identity", "policies.identity")) {
      read_list(*list, Layer::identity, 0, policies_.identity);
    }
    read_resource_policy(node);
    read_layer(node, Layer::permissions_boundary, policies_.permissions_boundary);
    read_layer(node, Layer::session, policies_.session);
    read_layer(node, Layer::vpc_endpoint, policies_.vpc_endpoint);
    read_levels(node, Layer::service_control, policies_.service_control);
    read_levels(node, Layer::resource_control, policies_.resource_control);
    if (const Node* list = list_at(node, "grants", "policies.grants")) read_grants(*list);
  }

  void read_resource_policy(const Node& node) {
    const Node* resource = node.find("resource");
    if (resource == nullptr || resource->kind == Node::Kind::null) return;
    const auto [document, name] = document_of(*resource, "policies.resource");
    memory_.origins[0].name = name;
    const auto kind = is_role(request_.resource) ? DocumentKind::trust : DocumentKind::resource;
    policies_.resource = compiled(*document, kind, [] { return "policies.resource"; });
  }

  void read_layer(const Node& node, Layer layer, std::optional<std::vector<NamedPolicy>>& into) {
    const std::string_view word = layer_word(layer);
    const Node* list = list_at(node, word, word);
    if (list == nullptr) return;
    read_list(*list, layer, 0, into.emplace());
  }

  void read_levels(const Node& node, Layer layer, std::vector<std::vector<NamedPolicy>>& into) {
    const std::string_view word = layer_word(layer);
    const Node* list = list_at(node, word, word);
    if (list == nullptr) return;
    for (const Node& level : children(*list)) {
      if (!level.is_array()) {
        throw CaseError(std::string(word) + " has one list of policies for each level");
      }
      // RCPFullAWSAccess is attached everywhere and can't be detached.
      auto& policies = into.emplace_back();
      if (layer == Layer::resource_control) add(memory_.full_rcp, {0, 0, {}, false}, policies);
      read_list(level, layer, into.size() - 1, policies);
    }
  }

  // The document itself and what it is called: it may stand alone or in {"name", "policy"}.
  static std::pair<const Node*, std::string_view> document_of(const Node& node,
                                                              std::string_view what) {
    const Node* inner = node.find("policy");
    if (inner == nullptr) return {&node, {}};
    only(node, what, std::array<std::string_view, 2>{"name", "policy"});
    const Node* name = node.find("name");
    const bool named = name != nullptr && name->kind != Node::Kind::null;
    return {inner, named ? string_at(*name, "a policy's name") : std::string_view()};
  }

  static DocumentKind kind_of(Layer layer) {
    switch (layer) {
      case Layer::session:
        return DocumentKind::session;
      case Layer::service_control:
        return DocumentKind::service_control;
      case Layer::resource_control:
        return DocumentKind::resource_control;
      case Layer::vpc_endpoint:
        return DocumentKind::vpc_endpoint;
      default:
        return DocumentKind::identity;
    }
  }

  void read_list(const Node& list, Layer layer, std::size_t level, std::vector<NamedPolicy>& into) {
    std::size_t number = 0;
    for (const Node& item : children(list)) {
      const std::string_view word = layer_word(layer);
      const auto [document, name] = document_of(item, word);
      const auto where = [&] {
        std::string text = "policies." + std::string(word);
        const bool levels = layer == Layer::service_control || layer == Layer::resource_control;
        if (levels) text += "[" + std::to_string(level) + "]";
        return text + "[" + std::to_string(number) + "]";
      };
      add(compiled(*document, kind_of(layer), where), {level, number, name}, into);
      ++number;
    }
  }

  void add(PolicyPointer policy, const Memory::Origin& origin, std::vector<NamedPolicy>& into) {
    // The engine gives back the name, by which the answer finds where the policy came from.
    into.push_back({std::move(policy), std::to_string(memory_.origins.size())});
    memory_.origins.push_back(origin);
  }

  template <class Where>
  PolicyPointer compiled(const Node& node, DocumentKind kind, Where where) {
    // A document may also come as the text of one, as AWS's APIs take it.
    const bool as_text = node.is_string();
    if (!as_text && !node.is_object()) {
      throw CaseError(std::string(where()) + " is no policy");
    }
    const std::string_view text =
        as_text ? node.text : line_.substr(node.begin, node.end - node.begin);
    for (const auto& [its_kind, policy] : memory_.of_case) {
      if (its_kind == kind && policy->text() == text) return policy;
    }
    auto& known = memory_.documents[static_cast<std::size_t>(kind)];
    const std::size_t hash = std::hash<std::string_view>{}(text);
    std::size_t& seen = memory_.seen[(hash + static_cast<std::size_t>(kind)) % remembered_texts];
    if (seen == hash) {
      if (const auto found = known.find(text); found != known.end()) return found->second;
    }
    if (const auto problem = beyond_character_set(text, kind)) {
      throw CaseError(std::string(where()) + ": " + *problem);
    }
    Parsed parsed = as_text ? parse(text, kind) : parse(node, line_, kind);
    if (!parsed.policy && kind == DocumentKind::resource_control) {
      const Parsed own = as_text ? parse(text, DocumentKind::resource)
                                 : parse(node, line_, DocumentKind::resource);
      if (own.policy && allows_everything_to_everyone(*own.policy)) parsed.policy = own.policy;
    }
    if (!parsed.policy) {
      throw CaseError(std::string(where()) + ": " + words_of(*parsed.complaint));
    }
    if (seen == hash) {
      if (known.size() >= most_documents) known.clear();
      known.emplace(parsed.policy->text(), parsed.policy);
    }
    seen = hash;
    if (memory_.of_case.size() < most_of_case) memory_.of_case.emplace_back(kind, parsed.policy);
    return parsed.policy;
  }

  void read_grants(const Node& list) {
    for (const Node& item : children(list)) {
      only(item, "a grant",
           std::array<std::string_view, 4>{"grantId", "granteePrincipal", "operations",
                                           "constraints"});
      Grant grant;
      grant.id = required_string(item, "grantId", "a grant's grantId");
      grant.grantee = required_string(item, "granteePrincipal", "a grant's granteePrincipal");
      if (const Node* operations = list_at(item, "operations", "a grant's operations")) {
        for (const Node& operation : children(*operations)) {
          grant.actions.push_back("kms:" + std::string(string_at(operation, "an operation")));
        }
      }
      if (const Node* constraints = item.find("constraints")) {
        only(*constraints, "a grant's constraints",
             std::array<std::string_view, 2>{"encryptionContextEquals", "encryptionContextSubset"});
        read_pairs(*constraints, "encryptionContextEquals", grant.encryption_context_equals);
        read_pairs(*constraints, "encryptionContextSubset", grant.encryption_context_subset);
      }
      grants_.push_back(std::move(grant));
    }
  }

  static void read_pairs(const Node& node, std::string_view name,
                         std::optional<std::map<std::string, std::string>>& into) {
    const Node* pairs = node.find(name);
    if (pairs == nullptr) return;
    if (!pairs->is_object()) throw CaseError(std::string(name) + " is no object");
    into.emplace();
    for (const Node& pair : children(*pairs)) {
      into->emplace(pair.key, string_at(pair, "a value of an encryption context"));
    }
  }

  // What the case does not say in so many words.
  void adapt() {
    learn_of_principal();
    request_.resource_account.value = owner_of(request_.resource, account_, principal_);
    request_.rule = rule_of(request_.action, request_.resource);
    if (!has_resource_policy(request_.action, request_.resource)) policies_.resource = nullptr;
    if (!reached_by_rcps(request_.action)) policies_.resource_control.clear();
    request_.principal = principal_;
  }

  // A session's ARN lacks its role's path and both lack the unique id; the context may have them.
  void learn_of_principal() {
    const auto arn = request_.context.find("aws:PrincipalArn");
    if (arn && principal_.kind == PrincipalKind::role_session && !arn->values.empty()) {
      const std::string_view told = text_of(memory_.buffer, *arn->values.begin());
      const auto name_at = principal_.principal_arn.rfind('/');
      const std::string name = principal_.principal_arn.substr(name_at);
      const std::string start = principal_.principal_arn.substr(
          0, principal_.principal_arn.find(":role/") + std::string_view(":role/").size());
      if (told.starts_with(start) && told.ends_with(name)) principal_.principal_arn = told;
    }
    const auto id = request_.context.find("aws:userid");
    const bool has_id =
        principal_.kind == PrincipalKind::role_session || principal_.kind == PrincipalKind::user;
    if (!id || !has_id || id->values.empty()) return;
    principal_.user_id = text_of(memory_.buffer, *id->values.begin());
    principal_.unique_id = principal_.user_id.substr(0, principal_.user_id.find(':'));
  }

  void append_statements(const Decision& decision) {
    std::string& out = memory_.out;
    bool first = true;
    for (const Match& match : decision.matches) {
      if (match.allows != decision.allowed()) continue;
      std::size_t number = 0;
      const std::string_view handle = match.policy_name;
      std::from_chars(handle.data(), handle.data() + handle.size(), number);
      const Memory::Origin& origin = memory_.origins[number];
      if (!origin.given) continue;
      if (!first) out += ',';
      first = false;
      out.append(R"({"layer":")").append(layer_word(match.layer)).append("\"");
      if (match.layer == Layer::service_control || match.layer == Layer::resource_control) {
        out.append(R"(,"level":)");
        append_number(out, origin.level);
      }
      if (match.layer != Layer::resource) {
        out.append(R"(,"policy":)");
        append_number(out, origin.number);
      }
      if (!origin.name.empty()) {
        out.append(R"(,"name":)");
        append_json(out, origin.name);
      }
      out.append(R"(,"index":)");
      append_number(out, match.statement);
      if (!match.sid.empty()) {
        out.append(R"(,"sid":)");
        append_json(out, match.sid);
      }
      out += '}';
    }
  }

  Memory& memory_;
  std::string_view line_;
  Request request_;
  Principal principal_;
  std::string_view account_;
  Policies policies_;
  std::vector<Grant> grants_;
};

PolicyEval::PolicyEval() : memory_(std::make_unique<Memory>()) {}
PolicyEval::~PolicyEval() = default;

std::string_view PolicyEval::answer(std::string_view line) {
  std::string& out = memory_->out;
  NodeTree& tree = memory_->tree;
  out.assign(R"({"id":)");
  std::size_t id_end = out.size();
  try {
    if (!tree.read(line)) {
      throw CaseError(std::string(tree.problem()) + " [column " +
                      std::to_string(tree.failed_at() + 1) + "]");
    }
    const Node* id = tree.root().find("id");
    const bool has_id = id != nullptr && !id->is_object() && !id->is_array();
    out.append(has_id ? line.substr(id->begin, id->end - id->begin) : "null");
    id_end = out.size();
    if (id != nullptr && !has_id) throw CaseError("id is neither a string nor a number");
    Case one(*memory_, line);
    one.read(tree.root());
    out += ',';
    one.answer();
  } catch (const CaseError& problem) {
    out.resize(id_end);
    if (out.ends_with(':')) out.append("null");
    out.append(R"(,"error":)");
    append_json(out, problem.what());
  }
  out += '}';
  return out;
}

}  // namespace amishare::client

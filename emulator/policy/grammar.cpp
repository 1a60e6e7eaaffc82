// grammar.cpp - the checks in AWS's order, each with its sentence.
#include "policy/grammar.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "policy/condition.h"
#include "policy/match.h"

namespace amishare::policy {
namespace {

// What is wrong, and where; no node if nothing is.
struct Fault {
  const Node* at = nullptr;
  std::string message{};
  explicit operator bool() const { return at != nullptr; }
};

bool one_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

bool is_principal_document(DocumentKind kind) {
  return kind == DocumentKind::identity || kind == DocumentKind::session;
}

bool is_organization_document(DocumentKind kind) {
  return kind == DocumentKind::service_control || kind == DocumentKind::resource_control;
}

std::vector<const Node*> statements_of(const Node& document) {
  std::vector<const Node*> statements;
  each_of(*document.find("Statement"), [&](const Node& node) { statements.push_back(&node); });
  return statements;
}

// The first value under "Action" or "NotAction" (and the like) that `wrong` says something about.
template <class Wrong>
Fault first_wrong(const Node& statement, std::string_view element, Wrong wrong) {
  Fault fault;
  for (const std::string& name : {std::string(element), "Not" + std::string(element)}) {
    const Node* node = statement.find(name);
    if (node == nullptr) continue;
    each_of(*node, [&](const Node& value) {
      if (fault) return;
      std::string message = wrong(value.text);
      if (!message.empty()) fault = {&value, std::move(message)};
    });
  }
  return fault;
}

// --- shape: which element may hold what ---

const Node* odd_strings(const Node& node) {
  const Node* odd = nullptr;
  each_of(node, [&](const Node& value) {
    if (odd == nullptr && !value.is_string()) odd = &value;
  });
  return odd;
}

const Node* odd_principal(const Node& node) {
  if (node.is_string()) return nullptr;
  if (!node.is_object() || node.members.empty()) return &node;
  for (const auto& [key, value] : node.members) {
    if (!one_of(key, {"AWS", "Service", "Federated", "CanonicalUser"})) return &value;
    if (const Node* odd = odd_strings(value)) return odd;
  }
  return nullptr;
}

const Node* odd_condition(const Node& node) {
  if (!node.is_object()) return &node;
  for (const auto& [name, by_key] : node.members) {
    if (!by_key.is_object()) return &by_key;
    // An unknown operator passes only with an empty body.
    if (!read_operator(name) && !by_key.members.empty()) return &by_key;
    for (const auto& [key, values] : by_key.members) {
      const Node* odd = key.empty() ? &values : nullptr;
      each_of(values, [&](const Node& value) {
        const bool scalar = value.is_string() || value.kind == Node::Kind::boolean ||
                            value.kind == Node::Kind::number;
        if (!scalar) odd = &value;
      });
      if (odd != nullptr) return odd;
    }
  }
  return nullptr;
}

const Node* odd_element(std::string_view key, const Node& value) {
  if (key == "Sid") return value.is_string() ? nullptr : &value;
  if (key == "Effect") {
    const bool known = value.is_string() && (equal_ignoring_case(value.text, "Allow") ||
                                             equal_ignoring_case(value.text, "Deny"));
    return known ? nullptr : &value;
  }
  if (one_of(key, {"Action", "NotAction", "Resource", "NotResource"})) return odd_strings(value);
  if (one_of(key, {"Principal", "NotPrincipal"})) return odd_principal(value);
  return key == "Condition" ? odd_condition(value) : &value;
}

const Node* odd_statement(const Node& statement) {
  if (!statement.is_object() || statement.find("Effect") == nullptr) return &statement;
  for (const auto& [key, value] : statement.members) {
    if (const Node* odd = odd_element(key, value)) return odd;
  }
  for (const std::string element : {"Principal", "Action", "Resource"}) {
    const Node* negated = statement.find("Not" + element);
    if (negated != nullptr && statement.find(element) != nullptr) return negated;
  }
  return nullptr;
}

const Node* odd_document(const Node& document) {
  if (!document.is_object()) return &document;
  for (const auto& [key, value] : document.members) {
    if (!one_of(key, {"Version", "Id", "Statement"})) return &value;
    if (key != "Statement" && !value.is_string()) return &value;
    if (key == "Version" && !one_of(value.text, {"2012-10-17", "2008-10-17"})) return &value;
  }
  const Node* list = document.find("Statement");
  if (list == nullptr || (list->is_array() && list->items.empty())) return &document;
  for (const Node* statement : statements_of(document)) {
    if (const Node* odd = odd_statement(*statement)) return odd;
  }
  return nullptr;
}

// --- content ---

bool plain_partition(std::string_view text) {
  return one_of(text, {"aws", "aws-cn", "aws-us-gov"}) ||
         text.find_first_of("*?") != std::string_view::npos;
}

bool has_odd_partition(std::string_view arn) {
  const auto colon = arn.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view rest = arn.substr(colon + 1);
  return !plain_partition(rest.substr(0, rest.find(':')));
}

// What IAM calls legacy parsing: the Effect's case, dates, and ARNs that lose count of their
// colons.
Fault fails_legacy_parsing(const Node& statement) {
  const std::string message = "The policy failed legacy parsing";
  const Node& effect = *statement.find("Effect");
  if (!one_of(effect.text, {"Allow", "Deny"})) return {&effect, message};
  if (const Node* conditions = statement.find("Condition")) {
    for (const auto& [name, by_key] : conditions->members) {
      const auto read = read_operator(name);
      const bool dates = read && read->comparison >= Comparison::date_equal &&
                         read->comparison <= Comparison::date_greater_equal;
      if (!dates) continue;
      for (const auto& [key, values] : by_key.members) {
        Fault fault;
        each_of(values, [&](const Node& value) {
          if (!is_like_moment(value.text)) fault = {&value, message};
        });
        if (fault) return fault;
      }
    }
  }
  // A resource with an odd partition is complained about later, and none behind it is looked at.
  bool stop = false;
  return first_wrong(statement, "Resource", [&](std::string_view text) -> std::string {
    stop = stop || has_odd_partition(text);
    if (stop || text == "*" || text.find(':') == std::string_view::npos) return {};
    const auto colons = std::count(text.begin(), text.end(), ':');
    const auto partition = text.find(':') + 1;
    const auto service = text.find(':', partition);
    const bool no_service =
        service != std::string_view::npos && text.substr(service + 1).starts_with(':');
    const bool miscounted = colons < 5 && text.find("::") != std::string_view::npos;
    return miscounted || no_service ? message : "";
  });
}

std::string wrong_iam_path(std::string_view path) {
  constexpr std::array<std::string_view, 13> starts = {"user/",
                                                       "federated-user/",
                                                       "role/",
                                                       "group/",
                                                       "instance-profile/",
                                                       "mfa/",
                                                       "server-certificate/",
                                                       "policy/",
                                                       "sms-mfa/",
                                                       "saml-provider/",
                                                       "oidc-provider/",
                                                       "report/",
                                                       "access-report/"};
  const bool known = path == "*" || path == "root" ||
                     std::any_of(starts.begin(), starts.end(),
                                 [&](std::string_view start) { return path.starts_with(start); });
  if (known) return {};
  std::string message = "IAM resource path must either be \"*\", root, or start with ";
  for (const std::string_view start : starts) {
    message.append(start == starts.front() ? "" : ", ").append(start);
  }
  return message + ".";
}

std::string wrong_resource(std::string_view text) {
  const std::string whole(text);
  if (text == "*") return {};
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':' && parts.size() < 6) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() == 1) return "Resource " + whole + " must be in ARN format or \"*\".";
  if (!plain_partition(parts[1])) {
    std::string arn = "arn:" + parts[1];
    for (std::size_t i = 2; i < 6; ++i) arn += ":" + (i < parts.size() ? parts[i] : "*");
    return "Partition \"" + parts[1] + "\" is not valid for resource \"" + arn + "\".";
  }
  if (parts[0] != "arn") return "Resource " + whole + " must be in ARN format or \"*\".";
  if (parts.size() < 3 || parts[2].find_first_of("*?") != std::string::npos) {
    return "Resource vendor must be fully qualified and cannot contain regexes.";
  }
  const bool has_region = parts.size() > 3 && !parts[3].empty() && parts[3] != "*";
  if (has_region && parts[2] == "iam") {
    return "IAM resource " + whole + " cannot contain region information.";
  }
  // Access points have both.
  const bool has_account = parts.size() > 4 && !parts[4].empty();
  if (has_region && !has_account && parts[2] == "s3") {
    return "Resource " + whole + " can not contain region information.";
  }
  return parts[2] == "iam" && parts.size() == 6 ? wrong_iam_path(parts[5]) : std::string();
}

std::string wrong_action(std::string_view text) {
  if (text == "*") return {};
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  }
  if (text.find(':', colon + 1) != std::string_view::npos) {
    return "Actions/Condition can contain only one colon.";
  }
  const std::string_view vendor = text.substr(0, colon);
  const bool plain = std::all_of(vendor.begin(), vendor.end(), [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return plain || vendor == "*" ? std::string() : "Vendor " + std::string(vendor) + " is not valid";
}

// Trust policies are about assuming the role. The sentence is reported by users, not recorded.
std::string wrong_trust_action(std::string_view text) {
  if (lower(text).starts_with("sts:") || text == "*") return {};
  return "AssumeRole policy may only specify STS AssumeRole actions.";
}

bool lacks(const Node& statement, std::string_view element) {
  const std::string negated = "Not" + std::string(element);
  const Node* node = statement.find(element);
  if (node == nullptr) node = statement.find(negated);
  return node == nullptr || (node->is_array() && node->items.empty());
}

// The first principal whose form AWS does not know.
std::pair<const Node*, PrincipalElement> invalid_principal(const Node& statement) {
  const Node* node = statement.find("Principal");
  if (node == nullptr) node = statement.find("NotPrincipal");
  std::pair<const Node*, PrincipalElement> found{nullptr, {}};
  if (node == nullptr) return found;
  const auto look = [&](std::string_view key, const Node& value) {
    PrincipalElement element = read_principal(key, value.text);
    if (found.first == nullptr && element.form == PrincipalForm::invalid) {
      found = {&value, std::move(element)};
    }
  };
  if (node->is_string()) look("", *node);
  for (const auto& member : node->members) {
    each_of(member.value, [&](const Node& value) { look(member.key, value); });
  }
  return found;
}

// Whether nobody is named, by the element or by an empty list in it.
bool names_nobody(const Node& statement) {
  const Node* node = statement.find("Principal");
  if (node == nullptr) node = statement.find("NotPrincipal");
  if (node == nullptr) return true;
  return node->is_object() &&
         std::all_of(node->members.begin(), node->members.end(), [](const Member& member) {
           return member.value.is_array() && member.value.items.empty();
         });
}

// Statement ids: letters and digits, and no two alike (empty ones aside).
Fault wrong_statement_ids(const std::vector<const Node*>& statements) {
  std::set<std::string> seen;
  for (const Node* statement : statements) {
    const Node* sid = statement->find("Sid");
    if (sid == nullptr || sid->text.empty()) continue;
    const bool plain = std::all_of(sid->text.begin(), sid->text.end(), [](char c) {
      return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    });
    if (!plain) {
      return {sid,
              "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the "
              "regular expression [0-9A-Za-z]*"};
    }
    if (!seen.insert(sid->text).second) {
      return {sid, "Statement IDs (SID) in a single policy must be unique."};
    }
  }
  return {};
}

Fault wrong_actions(const std::vector<const Node*>& statements) {
  for (const Node* statement : statements) {
    if (lacks(*statement, "Action")) return {statement, "Policy statement must contain actions."};
  }
  return {};
}

// Identity and session policies. The order and the sentences are as recorded from CreatePolicy.
Fault wrong_identity(const Node& document) {
  const auto statements = statements_of(document);
  const Node* version = document.find("Version");
  if (version == nullptr || version->text != "2012-10-17") {
    return {version == nullptr ? &document : version,
            "Policy document must be version 2012-10-17 or greater."};
  }
  for (const Node* statement : statements) {
    for (const auto& [key, value] : statement->members) {
      if (one_of(key, {"Principal", "NotPrincipal"})) {
        return {&value, "Policy document should not specify a principal."};
      }
    }
  }
  for (const Node* statement : statements) {
    if (Fault fault = fails_legacy_parsing(*statement)) return fault;
  }
  if (Fault fault = wrong_statement_ids(statements)) return fault;
  if (Fault fault = wrong_actions(statements)) return fault;
  for (const Node* statement : statements) {
    if (Fault fault = first_wrong(*statement, "Resource", wrong_resource)) return fault;
  }
  for (const Node* statement : statements) {
    if (lacks(*statement, "Resource")) {
      return {statement, "Policy statement must contain resources."};
    }
  }
  for (const Node* statement : statements) {
    if (Fault fault = first_wrong(*statement, "Action", wrong_action)) return fault;
  }
  return {};
}

// Role trust policies. The order is inferred.
Fault wrong_trust(const Node& document) {
  const auto statements = statements_of(document);
  for (const Node* statement : statements) {
    for (const auto& [key, value] : statement->members) {
      if (one_of(key, {"Resource", "NotResource", "NotPrincipal"})) {
        return {&value, "Has prohibited field " + key};
      }
    }
  }
  for (const Node* statement : statements) {
    if (Fault fault = fails_legacy_parsing(*statement)) return fault;
    if (names_nobody(*statement)) {
      return {statement,
              "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The "
              "passed in policy has a statement with no principals!"};
    }
    const auto [node, element] = invalid_principal(*statement);
    if (node != nullptr) return {node, "Invalid principal in policy: " + principal_phrase(element)};
  }
  if (Fault fault = wrong_statement_ids(statements)) return fault;
  if (Fault fault = wrong_actions(statements)) return fault;
  for (const Node* statement : statements) {
    if (Fault fault = first_wrong(*statement, "Action", wrong_action)) return fault;
    if (Fault fault = first_wrong(*statement, "Action", wrong_trust_action)) return fault;
  }
  return {};
}

// Key policies. KMS takes statements without Action or Resource, which then do nothing, and sends
// no message with most complaints (reported by users: aws/aws-sdk-ruby#1784).
Fault wrong_resource_policy(const Node& document) {
  for (const Node* statement : statements_of(document)) {
    if (names_nobody(*statement)) return {statement, ""};
    const Node& effect = *statement->find("Effect");
    if (!one_of(effect.text, {"Allow", "Deny"})) return {&effect, ""};
    const auto [node, element] = invalid_principal(*statement);
    if (node != nullptr) {
      return {node, "Policy contains a statement with one or more invalid principals."};
    }
  }
  return {};
}

// Service and resource control policies, for which Organizations has one sentence.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
Fault wrong_organization_policy(const Node& document, DocumentKind kind) {
  const bool for_resources = kind == DocumentKind::resource_control;
  const Node* version = document.find("Version");
  if (version == nullptr || version->text != "2012-10-17") return {&document, ""};
  const auto statements = statements_of(document);
  if (Fault fault = wrong_statement_ids(statements)) return fault;
  for (const Node* statement : statements) {
    const Node& effect = *statement->find("Effect");
    const Node* principal = statement->find("Principal");
    const bool everyone = principal != nullptr && principal->is_string() && principal->text == "*";
    const bool fits =
        for_resources ? everyone && effect.text == "Deny" && statement->find("NotAction") == nullptr
                      : principal == nullptr && one_of(effect.text, {"Allow", "Deny"});
    if (!fits || statement->find("NotPrincipal") != nullptr || lacks(*statement, "Action") ||
        lacks(*statement, "Resource")) {
      return {statement, ""};
    }
    if (Fault fault = first_wrong(*statement, "Action", wrong_action)) return fault;
    if (Fault fault = first_wrong(*statement, "Resource", wrong_resource)) return fault;
    if (!for_resources) continue;
    Fault bare = first_wrong(*statement, "Action", [](std::string_view text) {
      return std::string(text == "*" ? "bare" : "");
    });
    if (bare) return bare;
  }
  return {};
}

std::string shape_complaint(DocumentKind kind, const Place& place) {
  if (is_principal_document(kind)) return "Syntax errors in policy.";
  if (kind != DocumentKind::trust) return {};
  return "Syntax error at position (" + std::to_string(place.line) + "," +
         std::to_string(place.column) + ")";
}

Complaint complaint_at(DocumentKind kind, const Place& place, std::string message) {
  if (is_organization_document(kind)) {
    message =
        "The provided policy document does not meet the requirements of the specified policy "
        "type.";
  }
  return {std::move(message), place.line, place.column};
}

}  // namespace

Complaint complain_of_json(std::string_view text, DocumentKind kind, std::size_t offset) {
  const Place place = place_of(text, offset);
  // CreateRole words broken JSON like this, and a wrong shape by its position.
  std::string message = kind == DocumentKind::trust ? "This policy contains invalid Json"
                                                    : shape_complaint(kind, place);
  return complaint_at(kind, place, std::move(message));
}

std::optional<Complaint> complain(const Node& document, std::string_view text, DocumentKind kind) {
  if (const Node* odd = odd_document(document)) {
    const Place place = place_of(text, odd->begin);
    return complaint_at(kind, place, shape_complaint(kind, place));
  }
  Fault fault;
  switch (kind) {
    case DocumentKind::identity:
    case DocumentKind::session:
      fault = wrong_identity(document);
      break;
    case DocumentKind::trust:
      fault = wrong_trust(document);
      break;
    case DocumentKind::resource:
      fault = wrong_resource_policy(document);
      break;
    case DocumentKind::service_control:
    case DocumentKind::resource_control:
      fault = wrong_organization_policy(document, kind);
      break;
  }
  if (!fault) return std::nullopt;
  return complaint_at(kind, place_of(text, fault.at->begin), std::move(fault.message));
}

Place place_of(std::string_view text, std::size_t offset) {
  Place place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

}  // namespace amishare::policy

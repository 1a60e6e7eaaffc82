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
#include "policy/shape.h"

namespace amishare::policy {
namespace {

bool one_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

bool is_principal_document(DocumentKind kind) {
  return kind == DocumentKind::identity || kind == DocumentKind::session;
}

bool is_organization_document(DocumentKind kind) {
  return kind == DocumentKind::service_control || kind == DocumentKind::resource_control;
}

// The first value under "Action" or "NotAction" (and the like) that `wrong` says something about.
template <class Wrong>
Fault first_wrong(const Node& statement, std::string_view element, Wrong wrong) {
  Fault fault;
  for (const Node& node : children(statement)) {
    std::string_view name = node.key;
    if (name.starts_with("Not")) name.remove_prefix(3);
    if (name != element) continue;
    each_of(node, [&](const Node& value) {
      if (fault) return;
      std::string message = wrong(value.text);
      if (!message.empty()) fault = {&value, std::move(message)};
    });
  }
  return fault;
}

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
  const char* const message = "The policy failed legacy parsing";
  const Node& effect = *statement.find("Effect");
  if (!one_of(effect.text, {"Allow", "Deny"})) {
    return {&effect, message, "\"Effect\" is spelled \"Allow\" or \"Deny\""};
  }
  if (const Node* conditions = statement.find("Condition")) {
    for (const Node& by_key : children(*conditions)) {
      if (by_key.key.find("Date") == std::string_view::npos || !is_operator(by_key.key)) continue;
      for (const Node& values : children(by_key)) {
        Fault fault;
        each_of(values, [&](const Node& value) {
          if (!is_like_moment(value.text)) fault = {&value, message, "this is no date"};
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
  for (const Node& node : children(statement)) {
    std::string_view name = node.key;
    if (name.starts_with("Not")) name.remove_prefix(3);
    if (name == element) return node.is_array() && !node.has_children();
  }
  return true;
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
  if (node->is_object()) {
    for (const Node& member : children(*node)) {
      each_of(member, [&](const Node& value) { look(member.key, value); });
    }
  }
  return found;
}

// Whether nobody is named, by the element or by an empty list in it.
bool names_nobody(const Node& statement) {
  const Node* node = statement.find("Principal");
  if (node == nullptr) node = statement.find("NotPrincipal");
  if (node == nullptr) return true;
  if (!node->is_object()) return false;
  for (const Node& member : children(*node)) {
    if (!member.is_array() || member.has_children()) return false;
  }
  return true;
}

// Statement ids: letters and digits, and no two alike (empty ones aside).
Fault wrong_statement_ids(const std::vector<const Node*>& statements) {
  std::set<std::string_view> seen;
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
    for (const Node& value : children(*statement)) {
      if (one_of(value.key, {"Principal", "NotPrincipal"})) {
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
    for (const Node& value : children(*statement)) {
      if (one_of(value.key, {"Resource", "NotResource", "NotPrincipal"})) {
        return {&value, "Has prohibited field " + std::string(value.key)};
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
    if (names_nobody(*statement)) return {statement, "", "a statement names no principal"};
    const Node& effect = *statement->find("Effect");
    if (!one_of(effect.text, {"Allow", "Deny"})) {
      return {&effect, "", "\"Effect\" is spelled \"Allow\" or \"Deny\""};
    }
    const auto [node, element] = invalid_principal(*statement);
    if (node != nullptr) {
      return {node, "Policy contains a statement with one or more invalid principals."};
    }
  }
  return {};
}

// VPC endpoint policies: resource policies that leave out nothing. EC2's sentences are not known.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
Fault wrong_endpoint_policy(const Node& document) {
  if (Fault fault = wrong_resource_policy(document)) return fault;
  const auto statements = statements_of(document);
  if (Fault fault = wrong_actions(statements)) return fault;
  for (const Node* statement : statements) {
    if (lacks(*statement, "Resource")) {
      return {statement, "Policy statement must contain resources."};
    }
    if (Fault fault = first_wrong(*statement, "Action", wrong_action)) return fault;
    if (Fault fault = first_wrong(*statement, "Resource", wrong_resource)) return fault;
  }
  return {};
}

// What a service or resource control policy asks of each statement, and nothing if it is met.
std::string wrong_for_organization(const Node& statement, bool for_resources) {
  const std::string_view effect = statement.find("Effect")->text;
  const Node* principal = statement.find("Principal");
  if (statement.find("NotPrincipal") != nullptr) return "\"NotPrincipal\" has no place here";
  if (lacks(statement, "Action")) return "a statement has no actions";
  if (lacks(statement, "Resource")) return "a statement has no resources";
  if (!for_resources) {
    if (principal != nullptr) return "a service control policy names no principal";
    return one_of(effect, {"Allow", "Deny"}) ? "" : "\"Effect\" is spelled \"Allow\" or \"Deny\"";
  }
  if (principal == nullptr || !principal->is_string() || principal->text != "*") {
    return "\"Principal\" is \"*\" in a resource control policy";
  }
  if (effect != "Deny") return "a resource control policy of one's own can only \"Deny\"";
  return statement.find("NotAction") == nullptr ? "" : "a resource control policy has no NotAction";
}

// Service and resource control policies, for which Organizations has one sentence.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
Fault wrong_organization_policy(const Node& document, DocumentKind kind) {
  const bool for_resources = kind == DocumentKind::resource_control;
  const Node* version = document.find("Version");
  if (version == nullptr || version->text != "2012-10-17") {
    return {version == nullptr ? &document : version, "", "\"Version\" must be \"2012-10-17\""};
  }
  const auto statements = statements_of(document);
  if (Fault fault = wrong_statement_ids(statements)) return fault;
  for (const Node* statement : statements) {
    std::string wrong = wrong_for_organization(*statement, for_resources);
    if (!wrong.empty()) return {statement, "", std::move(wrong)};
    if (Fault fault = first_wrong(*statement, "Action", wrong_action)) return fault;
    if (Fault fault = first_wrong(*statement, "Resource", wrong_resource)) return fault;
    if (!for_resources) continue;
    Fault bare = first_wrong(*statement, "Action", [](std::string_view text) -> std::string {
      const bool wild =
          text.substr(0, text.find(':')).find_first_of("*?") != std::string_view::npos;
      return wild ? "a resource control policy names the service of every action" : "";
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

// Kinds of which AWS's own sentence is one for all, or none.
Complaint complaint_of(DocumentKind kind, const Place& place, Fault fault) {
  Complaint complaint{std::move(fault.message), place.line, place.column, std::move(fault.detail)};
  const bool silent = is_organization_document(kind) || kind == DocumentKind::vpc_endpoint;
  if (silent) {
    if (complaint.detail.empty()) complaint.detail = std::move(complaint.message);
    complaint.message = is_organization_document(kind)
                            ? "The provided policy document does not meet the requirements of the "
                              "specified policy type."
                            : "";
  }
  return complaint;
}

Fault wrong_content(const Node& document, DocumentKind kind) {
  switch (kind) {
    case DocumentKind::identity:
    case DocumentKind::session:
      return wrong_identity(document);
    case DocumentKind::trust:
      return wrong_trust(document);
    case DocumentKind::resource:
      return wrong_resource_policy(document);
    case DocumentKind::vpc_endpoint:
      return wrong_endpoint_policy(document);
    case DocumentKind::service_control:
    case DocumentKind::resource_control:
      return wrong_organization_policy(document, kind);
  }
  return {};
}

}  // namespace

Complaint complain_of_json(std::string_view text, DocumentKind kind, std::size_t offset,
                           std::string_view problem) {
  const Place place = place_of(text, offset);
  // CreateRole words broken JSON like this, and a wrong shape by its position.
  std::string message = kind == DocumentKind::trust ? "This policy contains invalid Json"
                                                    : shape_complaint(kind, place);
  Complaint complaint =
      complaint_of(kind, place, {nullptr, std::move(message), std::string(problem)});
  complaint.begin = complaint.end = std::min(offset, text.size());
  return complaint;
}

std::optional<Complaint> complain(const Node& document, std::string_view text, std::size_t base,
                                  DocumentKind kind) {
  Fault fault = wrong_shape(document);
  const bool shape = static_cast<bool>(fault);
  if (!fault) fault = wrong_content(document, kind);
  if (!fault) return std::nullopt;
  const Node& at = *fault.at;
  const bool at_key = fault.at_key;
  const Place place = place_of(text, at.begin - base);
  if (shape) fault.message = shape_complaint(kind, place);
  Complaint complaint = complaint_of(kind, place, std::move(fault));
  complaint.begin = (at_key ? at.key_begin : at.begin) - base;
  complaint.end = at_key ? complaint.begin + at.key.size() + 2 : at.end - base;
  return complaint;
}

Place place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  Place place;
  const auto last = before.rfind('\n');
  place.column = last == std::string_view::npos ? before.size() + 1 : before.size() - last;
  place.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  return place;
}

}  // namespace amishare::policy

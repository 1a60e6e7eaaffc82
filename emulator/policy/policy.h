// policy.h - a policy as it is evaluated: read once, never changed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/action_index.h"
#include "policy/condition.h"
#include "policy/document.h"
#include "policy/pattern.h"

namespace amishare::policy {

// A Resource of a statement.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
struct ResourcePattern {
  enum class Form : std::uint8_t { everything, exact, parts, nothing };
  Form form = Form::nothing;
  std::string text;                  // as written
  std::vector<TextPattern> parts{};  // of `parts` six: partition, service and so on after "arn"
  bool operator==(const ResourcePattern&) const = default;
};

// What a principal element names.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
enum class PrincipalForm : std::uint8_t {
  everyone,  // "*"
  account,   // twelve digits or arn:aws:iam::111122223333:root
  user,
  role,
  session,         // arn:aws:sts::111122223333:assumed-role/Role/Session
  federated_user,  // arn:aws:sts::111122223333:federated-user/Name
  unique_id,       // AIDA... or AROA... as written: what a deleted principal leaves behind
  service,         // ec2.amazonaws.com
  federated,       // an identity provider
  canonical_user,  // Amazon S3 only; nobody here
  invalid,         // no principal that AWS knows the form of
};

struct PrincipalElement {
  PrincipalForm form = PrincipalForm::invalid;
  std::string key;          // "AWS", "Service", "Federated", "CanonicalUser"; empty for plain "*"
  std::string text;         // as written
  std::string account{};    // the twelve digits in it, if any
  std::string name{};       // a role's name without path, a federated user's name
  std::string session{};    // of a session
  std::string unique_id{};  // once bound: only the user or role of this id
  std::size_t begin = 0, end = 0;  // where its JSON string stands in the document's text
  bool operator==(const PrincipalElement&) const = default;
};

struct Statement {
  std::string sid;
  bool allows = false;
  bool has_principals = false;  // the element is there
  bool not_principals = false;
  std::vector<PrincipalElement> principals{};
  bool not_actions = false;
  std::vector<TextPattern> actions{};
  std::vector<std::string> action_texts{};  // as written
  bool has_resources = false;
  bool not_resources = false;
  std::vector<ResourcePattern> resources{};
  std::vector<Condition> conditions{};
  std::size_t begin = 0, end = 0;    // where it stands in the document's text
  std::size_t line = 1, column = 1;  // of its opening brace
  bool operator==(const Statement&) const = default;
};

class Policy {
 public:
  Policy(DocumentKind kind, std::string text, std::string version,
         std::vector<Statement> statements)
      : kind_(kind),
        text_(std::move(text)),
        version_(std::move(version)),
        statements_(std::move(statements)),
        actions_(statements_) {}

  DocumentKind kind() const { return kind_; }
  const std::string& text() const { return text_; }        // as it was given
  const std::string& version() const { return version_; }  // "2012-10-17" or "2008-10-17"
  const std::vector<Statement>& statements() const { return statements_; }
  const ActionIndex& actions() const { return actions_; }
  bool operator==(const Policy&) const = default;

 private:
  DocumentKind kind_;
  std::string text_;
  std::string version_;
  std::vector<Statement> statements_;
  ActionIndex actions_;
};

// A principal that a policy names, for a service that asks whether it exists.
struct NamedPrincipal {
  std::size_t statement = 0;  // from 0
  PrincipalForm form = PrincipalForm::invalid;
  std::string key;     // "AWS", "Service", ...
  std::string text;    // as written
  std::string phrase;  // as IAM names one it refuses: "AWS":"arn:aws:iam::111122223333:user/x"
};
std::vector<NamedPrincipal> principals_of(const Policy& policy);

// As IAM names a principal that it refuses: "AWS":"arn:aws:iam::111122223333:user/x".
std::string principal_phrase(const PrincipalElement& element);

// A copy in which users, roles and sessions match by unique id and no longer by name, as policies
// that AWS has stored do: a role deleted and made again is another role. `unique_id_of` takes the
// ARN of a user or of a role, or of a session for its role's id; what it knows no id for stays as
// it is.
using UniqueIdOf = std::function<std::optional<std::string>(std::string_view arn)>;
std::shared_ptr<const Policy> bind_principals(const Policy& policy, const UniqueIdOf& unique_id_of);

// The document's text as AWS shows a stored policy: as it was given, but for its principals. A
// bound user or role shows the ARN it has now, or, when it is gone, its unique id; an account's
// digits show as its root ARN (inferred).
using ArnOf = std::function<std::optional<std::string>(std::string_view unique_id)>;
std::string document_text(const Policy& policy, const ArnOf& arn_of);

}  // namespace amishare::policy

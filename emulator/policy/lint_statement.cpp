// lint_statement.cpp - actions that there are not, resources that never match, principals too many.
#include <algorithm>
#include <array>
#include <string>

#include "policy/lint_parts.h"
#include "policy/match.h"
#include "policy/pattern.h"

namespace amishare::policy {
namespace {

bool has_star(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool has_placeholder(std::string_view text) { return text.find("${") != std::string_view::npos; }

// What is missing at the end is taken to be "*".
std::array<std::string_view, 6> arn_parts(std::string_view arn) {
  std::array<std::string_view, 6> parts;
  parts.fill("*");
  for (std::size_t i = 0; i < 5; ++i) {
    const auto colon = arn.find(':');
    parts[i] = arn.substr(0, colon);
    if (colon == std::string_view::npos) return parts;
    arn.remove_prefix(colon + 1);
  }
  parts[5] = arn;
  return parts;
}

// Whether the pattern of one part of an ARN can be this text.
bool can_be(std::string_view pattern, std::string_view text) {
  return has_placeholder(pattern) || TextPattern(pattern, {.wildcards = true}).matches(text, {});
}

bool can_start_so(std::string_view pattern, std::string_view start) {
  const auto wild = pattern.find_first_of("*?$");
  const std::string_view fixed = pattern.substr(0, wild);
  return wild == std::string_view::npos ? fixed.starts_with(start)
                                        : start.starts_with(fixed) || fixed.starts_with(start);
}

bool ec2_type(std::string_view resource) {
  const auto slash = resource.find('/');
  if (slash == std::string_view::npos) return has_star(resource);
  const std::string_view type = resource.substr(0, slash);
  if (has_star(type) || has_placeholder(type)) return true;
  const std::string all = " " + std::string(ec2_resource_types()) + " ";
  return all.find(" " + std::string(type) + " ") != std::string::npos;
}

std::string why_no_ec2_arn(const std::array<std::string_view, 6>& arn) {
  if (!ec2_type(arn[5])) return "EC2 has no resources of the type in " + in_marks(arn[5]);
  const bool ownerless = arn[5].starts_with("image/") || arn[5].starts_with("snapshot/");
  if (ownerless && !can_be(arn[4], "")) {
    return "ARNs of images and snapshots have no account: arn:aws:ec2:REGION::" +
           std::string(arn[5]);
  }
  if (!ownerless && arn[4].empty() && !has_star(arn[5].substr(0, arn[5].find('/')))) {
    return "only ARNs of images and snapshots have no account";
  }
  return arn[3].empty() ? "ARNs of EC2 have a Region" : "";
}

std::string why_no_iam_arn(const std::array<std::string_view, 6>& arn) {
  const bool managed = arn[5].starts_with("policy/") && arn[4] == "aws";
  const bool account = has_star(arn[4]) || has_placeholder(arn[4]) || is_account_id(arn[4]);
  if (!managed && !account) return "ARNs of IAM have an account of twelve digits";
  return "";
}

// Why no resource has an ARN that fits, as far as the service is known.
std::string why_no_arn(const std::array<std::string_view, 6>& arn) {
  const std::string_view service = arn[2];
  if (service == "ec2") return why_no_ec2_arn(arn);
  if (service == "iam") return why_no_iam_arn(arn);
  if (service == "kms") {
    if (!can_start_so(arn[5], "key/") && !can_start_so(arn[5], "alias/")) {
      return "KMS has keys and aliases: key/ID or alias/NAME";
    }
    if (arn[3].empty() || arn[4].empty()) return "ARNs of KMS have a Region and an account";
  }
  if (service == "sts" && arn[5].starts_with("assumed-role/")) {
    return "a session is no resource; what is assumed is the role, arn:aws:iam::ACCOUNT:role/NAME";
  }
  return "";
}

// Which services' ARNs an action of a vendor is about. Of the others nothing is said.
bool may_be_about(std::string_view vendor, std::string_view service) {
  if (vendor == "kms") return service == "kms";
  if (vendor == "ebs") return service == "ec2";
  if (vendor == "iam") return service == "iam" || service == "sts";
  if (vendor == "sts") return service == "iam" || service == "sts";
  if (vendor == "organizations") return service == "organizations";
  return service != "kms" && service != "iam";
}

void lint_resource(Lint& lint, const StatementParts& statement, const Node& value) {
  const std::string_view text = value.text;
  if (text.find_first_not_of('*') == std::string_view::npos) return;
  const auto never = [&](const std::string& why) {
    lint.warn(value, "arn-never-matches", "this matches no resource: " + why);
  };
  if (has_placeholder(text) && !lint.variables) {
    lint.warn(value, "variable-as-text",
              "a policy variable is plain text under Version 2008-10-17, or without a Version");
    return;
  }
  const ResourcePattern pattern = read_resource(text, lint.target.kind, lint.variables);
  const auto arn = arn_parts(text);
  if (pattern.form == ResourcePattern::Form::nothing) {
    return never(has_star(arn[2])
                     ? "the service of an ARN can't have wildcards"
                     : "it is not an ARN of six parts, and nothing stands for the rest");
  }
  if (!has_star(arn[1]) && arn[1] != "aws" && arn[1] != "aws-cn" && arn[1] != "aws-us-gov") {
    return never("there is no partition " + in_marks(arn[1]));
  }
  // A variable's own colon is one of the ARN's.
  const bool early = std::any_of(arn.begin() + 1, arn.begin() + 5, has_placeholder);
  if (early) return never("variables stand only after the fifth colon");
  const bool odd_account =
      !arn[4].empty() && !has_star(arn[4]) && arn[4] != "aws" && !is_account_id(arn[4]);
  if (odd_account) return never("an account has twelve digits");
  if (const std::string why = why_no_arn(arn); !why.empty()) return never(why);
  if (!statement.only_known || statement.known.empty()) return;
  const bool fits =
      std::any_of(statement.known.begin(), statement.known.end(),
                  [&](const KnownAction& action) { return may_be_about(action.vendor, arn[2]); });
  if (!fits)
    return never("none of the statement's actions is about resources of " + std::string(arn[2]));
  const bool asked = std::any_of(statement.known.begin(), statement.known.end(),
                                 [](const KnownAction& action) { return action.has_resources; });
  if (!asked) {
    lint.warn(
        value, "action-without-resources",
        "none of the statement's actions has resources; only \"*\" matches what they ask for");
  }
}

// In a key policy "*" is the key itself.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
void lint_key_resource(Lint& lint, const Node& value) {
  if (value.text == "*") return;
  lint.warn(value, "key-resource",
            "in a key policy the key itself is \"*\"; another Resource matches only if it is the "
            "key's ARN");
}

}  // namespace

void lint_actions(Lint& lint, const StatementParts& statement) {
  if (statement.actions == nullptr) {
    lint.warn(statement.node, "no-effect", "a statement without actions is about nothing");
    return;
  }
  if (statement.not_actions && statement.allows) {
    lint.warn_key(*statement.actions, "not-action-allow",
                  "this allows all that is not named, of every service and for all time");
  }
  each_of(*statement.actions, [&](const Node& action) {
    const std::string_view text = action.text;
    if (text.find_first_of(" \t\r\n,") != std::string_view::npos) {
      lint.warn(action, "action-never-matches",
                "no action has a blank or a comma in its name; several are a list of strings");
      return;
    }
    const std::string_view vendor = text.substr(0, text.find(':'));
    if (text == "*" || !is_known_vendor(vendor) || !actions_like(text).empty()) return;
    const std::string nearest = has_star(text) ? "" : nearest_action(text);
    lint.warn(action, "unknown-action",
              std::string(vendor) + " has no action " + in_marks(text) +
                  (nearest.empty() ? "" : "; " + nearest + " is near"));
  });
  if (lint.target.kind != DocumentKind::resource_control || statement.known.empty()) return;
  const bool reached =
      std::any_of(statement.known.begin(), statement.known.end(), [](const KnownAction& action) {
        return action.vendor != "ec2" && action.vendor != "ebs" && action.vendor != "iam" &&
               action.vendor != "organizations";
      });
  if (statement.only_known && !reached) {
    lint.warn(*statement.actions, "no-effect",
              "resource control policies do not reach this service");
  }
}

void lint_resources(Lint& lint, const StatementParts& statement) {
  const bool trust = lint.target.kind == DocumentKind::trust;
  bool found = false;
  for (const Node& member : children(statement.node)) {
    const bool negated = member.key == "NotResource";
    if (member.key != "Resource" && !negated) continue;
    found = member.has_children() || member.is_string();
    if (negated && statement.allows) {
      lint.warn_key(member, "not-resource-allow", "this allows all resources that are not named");
    }
    each_of(member, [&](const Node& value) {
      if (lint.target.key && !negated) {
        lint_key_resource(lint, value);
      } else {
        lint_resource(lint, statement, value);
      }
    });
  }
  if (!found && !trust) {
    lint.warn(statement.node, "no-effect", "a statement without resources is about nothing");
  }
}

void lint_principals(Lint& lint, const StatementParts& statement) {
  for (const Node& member : children(statement.node)) {
    if (member.key == "NotPrincipal") {
      lint.warn_key(
          member, statement.allows ? "not-principal-allow" : "not-principal-deny",
          statement.allows
              ? "this allows everyone who is not named, the anonymous included"
              : "this denies those too whose account, role and session are not all named, and "
                "everyone with a permissions boundary; a condition on aws:PrincipalArn does "
                "not");
    }
    if (member.key != "Principal" || !statement.allows) continue;
    if (lint.target.kind == DocumentKind::vpc_endpoint) continue;
    bool everyone = member.is_string() && member.text == "*";
    if (member.is_object()) {
      for (const Node& kind : children(member)) {
        each_of(kind, [&](const Node& value) {
          everyone = everyone || (kind.key == "AWS" && value.text == "*");
        });
      }
    }
    const Node* condition = statement.node.find("Condition");
    if (everyone && (condition == nullptr || !condition->has_children())) {
      lint.warn(member, "public", "this allows everyone, in every account, without a condition");
    }
  }
}

}  // namespace amishare::policy

// match.cpp - actions without case, ARNs part by part, principals by name or by unique id.
#include "policy/match.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "world/name.h"

namespace amishare::policy {
namespace {

// Splits `text` at its first five colons. Gives the number of parts, 6 at most.
std::size_t split_arn(std::string_view text, std::array<std::string_view, 6>& parts) {
  std::size_t count = 0;
  while (count < 5) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) break;
    parts[count++] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts[count++] = text;
  return count;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// The rest of `text` after `start`; nullopt if it does not start so or nothing follows.
std::optional<std::string_view> after(std::string_view text, std::string_view start) {
  if (!text.starts_with(start) || text.size() == start.size()) return std::nullopt;
  return text.substr(start.size());
}

std::string_view last_segment(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond
// the colon boundaries." Only asked when the resource has more colons than an ARN needs. Keeps the
// set of colon-separated pieces at which each part may begin.
bool crossing_matches(const ResourcePattern& pattern, const Subject& subject) {
  constexpr std::size_t most = 63;
  const std::string_view text = subject.request.resource;
  std::array<std::size_t, most + 1> start{};  // of each piece in the text
  std::size_t pieces = 1;
  for (std::size_t i = 0; i < text.size() && pieces < most; ++i) {
    if (text[i] == ':') start[pieces++] = i + 1;
  }
  start[pieces] = text.size() + 1;
  std::uint64_t begins = 1;
  for (std::size_t part = 0; part < 5; ++part) {
    const TextPattern& wanted = pattern.parts[part];
    std::uint64_t next = 0;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      if ((begins >> piece & 1U) == 0) continue;
      const auto piece_text = text.substr(start[piece], start[piece + 1] - start[piece] - 1);
      if (!wanted.matches(piece_text, subject.request.context)) continue;
      const std::uint64_t following = ~std::uint64_t{0} << (piece + 1);
      next |= wanted.ends_with_star() ? following : std::uint64_t{1} << (piece + 1);
    }
    begins = next;
  }
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    if ((begins >> piece & 1U) != 0 &&
        pattern.parts[5].matches(text.substr(start[piece]), subject.request.context)) {
      return true;
    }
  }
  return false;
}

bool pattern_matches(const ResourcePattern& pattern, const Subject& subject) {
  switch (pattern.form) {
    case ResourcePattern::Form::everything:
      return true;
    case ResourcePattern::Form::nothing:
      return false;
    case ResourcePattern::Form::exact:
      return pattern.text == subject.request.resource;
    case ResourcePattern::Form::parts:
      break;
  }
  if (subject.resource_parts != 6) return false;
  // The part that differs most often comes first.
  bool fits = pattern.parts[5].matches(subject.resource[5], subject.request.context);
  for (std::size_t part = 5; fits && part-- > 0;) {
    fits = pattern.parts[part].matches(subject.resource[part], subject.request.context);
  }
  if (fits) return true;
  if (subject.resource[5].find(':') == std::string_view::npos) return false;
  const bool may_cross = std::any_of(pattern.parts.begin(), pattern.parts.end() - 1,
                                     [](const TextPattern& part) { return part.ends_with_star(); });
  return may_cross && crossing_matches(pattern, subject);
}

// Which levels of the requester a list names. AWS may look at each: the account, the role, and the
// user or session itself.
struct Named {
  bool account = false, role = false, itself = false, everyone = false;
};

Named named_levels(const Statement& statement, const Subject& subject) {
  Named named;
  for (const PrincipalElement& element : statement.principals) {
    switch (element_matches(element, subject)) {
      case Admission::none:
        break;
      case Admission::account:
        named.account = true;
        break;
      case Admission::role:
        named.role = true;
        break;
      case Admission::direct:
        named.itself = true;
        break;
    }
    if (element.form == PrincipalForm::everyone) named.everyone = true;
  }
  return named;
}

// Whether a Deny with NotPrincipal passes this principal over. AWS asks that every level be listed:
// "you must also specify the account ARN of the not-denied principal", and for a session its role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
bool spared(const Statement& statement, const Subject& subject) {
  const Named named = named_levels(statement, subject);
  switch (subject.principal.kind) {
    case PrincipalKind::root:
      return named.everyone || named.account;
    case PrincipalKind::user:
      // "always denies any IAM principal that has a permissions boundary attached"
      return !subject.has_boundary && (named.everyone || (named.account && named.itself));
    case PrincipalKind::role_session:
      return !subject.has_boundary &&
             (named.everyone || (named.account && named.role && named.itself));
    case PrincipalKind::federated_user:
      return named.everyone || (named.account && named.itself);
    case PrincipalKind::service:
    case PrincipalKind::anonymous:
      return named.itself;
  }
  return false;
}

PrincipalElement read_aws_principal(PrincipalElement element) {
  const std::string_view text = element.text;
  if (text == "*") {
    element.form = PrincipalForm::everyone;
    return element;
  }
  if (is_account_id(text)) {
    element.form = PrincipalForm::account;
    element.account = text;
    return element;
  }
  if (text.size() >= 16 && (text.starts_with("AIDA") || text.starts_with("AROA"))) {
    element.form = PrincipalForm::unique_id;
    return element;
  }
  // "You cannot use a wildcard to match part of a principal name or ARN."
  const Arn arn = has_wildcard(text) ? Arn{} : Arn::parse(text);
  if (!arn || !arn.region.empty() || !is_account_id(arn.account)) return element;
  element.account = arn.account;
  if (arn.service == "iam" && arn.resource == "root") {
    element.form = PrincipalForm::account;
  } else if (arn.service == "iam" && after(arn.resource, "user/")) {
    element.form = PrincipalForm::user;
    element.name = last_segment(arn.resource);
  } else if (arn.service == "iam" && after(arn.resource, "role/")) {
    element.form = PrincipalForm::role;
    element.name = last_segment(arn.resource);
  } else if (arn.service == "sts" && after(arn.resource, "federated-user/")) {
    element.form = PrincipalForm::federated_user;
    element.name = *after(arn.resource, "federated-user/");
  } else if (const auto names = after(arn.resource, "assumed-role/");
             arn.service == "sts" && names) {
    const auto slash = names->find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == names->size()) return element;
    element.form = PrincipalForm::session;
    element.name = names->substr(0, slash);
    element.session = names->substr(slash + 1);
  }
  if (element.name.empty() && element.form != PrincipalForm::account) {
    element.form = PrincipalForm::invalid;
  }
  return element;
}

// A DNS-like name, as services and identity providers have.
bool host_like(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return std::all_of(text.begin(), text.end(), plain) && text.find('.') != std::string_view::npos &&
         !text.starts_with('.') && !text.ends_with('.');
}

// Services are named under AWS's own domains. AWS knows them all by name; here any is taken to be
// one.
bool service_like(std::string_view text) {
  const bool aws = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn") ||
                   text.ends_with(".aws.internal");
  return aws && host_like(text);
}

std::string_view arn_partition(std::string_view arn) {
  std::array<std::string_view, 6> parts{};
  return split_arn(arn, parts) == 6 && parts[0] == "arn" ? parts[1] : std::string_view();
}

}  // namespace

Subject::Subject(const Request& the_request)
    : request(the_request), principal(the_request.principal), action(lower(the_request.action)) {
  resource_parts = split_arn(request.resource, resource);
  partition = arn_partition(principal.arn);
  if (principal.kind != PrincipalKind::role_session) return;
  std::array<std::string_view, 6> parts{};
  if (split_arn(principal.arn, parts) != 6) return;
  const auto names = after(parts[5], "assumed-role/");
  if (!names) return;
  const auto slash = names->find('/');
  if (slash == std::string_view::npos) return;
  role_name = names->substr(0, slash);
  session_name = names->substr(slash + 1);
}

bool action_matches(const Statement& statement, const Subject& subject) {
  const bool listed = std::any_of(
      statement.actions.begin(), statement.actions.end(), [&](const TextPattern& action) {
        return action.matches(subject.request.action, subject.request.context);
      });
  return listed != statement.not_actions;
}

bool resource_matches(const Statement& statement, const Subject& subject) {
  if (!statement.has_resources) return false;
  const bool listed =
      std::any_of(statement.resources.begin(), statement.resources.end(),
                  [&](const ResourcePattern& each) { return pattern_matches(each, subject); });
  return listed != statement.not_resources;
}

Admission principal_matches(const Statement& statement, const Subject& subject) {
  if (!statement.has_principals) return Admission::direct;
  if (statement.not_principals) {
    if (!statement.allows) return spared(statement, subject) ? Admission::none : Admission::direct;
    const Named named = named_levels(statement, subject);
    const bool listed = named.account || named.role || named.itself || named.everyone;
    return listed ? Admission::none : Admission::direct;
  }
  Admission admission = Admission::none;
  for (const PrincipalElement& element : statement.principals) {
    admission = std::max(admission, element_matches(element, subject));
  }
  return admission;
}

bool conditions_match(const Statement& statement, const Subject& subject) {
  return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& condition) {
                       return holds(condition, subject.request.context, statement.allows);
                     });
}

Admission element_matches(const PrincipalElement& element, const Subject& subject) {
  const Principal& who = subject.principal;
  const auto if_so = [](bool matches, Admission admission) {
    return matches ? admission : Admission::none;
  };
  // Roles are compared by partition, account and name: a session's ARN does not have the path.
  const bool same_role =
      who.kind == PrincipalKind::role_session &&
      (element.unique_id.empty()
           ? who.account.value == element.account && subject.role_name == element.name &&
                 subject.partition == arn_partition(element.text)
           : who.unique_id == element.unique_id);
  switch (element.form) {
    case PrincipalForm::everyone:
      return Admission::direct;
    case PrincipalForm::account:
      return if_so(!who.account.value.empty() && who.account.value == element.account,
                   Admission::account);
    case PrincipalForm::user:
      // One federated by the user is to it as a session is to its role.
      if (who.kind == PrincipalKind::federated_user && !element.unique_id.empty()) {
        return if_so(who.unique_id == element.unique_id, Admission::role);
      }
      return if_so(who.kind == PrincipalKind::user &&
                       (element.unique_id.empty() ? who.arn == element.text
                                                  : who.unique_id == element.unique_id),
                   Admission::direct);
    case PrincipalForm::role:
      return if_so(same_role, Admission::role);
    case PrincipalForm::session:
      return if_so(same_role && subject.session_name == element.session, Admission::direct);
    case PrincipalForm::federated_user:
      return if_so(who.kind == PrincipalKind::federated_user && who.arn == element.text,
                   Admission::direct);
    case PrincipalForm::unique_id:
      if (who.kind != PrincipalKind::user && who.kind != PrincipalKind::role_session) {
        return Admission::none;
      }
      if (who.user_id == element.text) return Admission::direct;
      return if_so(who.unique_id == element.text,
                   who.kind == PrincipalKind::user ? Admission::direct : Admission::role);
    case PrincipalForm::service:
      return if_so(who.kind == PrincipalKind::service && service_matches(element.text, who.service),
                   Admission::direct);
    case PrincipalForm::federated:
      return if_so(!who.provider.empty() && who.provider == element.text, Admission::direct);
    case PrincipalForm::canonical_user:
    case PrincipalForm::invalid:
      return Admission::none;
  }
  return Admission::none;
}

ResourcePattern read_resource(std::string_view text, DocumentKind kind, bool variables) {
  ResourcePattern pattern;
  pattern.text = text;
  if (!text.empty() && text.find_first_not_of('*') == std::string_view::npos) {
    pattern.form = ResourcePattern::Form::everything;
    return pattern;
  }
  std::array<std::string_view, 6> parts{};
  const std::size_t count = split_arn(text, parts);
  if (count < 3 || parts[0] != "arn") return pattern;
  // "You can't use a wildcard in the service segment that identifies the AWS product."
  if (has_wildcard(parts[2]) && count > 3) return pattern;
  if (count < 6) {
    // A missing tail is "*" in policies of principals; elsewhere only when a wildcard asks for it
    // (third-party observation; AWS documents nothing).
    const bool lenient = kind == DocumentKind::identity || kind == DocumentKind::session;
    if (kind == DocumentKind::resource_control || (!lenient && !has_wildcard(text))) return pattern;
    for (std::size_t part = count; part < 6; ++part) parts[part] = "*";
  }
  // Variables stand only after the fifth colon; elsewhere they are plain text and match nothing.
  pattern.parts.reserve(6);
  for (std::size_t part = 0; part < 6; ++part) {
    pattern.parts.emplace_back(
        parts[part], PatternSyntax{.wildcards = true, .variables = variables && part == 5});
  }
  const bool exact =
      count == 6 && std::all_of(pattern.parts.begin(), pattern.parts.end(),
                                [](const TextPattern& part) { return part.exact(); });
  // "${*}" is exact too, but not as it is written.
  const bool as_written = !variables || text.find("${") == std::string_view::npos;
  pattern.form = ResourcePattern::Form::parts;
  if (exact && as_written) {
    pattern.form = ResourcePattern::Form::exact;
    pattern.parts.clear();
  }
  return pattern;
}

PrincipalElement read_principal(std::string_view key, std::string_view text) {
  PrincipalElement element;
  element.key = key;
  element.text = text;
  if (key == "AWS" || (key.empty() && text == "*")) return read_aws_principal(std::move(element));
  if (key == "Service" && service_like(text)) {
    element.form = PrincipalForm::service;
  } else if (key == "Federated" && !has_wildcard(text) && (host_like(text) || Arn::parse(text))) {
    element.form = PrincipalForm::federated;
  } else if (key == "CanonicalUser" && !text.empty()) {
    element.form = PrincipalForm::canonical_user;
  }
  return element;
}

bool service_matches(std::string_view element, std::string_view name) {
  if (element.empty()) return false;
  if (element == name) return true;
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view rest = name.substr(dot + 1);
  const auto region_end = rest.find('.');
  if (region_end == std::string_view::npos || region_end == 0) return false;
  const std::string_view region = rest.substr(0, region_end);
  const bool is_region =
      region.find('-') != std::string_view::npos && region.back() >= '0' && region.back() <= '9';
  return is_region && element.size() == dot + 1 + (rest.size() - region_end - 1) &&
         element.starts_with(name.substr(0, dot + 1)) &&
         element.ends_with(rest.substr(region_end + 1));
}

}  // namespace amishare::policy

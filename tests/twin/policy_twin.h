// policy_twin.h - a second policy evaluator: slow, obvious, and sharing no code with the first.
#pragma once
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/evaluate.h"

namespace amishare::policy::twin {

using Json = nlohmann::json;
using Document = std::shared_ptr<const Json>;

// What the first evaluator takes compiled, this one takes as JSON in which every list that may be a
// single value is a list (see normalized).
struct Documents {
  std::vector<Document> identity;
  std::optional<Document> resource;
  std::optional<std::vector<Document>> permissions_boundary;
  std::optional<std::vector<Document>> session;
  std::vector<std::vector<Document>> service_control;
  std::vector<std::vector<Document>> resource_control;
  std::optional<std::vector<Document>> vpc_endpoint;
};

struct Verdict {
  Effect effect = Effect::implicit_deny;
  bool resource_allows = false;
  bool by_grant = false;
  // Layer, number of the policy in it, number of the statement, and whether it allows.
  std::multiset<std::tuple<Layer, std::size_t, std::size_t, bool>> matches{};
};

// --- texts ---

inline std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// A pattern character by character: a plain one, or one of these.
constexpr int any_run = 1000;      // *
constexpr int segment_run = 1001;  // * that stops at a colon
constexpr int any_one = 1002;      // ?
constexpr int segment_one = 1003;  // ? that is no colon
using Tokens = std::vector<int>;

inline bool tokens_match(const Tokens& tokens, std::size_t i, const std::string& text,
                         std::size_t t) {
  if (i == tokens.size()) return t == text.size();
  const bool more = t < text.size();
  const bool colon = more && text[t] == ':';
  switch (tokens[i]) {
    case any_run:
    case segment_run:
      if (tokens_match(tokens, i + 1, text, t)) return true;
      return more && !(tokens[i] == segment_run && colon) && tokens_match(tokens, i, text, t + 1);
    case any_one:
      return more && tokens_match(tokens, i + 1, text, t + 1);
    case segment_one:
      return more && !colon && tokens_match(tokens, i + 1, text, t + 1);
    default:
      return more && tokens[i] == static_cast<unsigned char>(text[t]) &&
             tokens_match(tokens, i + 1, text, t + 1);
  }
}

inline std::vector<std::string> split(const std::string& text, std::size_t most) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':' && parts.size() < most) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

struct World {
  const Request& request;
  bool variables = true;  // of the document at hand

  std::optional<std::vector<std::string>> values(const std::string& key) const {
    const std::string wanted = lower_case(key);
    for (const auto& entry : request.context.entries()) {
      if (lower_case(std::string(entry.key)) == wanted) return entry.values.list();
    }
    return std::nullopt;
  }
  bool multivalued(const std::string& key) const {
    const std::string wanted = lower_case(key);
    for (const auto& entry : request.context.entries()) {
      if (lower_case(std::string(entry.key)) == wanted) return entry.multivalued;
    }
    return false;
  }

  // nullopt if a variable has no value.
  std::optional<Tokens> tokens(const std::string& text, bool wildcards, bool with_variables) const {
    Tokens result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (with_variables && variables && text.compare(i, 2, "${") == 0) {
        const auto end = text.find('}', i);
        std::string name = text.substr(i + 2, end - i - 2);
        i = end;
        std::optional<std::string> value;
        const auto comma = name.find(", '");
        if (comma != std::string::npos) {
          value = name.substr(comma + 3, name.size() - comma - 4);
          name.resize(comma);
        }
        if (name == "*" || name == "?" || name == "$") value = name;
        const auto found = values(name);
        if (found && found->size() == 1 && !multivalued(name)) value = found->front();
        if (!value) return std::nullopt;
        for (const char c : *value) result.push_back(static_cast<unsigned char>(c));
      } else if (wildcards && text[i] == '*') {
        result.push_back(any_run);
      } else if (wildcards && text[i] == '?') {
        result.push_back(any_one);
      } else {
        result.push_back(static_cast<unsigned char>(text[i]));
      }
    }
    return result;
  }

  bool text_matches(const std::string& pattern, const std::string& text, bool wildcards) const {
    const auto found = tokens(pattern, wildcards, true);
    return found && tokens_match(*found, 0, text, 0);
  }
};

// A document in which what may be a list is one.
inline Json normalized(Json document) {
  const auto listed = [](Json& value) {
    if (!value.is_array()) value = Json::array({value});
  };
  listed(document["Statement"]);
  for (Json& statement : document["Statement"]) {
    for (const char* element : {"Action", "NotAction", "Resource", "NotResource"}) {
      if (statement.contains(element)) listed(statement[element]);
    }
    for (const char* element : {"Principal", "NotPrincipal"}) {
      if (!statement.contains(element)) continue;
      if (statement[element].is_string()) statement[element] = Json{{"AWS", statement[element]}};
      for (auto& item : statement[element].items()) listed(item.value());
    }
    if (!statement.contains("Condition")) continue;
    for (auto& keys : statement["Condition"].items()) {
      for (auto& values : keys.value().items()) listed(values.value());
    }
  }
  return document;
}

// --- the parts of a statement ---

inline bool action_is(const std::string& pattern, const World& world) {
  Tokens tokens;
  for (const char c : lower_case(pattern)) {
    tokens.push_back(c == '*' ? any_run : c == '?' ? any_one : static_cast<unsigned char>(c));
  }
  return tokens_match(tokens, 0, lower_case(world.request.action), 0);
}

// What an ARN of fewer than six parts means.
enum class ShortArn { anything, if_wild, nothing };

inline bool resource_is(const std::string& pattern, const World& world, ShortArn short_arn) {
  if (pattern.find_first_not_of('*') == std::string::npos) return true;
  auto parts = split(pattern, 6);
  if (parts[0] != "arn" || parts.size() < 3) return false;
  if (parts.size() > 3 && parts[2].find_first_of("*?") != std::string::npos) return false;
  const bool wild = pattern.find_first_of("*?") != std::string::npos;
  if (parts.size() < 6 && short_arn == ShortArn::nothing) return false;
  if (parts.size() < 6 && short_arn == ShortArn::if_wild && !wild) return false;
  while (parts.size() < 6) parts.emplace_back("*");
  Tokens tokens;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t c = 0; c < parts[i].size(); ++c) {
      const char character = parts[i][c];
      const bool last = c + 1 == parts[i].size();
      tokens.push_back(character == '*'   ? (last ? any_run : segment_run)
                       : character == '?' ? segment_one
                                          : static_cast<unsigned char>(character));
    }
    tokens.push_back(':');
  }
  const auto rest = world.tokens(parts[5], true, true);
  if (!rest) return false;
  tokens.insert(tokens.end(), rest->begin(), rest->end());
  return tokens_match(tokens, 0, world.request.resource, 0);
}

enum class Reach { none, account, role, itself };

inline Reach reach_of(const std::string& key, const std::string& text, const Principal& who) {
  const bool has_account =
      who.kind != PrincipalKind::service && who.kind != PrincipalKind::anonymous;
  if (text == "*") return Reach::itself;
  if (key == "Service") {
    if (who.kind != PrincipalKind::service) return Reach::none;
    const std::string name = who.service.substr(0, who.service.find('.')) + ".amazonaws.com";
    return text == who.service || text == name ? Reach::itself : Reach::none;
  }
  if (!has_account) return Reach::none;
  const std::string account = who.account.value;
  if (text == account || text == "arn:aws:iam::" + account + ":root") return Reach::account;
  if (who.kind == PrincipalKind::role_session) {
    const auto names = split(who.arn, 6)[5];  // assumed-role/name/session
    const std::string role = names.substr(13, names.find('/', 13) - 13);
    const std::string start = "arn:aws:iam::" + account + ":role/";
    if (text.rfind(start, 0) == 0 && text.substr(text.rfind('/') + 1) == role) return Reach::role;
  }
  if (who.kind != PrincipalKind::root && text == who.arn) return Reach::itself;
  return Reach::none;
}

inline std::set<Reach> reaches(const Json& element, const Principal& who) {
  std::set<Reach> found;
  for (const auto& [key, value] : element.items()) {
    for (const Json& text : value) {
      found.insert(reach_of(key, text.get_ref<const std::string&>(), who));
    }
  }
  return found;
}

inline bool lists_everyone(const Json& element) {
  for (const auto& item : element.items()) {
    for (const Json& text : item.value()) {
      if (text == "*") return true;
    }
  }
  return false;
}

inline Reach not_principal(const Json& statement, const Principal& who, bool boundary) {
  const Json& element = statement["NotPrincipal"];
  const auto found = reaches(element, who);
  const bool account = found.count(Reach::account) != 0;
  const bool role = found.count(Reach::role) != 0;
  const bool itself = found.count(Reach::itself) != 0;
  const bool everyone = lists_everyone(element);
  if (statement["Effect"] == "Allow") {
    return account || role || itself ? Reach::none : Reach::itself;
  }
  bool spared = itself;
  if (who.kind == PrincipalKind::root) spared = account || everyone;
  if (who.kind == PrincipalKind::user) spared = !boundary && (everyone || (account && itself));
  if (who.kind == PrincipalKind::federated_user) spared = everyone || (account && itself);
  if (who.kind == PrincipalKind::role_session) {
    spared = !boundary && (everyone || (account && role && itself));
  }
  return spared ? Reach::none : Reach::itself;
}

// --- conditions ---

inline std::optional<double> number_of(const std::string& text) {
  if (text.empty() ||
      !(std::isdigit(static_cast<unsigned char>(text[0])) || (text[0] == '-' && text.size() > 1))) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return *end == '\0' ? std::optional(value) : std::nullopt;
}

// Seconds since 1970 of a text such as 2026-01-02T03:04:05Z, or of seconds.
inline std::optional<double> seconds_of(const std::string& text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ", &y, &mo, &d, &h, &mi, &s) == 6) {
    long days = 0;
    const auto leap = [](int year) {
      return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    };
    for (int year = 1970; year < y; ++year) days += leap(year) ? 366 : 365;
    const int lengths[] = {31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month < mo; ++month) days += lengths[month - 1];
    days += d - 1;
    return static_cast<double>(days) * 86400 + h * 3600 + mi * 60 + s;
  }
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::strtod(text.c_str(), nullptr);
}

// IPv4 only: first and last address.
inline std::optional<std::pair<unsigned long, unsigned long>> range_of(const std::string& text) {
  unsigned a = 0, b = 0, c = 0, d = 0, bits = 32;
  char extra = 0;
  const int found =
      std::sscanf(text.c_str(), "%3u.%3u.%3u.%3u/%2u%c", &a, &b, &c, &d, &bits, &extra);
  if (found != 4 && found != 5) return std::nullopt;
  if (a > 255 || b > 255 || c > 255 || d > 255 || bits > 32) return std::nullopt;
  const unsigned long address = ((a * 256UL + b) * 256UL + c) * 256UL + d;
  const unsigned long size = 1UL << (32 - bits);
  const unsigned long first = address / size * size;
  return std::pair(first, first + size - 1);
}

enum class Fit { yes, no, odd };

inline Fit as_fit(bool yes) { return yes ? Fit::yes : Fit::no; }

inline Fit ordered(const std::string& name, std::optional<double> have,
                   std::optional<double> want) {
  if (!have || !want) return Fit::odd;
  if (name.find("LessThanEquals") != std::string::npos) return as_fit(*have <= *want);
  if (name.find("LessThan") != std::string::npos) return as_fit(*have < *want);
  if (name.find("GreaterThanEquals") != std::string::npos) return as_fit(*have >= *want);
  if (name.find("GreaterThan") != std::string::npos) return as_fit(*have > *want);
  return as_fit(*have == *want);
}

inline Fit one_value(const std::string& name, const std::string& have, const std::string& want,
                     const World& world) {
  if (name == "StringEquals" || name == "StringNotEquals") {
    return as_fit(world.text_matches(want, have, false));
  }
  if (name == "StringLike" || name == "StringNotLike") {
    return as_fit(world.text_matches(want, have, true));
  }
  if (name == "StringEqualsIgnoreCase" || name == "StringNotEqualsIgnoreCase" || name == "Bool") {
    const auto tokens = world.tokens(want, false, true);
    if (!tokens) return Fit::no;
    std::string plain;
    for (const int token : *tokens) plain += static_cast<char>(token);
    return as_fit(lower_case(plain) == lower_case(have));
  }
  if (name.rfind("Numeric", 0) == 0) return ordered(name, number_of(have), number_of(want));
  if (name.rfind("Date", 0) == 0) return ordered(name, seconds_of(have), seconds_of(want));
  if (name == "IpAddress" || name == "NotIpAddress") {
    const auto inner = range_of(have);
    const auto outer = range_of(want);
    if (!inner || !outer) return Fit::odd;
    return as_fit(outer->first <= inner->first && inner->second <= outer->second);
  }
  // ArnEquals, ArnLike and their negations; the generator uses no variables with colons here.
  const auto have_parts = split(have, 6);
  const auto want_parts = split(want, 6);
  if (have_parts.size() != 6 || want_parts.size() != 6) return Fit::no;
  for (std::size_t i = 0; i < 6; ++i) {
    if (!world.text_matches(want_parts[i], have_parts[i], true)) return Fit::no;
  }
  return Fit::yes;
}

inline bool condition_holds(std::string name, const std::string& key, const Json& wanted,
                            const World& world, bool allows) {
  const auto have = world.values(key);
  const bool absent = !have || have->empty();
  if (name == "Null") {
    for (const Json& want : wanted) {
      if (lower_case(want.get_ref<const std::string&>()) == (absent ? "true" : "false"))
        return true;
    }
    return false;
  }
  std::string quantifier;
  if (const auto colon = name.find(':'); colon != std::string::npos) {
    quantifier = name.substr(0, colon);
    name = name.substr(colon + 1);
  }
  bool if_exists = false;
  if (name.size() > 8 && name.substr(name.size() - 8) == "IfExists") {
    if_exists = true;
    name.resize(name.size() - 8);
  }
  const bool negated = name.find("Not") != std::string::npos;
  if (absent) {
    if (if_exists || quantifier == "ForAllValues") return true;
    return quantifier.empty() && negated;
  }
  const auto passes = [&](const std::string& value) {
    bool any = false;
    bool odd = wanted.empty();
    for (const Json& want : wanted) {
      const Fit found = one_value(name, value, want.get_ref<const std::string&>(), world);
      if (found == Fit::yes) any = true;
      if (found == Fit::odd) odd = true;
    }
    return negated ? !any && !(odd && allows) : any;
  };
  if (quantifier.empty()) return !world.multivalued(key) && passes(have->front());
  std::size_t passing = 0;
  for (const std::string& value : *have) passing += passes(value) ? 1 : 0;
  return quantifier == "ForAllValues" ? passing == have->size() : passing > 0;
}

// --- layers ---

struct Voice {
  bool denies = false;
  bool allows = false;
  Reach reach = Reach::none;
};

inline bool speaks_of(const Json& statement, const World& world, ShortArn short_arn) {
  bool action = false;
  const bool no_action = statement.contains("NotAction");
  for (const Json& each : statement[no_action ? "NotAction" : "Action"]) {
    action = action || action_is(each.get_ref<const std::string&>(), world);
  }
  if (action == no_action) return false;
  bool resource = false;
  const bool no_resource = statement.contains("NotResource");
  for (const Json& each : statement[no_resource ? "NotResource" : "Resource"]) {
    resource = resource || resource_is(each.get_ref<const std::string&>(), world, short_arn);
  }
  if (resource == no_resource) return false;
  if (!statement.contains("Condition")) return true;
  for (const auto& [name, keys] : statement["Condition"].items()) {
    for (const auto& [key, wanted] : keys.items()) {
      if (!condition_holds(name, key, wanted, world, statement["Effect"] == "Allow")) return false;
    }
  }
  return true;
}

inline Voice listen(Layer layer, const std::vector<Document>& documents, const Request& request,
                    bool boundary, Verdict& verdict) {
  Voice voice;
  const ShortArn short_arn =
      layer == Layer::resource_control ? ShortArn::nothing
      : layer == Layer::resource || layer == Layer::vpc_endpoint || layer == Layer::service_control
          ? ShortArn::if_wild
          : ShortArn::anything;
  for (std::size_t number = 0; number < documents.size(); ++number) {
    const Json& document = *documents[number];
    const World world{request, document.value("Version", "") == "2012-10-17"};
    const Json& statements = document["Statement"];
    for (std::size_t index = 0; index < statements.size(); ++index) {
      const Json& statement = statements[index];
      if (!speaks_of(statement, world, short_arn)) continue;
      Reach reach = Reach::itself;
      if (statement.contains("NotPrincipal")) {
        reach = not_principal(statement, request.principal, boundary);
      } else if (statement.contains("Principal")) {
        const auto found = reaches(statement["Principal"], request.principal);
        reach = found.empty() ? Reach::none : *found.rbegin();
      }
      if (reach == Reach::none) continue;
      const bool allows = statement["Effect"] == "Allow";
      (allows ? voice.allows : voice.denies) = true;
      if (allows && reach > voice.reach) voice.reach = reach;
      verdict.matches.emplace(layer, number, index, allows);
    }
  }
  return voice;
}

inline Voice listen_to_levels(Layer layer, const std::vector<std::vector<Document>>& levels,
                              const Request& request, Verdict& verdict) {
  Voice all;
  all.allows = true;
  for (const auto& level : levels) {
    const Voice voice = listen(layer, level, request, false, verdict);
    all.denies = all.denies || voice.denies;
    all.allows = all.allows && voice.allows;
  }
  return all;
}

inline bool grant_permits(const Grant& grant, const Request& request, bool identity_allows) {
  bool listed = false;
  for (const std::string& action : grant.actions) listed = listed || action == request.action;
  if (!listed) return false;
  std::map<std::string, std::string> context;
  const std::string prefix = "kms:EncryptionContext:";
  for (const auto& entry : request.context.entries()) {
    if (entry.key.rfind(prefix, 0) != 0) continue;
    context[lower_case(std::string(entry.key.substr(prefix.size())))] = entry.values.front();
  }
  const bool constrained =
      request.action != "kms:CreateGrant" && request.action != "kms:DescribeKey";
  if (constrained && grant.encryption_context_equals &&
      *grant.encryption_context_equals != context) {
    return false;
  }
  if (constrained && grant.encryption_context_subset) {
    for (const auto& [key, value] : *grant.encryption_context_subset) {
      if (context.count(key) == 0 || context[key] != value) return false;
    }
  }
  if (request.principal->kind == PrincipalKind::anonymous) return false;
  const std::string key = request.principal->kind == PrincipalKind::service ? "Service" : "AWS";
  switch (reach_of(key, grant.grantee, request.principal)) {
    case Reach::none:
      return false;
    case Reach::account:
      return request.principal->kind == PrincipalKind::root || identity_allows;
    case Reach::role:
    case Reach::itself:
      return true;
  }
  return false;
}

inline Verdict judge(const Request& request, const Documents& documents,
                     const std::vector<Grant>& grants) {
  Verdict verdict;
  const Principal& who = request.principal;
  const bool outsider = who.kind == PrincipalKind::service || who.kind == PrincipalKind::anonymous;
  const bool linked = who.principal_arn.find(":role/aws-service-role/") != std::string::npos;
  const bool boundary = documents.permissions_boundary.has_value();
  const Voice yes{.denies = false, .allows = true};

  const Voice scp =
      outsider || linked
          ? yes
          : listen_to_levels(Layer::service_control, documents.service_control, request, verdict);
  const Voice rcp = linked ? yes
                           : listen_to_levels(Layer::resource_control, documents.resource_control,
                                              request, verdict);
  const Voice endpoint =
      documents.vpc_endpoint
          ? listen(Layer::vpc_endpoint, *documents.vpc_endpoint, request, boundary, verdict)
          : yes;
  const Voice resource = documents.resource ? listen(Layer::resource, {*documents.resource},
                                                     request, boundary, verdict)
                                            : Voice{};
  Voice identity, pb = yes, session = yes;
  if (!outsider) {
    identity = listen(Layer::identity, documents.identity, request, boundary, verdict);
    if (who.kind == PrincipalKind::root) identity.allows = true;
    if (boundary) {
      pb = listen(Layer::permissions_boundary, *documents.permissions_boundary, request, boundary,
                  verdict);
    }
    if (documents.session) {
      session = listen(Layer::session, *documents.session, request, boundary, verdict);
    } else if (who.kind == PrincipalKind::federated_user) {
      session.allows = false;
    }
  }
  verdict.resource_allows = resource.reach != Reach::none;
  if (scp.denies || rcp.denies || endpoint.denies || resource.denies || identity.denies ||
      pb.denies || session.denies) {
    verdict.effect = Effect::explicit_deny;
    return verdict;
  }
  const bool any = resource.reach != Reach::none;
  const bool ceiling = pb.allows && session.allows;
  const bool outer = rcp.allows && scp.allows && endpoint.allows;
  const bool same = who.account == request.resource_account;
  const bool ordinary = request.rule == ResourceRule::ordinary;
  bool policies = false;
  if (outsider) {
    policies = any;
  } else if (same) {
    policies = resource.reach == Reach::itself ||
               ((any || ordinary) && identity.allows && ceiling) ||
               (resource.reach == Reach::role && ceiling);
  } else {
    policies = any && identity.allows && ceiling;
  }
  bool grant = false;
  for (const Grant& each : grants) grant = grant || grant_permits(each, request, identity.allows);
  verdict.by_grant = outer && !policies && grant && ceiling;
  if (outer && (policies || (grant && ceiling))) verdict.effect = Effect::allowed;
  return verdict;
}

}  // namespace amishare::policy::twin

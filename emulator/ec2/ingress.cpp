// ingress.cpp - reads, compares and shows the rules of security groups.
#include "ec2/ingress.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "ec2/errors.h"
#include "ec2/parameter.h"

namespace amishare::ec2 {
namespace {

constexpr std::int64_t most_port = 65535;

// The whole of `text` as a number; nullopt if it is none.
std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// EC2 has names for four protocols and numbers for the others; "all" is "-1".
std::string protocol_of(const std::string& asked) {
  std::string name = asked;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names = {
      {{"tcp", "6"}, {"udp", "17"}, {"icmp", "1"}, {"icmpv6", "58"}, {"-1", "all"}}};
  for (const auto& [shown, other] : names) {
    if (name == shown || name == other) return std::string(shown);
  }
  const auto number = number_of(name);
  if (!number || *number < 0 || *number > 255) throw ingress_protocol_invalid(asked);
  return name;
}

// Protocol and ports, which the rules of one permission share.
IngressRule ports_of(const std::string& protocol, const std::optional<std::int64_t>& from,
                     const std::optional<std::int64_t>& to) {
  if (protocol.empty()) throw missing_parameter("ipProtocol");
  IngressRule rule{.id = {}, .protocol = protocol_of(protocol)};
  if (rule.protocol == "tcp" || rule.protocol == "udp") {
    const std::int64_t first = from.value_or(-1);
    const std::int64_t last = to.value_or(-1);
    if (first < 0 || last > most_port || first > last) throw ingress_ports_invalid(first, last);
    rule.from_port = first;
    rule.to_port = last;
  } else if (rule.protocol.starts_with("icmp")) {
    rule.from_port = from.value_or(-1);  // type and code
    rule.to_port = to.value_or(-1);
  }
  return rule;
}

// "10.0.0.0/8", or "10.0.0.1" for one address alone.
void check_cidr(const std::string& cidr, int family) {
  const std::size_t slash = cidr.find('/');
  unsigned char address[sizeof(in6_addr)];
  const int bits_most = family == AF_INET ? 32 : 128;
  const bool good_address = inet_pton(family, cidr.substr(0, slash).c_str(), address) == 1;
  const auto bits = slash == std::string::npos ? std::nullopt : number_of(cidr.substr(slash + 1));
  if (!good_address || !bits || *bits < 0 || *bits > bits_most) throw cidr_malformed(cidr);
}

IngressRule from_group(const Call& call, IngressRule rule, const api::UserIdGroupPair& pair) {
  const std::string& id = given(pair.group_id);
  const SecurityGroup* group = nullptr;
  if (!id.empty()) {
    group = find_security_group(call, id);
  } else if (const Vpc* vpc = default_vpc(call)) {
    group = security_group_named(call, vpc->id, given(pair.group_name));
  }
  if (group == nullptr) throw security_group_not_found(id.empty() ? given(pair.group_name) : id);
  rule.group_id = group->id;
  rule.group_owner = group->owner.value;
  rule.description = given(pair.description);
  return rule;
}

void read_permission(const Call& call, const api::IpPermission& permission,
                     std::vector<IngressRule>& rules) {
  const IngressRule ports =
      ports_of(given(permission.ip_protocol), permission.from_port, permission.to_port);
  for (const api::IpRange& range : permission.ip_ranges) {
    IngressRule rule = ports;
    rule.cidr_v4 = given(range.cidr_ip);
    rule.description = given(range.description);
    check_cidr(rule.cidr_v4, AF_INET);
    rules.push_back(std::move(rule));
  }
  for (const api::Ipv6Range& range : permission.ipv6_ranges) {
    IngressRule rule = ports;
    rule.cidr_v6 = given(range.cidr_ipv6);
    rule.description = given(range.description);
    check_cidr(rule.cidr_v6, AF_INET6);
    rules.push_back(std::move(rule));
  }
  for (const api::UserIdGroupPair& pair : permission.user_id_group_pairs) {
    rules.push_back(from_group(call, ports, pair));
  }
  for (const api::PrefixListId& list : permission.prefix_list_ids) {
    throw prefix_list_not_found(given(list.prefix_list_id));
  }
}

// Where a rule lets in from.
const std::string& peer(const IngressRule& rule) {
  if (!rule.group_id.empty()) return rule.group_id;
  return rule.cidr_v6.empty() ? rule.cidr_v4 : rule.cidr_v6;
}

bool same_ports(const IngressRule& rule, const api::IpPermission& permission) {
  return rule.protocol == permission.ip_protocol && rule.from_port == permission.from_port &&
         rule.to_port == permission.to_port;
}

std::optional<std::string> shown_description(const IngressRule& rule) {
  return rule.description.empty() ? std::nullopt : std::optional(rule.description);
}

}  // namespace

std::vector<IngressRule> read_ingress(const Call& call,
                                      const api::AuthorizeSecurityGroupIngressRequest& in) {
  std::vector<IngressRule> rules;
  for (const api::IpPermission& permission : in.ip_permissions) {
    read_permission(call, permission, rules);
  }
  if (!given(in.cidr_ip).empty()) {
    read_permission(call,
                    {.ip_protocol = in.ip_protocol,
                     .from_port = in.from_port,
                     .to_port = in.to_port,
                     .ip_ranges = {{.cidr_ip = in.cidr_ip}}},
                    rules);
  }
  if (rules.empty()) throw no_ingress_source();
  for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
    const bool again = std::any_of(rules.begin(), rule, [&](const IngressRule& earlier) {
      return same_ingress(earlier, *rule);
    });
    if (again) throw ingress_rule_repeated();
  }
  return rules;
}

bool same_ingress(const IngressRule& left, const IngressRule& right) {
  return left.protocol == right.protocol && left.from_port == right.from_port &&
         left.to_port == right.to_port && peer(left) == peer(right);
}

std::string ingress_text(const IngressRule& rule) {
  if (rule.protocol == "-1") return fmt::format("peer: {}, ALL, ALLOW", peer(rule));
  std::string protocol = rule.protocol;
  std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (!rule.from_port) return fmt::format("peer: {}, protocol: {}, ALLOW", peer(rule), protocol);
  return fmt::format("peer: {}, {}, from port: {}, to port: {}, ALLOW", peer(rule), protocol,
                     *rule.from_port, *rule.to_port);
}

std::vector<api::IpPermission> shown_ingress(const std::vector<IngressRule>& rules) {
  std::vector<api::IpPermission> shown;
  for (const IngressRule& rule : rules) {
    auto permission = std::find_if(shown.begin(), shown.end(),
                                   [&](const auto& one) { return same_ports(rule, one); });
    if (permission == shown.end()) {
      shown.push_back(
          {.ip_protocol = rule.protocol, .from_port = rule.from_port, .to_port = rule.to_port});
      permission = shown.end() - 1;
    }
    const auto description = shown_description(rule);
    if (!rule.group_id.empty()) {
      permission->user_id_group_pairs.push_back(
          {.description = description, .user_id = rule.group_owner, .group_id = rule.group_id});
    } else if (!rule.cidr_v6.empty()) {
      permission->ipv6_ranges.push_back({.description = description, .cidr_ipv6 = rule.cidr_v6});
    } else {
      permission->ip_ranges.push_back({.description = description, .cidr_ip = rule.cidr_v4});
    }
  }
  return shown;
}

}  // namespace amishare::ec2

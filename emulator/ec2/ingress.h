// ingress.h - what AuthorizeSecurityGroupIngress asks to let in, rule by rule.
#pragma once
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/network.h"

namespace amishare::ec2 {

// The rules of a request, one for each range and group that it names, still without ids. Throws
// InvalidParameterValue for a protocol, port range or CIDR block that is none, or a rule that
// stands there twice; InvalidGroup.NotFound; InvalidPrefixListID.NotFound, since there are no
// prefix lists here; MissingParameter if nothing is named.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
std::vector<IngressRule> read_ingress(const Call& call,
                                      const api::AuthorizeSecurityGroupIngressRequest& in);

// Whether both let in the same; descriptions do not count.
bool same_ingress(const IngressRule& left, const IngressRule& right);

// As EC2 words it in InvalidPermission.Duplicate: "peer: 0.0.0.0/0, TCP, from port: 22, to port:
// 22, ALLOW".
std::string ingress_text(const IngressRule& rule);

// As DescribeSecurityGroups shows the rules of a group: those for the same ports together.
std::vector<api::IpPermission> shown_ingress(const std::vector<IngressRule>& rules);

}  // namespace amishare::ec2

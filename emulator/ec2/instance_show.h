// instance_show.h - instances as answers show them.
#pragma once
#include "api/ec2.h"
#include "ec2/instance.h"

namespace amishare::ec2 {

api::Instance show(const Call& call, const Instance& instance);
api::InstanceState show(InstanceState state);
// Empty for one that has left the network.
std::string private_dns_name(const Instance& instance);

}  // namespace amishare::ec2

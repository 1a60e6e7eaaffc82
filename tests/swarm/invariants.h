// invariants.h - what is true of every world, whatever was asked of it.
#pragma once
#include <string>

#include "world/world.h"

namespace amishare::swarm {

// Every rule that the world breaks, a line each, with the id of what breaks it; empty if all is
// well:
// - every disk belongs to a volume or a snapshot, and is encrypted exactly if that says so;
// - every wrapped data key opens under the KMS key that it names, with aws:ebs:id as its context,
//   and disks of one lineage have one data key, others have others;
// - attachments are the same seen from volume and instance, and of one account and zone;
// - the snapshots of an available image are there, belong to its owner and are as encrypted;
// - aliases and grants refer to keys that exist.
std::string broken_rules(const World& world);

}  // namespace amishare::swarm

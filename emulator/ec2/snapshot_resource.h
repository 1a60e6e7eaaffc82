// snapshot_resource.h - a snapshot as policies see it.
#pragma once
#include <string_view>

#include "ec2/authorize.h"
#include "ec2/snapshot.h"
#include "ec2/tag.h"

namespace amishare::ec2 {

// An existing snapshot, with the tags that the caller's account has on it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
Resource resource_of(const Call& call, const Snapshot& snapshot);

// Not there, or not for the caller to know of: by its id alone.
Resource snapshot_resource(const Call& call, std::string_view snapshot_id);

// The snapshot that an action is to make, with the tags that it is to get. What is known of it
// beforehand depends on the action; the caller adds that.
Resource new_snapshot_resource(const Call& call, const TagMap& tags);

}  // namespace amishare::ec2

// volume_resource.h - a volume as policies see it.
#pragma once
#include "ec2/authorize.h"
#include "ec2/tag.h"
#include "ec2/volume.h"

namespace amishare::ec2 {

// An existing volume of the caller, with its tags.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
Resource resource_of(const Call& call, const Volume& volume);

// The volume that CreateVolume or RunInstances is to make, with the tags that it is to get.
// ec2:KmsKeyId is a key of CreateVolume alone; RunInstances has none for its volumes [recorded].
Resource new_volume_resource(const Call& call, const VolumePlan& plan, const TagMap& tags);

}  // namespace amishare::ec2

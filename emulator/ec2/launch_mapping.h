// launch_mapping.h - the disks of a launch: the image's, with what the request says about them.
#pragma once
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/image.h"
#include "ec2/instance.h"

namespace amishare::ec2 {

// What each disk of a launch is to be, in the order of the image's mappings and then the request's.
// A mapping of the request overrides what it says of the image's device of the same name, or leaves
// it out (NoDevice). Throws what AWS refuses at once; changes nothing.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html
std::vector<LaunchDisk> launch_disks(Call& call, const Image& image,
                                     const std::vector<api::BlockDeviceMapping>& mappings,
                                     const std::string& availability_zone, const TagMap& tags);

// The snapshots that the request names and the image does not have: they have to be allowed apart.
std::vector<std::string> further_snapshots(const Image& image,
                                           const std::vector<LaunchDisk>& disks);

}  // namespace amishare::ec2

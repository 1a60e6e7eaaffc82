// imds.h - the metadata service of each instance, at a path of its own.
#pragma once
#include <optional>
#include <string_view>

#include "wire/http.h"
#include "world/world.h"

namespace amishare::wire {

inline constexpr std::string_view imds_path = "/_amishare/imds/";

// Answers below /_amishare/imds/INSTANCE-ID/ what the instance would hear at
// http://169.254.169.254/, by version 1 and version 2 of its metadata service, as its
// MetadataOptions allow. Software that is to run as the instance is pointed there:
//   AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:4566/_amishare/imds/i-0123456789abcdef0/
// Requires a path that begins so. Whoever can reach it gets credentials of the instance's role, as
// on the instance.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
HttpResponse imds(World& world, const HttpRequest& request);

}  // namespace amishare::wire

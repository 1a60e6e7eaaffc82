// metadata.h - what an instance can learn of itself, its role's credentials included.
//
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ec2/instance.h"

namespace amishare::ec2 {

// How the metadata service was asked: by version 1, without a token, or by version 2.
enum class MetadataVersion { one, two };

// What stands at `path` ("/latest/meta-data/instance-id"); nullopt if there is nothing. Asking for
// the credentials of the instance's role gives out a session of it, the same for an hour.
std::optional<std::string> read_metadata(World& world, const std::string& instance_id,
                                         std::string_view path, MetadataVersion version);

// Whether the instance is there to ask: running, or on its way.
bool answers_metadata(const World& world, std::string_view instance_id);

}  // namespace amishare::ec2

// tag.h - the tags of a key, as requests give them.
#pragma once
#include <vector>

#include "api/kms.h"
#include "kms/key.h"

namespace amishare::kms {

// Throws TagException for keys given twice or reserved for AWS.
Tags read_tags(const std::vector<api::Tag>& tags);
// Throws TagException beyond 50 tags a key.
void require_room_for_tags(const Tags& tags);

}  // namespace amishare::kms

// image_access.h - finding the image that a request names, and what policies see of it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ec2/authorize.h"
#include "ec2/image.h"
#include "world/call.h"

namespace amishare::ec2 {

// The image of that id in `region`. Throws MissingParameter for an empty id,
// InvalidAMIID.Malformed, InvalidAMIID.NotFound if it never was there, InvalidAMIID.Unavailable if
// it was deregistered. Whom it belongs to does not matter here.
Image& find_image(Call& call, const Region& region, const std::string& image_id);

// The same in the call's Region for its owner alone. Also throws AuthFailure (400) for anyone else,
// whether the image is shared with them or not.
Image& find_own_image(Call& call, const std::string& image_id);

// The image as policies see it: ec2:ImageID, ec2:ImageType, ec2:Owner, ec2:Public,
// ec2:RootDeviceType, and the tags that the caller's own account put on it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
Resource image_resource(const Call& call, const Image& image);

// The image that a request is to make: "image/*", owned by the caller.
Resource new_image_resource(const Call& call);

// Throws MissingParameter or InvalidAMIName.Malformed unless `name` may be an image's.
void check_image_name(const std::string& name);
// Throws InvalidAMIName.Duplicate if the caller's account has an image of that name in the Region.
void check_name_is_free(const Call& call, const std::string& name);

// An id that no image has had.
std::string draw_image_id(Call& call);

}  // namespace amishare::ec2

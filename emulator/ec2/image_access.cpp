// image_access.cpp - finds images, names and describes them for policies.
#include "ec2/image_access.h"

#include <algorithm>

#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {

Image& find_image(Call& call, const Region& region, const std::string& image_id) {
  if (!is_resource_id(needed(image_id, "ImageId"), "ami-")) throw malformed_image_id(image_id);
  Image* image = call.world.ec2.images.find(image_id);
  if (image == nullptr || image->region != region) throw image_not_found(image_id);
  if (image->state == ImageState::deregistered) throw image_unavailable(image_id);
  return *image;
}

Image& find_own_image(Call& call, const std::string& image_id) {
  Image& image = find_image(call, call.region, image_id);
  // Recorded for those whom the image is shared with; that others get the same answer, as in
  // RunInstances, is inferred.
  if (image.owner != call.account()) throw not_authorized_for_image(image_id);
  return image;
}

Resource image_resource(const Call& call, const Image& image) {
  Resource resource{.arn = image_arn(image.region, image.id), .owner = image.owner};
  resource.context.set("ec2:ImageID", image.id);
  resource.context.set("ec2:ImageType", "machine");
  resource.context.set("ec2:Owner", image.owner.value);
  resource.context.set("ec2:Public", is_public(image) ? "true" : "false");
  resource.context.set("ec2:RootDeviceType", "ebs");
  add_resource_tags(resource.context, tags_of(call.world, call.account(), image.region, image.id));
  return resource;
}

Resource new_image_resource(const Call& call) {
  Resource resource{.arn = image_arn(call.region, "*"), .owner = call.account()};
  resource.context.set("ec2:ImageID", "*");
  resource.context.set("ec2:Owner", call.account().value);
  return resource;
}

void check_image_name(const std::string& name) {
  needed(name, "Name");
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html#Name
  constexpr std::string_view others = "()[] ./-'@_";
  const bool good = std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
  if (!good || name.size() < 3 || name.size() > 128) throw malformed_image_name();
}

void check_name_is_free(const Call& call, const std::string& name) {
  const std::string holder = image_named(call.world, call.account(), call.region, name);
  if (!holder.empty()) throw image_name_in_use(name, holder);
}

std::string draw_image_id(Call& call) {
  // New ids begin with 0 in every recording.
  return "ami-0" + call.world.random.hex("ami", 16);
}

}  // namespace amishare::ec2

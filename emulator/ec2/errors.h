// errors.h - every sentence with which EC2 refuses.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "world/error.h"

namespace amishare::ec2 {

// Authorisation.
Error unauthorized_operation(std::string_view message);
Error dry_run_operation();

// Requests of any kind: parameters, filters, pages, tags.
Error missing_parameter(std::string_view name);
// "InvalidAMIID.Malformed" and its like: Invalid id: "ami-x".
Error malformed_id(std::string_view code, std::string_view id);
Error invalid_filter(std::string_view name);
Error too_many_filter_values();
Error filter_value_too_long();
Error max_results_too_small(std::int64_t value, std::int64_t least);
Error ids_with_max_results(std::string_view ids);
Error invalid_next_token(std::string_view token);
Error invalid_resource_id(std::string_view id);
Error empty_tag_key();
Error reserved_tag_key();
Error duplicate_tag_key(std::string_view key);
Error tag_key_too_long();
Error tag_value_too_long();
Error tag_limit_exceeded();
Error tag_specification_without_type();
Error tag_specification_without_tags();
Error untaggable_type(std::string_view type);

// Images.
Error image_not_found(std::string_view id);
Error malformed_image_id(std::string_view id);
Error image_unavailable(std::string_view id);
Error not_authorized_for_image(std::string_view id);
Error restricted_image_attribute();
Error image_name_in_use(std::string_view name, std::string_view id);
Error malformed_image_name();
Error no_attributes_specified();
Error several_attributes_specified(std::string_view fields);
Error unknown_image_attribute(std::string_view attribute);
Error only_launch_permission_resets();
Error invalid_attribute_item(std::string_view item, std::string_view type);
Error managed_key_snapshot_shared();
Error encrypted_image_public();
Error no_root_snapshot();
Error registered_snapshot_not_found(std::string_view id);
Error snapshot_not_owned(std::string_view id, std::string_view account);
Error encrypted_flag_with_snapshot();
Error storage_not_accessible();
Error unencrypted_copy(std::string_view snapshot_id);
Error image_key_without_encrypted();
Error instance_not_imageable(std::string_view id);

// Snapshots.

// Volumes.

// Instances.

// Network and key pairs.

}  // namespace amishare::ec2

// errors.h - every sentence with which EC2 refuses.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
Error ids_with_next_token(std::string_view ids);
Error invalid_next_token(std::string_view token);
Error pagination_token_unreadable();
Error invalid_resource_id(std::string_view id);
Error empty_tag_key();
Error empty_tag_key_on_create();
Error reserved_tag_key(std::string_view key);
Error reserved_tag_key_on_create();
Error duplicate_tag_key(std::string_view key);
Error tag_key_too_long();
Error tag_value_too_long();
Error tag_limit_exceeded();
Error tag_specification_without_type();
Error tag_specification_without_tags();
Error untaggable_type(std::string_view type);

// Images.
Error image_not_found(std::string_view id);
Error images_not_found(const std::vector<std::string>& ids);
Error malformed_image_id(std::string_view id);
Error image_unavailable(std::string_view id);
Error not_authorized_for_image(std::string_view id);
Error restricted_image_attribute();
Error image_name_in_use(std::string_view name, std::string_view id);
Error malformed_image_name();
Error no_attributes_specified();
Error no_operation_specified();
Error several_attributes_specified(std::string_view fields);
Error only_launch_permission_resets();
Error invalid_attribute_item(std::string_view item, std::string_view type);
Error managed_key_snapshot_shared();
Error encrypted_image_public();
Error no_root_snapshot();
Error neither_snapshot_nor_size(std::string_view device);
Error device_named_twice(std::string_view device);
Error key_in_image_mapping();
Error malformed_registered_snapshot(std::string_view id);
Error registered_snapshot_not_found(std::string_view id);
Error snapshot_not_owned(std::string_view id, std::string_view account);
Error encrypted_flag_with_snapshot();
Error storage_not_accessible();
Error unencrypted_copy(std::string_view snapshot_id);
Error mapping_smaller_than_volume(std::int64_t size_gib, std::string_view volume_id,
                                  std::int64_t volume_size_gib);
Error instance_not_imageable(std::string_view id);

// Snapshots.
Error snapshot_not_found(std::string_view id);
Error snapshot_id_malformed(std::string_view id);
Error snapshot_in_use(std::string_view id, const std::vector<std::string>& image_ids);
Error snapshot_rate_exceeded();
Error snapshot_not_completed(std::string_view state);
Error snapshot_to_register_not_completed(std::string_view id);
Error user_id_malformed(std::string_view id);
// Copies of them.
Error copied_snapshot_id_invalid();
Error too_many_snapshot_copies(std::size_t most);
Error internal_error();
Error region_invalid(std::string_view region);
Error destination_region_mismatch(std::string_view destination, std::string_view current);
Error kms_key_without_encrypted();
Error not_authorized_to_use_key(std::string_view key_id);
Error copy_key_invalid(std::string_view key_id);
Error copy_key_disabled(std::string_view key_id);
// Their permissions.
Error several_permission_operations();
Error snapshot_attribute_unknown();
Error no_permission_operation();
Error operation_type_unknown(std::string_view operation);
Error too_many_permission_entries();
Error permission_user_invalid(std::string_view user);
Error legacy_permission_user_invalid(std::string_view user);
Error permission_group_invalid(std::string_view group);
Error encrypted_snapshot_public();
Error default_key_snapshot_shared();

// Volumes.
Error volume_not_found(std::string_view id);
Error volume_id_malformed(std::string_view id);
Error deleted_volume_id_malformed(std::string_view id);
Error zone_not_found(std::string_view zone);
Error zone_named_twice();
Error volume_type_unknown(std::string_view type);
Error size_or_snapshot_missing();
Error not_positive(std::string_view parameter, std::int64_t value);
Error volume_too_small(std::int64_t size_gib, std::string_view type, std::int64_t least);
Error volume_too_large(std::int64_t size_gib, std::string_view type, std::int64_t most);
Error iops_missing(std::string_view type);
Error iops_unsupported(std::string_view type);
Error throughput_unsupported(std::string_view type);
Error multi_attach_unsupported(std::string_view type);
Error iops_too_low(std::int64_t iops, std::int64_t least);
Error iops_too_high(std::int64_t iops, std::int64_t most);
Error iops_ratio_too_high(double ratio, std::int64_t most);
Error throughput_too_high(std::int64_t throughput, std::int64_t most);
Error throughput_ratio_too_high(double ratio, double most);
Error volume_smaller_than_snapshot(std::int64_t size_gib, std::string_view snapshot_id,
                                   std::int64_t snapshot_size_gib);
Error mapping_smaller_than_snapshot(std::int64_t size_gib, std::string_view snapshot_id,
                                    std::int64_t snapshot_size_gib);
Error encrypted_snapshot_plain_volume();
Error client_token_of_deleted(std::string_view token, std::string_view id);
Error client_token_mismatch();
Error client_token_mismatch_of_volume();
Error volume_in_state(std::string_view id, std::string_view state);
Error volume_not_available(std::string_view id);
Error volume_attached_already(std::string_view id);
Error volume_in_use(std::string_view id, std::string_view instance_id);
Error volume_zone_mismatch(std::string_view id, std::string_view instance_id);
Error volume_key_unusable(std::string_view id);
Error device_taken(std::string_view device);
Error attachment_not_found(std::string_view id, std::string_view instance_id,
                           std::string_view device);
Error root_volume_attached(std::string_view id, std::string_view instance_id);
Error instance_not_attachable(std::string_view instance_id);

// Instances.
Error instance_not_found(std::string_view id);
Error instance_id_malformed(std::string_view id);
Error instances_not_found(const std::vector<std::string>& ids);
Error instance_not_startable(std::string_view id);
Error instance_not_stoppable(std::string_view id);
Error instance_not_rebootable(std::string_view id, std::string_view state);
Error termination_protected(std::string_view id, std::string_view attribute);
Error stop_protected(std::string_view id);
Error instance_attribute_unknown(std::string_view attribute);
Error instance_attribute_value_invalid(std::string_view attribute, std::string_view value);
Error instance_not_stopped(std::string_view id);
Error device_not_attached(std::string_view device);
Error too_many_instance_ids(std::size_t count);
// Launches.
Error not_authorized_for_images(std::string_view image_id);
Error count_invalid(std::string_view parameter, std::int64_t count);
Error counts_crossed(std::int64_t least, std::int64_t most);
Error instance_limit_exceeded(std::int64_t count);
Error client_token_too_long();
Error subnet_with_network_interfaces();
Error groups_with_network_interfaces();
Error address_with_network_interfaces();
Error device_index_missing();
Error value_not_emulated(std::string_view parameter, std::string_view value);
Error user_data_malformed();
Error user_data_too_long();
Error address_malformed(std::string_view address);
Error address_outside_subnet(std::string_view address);
Error address_reserved();
Error address_in_use(std::string_view address);
Error too_few_addresses(std::string_view subnet_id);
Error group_names_with_ids();
Error address_for_several();
Error instance_type_invalid(std::string_view type);
Error architecture_mismatch(std::string_view of_type, std::string_view of_image);
Error launch_zone_invalid(std::string_view zone);
Error block_device_mapping_empty(std::string_view device);
Error profile_arn_with_name();
Error profile_not_found(std::string_view parameter, std::string_view value);
Error profile_without_role(std::string_view value);
// Thread.
Error association_exists(std::string_view instance_id);
Error association_not_found(std::string_view id);
// Inferred.
Error profile_needs_live_instance(std::string_view instance_id);

// Network, key pairs, Regions.
Error vpc_id_malformed(std::string_view id);
Error vpc_not_found(std::string_view id);
Error subnet_id_malformed(std::string_view id);
Error subnet_not_found(std::string_view id);
Error no_default_vpc();
Error security_group_id_malformed(std::string_view id);
Error security_group_not_found(std::string_view id_or_name);
Error security_group_name_in_use(std::string_view name, std::string_view vpc_id);
Error security_group_name_reserved();
Error security_group_text_invalid(std::string_view parameter);
Error security_group_in_use(std::string_view id);
Error default_security_group_deleted(std::string_view id);
Error ingress_rule_known(std::string_view rule);
Error ingress_rule_repeated();
Error prefix_list_not_found(std::string_view id);
Error ingress_protocol_invalid(std::string_view protocol);
Error ingress_ports_invalid(std::int64_t from, std::int64_t to);
Error cidr_malformed(std::string_view cidr);
Error no_ingress_source();
Error key_pair_not_found(std::string_view name);
Error key_pair_id_not_found(std::string_view id);
Error key_pair_name_in_use();
Error key_pair_name_invalid();
Error key_pair_named_twice();
Error key_format_not_emulated(std::string_view format);
Error public_key_unreadable();
Error region_unknown(std::string_view name);
Error zone_unknown(std::string_view zone);

}  // namespace amishare::ec2

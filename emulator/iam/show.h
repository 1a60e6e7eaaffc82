// show.h - state as responses show it; which members, depends on the operation.
#pragma once
#include "api/iam.h"
#include "iam/iam.h"

namespace amishare::iam {

// Without tags, as lists show it.
api::User show(const User& user);
// With tags, as CreateUser and GetUser show it.
api::User show_with_tags(const User& user);
api::Group show(const Group& group);
// As lists show it. Recorded: CreateRole leaves the session duration out,
// GetRole alone has RoleLastUsed (which stays empty here), lists have no tags.
api::Role show(const World& world, const Role& role);
api::InstanceProfile show(const World& world, const InstanceProfile& profile);
// As GetInstanceProfile shows it.
api::InstanceProfileWithTags show_with_tags(const World& world, const InstanceProfile& profile);
// Without description and tags. A policy that AWS manages shows the caller's attachments alone.
api::Policy show(const ManagedPolicy& policy, std::int64_t attachments);
// With both, as GetPolicy shows it.
api::PolicyWithTags show_with_tags(const ManagedPolicy& policy, std::int64_t attachments);
// Without the document.
api::PolicyVersion show_version(const ManagedPolicy& policy, int number);

std::vector<api::Tag> show_tags(const Tags& tags);
std::string version_id(int number);

// How many users, groups and roles of the account have each policy attached, by ARN.
std::map<std::string, std::int64_t, std::less<>> attachment_counts(const Account& account);

}  // namespace amishare::iam

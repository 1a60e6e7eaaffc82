// action_table.h - which actions the emulated services have on AWS, and their own condition keys.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amishare::policy {

// Whether the table has the service's actions: "kms" and the others that are emulated.
bool is_known_vendor(std::string_view vendor);

struct KnownAction {
  std::string_view vendor, name;
  bool has_resources = true;  // else it is asked about "*"
};

// The actions that `pattern` ("kms:Decr*") means; empty if there are none, or for a vendor that the
// table does not have.
std::vector<KnownAction> actions_like(std::string_view pattern);

// The known action whose name is nearest to `action`, as "kms:Decrypt"; empty if none is near.
std::string nearest_action(std::string_view action);

// Whether a request of the action may have the condition key. Keys of vendors without a table, of
// identity providers and the global ones that nothing is known against may always be there.
bool may_have_key(const KnownAction& action, std::string_view key);

// The global keys, "aws:" included: whether there is one of this name, and whether it is known to
// have several values (an array) or known to have one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
enum class KeyShape { unknown, single, several };
bool is_global_key(std::string_view key);
KeyShape shape_of_key(std::string_view key);

// Names separated by blanks; one that ends with '-' is that of an action without resources.
std::string_view ec2_action_names();
// Types of resources as EC2's ARNs have them, separated by blanks.
std::string_view ec2_resource_types();

}  // namespace amishare::policy

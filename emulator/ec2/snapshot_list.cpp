// snapshot_list.cpp - DescribeSnapshots.
#include <algorithm>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/page.h"
#include "ec2/snapshot.h"
#include "ec2/tag_request.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
constexpr FilterField<Snapshot> snapshot_fields[] = {
    {"description",
     [](const Call&, const Snapshot& snapshot) { return filter_text(snapshot.description); }},
    {"encrypted",
     [](const Call&, const Snapshot& snapshot) { return filter_bool(snapshot.encrypted); }},
    {"owner-alias", [](const Call&, const Snapshot&) { return FilterTexts{}; }},
    {"owner-id",
     [](const Call&, const Snapshot& snapshot) { return filter_text(snapshot.owner.value); }},
    {"progress",
     [](const Call&, const Snapshot& snapshot) { return filter_text(snapshot.progress); }},
    {"snapshot-id", [](const Call&, const Snapshot& snapshot) { return filter_text(snapshot.id); }},
    {"start-time",
     [](const Call&, const Snapshot& snapshot) {
       return filter_text(iso8601_milliseconds(snapshot.started));
     }},
    {"status",
     [](const Call&, const Snapshot& snapshot) { return filter_text(name_of(snapshot.state)); }},
    {"storage-tier", [](const Call&, const Snapshot&) { return filter_text("standard"); }},
    {"transfer-type", [](const Call&, const Snapshot&) { return filter_text("standard"); }},
    {"volume-id",
     [](const Call&, const Snapshot& snapshot) { return filter_text(snapshot.volume_id); }},
    {"volume-size",
     [](const Call&, const Snapshot& snapshot) {
       return filter_text(std::to_string(snapshot.volume_size_gib));
     }},
};

// Owners that a request may name besides accounts. Nothing here belongs to the other two.
bool owned_by(const Call& call, const Snapshot& snapshot, const std::string& owner) {
  return snapshot.owner.value == (owner == "self" ? call.account().value : owner);
}

void check_accounts(const std::vector<std::string>& accounts,
                    std::initializer_list<std::string_view> words) {
  for (const std::string& account : accounts) {
    const bool word = std::find(words.begin(), words.end(), account) != words.end();
    if (!word && !is_account_id(account)) throw user_id_malformed(account);
  }
}

// Snapshots that one's own account may restore are its own and those shared with it by name; of
// another account, only those shared with that one by name. A snapshot of A that B may restore is
// listed for B by "self" and by B's id, not by A's [recorded].
bool restorable_by(const Call& call, const Snapshot& snapshot, const std::string& user) {
  if (user == "all") return snapshot.create_volume_public;
  const std::string& account = user == "self" ? call.account().value : user;
  const auto& users = snapshot.create_volume_users;
  const bool own = account == call.account().value && snapshot.owner == call.account();
  return own || std::find(users.begin(), users.end(), account) != users.end();
}

bool asked_for(const Call& call, const Snapshot& snapshot,
               const api::DescribeSnapshotsRequest& in) {
  const auto any = [](const std::vector<std::string>& names, auto&& suits) {
    return names.empty() || std::any_of(names.begin(), names.end(), suits);
  };
  return any(in.owner_ids, [&](const auto& owner) { return owned_by(call, snapshot, owner); }) &&
         any(in.restorable_by_user_ids,
             [&](const auto& user) { return restorable_by(call, snapshot, user); });
}

api::Snapshot shown(const Call& call, const Snapshot& snapshot) {
  api::Snapshot out{.tags = shown_tags(call, snapshot.id),
                    .snapshot_id = snapshot.id,
                    .volume_id = snapshot.volume_id,
                    .state = std::string(name_of(snapshot.state)),
                    .start_time = snapshot.started,
                    .progress = snapshot.progress,
                    .owner_id = snapshot.owner.value,
                    .description = snapshot.description,
                    .volume_size = snapshot.volume_size_gib,
                    .encrypted = snapshot.encrypted};
  if (!snapshot.state_message.empty()) out.state_message = snapshot.state_message;
  // Shown also to those with whom the snapshot is shared and the key is not [recorded].
  if (snapshot.encrypted) out.kms_key_id = snapshot.kms_key_arn;
  out.storage_tier = "standard";
  out.transfer_type = "standard";  // pending ones show it, too [recorded]
  if (snapshot.state == SnapshotState::completed) {
    const ebs::Disk& disk = call.world.ebs.disks.at(snapshot.id);
    out.completion_time = snapshot.completed;
    out.full_snapshot_size_in_bytes =
        static_cast<std::int64_t>(disk.blocks.size() * ebs::block_size);
  }
  return out;
}

}  // namespace

api::DescribeSnapshotsResponse describe_snapshots(Call& call,
                                                  const api::DescribeSnapshotsRequest& in) {
  const Filters<Snapshot> filters(snapshot_fields, in.filters);
  check_accounts(in.owner_ids, {"self", "amazon", "aws-marketplace", "aws-backup-vault"});
  check_accounts(in.restorable_by_user_ids, {"self", "all"});
  if (!in.snapshot_ids.empty() && in.max_results) throw ids_with_max_results("snapshotIdsSet");
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeSnapshots");
  end_dry_run(in.dry_run);
  api::DescribeSnapshotsResponse out;
  const auto show = [&](const Snapshot& snapshot) {
    out.snapshots.push_back(shown(call, snapshot));
  };
  for (const std::string& id : in.snapshot_ids) {
    const Snapshot& snapshot = find_snapshot(call, id);
    if (asked_for(call, snapshot, in) && filters.admit(call, snapshot)) show(snapshot);
  }
  if (!in.snapshot_ids.empty()) return out;
  out.next_token = show_page(
      call, call.world.ec2.snapshots, page,
      [&](const Snapshot& snapshot) {
        return snapshot.region == call.region && storage_readable_by(snapshot, call.account()) &&
               asked_for(call, snapshot, in) && filters.admit(call, snapshot);
      },
      show);
  return out;
}

}  // namespace amishare::ec2

// share.cpp - look, plan, change, look again.
#include "client/share.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/ec2.h"
#include "api/kms.h"
#include "api/sts.h"
#include "client/diff.h"
#include "client/share_policy.h"

namespace amishare::client {
namespace {

using Told = std::function<void(const ShareChange&)>;

// One sharing, or its undoing, on its way through the steps.
class Sharing {
 public:
  Sharing(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
          const Told& told)
      : aws_(aws), session_(session), request_(request), dry_run_(dry_run), told_(told) {}

  ShareReport share() {
    look();
    for (const std::string& snapshot : encrypted_) look_at_key_of(snapshot);
    share_image();
    if (request_.copy) {
      for (const std::string& snapshot : snapshots_) share_snapshot(snapshot);
    }
    for (const std::string& key : keys_) {
      if (request_.with == ShareWith::key_policy) {
        change_policy(key, with_statements(policy_of(key), request_));
      } else {
        make_grant(key);
      }
    }
    if (!dry_run_) verify(true);
    report_.principal_policy = principal_policy(request_, keys_);
    if (!keys_.empty() && request_.with == ShareWith::grant && !request_.principal.empty()) {
      report_.notes.push_back(
          "A grant admits its grantee by itself: the statement UseTheSharedKey is not needed.");
    }
    return report_;
  }

  ShareReport unshare() {
    look();
    for (const std::string& snapshot : encrypted_) note_key_of(snapshot);
    unshare_image();
    for (const std::string& snapshot : snapshots_) unshare_snapshot(snapshot);
    for (const std::string& key : keys_) {
      change_policy(key, without_statements(policy_of(key), request_));
      revoke_grants(key);
    }
    if (!dry_run_) verify(false);
    return report_;
  }

 private:
  // ---- looking
  // -----------------------------------------------------------------------------------

  void look() {
    report_.account = aws_.call<sts::op::GetCallerIdentity>(session_, {}).account.value_or("");
    if (report_.account == request_.account) {
      throw CantShare(fmt::format("{} is the account of these credentials", request_.account),
                      "Name the other account, or use the credentials of the image's owner.");
    }
    const auto found =
        aws_.call<ec2::op::DescribeImages>(session_, {.image_ids = {request_.image_id}});
    if (found.images.empty()) {
      throw CantShare(
          fmt::format("{} can't be seen with these credentials", request_.image_id),
          "Check the image id and the Region, and that the credentials are the owner's.");
    }
    const ec2::api::Image& image = found.images.front();
    if (image.owner_id.value_or("") != report_.account) {
      throw CantShare(
          fmt::format("{} belongs to {}, and these credentials to {}", request_.image_id,
                      image.owner_id.value_or("another account"), report_.account),
          "Only its owner shares an image. Copy it, and share the copy.");
    }
    if (image.state.value_or("") != "available") {
      throw CantShare(fmt::format("{} is {}", request_.image_id, image.state.value_or("unknown")),
                      "Wait until it is available.");
    }
    std::size_t encrypted = 0;
    for (const auto& mapping : image.block_device_mappings) {
      if (!mapping.ebs || !mapping.ebs->snapshot_id) continue;
      snapshots_.push_back(*mapping.ebs->snapshot_id);
      if (mapping.ebs->encrypted.value_or(false)) {
        encrypted_.push_back(*mapping.ebs->snapshot_id);
        ++encrypted;
      }
    }
    report_.findings.push_back(
        fmt::format("{} ({}) belongs to {} and has {} snapshot{}, {} encrypted", request_.image_id,
                    image.name.value_or(""), report_.account, snapshots_.size(),
                    snapshots_.size() == 1 ? "" : "s", encrypted));
  }

  std::string key_of(const std::string& snapshot) {
    const auto found =
        aws_.call<ec2::op::DescribeSnapshots>(session_, {.snapshot_ids = {snapshot}});
    return found.snapshots.empty() ? "" : found.snapshots.front().kms_key_id.value_or("");
  }

  void note_key(const std::string& key) {
    if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) keys_.push_back(key);
  }

  void note_key_of(const std::string& snapshot) {
    const std::string key = key_of(snapshot);
    const auto metadata = aws_.call<kms::op::DescribeKey>(session_, {.key_id = key}).key_metadata;
    if (metadata && metadata->key_manager.value_or("") != "AWS") note_key(key);
  }

  void look_at_key_of(const std::string& snapshot) {
    const std::string key = key_of(snapshot);
    const auto metadata = aws_.call<kms::op::DescribeKey>(session_, {.key_id = key}).key_metadata;
    if (!metadata) throw CantShare(fmt::format("{} can't be described", key), "Check the key.");
    if (metadata->key_manager.value_or("") == "AWS") {
      throw CantShare(
          fmt::format("{} is encrypted under the AWS managed key {}, whose policy admits its own "
                      "account alone and can't be changed",
                      snapshot, key),
          fmt::format("Copy the image under a customer managed key, and share the copy:\n"
                      "  aws ec2 copy-image --region {0} --source-region {0} --source-image-id {1} "
                      "--name NAME --encrypted --kms-key-id KEY",
                      session_.region, request_.image_id));
    }
    if (metadata->aws_account_id.value_or("") != report_.account) {
      throw CantShare(fmt::format("{} is encrypted under {}, a key of account {}", snapshot, key,
                                  metadata->aws_account_id.value_or("")),
                      "Copy the image under a key of your own, and share the copy.");
    }
    if (metadata->key_state.value_or("") != "Enabled") {
      throw CantShare(fmt::format("{} is {}", key, metadata->key_state.value_or("not enabled")),
                      "Enable the key, or cancel its deletion, first.");
    }
    report_.findings.push_back(
        fmt::format("{} is encrypted under {}, a customer managed key in use", snapshot, key));
    note_key(key);
  }

  std::string policy_of(const std::string& key) {
    return aws_.call<kms::op::GetKeyPolicy>(session_, {.key_id = key, .policy_name = "default"})
        .policy.value_or("");
  }

  std::vector<std::string> launch_permissions() {
    const auto attribute = aws_.call<ec2::op::DescribeImageAttribute>(
        session_, {.attribute = "launchPermission", .image_id = request_.image_id});
    std::vector<std::string> entries;
    const auto none = std::vector<ec2::api::LaunchPermission>{};
    for (const auto& entry : attribute.launch_permissions.value_or(none)) {
      for (const auto& text :
           {entry.user_id, entry.group, entry.organization_arn, entry.organizational_unit_arn}) {
        if (text) entries.push_back(*text);
      }
    }
    return entries;
  }

  std::vector<std::string> volume_permissions(const std::string& snapshot) {
    const auto attribute = aws_.call<ec2::op::DescribeSnapshotAttribute>(
        session_, {.attribute = "createVolumePermission", .snapshot_id = snapshot});
    std::vector<std::string> entries;
    for (const auto& entry : attribute.create_volume_permissions) {
      for (const auto& text : {entry.user_id, entry.group}) {
        if (text) entries.push_back(*text);
      }
    }
    return entries;
  }

  std::vector<std::string> grant_ids(const std::string& key) {
    std::vector<std::string> ids;
    std::optional<std::string> marker;
    do {
      const auto page = aws_.call<kms::op::ListGrants>(session_, {.marker = marker, .key_id = key});
      for (const auto& grant : page.grants) {
        if (grant.name.value_or("") == grant_name(request_)) ids.push_back(*grant.grant_id);
      }
      marker = page.next_marker;
    } while (marker);
    return ids;
  }

  // ---- changing
  // ----------------------------------------------------------------------------------

  // Shows the change, makes it with `make` unless this is a dry run, and keeps it.
  template <class Make>
  void change(std::string title, std::string shown, Make&& make) {
    ShareChange planned{.title = std::move(title), .diff = std::move(shown)};
    if (told_) told_(planned);
    if (!dry_run_) {
      make();
      planned.made = true;
    }
    report_.changes.push_back(std::move(planned));
  }

  static std::string listed(const std::vector<std::string>& entries) {
    std::string text;
    for (const std::string& entry : entries) text += entry + "\n";
    return text;
  }

  static bool has(const std::vector<std::string>& entries, const std::string& entry) {
    return std::find(entries.begin(), entries.end(), entry) != entries.end();
  }

  std::string diff_of_entries(std::vector<std::string> entries, bool add) {
    const std::string before = listed(entries);
    if (add) {
      entries.push_back(request_.account);
    } else {
      std::erase(entries, request_.account);
    }
    return diff(before, listed(entries));
  }

  void share_image() {
    const auto entries = launch_permissions();
    if (has(entries, request_.account)) {
      report_.findings.push_back(
          fmt::format("{} has the launch permission already", request_.account));
      return;
    }
    change(
        fmt::format("Add {} to the launch permissions of {}", request_.account, request_.image_id),
        diff_of_entries(entries, true), [&] {
          aws_.call<ec2::op::ModifyImageAttribute>(
              session_, {.image_id = request_.image_id,
                         .launch_permission = ec2::api::LaunchPermissionModifications{
                             .add = {{.user_id = request_.account}}}});
        });
  }

  void unshare_image() {
    const auto entries = launch_permissions();
    if (!has(entries, request_.account)) return;
    change(fmt::format("Remove {} from the launch permissions of {}", request_.account,
                       request_.image_id),
           diff_of_entries(entries, false), [&] {
             aws_.call<ec2::op::ModifyImageAttribute>(
                 session_, {.image_id = request_.image_id,
                            .launch_permission = ec2::api::LaunchPermissionModifications{
                                .remove = {{.user_id = request_.account}}}});
           });
  }

  void modify_snapshot(const std::string& snapshot, bool add) {
    ec2::api::CreateVolumePermissionModifications modifications;
    (add ? modifications.add : modifications.remove).push_back({.user_id = request_.account});
    aws_.call<ec2::op::ModifySnapshotAttribute>(
        session_, {.create_volume_permission = modifications, .snapshot_id = snapshot});
  }

  void share_snapshot(const std::string& snapshot) {
    const auto entries = volume_permissions(snapshot);
    if (has(entries, request_.account)) return;
    change(fmt::format("Let {} read {}", request_.account, snapshot),
           diff_of_entries(entries, true), [&] { modify_snapshot(snapshot, true); });
  }

  void unshare_snapshot(const std::string& snapshot) {
    const auto entries = volume_permissions(snapshot);
    if (!has(entries, request_.account)) return;
    change(fmt::format("No longer let {} read {}", request_.account, snapshot),
           diff_of_entries(entries, false), [&] { modify_snapshot(snapshot, false); });
  }

  void change_policy(const std::string& key, const std::string& wanted) {
    const std::string current = policy_of(key);
    if (wanted == current) return;
    change(fmt::format("Change the key policy of {}", key), diff(pretty(current), pretty(wanted)),
           [&] {
             aws_.call<kms::op::PutKeyPolicy>(
                 session_, {.key_id = key, .policy_name = "default", .policy = wanted});
           });
  }

  void make_grant(const std::string& key) {
    if (!grant_ids(key).empty()) {
      report_.findings.push_back(
          fmt::format("the grant {} is there already", grant_name(request_)));
      return;
    }
    std::string shown = "+ grantee    " + principal_of(request_) + "\n+ operations";
    for (const std::string& operation : grant_operations(request_)) shown += " " + operation;
    change(fmt::format("Make the grant {} on {}", grant_name(request_), key), shown + "\n", [&] {
      aws_.call<kms::op::CreateGrant>(session_, {.key_id = key,
                                                 .grantee_principal = principal_of(request_),
                                                 .operations = grant_operations(request_),
                                                 .name = grant_name(request_)});
    });
  }

  void revoke_grants(const std::string& key) {
    for (const std::string& id : grant_ids(key)) {
      change(fmt::format("Revoke the grant {} on {}", grant_name(request_), key), "- " + id + "\n",
             [&] { aws_.call<kms::op::RevokeGrant>(session_, {.key_id = key, .grant_id = id}); });
    }
  }

  // ---- looking again
  // -----------------------------------------------------------------------------

  void expect(bool is_so, const std::string& sentence) {
    if (!is_so) {
      throw CantShare("Afterwards it is not so that " + sentence,
                      "Someone else may have changed it meanwhile: run the command again.");
    }
    report_.verified.push_back(sentence);
  }

  void verify(bool shared) {
    const std::string& account = request_.account;
    expect(has(launch_permissions(), account) == shared,
           fmt::format("{} {} the launch permission of {}", account, shared ? "has" : "has not",
                       request_.image_id));
    for (const std::string& snapshot : snapshots_) {
      if (shared && !request_.copy) continue;
      expect(has(volume_permissions(snapshot), account) == shared,
             fmt::format("{} {} read {}", account, shared ? "may" : "may not", snapshot));
    }
    for (const std::string& key : keys_) {
      const std::string policy = policy_of(key);
      if (!shared || request_.with == ShareWith::key_policy) {
        expect(shared ? with_statements(policy, request_) == policy
                      : without_statements(policy, request_) == policy,
               fmt::format("the key policy of {} {} the statements for {}", key,
                           shared ? "has" : "has not", account));
      }
      if (!shared || request_.with == ShareWith::grant) {
        expect(
            grant_ids(key).empty() != shared,
            fmt::format("the grant {} {}", grant_name(request_), shared ? "is there" : "is gone"));
      }
    }
  }

  Aws& aws_;
  const Session& session_;
  const ShareRequest& request_;
  const bool dry_run_;
  const Told& told_;
  ShareReport report_{};
  std::vector<std::string> snapshots_, encrypted_, keys_;
};

}  // namespace

ShareReport share(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                  const Told& before_change) {
  return Sharing(aws, session, request, dry_run, before_change).share();
}

ShareReport unshare(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                    const Told& before_change) {
  return Sharing(aws, session, request, dry_run, before_change).unshare();
}

}  // namespace amishare::client

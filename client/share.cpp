// share.cpp - look, plan, change, look again.
#include "client/share.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ec2.h"
#include "api/kms.h"
#include "api/sts.h"
#include "client/diff.h"
#include "client/share_policy.h"

namespace amishare::client {
namespace {

// The ARN's second part: "aws", "aws-cn", "aws-us-gov".
std::string partition_of(const std::string& arn) {
  const auto start = arn.find(':') + 1;
  return arn.starts_with("arn:") ? arn.substr(start, arn.find(':', start) - start) : "aws";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// One sharing, or its undoing, on its way through the steps.
class Sharing {
 public:
  Sharing(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
          const ShareTold& told)
      : aws_(aws), session_(session), request_(request), dry_run_(dry_run), told_(told) {}

  ShareReport share() {
    look_at_caller();
    look_at_image();
    if (image_state_ != "available") {
      throw CantShare(fmt::format("{} is {}", request_.image_id, image_state_),
                      "Only an image that is available can be shared.");
    }
    for (const std::string& snapshot : encrypted_) look_at_key_of(snapshot);
    for (const std::string& key : keys_) look_at_policy_of(key);
    for (const std::string& key : keys_) {
      if (request_.with == ShareWith::key_policy) {
        open_policy(key);
      } else {
        make_grant(key);
      }
    }
    if (request_.copy) {
      for (const std::string& snapshot : snapshots_) share_snapshot(snapshot);
    }
    share_image();
    if (!dry_run_) verify_shared();
    report_.principal_policy = principal_policy(request_, keys_);
    note_grants();
    return report_;
  }

  ShareReport unshare() {
    look_at_caller();
    const bool gone = image_is_gone();
    if (gone) {
      note_given_keys();
    } else {
      look_at_image();
      for (const std::string& snapshot : encrypted_) note_key_of(snapshot);
    }
    image_kept_ = gone || others_remain();
    if (image_kept_ && !gone) {
      note(
          fmt::format("{} keeps the launch permission, since others of the account than {} use "
                      "the key. Undoing without --principal takes it back.",
                      request_.account, request_.principal));
    } else if (!gone) {
      unshare_image();
      for (const std::string& snapshot : snapshots_) unshare_snapshot(snapshot);
    }
    for (const std::string& key : keys_) {
      close_policy(key);
      revoke_grants(key);
    }
    if (!dry_run_) verify_unshared();
    return report_;
  }

 private:
  // ---- looking ----

  void find(std::string finding) {
    if (told_.found) told_.found(finding);
    report_.findings.push_back(std::move(finding));
  }

  void look_at_caller() {
    const auto caller = aws_.call<sts::op::GetCallerIdentity>(session_, {});
    report_.account = caller.account.value_or("");
    request_.partition = partition_of(caller.arn.value_or(""));
    report_.principal = principal_of(request_);
    if (report_.account == request_.account) {
      throw CantShare(fmt::format("{} is the account of these credentials", request_.account),
                      "Name the other account, or use the credentials of the image's owner.");
    }
  }

  bool image_is_gone() {
    try {
      const auto found = aws_.call<ec2::op::DescribeImages>(
          session_, {.image_ids = {request_.image_id}, .include_disabled = true});
      return found.images.empty();
    } catch (const Error& error) {
      if (error.code != "InvalidAMIID.NotFound" && error.code != "InvalidAMIID.Unavailable") throw;
      return true;
    }
  }

  void note_given_keys() {
    if (request_.keys.empty()) {
      throw CantShare(
          fmt::format("{} is not in {}, so that it does not tell its keys", request_.image_id,
                      session_.region),
          "Check the image id and the Region. If the image was deregistered, name the keys that "
          "are to be closed to the account: --key ARN.");
    }
    find(fmt::format("{} is gone", request_.image_id));
    keys_ = request_.keys;
    note("If the image's snapshots were shared, they still are.");
  }

  void look_at_image() {
    const auto found = aws_.call<ec2::op::DescribeImages>(
        session_, {.image_ids = {request_.image_id}, .include_disabled = true});
    if (found.images.empty()) {
      throw CantShare(
          fmt::format("{} can't be seen in {} with these credentials", request_.image_id,
                      session_.region),
          "Check the image id and the Region, and that the credentials are the owner's.");
    }
    const ec2::api::Image& image = found.images.front();
    if (image.owner_id.value_or("") != report_.account) {
      throw CantShare(
          fmt::format("{} belongs to {}, and these credentials to {}", request_.image_id,
                      image.owner_id.value_or("another account"), report_.account),
          "Only its owner shares an image. Copy it, and share the copy.");
    }
    image_state_ = image.state.value_or("unknown");
    note_snapshots(image);
    find(fmt::format("{} ({}) belongs to {} and has {} snapshot{}, {} encrypted", request_.image_id,
                     image.name.value_or(""), report_.account, snapshots_.size(),
                     snapshots_.size() == 1 ? "" : "s", encrypted_.size()));
  }

  void note_snapshots(const ec2::api::Image& image) {
    for (const auto& mapping : image.block_device_mappings) {
      if (!mapping.ebs || !mapping.ebs->snapshot_id) continue;
      snapshots_.push_back(*mapping.ebs->snapshot_id);
      if (mapping.ebs->encrypted.value_or(false)) encrypted_.push_back(*mapping.ebs->snapshot_id);
    }
  }

  std::string key_of(const std::string& snapshot) {
    const auto found =
        aws_.call<ec2::op::DescribeSnapshots>(session_, {.snapshot_ids = {snapshot}});
    return found.snapshots.empty() ? "" : found.snapshots.front().kms_key_id.value_or("");
  }

  void note_key(const std::string& key) {
    if (!has(keys_, key)) keys_.push_back(key);
  }

  // Undoing goes on as far as it can: what share() does not open needs no closing.
  void note_key_of(const std::string& snapshot) {
    const std::string key = key_of(snapshot);
    if (Arn::parse(key).account != report_.account) return;
    const auto metadata = aws_.call<kms::op::DescribeKey>(session_, {.key_id = key}).key_metadata;
    if (metadata && metadata->key_manager.value_or("") != "AWS") note_key(key);
  }

  void look_at_key_of(const std::string& snapshot) {
    const std::string key = key_of(snapshot), owner = Arn::parse(key).account;
    if (owner != report_.account) {
      throw CantShare(fmt::format("{} is encrypted under {}, a key of account {}", snapshot, key,
                                  owner.empty() ? "unknown" : owner),
                      "Copy the image under a key of your own, and share the copy" + copying());
    }
    const auto metadata = aws_.call<kms::op::DescribeKey>(session_, {.key_id = key}).key_metadata;
    if (!metadata) throw CantShare(fmt::format("{} can't be described", key), "Check the key.");
    if (metadata->key_manager.value_or("") == "AWS") {
      throw CantShare(
          fmt::format("{} is encrypted under the AWS managed key {}, whose policy admits its own "
                      "account alone and can't be changed",
                      snapshot, key),
          "Copy the image under a customer managed key, and share the copy" + copying());
    }
    if (metadata->key_state.value_or("") != "Enabled") {
      throw CantShare(fmt::format("{} is {}", key, metadata->key_state.value_or("not enabled")),
                      "Enable the key, or cancel its deletion, first.");
    }
    find(fmt::format("{} is encrypted under {}, a customer managed key in use", snapshot, key));
    note_key(key);
  }

  std::string copying() const {
    return fmt::format(
        ":\n  aws ec2 copy-image --region {0} --source-region {0} --source-image-id {1} --name "
        "NAME "
        "--encrypted --kms-key-id KEY",
        session_.region, request_.image_id);
  }

  // Nothing is changed when a Deny of the key's own would make it useless, whether by policy or by
  // grant.
  void look_at_policy_of(const std::string& key) {
    const KeyPolicyView view = view_of(policy_of(key), request_, key);
    if (!view.denied_by.empty()) {
      throw CantShare(fmt::format("The key policy of {} denies {} what a launch asks for, by {}",
                                  key, report_.principal, joined(view.denied_by)),
                      "A Deny wins over every Allow: change that statement first.");
    }
    if (!view.may_deny.empty()) {
      note(
          fmt::format("The key policy of {} has a Deny that may strike {}: {}. Its conditions "
                      "tell.",
                      key, request_.account, joined(view.may_deny)));
    }
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

  // The grants that were made for this image and account.
  std::vector<kms::api::GrantListEntry> named_grants(const std::string& key) {
    std::vector<kms::api::GrantListEntry> found;
    std::optional<std::string> marker;
    do {
      const auto page = aws_.call<kms::op::ListGrants>(session_, {.marker = marker, .key_id = key});
      for (const auto& grant : page.grants) {
        if (grant.name.value_or("") == grant_name(request_)) found.push_back(grant);
      }
      marker = page.next_marker;
    } while (marker);
    return found;
  }

  // Of them those to the request's principal, or all if it has none.
  std::vector<kms::api::GrantListEntry> grants(const std::string& key) {
    auto found = named_grants(key);
    std::erase_if(found, [&](const kms::api::GrantListEntry& grant) {
      return !request_.principal.empty() &&
             grant.grantee_principal.value_or("") != request_.principal;
    });
    return found;
  }

  // Whether the image is shared, by statements or grants, with others of the account than the
  // request's principal.
  bool others_remain() {
    if (request_.principal.empty()) return false;
    ShareRequest whole = request_;
    whole.principal.clear();
    return std::any_of(keys_.begin(), keys_.end(), [&](const std::string& key) {
      const std::string policy = policy_of(key);
      const std::string rest = without_statements(policy, request_);
      return without_statements(rest, whole) != rest ||
             named_grants(key).size() > grants(key).size();
    });
  }

  // Whether a grant is there with all that the request asks for.
  bool granted(const std::string& key) {
    const std::vector<std::string> wanted = grant_operations(request_);
    const auto suffices = [&](const kms::api::GrantListEntry& grant) {
      return grant.grantee_principal.value_or("") == principal_of(request_) &&
             std::all_of(wanted.begin(), wanted.end(), [&](const std::string& operation) {
               return has(grant.operations, operation);
             });
    };
    const auto found = grants(key);
    return std::any_of(found.begin(), found.end(), suffices);
  }

  // Another image that is shared with the account and encrypted under the key; empty if none is.
  std::string other_image_under(const std::string& key) {
    const auto shared = aws_.call<ec2::op::DescribeImages>(
        session_, {.executable_users = {request_.account}, .owners = {"self"}});
    for (const auto& image : shared.images) {
      if (image.image_id == request_.image_id) continue;
      for (const auto& mapping : image.block_device_mappings) {
        const bool encrypted = mapping.ebs && mapping.ebs->encrypted.value_or(false);
        if (encrypted && key_of(mapping.ebs->snapshot_id.value_or("")) == key) {
          return image.image_id.value_or("");
        }
      }
    }
    return {};
  }

  // ---- changing ----

  // Shows the change, makes it with `make` unless this is a dry run, and keeps it.
  template <class Make>
  void change(std::string title, std::string shown, Make&& make) {
    ShareChange planned{.title = std::move(title), .diff = std::move(shown)};
    if (told_.before_change) told_.before_change(planned);
    if (!dry_run_) {
      make();
      planned.made = true;
      if (told_.after_change) told_.after_change(planned);
    }
    report_.changes.push_back(std::move(planned));
  }

  void note(std::string text) { report_.notes.push_back(std::move(text)); }

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
      find(fmt::format("{} has the launch permission already", request_.account));
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
    if (has(entries, request_.account)) {
      find(fmt::format("{} may read {} already", request_.account, snapshot));
      return;
    }
    change(fmt::format("Let {} read {}", request_.account, snapshot),
           diff_of_entries(entries, true), [&] { modify_snapshot(snapshot, true); });
  }

  void unshare_snapshot(const std::string& snapshot) {
    const auto entries = volume_permissions(snapshot);
    if (!has(entries, request_.account)) return;
    change(fmt::format("No longer let {} read {}", request_.account, snapshot),
           diff_of_entries(entries, false), [&] { modify_snapshot(snapshot, false); });
  }

  void open_policy(const std::string& key) {
    const std::string policy = policy_of(key);
    if (view_of(policy, request_, key).missing.empty()) {
      find(fmt::format("The key policy of {} admits {} already", key, report_.principal));
      return;
    }
    change_policy(key, policy, with_statements(policy, request_));
  }

  void close_policy(const std::string& key) {
    const std::string policy = policy_of(key), wanted = without_statements(policy, request_);
    if (wanted == policy) return;
    const std::string other = other_image_under(key);
    if (other.empty()) return change_policy(key, policy, wanted);
    kept_open_.push_back(key);
    note(
        fmt::format("The key policy of {} stays as it is, since {} is shared with {} too and is "
                    "encrypted under the same key. Undoing that one closes the key.",
                    key, other, request_.account));
  }

  void change_policy(const std::string& key, const std::string& current,
                     const std::string& wanted) {
    change(fmt::format("Change the key policy of {}", key), diff(pretty(current), pretty(wanted)),
           [&] { put_policy(key, wanted); });
  }

  void put_policy(const std::string& key, const std::string& wanted) {
    try {
      aws_.call<kms::op::PutKeyPolicy>(session_,
                                       {.key_id = key, .policy_name = "default", .policy = wanted});
    } catch (const Error& error) {
      if (error.code != "MalformedPolicyDocumentException") throw;
      throw CantShare(
          fmt::format("The key policy of {} was refused: {}", key,
                      error.message.substr(0, error.message.find_last_not_of('.') + 1)),
          "A key policy may name only principals that exist. Check that " + report_.principal +
              " does, and that no other statement names a deleted one: those show as AIDA... or "
              "AROA... instead of an ARN.");
    }
  }

  void make_grant(const std::string& key) {
    if (granted(key)) {
      find(fmt::format("The grant {} is there already", grant_name(request_)));
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
    for (const auto& grant : grants(key)) {
      const std::string id = grant.grant_id.value_or("");
      change(fmt::format("Revoke the grant {} on {}", grant_name(request_), key),
             "- grantee    " + grant.grantee_principal.value_or("") + "\n- id         " + id + "\n",
             [&] { aws_.call<kms::op::RevokeGrant>(session_, {.key_id = key, .grant_id = id}); });
    }
  }

  void note_grants() {
    if (keys_.empty() || request_.with != ShareWith::grant) return;
    if (!request_.principal.empty()) {
      note(
          "A grant admits its grantee by itself: of the policy below the statements on the key "
          "are not needed.");
    }
    note("On AWS it may take up to five minutes until a new grant counts.");
  }

  // ---- looking again ----

  void expect(bool is_so, const std::string& sentence) {
    if (!is_so) {
      throw CantShare("Afterwards it is not so that " + sentence,
                      "Someone else may have changed it meanwhile: run the command again.");
    }
    report_.verified.push_back(sentence);
  }

  void verify_shared() {
    const std::string& account = request_.account;
    for (const std::string& key : keys_) {
      if (request_.with == ShareWith::key_policy) {
        expect(view_of(policy_of(key), request_, key).missing.empty(),
               fmt::format("the key policy of {} admits {}", key, report_.principal));
      } else {
        expect(granted(key), fmt::format("the grant {} is there", grant_name(request_)));
      }
    }
    if (request_.copy) {
      for (const std::string& snapshot : snapshots_) {
        expect(has(volume_permissions(snapshot), account),
               fmt::format("{} may read {}", account, snapshot));
      }
    }
    expect(has(launch_permissions(), account),
           fmt::format("{} has the launch permission of {}", account, request_.image_id));
  }

  void verify_unshared() {
    const std::string& account = request_.account;
    if (!image_kept_) {
      expect(!has(launch_permissions(), account),
             fmt::format("{} has no launch permission of {}", account, request_.image_id));
    }
    for (const std::string& snapshot : snapshots_) {
      if (image_kept_) break;
      expect(!has(volume_permissions(snapshot), account),
             fmt::format("{} may not read {}", account, snapshot));
    }
    for (const std::string& key : keys_) {
      if (!has(kept_open_, key)) {
        const std::string policy = policy_of(key);
        expect(without_statements(policy, request_) == policy,
               fmt::format("the key policy of {} has no statement of amishare's for {}", key,
                           account));
      }
      expect(grants(key).empty(),
             fmt::format("there is no grant {} on {}", grant_name(request_), key));
    }
  }

  Aws& aws_;
  const Session& session_;
  ShareRequest request_;
  const bool dry_run_;
  const ShareTold& told_;
  ShareReport report_{};
  std::string image_state_{};
  std::vector<std::string> snapshots_{}, encrypted_{}, keys_{};
  bool image_kept_ = false;               // others of the account need the launch permission
  std::vector<std::string> kept_open_{};  // keys whose policy another image needs
};

}  // namespace

ShareReport share(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                  const ShareTold& told) {
  return Sharing(aws, session, request, dry_run, told).share();
}

ShareReport unshare(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                    const ShareTold& told) {
  return Sharing(aws, session, request, dry_run, told).unshare();
}

}  // namespace amishare::client

// share.h - A's side of sharing an encrypted image with another account, step by step.
#pragma once
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "client/aws.h"

namespace amishare::client {

enum class ShareWith { key_policy, grant };

struct ShareRequest {
  std::string image_id;
  std::string account;      // B's twelve digits
  std::string principal{};  // B's role or user, by ARN; empty: the account, which then delegates
  ShareWith with = ShareWith::key_policy;
  bool copy = false;      // B may copy the image too: the snapshots are shared
  bool keep_key = false;  // B may keep volumes under A's key: new data keys are made under it
  std::vector<std::string> keys{};  // unshare() only: ARNs, for an image that is gone
  std::string partition = "aws";    // found out by share() and unshare()
};

// Sharing is impossible as things are: what is in the way, and the way out.
struct CantShare : std::runtime_error {
  CantShare(const std::string& what, std::string out)
      : std::runtime_error(what), way_out(std::move(out)) {}
  std::string way_out;
};

// One change that sharing, or taking it back, makes.
struct ShareChange {
  std::string title;  // "Add 222222222222 to the launch permissions of ami-..."
  std::string diff;   // as diff.h has it
  bool made = false;
};

struct ShareReport {
  std::string account{};                // A's
  std::string principal{};              // whom the key is opened to, by ARN
  std::vector<std::string> findings{};  // what was looked at, one sentence each
  std::vector<ShareChange> changes{};   // empty: it was so already
  std::vector<std::string> verified{};  // what was seen to be so afterwards
  std::string principal_policy{};       // the IAM policy that B's principal needs, as JSON text
  std::vector<std::string> notes{};     // what the caller should know besides
};

// Whom to tell while it goes on; each may be empty.
struct ShareTold {
  std::function<void(const std::string& finding)> found{};
  std::function<void(const ShareChange&)> before_change{};
  std::function<void(const ShareChange&)> after_change{};  // not in a dry run
};

// Does what sharing takes, in the Region of `session`, with A's credentials: looks, plans, makes
// the changes unless `dry_run`, and looks again. The launch permission comes last, so that nobody
// launches what can't be decrypted yet. Throws CantShare, or the Error of a call that was refused;
// every change made before stays, and a second run finds it made.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html
ShareReport share(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                  const ShareTold& told = {});

// Takes back what share() did for the account, or for the request's principal alone: the launch
// permission, the key policy's statements, the grants, the snapshots' permissions. What others
// added stays, and so do statements that another image, shared with the account too, needs. It may
// be called again, and after a share() that was interrupted. An image that was deregistered no
// longer tells its keys: the request must.
ShareReport unshare(Aws& aws, const Session& session, const ShareRequest& request, bool dry_run,
                    const ShareTold& told = {});

}  // namespace amishare::client

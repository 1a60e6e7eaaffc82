// world.h - everything there is: accounts, Regions, tables. A value.
#pragma once
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include "ebs/ebs.h"
#include "ec2/ec2.h"
#include "iam/iam.h"
#include "kms/kms.h"
#include "organizations/organizations.h"
#include "world/name.h"
#include "world/pace.h"
#include "world/random.h"
#include "world/timeline.h"
#include "world/trace.h"

namespace amishare {

// Where AWS's behaviour changed over time, or its documents and its recordings disagree.
struct Switches {
  // A launch that names no key keeps a shared image's volumes under the owner's key, as tutorials
  // before 2022 describe, instead of re-encrypting under the launcher's default key.
  bool launch_keeps_source_key = false;
  // A launch that fails for its key ends with Client.InternalError, as before 2023.
  bool legacy_launch_failure = false;
  // Ten SCPs at a target and 10,240 characters in each, as announced in May 2026, instead of the
  // documented five and 5,120.
  bool raised_scp_quotas = false;
  bool operator==(const Switches&) const = default;
};

struct WorldOptions {
  std::uint64_t seed = 0;
  Instant start = Instant(std::chrono::seconds(1767225600));  // 2026-01-01T00:00:00Z
  Pace pace = Pace::instant();
  Switches switches{};
};

using Event = std::variant<kms::Event, ebs::Event, ec2::Event, organizations::Event>;

// Copying a World forks it. It has no threads, no clock but its timeline and no randomness but its
// seed, so the same seed and the same requests give the same World.
class World {
 public:
  explicit World(const WorldOptions& options = {});

  Random random;
  Timeline<Event> timeline;
  Pace pace;
  Switches switches;
  Trace trace;

  iam::State iam;
  kms::State kms;
  ebs::State ebs;
  ec2::State ec2;
  organizations::State organizations;

  // Brings the account, and what AWS puts into its Region, into being at first use.
  void open(const AccountId& account, const Region& region);
  const std::set<AccountId>& accounts() const { return accounts_; }

  // Lets happen what is due, up to now or up to an instant. Time never moves back.
  void settle() { advance_to(timeline.now()); }
  void advance(Delay delay) { advance_to(timeline.now() + delay); }
  void advance_to(Instant instant);

  // Whether both hold the same, the trace left aside.
  friend bool operator==(const World& left, const World& right);

 private:
  std::set<AccountId> accounts_;
  std::set<std::pair<AccountId, Region>> opened_;
};

}  // namespace amishare

// pace.h - how long each transition takes, one table.
#pragma once
#include <chrono>

#include "world/timeline.h"

namespace amishare {

// `instant` is the default because waiters of SDKs sleep 15 s between two looks: a thing is ready
// at the first look. `aws` has the recorded timings (EC2 user guide; two-account recordings of
// 2026).
struct Pace {
  Delay snapshot_create{0};
  Delay snapshot_copy{0};
  Delay snapshot_seal{0};      // a direct snapshot, after CompleteSnapshot
  Delay snapshot_interval{0};  // AWS refuses a second snapshot of a volume before that
  Delay image_create{0};
  Delay image_copy{0};
  Delay volume_create{0};
  Delay volume_vanish{0};  // a volume whose key could not be used
  Delay volume_attach{0};
  Delay volume_detach{0};
  Delay volume_delete{0};
  Delay instance_start{0};      // pending -> running
  Delay instance_stop{0};       // stopping -> stopped
  Delay instance_terminate{0};  // shutting-down -> terminated
  Delay instance_fail{0};       // pending -> shutting-down, after a key could not be used
  Delay instance_fail_end{0};   // shutting-down -> terminated, after that
  Delay instance_forget{std::chrono::hours(1)};  // a terminated instance disappears
  Delay iam_propagation{0};    // until roles and policies are seen as they are now
  Delay grant_propagation{0};  // until a grant holds without its token
  Delay account_create{0};  // CreateAccount: IN_PROGRESS -> SUCCEEDED or FAILED
  Delay account_close{0};   // PENDING_CLOSURE -> CLOSED

  static Pace instant() { return {}; }
  static Pace aws() {
    using namespace std::chrono_literals;
    return {.snapshot_create = 30s,
            .snapshot_copy = 8s,
            .snapshot_seal = 2s,
            .snapshot_interval = 15s,
            .image_create = 60s,
            .image_copy = 30s,
            .volume_create = 2s,
            .volume_vanish = 1500ms,
            .volume_attach = 3s,
            .volume_detach = 5s,
            .volume_delete = 2s,
            .instance_start = 8s,
            .instance_stop = 20s,
            .instance_terminate = 30s,
            .instance_fail = 10s,
            .instance_fail_end = 8s,
            .account_create = 20s,
            .account_close = 120s};
  }
  bool operator==(const Pace&) const = default;
};

}  // namespace amishare

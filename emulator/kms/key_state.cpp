// key_state.cpp - enabling, disabling, deleting keys and taking that back.
#include "kms/key_state.h"

#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/key_id.h"
#include "world/world.h"

namespace amishare::kms {

void require_enabled(const Key& key) {
  if (key.state == KeyState::disabled) throw disabled(arn(key));
  require_not_pending_deletion(key);
}

void require_not_pending_deletion(const Key& key) {
  if (key.state == KeyState::pending_deletion) throw pending_deletion(arn(key));
}

void require_pending_deletion(const Key& key) {
  if (key.state != KeyState::pending_deletion) throw not_pending_deletion(arn(key));
}

std::string_view state_name(KeyState state) {
  switch (state) {
    case KeyState::enabled:
      return "Enabled";
    case KeyState::disabled:
      return "Disabled";
    case KeyState::pending_deletion:
      return "PendingDeletion";
  }
  return "Enabled";
}

api::EnableKeyResponse enable_key(Call& call, const api::EnableKeyRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:EnableKey"}).key;
  allow(call, key, {.operation = "EnableKey"});
  require_not_pending_deletion(key);
  key.state = KeyState::enabled;
  return {};
}

api::DisableKeyResponse disable_key(Call& call, const api::DisableKeyRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:DisableKey"}).key;
  allow(call, key, {.operation = "DisableKey"});
  require_not_pending_deletion(key);
  key.state = KeyState::disabled;
  return {};
}

api::ScheduleKeyDeletionResponse schedule_key_deletion(Call& call,
                                                       const api::ScheduleKeyDeletionRequest& in) {
  const std::int64_t days = in.pending_window_in_days.value_or(30);
  Key& key = find_named(call, in.key_id, {.action = "kms:ScheduleKeyDeletion"}).key;
  policy::Context context;
  context.set("kms:ScheduleKeyDeletionPendingWindowInDays", std::to_string(days));
  allow(call, key, {.operation = "ScheduleKeyDeletion", .context = context});
  require_not_pending_deletion(key);

  const Delay delay = std::chrono::hours(24) * days;
  key.state = KeyState::pending_deletion;
  key.deletion_date = call.now() + delay;
  call.world.timeline.after(delay, Event(KeyDeletionDue{key.id}));
  return {.key_id = arn(key),
          .deletion_date = key.deletion_date,
          .key_state = std::string(state_name(key.state)),
          .pending_window_in_days = days};
}

api::CancelKeyDeletionResponse cancel_key_deletion(Call& call,
                                                   const api::CancelKeyDeletionRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:CancelKeyDeletion"}).key;
  allow(call, key, {.operation = "CancelKeyDeletion"});
  require_pending_deletion(key);
  key.state = KeyState::disabled;
  key.deletion_date.reset();
  return {.key_id = arn(key)};
}

}  // namespace amishare::kms

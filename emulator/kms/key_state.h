// key_state.h - which states of a key an operation can do with.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html: its table has three kinds
// of rows for keys that KMS made itself. Whatever calls none of these works in every state.
#pragma once
#include <string_view>

#include "kms/key.h"

namespace amishare::kms {

// Cryptographic operations and CreateGrant. Throws DisabledException or KMSInvalidStateException.
void require_enabled(const Key& key);
// Whatever changes a key. Throws KMSInvalidStateException.
void require_not_pending_deletion(const Key& key);
// CancelKeyDeletion. Throws KMSInvalidStateException.
void require_pending_deletion(const Key& key);

// "Enabled", "Disabled", "PendingDeletion".
std::string_view state_name(KeyState state);

}  // namespace amishare::kms
